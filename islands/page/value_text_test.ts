import assert from "node:assert/strict";
import { compactNumber, indicatorText, priceDecimals, spanMs, timeText } from "./value_text.ts";

Deno.test("large numbers keep three or four digits", () => {
  assert.deepEqual(
    [59.411, 104_211.8, 1_234_567, 79_237_200, 460_000_000, 4_140_000_000, -2e12].map(compactNumber),
    ["59.41", "104,212", "1.23 M", "79.2 M", "460 M", "4.14 B", "−2.00 T"],
  );
});

Deno.test("values over prices have the prices' decimals, others four digits that matter", () => {
  assert.deepEqual(
    [[96.5137, "price", 0.01], [96.5137, "price", 0], [1.07219, "price", 0.00001], [-2.30739, "macd", 0.01], [
      NaN,
      "rsi",
      0,
    ]]
      .map(([value, pane, tick]) => indicatorText(value as number, pane as string, tick as number)),
    ["96.51", "96.51", "1.07219", "−2.307", "—"],
  );
  assert.deepEqual([187.23, 1.07219, 0.0016, NaN].map(priceDecimals), [2, 4, 7, 2]);
});

Deno.test("times have their minutes where bars are shorter than a day", () => {
  const timeMs = Date.UTC(2016, 1, 11, 14, 30);
  assert.deepEqual(["5m", "4h", "1d", "1w", "1M"].map((timeframe) => timeText(timeMs, timeframe)), [
    "2016-02-11 14:30",
    "2016-02-11 14:30",
    "2016-02-11",
    "2016-02-11",
    "2016-02-11",
  ]);
  assert.deepEqual(["1m", "4h", "1w"].map(spanMs), [60_000, 14_400_000, 604_800_000]);
});
