import { Bars } from "../../engine/bars.ts";
import { Random } from "../../engine/random.ts";

/**
 * One-minute bars of a random walk, in which EMA 9/21 crosses on 4.6 % of bars: a market on which everything happens often. Prices
 * aren't rounded and nothing is missing, so that what is measured is the engine.
 */
export function benchMarket(length: number, seed: number): Bars {
  const random = new Random(seed), bars = Bars.allocate(length);
  let price = 100;
  for (let bar = 0; bar < length; bar++) {
    const open = price * (1 + (random.uniform() - 0.5) * 2e-4);
    price = open * (1 + (random.uniform() + random.uniform() + random.uniform() - 1.5) * 2e-3);
    // A walk without a home would leave the range of prices after some million steps.
    if (price < 20 || price > 500) price = open;
    bars.open[bar] = open;
    bars.close[bar] = price;
    bars.high[bar] = Math.max(open, price) * (1 + random.uniform() * 5e-4);
    bars.low[bar] = Math.min(open, price) * (1 - random.uniform() * 5e-4);
    bars.volume[bar] = 1_000;
    bars.openTimeMs[bar] = bar * 60_000;
    bars.closeTimeMs[bar] = (bar + 1) * 60_000;
  }
  return bars;
}
