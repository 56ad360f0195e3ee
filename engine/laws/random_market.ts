import { Bars } from "../bars.ts";
import { type Instrument, instrument } from "../instrument.ts";
import type { Random } from "../random.ts";
import { Timeframe } from "../timeframe.ts";
import type { Universe } from "../frame.ts";

/** A made-up market, nasty on purpose. */
export interface RandomMarket {
  readonly universe: Universe;
  readonly bars: readonly Bars[];
}

const TIMEFRAMES = ["1m", "5m", "1h", "1d", "1w", "1M"].map((text) => Timeframe.parse(text));

/**
 * A market of one to five instruments with what real ones do at their worst: gaps in price and in time, flat stretches, bars that open at
 * a limit and stay there, zero volume, tiny prices, and now and then a move of a third. Its bars are shorter than `finerThanMs`.
 */
export function randomMarket(
  random: Random,
  instrumentCount: number,
  steps: number,
  finerThanMs = Infinity,
): RandomMarket {
  const fitting = TIMEFRAMES.filter(({ spanMs }) => spanMs < finerThanMs);
  const timeframe = fitting[random.integer(0, fitting.length - 1)] ?? Timeframe.parse("1s");
  const instruments: Instrument[] = [], bars: Bars[] = [];
  const openTimes = stepOpenTimes(timeframe, steps);
  for (let i = 0; i < instrumentCount; i++) {
    const isTiny = random.uniform() < 0.15;
    instruments.push(instrument(`S${i}`, {
      lotSize: isTiny || random.uniform() < 0.3 ? 0 : random.uniform() < 0.2 ? 10 : 1,
      tickSize: isTiny ? 0 : 0.01,
      multiplier: random.uniform() < 0.1 ? 5 : 1,
      shortable: random.uniform() > 0.1,
    }));
    bars.push(
      randomBars(
        random,
        timeframe,
        openTimes,
        isTiny ? 2.5e-7 : 10 + 90 * random.uniform(),
        instrumentCount > 1,
      ),
    );
  }
  return { universe: { instruments, timeframe }, bars };
}

function stepOpenTimes(timeframe: Timeframe, steps: number): number[] {
  const times: number[] = [];
  for (
    let timeMs = timeframe.startMs(Date.UTC(2020, 0, 6));
    times.length < steps;
    timeMs = timeframe.endMs(timeMs)
  ) times.push(timeMs);
  return times;
}

function randomBars(
  random: Random,
  timeframe: Timeframe,
  openTimes: readonly number[],
  start: number,
  mayMiss: boolean,
): Bars {
  const missing = mayMiss && random.uniform() < 0.6 ? 0.3 * random.uniform() : 0;
  const kept = openTimes.filter(() => random.uniform() >= missing);
  const bars = Bars.allocate(kept.length);
  const volatility = 0.002 + 0.03 * random.uniform(), drift = (random.uniform() - 0.5) * volatility;
  let price = start, calmFor = 0;
  kept.forEach((timeMs, bar) => {
    const kind = random.uniform();
    if (kind < 0.02) calmFor = random.integer(2, 15);
    const isCalm = calmFor-- > 0;
    const gap = kind > 0.95
      ? (random.uniform() - 0.5) * 0.2
      : kind > 0.94
      ? (random.uniform() - 0.5) * 0.6
      : 0;
    const open = price * (1 + gap);
    const isLocked = kind > 0.9 && kind < 0.93;
    const close = isCalm || isLocked
      ? open
      : open * (1 + drift + volatility * (random.uniform() + random.uniform() - 1));
    const reach = isCalm || isLocked ? 0 : volatility * random.uniform();
    bars.openTimeMs[bar] = timeMs;
    bars.closeTimeMs[bar] = timeframe.endMs(timeMs);
    bars.open[bar] = open;
    bars.close[bar] = close;
    bars.high[bar] = Math.max(open, close) * (1 + reach);
    bars.low[bar] = Math.min(open, close) * (1 - reach);
    bars.volume[bar] = isLocked || kind < 0.05 ? 0 : Math.round(10_000 * random.uniform());
    price = close;
  });
  return bars;
}

/** The same market up to a time, and another one after it. */
export function scrambleAfter(bars: readonly Bars[], timeMs: number, random: Random): Bars[] {
  return bars.map((all) => {
    let from = 0;
    while (from < all.length && all.closeTimeMs[from] <= timeMs) from++;
    const scrambled = Bars.concat([Bars.NONE, all]);
    for (let bar = from; bar < all.length; bar++) {
      const factor = Math.exp(random.uniform() - 0.5);
      for (const field of ["open", "high", "low", "close"] as const) scrambled[field][bar] *= factor;
      scrambled.volume[bar] = Math.round(10_000 * random.uniform());
    }
    return scrambled;
  });
}
