import assert from "node:assert/strict";
import { BAR_FIELDS, barFault, Bars } from "../bars.ts";
import { LockstepError } from "../error.ts";
import { Timeframe } from "../timeframe.ts";
import { SyntheticBars, syntheticBars, type SyntheticBarsOptions } from "./synthetic_bars.ts";

const all = (count: number, options: SyntheticBarsOptions, chunkBars?: number) =>
  Bars.concat([...syntheticBars(count, options, chunkBars)]);

function assertSame(actual: Bars, expected: Bars): void {
  for (const field of BAR_FIELDS) assert.deepEqual(actual[field], expected[field], field);
}

Deno.test("one seed gives one market, however it is cut", () => {
  const whole = all(20_000, { seed: 7 });
  assertSame(all(20_000, { seed: 7 }), whole);
  for (const chunkBars of [1, 7, 4096, 20_000, 1e9]) assertSame(all(20_000, { seed: 7 }, chunkBars), whole);
  assertSame(all(500, { seed: 7 }), whole.slice(0, 500));
  const market = new SyntheticBars({ seed: 7 });
  assertSame(Bars.concat([3, 0, 1, 19_996].map((count) => market.next(count))), whole);
  assert.notDeepEqual(all(100, { seed: 8 }).close, whole.close.slice(0, 100));
  assert.equal(all(0, { seed: 7 }, 10).length, 0);
});

Deno.test("every bar is sound, on its ticks and on the timeframe's grid", () => {
  const cases: SyntheticBarsOptions[] = [
    { seed: 1 },
    { seed: 2, timeframe: Timeframe.parse("1s"), startMs: Date.UTC(1969, 11, 31, 23) },
    { seed: 3, timeframe: Timeframe.parse("1d"), startMs: Date.UTC(2020, 5, 17, 13) },
    { seed: 4, timeframe: Timeframe.parse("1M"), volatilityPct: 20 },
    { seed: 5, startPrice: 0.01 }, // one tick: the floor
    { seed: 6, startPrice: 30_000, tickSize: 0.25, volatilityPct: 1000 },
    { seed: 7, startPrice: 1.1, tickSize: 0.00001, volatilityPct: 8 },
    { seed: 8, volatilityPct: 0 },
  ];
  for (const options of cases) {
    const { timeframe = Timeframe.parse("1m"), tickSize = 0.01 } = options;
    const bars = all(timeframe.text === "1M" ? 600 : 20_000, options);
    let previousMs = NaN;
    for (let i = 0; i < bars.length; i++) {
      const where = `seed ${options.seed}, bar ${i}`;
      assert.equal(barFault(bars, i, previousMs), undefined, where);
      previousMs = bars.openTimeMs[i];
      if (
        bars.openTimeMs[i] !== timeframe.startMs(bars.openTimeMs[i]) ||
        bars.closeTimeMs[i] !== timeframe.endMs(bars.openTimeMs[i])
      ) {
        assert.fail(`${where} is off the grid`);
      }
      for (const field of ["open", "high", "low", "close"] as const) {
        const ticks = Math.round(bars[field][i] / tickSize);
        if (ticks / Math.round(1 / tickSize) !== bars[field][i]) {
          assert.fail(`${where}: ${field} ${bars[field][i]} is off the ticks`);
        }
      }
      if (!Number.isInteger(bars.volume[i])) assert.fail(`${where}: volume ${bars.volume[i]}`);
    }
  }
});

Deno.test("it looks like a market: regimes, fat tails, gaps, volume in a U, the volatility that was asked for", () => {
  const bars = all(1_000_000, { seed: 11, startPrice: 10_000 });
  const returns: number[] = [];
  let gaps = 0, jumps = 0;
  const hours = new Array(24).fill(0), counts = new Array(24).fill(0);
  for (let i = 1; i < bars.length; i++) {
    returns.push(Math.log(bars.close[i] / bars.open[i]));
    if (bars.openTimeMs[i] > bars.closeTimeMs[i - 1]) {
      gaps++;
      if (bars.open[i] !== bars.close[i - 1]) jumps++;
    } else assert.equal(bars.open[i], bars.close[i - 1]);
    const hour = Math.floor(bars.openTimeMs[i] / 3_600_000) % 24;
    hours[hour] += bars.volume[i];
    counts[hour]++;
  }
  within(gaps, 150, 260); // 200 expected
  assert(jumps > gaps * 0.9);
  const variance = mean(returns.map((r) => r * r));
  within(100 * Math.sqrt(variance * 525_600), 35, 75); // % a year, the regimes together
  within(mean(returns.map((r) => r ** 4)) / variance ** 2, 4, 30); // a normal one has 3
  // Large moves cluster: regimes last.
  const size = returns.map(Math.abs), level = mean(size);
  const lag = 60;
  let together = 0, alone = 0;
  for (let i = lag; i < size.length; i++) together += (size[i] - level) * (size[i - lag] - level);
  for (const each of size) alone += (each - level) ** 2;
  within(together / alone, 0.05, 0.6);
  const volume = hours.map((sum, hour) => sum / counts[hour]);
  assert(volume[0] > 2 * volume[11] && volume[23] > 2 * volume[12]);
  within(bars.low.reduce((a, b) => Math.min(a, b)), 100, 10_000);
});

Deno.test("what makes no market is refused", () => {
  const cases: [options: SyntheticBarsOptions, error: string][] = [
    [{ seed: 0.5 }, "The seed must be a whole number: received 0.5."],
    [
      { seed: 1, tickSize: 0.03 },
      "The tick size must be one over a whole number, such as 0.01 or 0.25: received 0.03.",
    ],
    [
      { seed: 1, tickSize: 0 },
      "The tick size must be one over a whole number, such as 0.01 or 0.25: received 0.",
    ],
    [{ seed: 1, startPrice: 0.001 }, "The first price must be at least one tick, 0.01: received 0.001."],
    [{ seed: 1, volatilityPct: -1 }, "The volatility must be from 0 to 1000 % a year: received -1."],
    [{ seed: 1, startMs: NaN }, "The first bar's time must be a time: received NaN."],
  ];
  for (const [options, error] of cases) {
    assert.throws(() => new SyntheticBars(options), new LockstepError(error));
  }
});

function mean(numbers: readonly number[]): number {
  return numbers.reduce((sum, x) => sum + x, 0) / numbers.length;
}

function within(actual: number, low: number, high: number): void {
  assert(actual >= low && actual <= high, `${actual} is not from ${low} to ${high}`);
}
