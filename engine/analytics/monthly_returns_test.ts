import assert from "node:assert/strict";
import { DAY_MS } from "./daily_equity.ts";
import { EquityStatistics } from "./equity_statistics.ts";
import { monthlyReturns } from "./monthly_returns.ts";

/** Equity at the close of each date; a bar of a date closes at its end. */
function of(initialEquity: number, closes: Record<string, number>) {
  const statistics = new EquityStatistics(initialEquity);
  for (const [date, equity] of Object.entries(closes)) {
    statistics.update(Date.parse(date) + DAY_MS, equity, true);
  }
  return monthlyReturns(statistics);
}

Deno.test("months run from the last equity of the month before", () => {
  assert.deepEqual(of(100, { "2015-01-05": 100, "2015-01-30": 110, "2015-02-02": 50, "2015-02-27": 99 }), [
    { year: 2015, month: 1, returnPct: 100 * (110 / 100 - 1) },
    { year: 2015, month: 2, returnPct: 100 * (99 / 110 - 1) },
  ]);
});

Deno.test("the bar that closes with the month belongs to it", () => {
  assert.deepEqual(
    of(100, { "2014-12-31": 120, "2015-01-01": 60 }).map((each) => [each.year, each.month, each.returnPct]),
    [
      [2014, 12, 100 * (120 / 100 - 1)],
      [2015, 1, -50],
    ],
  );
});

Deno.test("a month without bars has no entry, nor has one after a total loss", () => {
  assert.deepEqual(
    of(100, { "2015-01-05": 110, "2015-04-01": 0, "2015-05-01": 0 }).map((each) => each.month),
    [1, 4],
  );
  assert.deepEqual(of(100, {}), []);
});

Deno.test("months compound to the whole", () => {
  const months = of(100, { "2015-01-05": 90, "2015-02-05": 120, "2015-03-05": 111, "2016-03-04": 130 });
  const growth = months.reduce((product, { returnPct }) => product * (1 + returnPct / 100), 1);
  assert.ok(Math.abs(growth - 1.3) < 1e-12);
});
