import assert from "node:assert/strict";
import { syntheticBars } from "../../engine/data/synthetic_bars.ts";
import { Bars } from "../../engine/bars.ts";
import { PriceCurveKeeper } from "./price_curve.ts";
import { binsOf } from "./histogram.tsx";

Deno.test("a price curve has few points, and every extreme, however many bars there were and however they come", () => {
  const bars = Bars.concat([...syntheticBars(10_000, { seed: 4 })]);
  const curveOf = (pieces: number) => {
    const keeper = new PriceCurveKeeper("X"), each = Math.ceil(bars.length / pieces);
    for (let from = 0; from < bars.length; from += each) {
      keeper.take(bars.slice(from, Math.min(bars.length, from + each)));
    }
    return keeper.curve;
  };
  const curve = curveOf(1);
  assert.ok(curve.close.length > 600 && curve.close.length <= 1_200, `${curve.close.length}`);
  assert.equal(Math.max(...curve.high), Math.max(...bars.high));
  assert.equal(Math.min(...curve.low), Math.min(...bars.low));
  assert.deepEqual([curve.close.at(-1), curve.timeMs.at(-1)], [bars.close.at(-1), bars.closeTimeMs.at(-1)]);
  assert.deepEqual(curveOf(7), curve);
  const few = new PriceCurveKeeper("X");
  few.take(bars.slice(0, 5));
  assert.deepEqual(few.curve.close, [...bars.close.slice(0, 5)]);
});

Deno.test("bins hold every value, are of a round width, and none lies on both sides of zero", () => {
  const values = Array.from({ length: 1_000 }, (_, k) => Math.sin(k) * 3.7 + 0.4), bins = binsOf(values)!;
  assert.equal(bins.counts.reduce((sum, count) => sum + count, 0), 1_000);
  assert.equal(bins.step, 0.2);
  assert.ok(Number.isInteger(Math.round(1e9 * bins.from / bins.step) / 1e9));
  assert.equal(binsOf([2, 2]), undefined);
  assert.equal(binsOf([]), undefined);
});
