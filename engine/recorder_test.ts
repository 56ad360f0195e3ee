import assert from "node:assert/strict";
import { compose, DEFAULT_ACCOUNT } from "../actors/compose.ts";
import { percentOfEquity, pipeline, sma } from "../mod.ts";
import { cutFrames } from "./laws/cut.ts";
import { type RandomMarket, randomMarket } from "./laws/random_market.ts";
import { Random } from "./random.ts";
import { Recorder } from "./recorder.ts";
import type { RunConfig, RunResult } from "./result.ts";

/** In and out by a cross of the close and its mean, with a stop 2 % away from the close. */
const PLAN = pipeline().indicator("mean", sma(5)).sizer(percentOfEquity(30)).onBar((window) => {
  const close = window.close(), mean = window.value("mean");
  if (!(mean > 0)) return undefined;
  return close > mean ? { direction: 1, stopLossPrice: 0.98 * close } : { direction: 0 };
}).plan();

Deno.test("the record does not depend on how the bars are cut into frames, benchmark and holdings included", () => {
  for (let seed = 1; seed <= 12; seed++) {
    const market = randomMarket(new Random(seed), 1 + seed % 3, 300);
    const whole = record(market, [1_000]);
    for (const cuts of [[1], [7, 1, 30]]) {
      const { metrics, metricsAbsent } = record(market, cuts);
      assert.deepEqual(
        [metrics, metricsAbsent],
        [whole.metrics, whole.metricsAbsent],
        `seed ${seed}, frames of ${cuts}`,
      );
    }
  }
});

Deno.test("figures of the record are those of its own rows", () => {
  let withTrades = 0;
  for (let seed = 20; seed < 40; seed++) {
    const market = randomMarket(new Random(seed), 2, 400);
    const { metrics: known, fills, trades, orders } = record(market, [64]);
    const multiplierOf = new Map(
      market.universe.instruments.map(({ symbol, multiplier }) => [symbol, multiplier]),
    );
    const near = (name: string, expected: number) =>
      assert.ok(
        Math.abs(known[name] - expected) <= 1e-9 * Math.max(1, Math.abs(expected)),
        `seed ${seed}: ${name} is ${known[name]}, not ${expected}`,
      );
    near("fills", fills.length);
    near(
      "tradedNotional",
      fills.reduce(
        (sum, { instrument, price, quantity }) => sum + price * quantity * multiplierOf.get(instrument)!,
        0,
      ),
    );
    if (trades.length === 0) continue;
    withTrades++;
    const mean = (values: number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
    near("averageMaePct", mean(trades.map(({ maePct }) => maePct)));
    near("averageMfePct", mean(trades.map(({ mfePct }) => mfePct)));
    near("averageTradeBars", mean(trades.map(({ entryBar, exitBar }) => exitBar - entryBar)));
    near("longTrades", trades.filter(({ direction }) => direction === "long").length);
    const { maxGrossExposurePct: most, averageGrossExposurePct: average } = known;
    // A day may close without a position, but bars of a day don't all.
    const isDaily = market.universe.timeframe.spanMs >= 86_400_000;
    assert.ok(most >= average - 1e-9 && (isDaily ? average > 0 : average >= 0), `seed ${seed}: ${average}`);
    if (orders.some(({ type }) => type === "stop")) assert.ok(Number.isFinite(known.expectancyR));
  }
  assert.ok(withTrades > 5);
});

function record({ universe, bars }: RandomMarket, cuts: number[]): RunResult {
  const run = compose(PLAN, universe, DEFAULT_ACCOUNT);
  const recorder = new Recorder(universe, { initialCash: DEFAULT_ACCOUNT.cash, conventions: "lockstep" });
  for (const frame of cutFrames(universe, bars, cuts)) recorder.next(run.receive(frame));
  return recorder.result(run, {
    config: {} as RunConfig,
    versions: { lockstep: "", deno: "" },
    skippedRows: {},
  });
}
