import assert from "node:assert/strict";
import { CandleAverages } from "./candle_averages.ts";
import { doji } from "./doji.ts";

Deno.test("what a mistaken price leaves behind in a running total is gone once totals are summed up anew", () => {
  const { kernel, warmupBars } = doji.definition, warmup = warmupBars({});
  const length = warmup + CandleAverages.FRESH_EVERY + 10;
  const flat = () => new Float64Array(length).fill(0.1);
  const open = flat(), high = flat(), low = flat(), close = flat(), values = new Float64Array(length);
  high[20] = 1e9; // leaves some 1e-7 in the total, above 0 or below
  low[21] = 0.1 - 0.07;
  kernel({}).run([open, high, low, close], [values], 0, length);
  assert.ok(values.subarray(warmup + CandleAverages.FRESH_EVERY).every((value) => value === 100));
});
