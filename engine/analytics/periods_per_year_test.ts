import assert from "node:assert/strict";
import { Timeframe } from "../timeframe.ts";
import { periodsPerYear } from "./periods_per_year.ts";

Deno.test("periods a year follow the timeframe and the weekends", () => {
  const cases: [string, number, number][] = [
    ["1m", 0, 252],
    ["1m", 2 / 7, 365],
    ["4h", 0.17, 252],
    ["4h", 0.18, 365],
    ["1d", 0, 252],
    ["1d", 2 / 7, 365],
    ["2d", 0, 126],
    ["1w", 1, 52],
    ["2w", 0, 26],
    ["7d", 0, 52],
    ["1M", 2 / 7, 12],
    ["3M", 0, 4],
    ["12M", 0, 1],
  ];
  for (const [timeframe, weekendShare, expected] of cases) {
    assert.equal(
      periodsPerYear(Timeframe.parse(timeframe), weekendShare),
      expected,
      `${timeframe} ${weekendShare}`,
    );
  }
});
