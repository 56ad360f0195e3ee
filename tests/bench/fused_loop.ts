import type { Bars } from "../../engine/bars.ts";

/** What the fused loop found. */
export interface FusedResult {
  readonly fills: number;
  readonly cash: number;
}

/**
 * The yardstick: EMA crossover, long only, a share of equity, fees, slippage, a trailing stop and equity at every bar, written by hand
 * as one loop over typed arrays with nothing around it. Equity goes into `equity`, which is handed in: see {@link equityRoom}. The engine
 * must get the same to the last bit.
 */
export function fusedEmaCrossover(
  bars: Bars,
  equity: Float64Array,
  { fast, slow, share, feeBps, slippageBps, trailPct, cash: initialCash }: {
    fast: number;
    slow: number;
    share: number;
    feeBps: number;
    slippageBps: number;
    trailPct: number;
    cash: number;
  },
): FusedResult {
  const { open, high, low, close, length } = bars;
  const feeRate = feeBps / 10_000, slipRate = slippageBps / 10_000, keep = 1 - trailPct / 100;
  const kFast = 2 / (fast + 1), kSlow = 2 / (slow + 1);
  let fastEma = 0, slowEma = 0, side = 0;
  let cash = initialCash, units = 0, best = 0, pending = 0, fills = 0;
  for (let i = 0; i < length; i++) {
    const price = close[i];
    if (pending !== 0) {
      if (pending > 0) {
        const paid = open[i] + open[i] * slipRate;
        const fee = pending * paid * feeRate;
        if (pending * paid <= (cash - pending * paid - fee + pending * paid) * (1 + 1e-12)) {
          cash -= pending * paid + fee;
          units = pending;
          best = paid;
          fills++;
        }
      } else if (units > 0) {
        const got = open[i] - open[i] * slipRate;
        cash -= -units * got + units * got * feeRate;
        units = 0;
        fills++;
      }
      pending = 0;
    }
    if (units > 0) {
      const level = best * keep;
      if (low[i] <= level) {
        const quoted = open[i] <= level ? open[i] : level;
        const got = quoted - quoted * slipRate;
        cash -= -units * got + units * got * feeRate;
        units = 0;
        fills++;
      } else if (high[i] > best) best = high[i];
    }
    const value = units === 0 ? cash : cash + units * price;
    equity[i] = value;
    if (i >= fast) fastEma += kFast * (price - fastEma);
    else if ((fastEma += price) && i === fast - 1) fastEma /= fast;
    if (i >= slow) slowEma += kSlow * (price - slowEma);
    else if ((slowEma += price) && i === slow - 1) slowEma /= slow;
    if (i < slow - 1) continue;
    const difference = fastEma - slowEma;
    if (side === 0) {
      side = Math.sign(difference);
    } else if (side > 0 ? difference < 0 : difference > 0) {
      side = -side;
      if (side > 0) pending = units === 0 ? value * share / price : 0;
      else if (units > 0) pending = -1;
    }
  }
  return { fills, cash };
}
