import assert from "node:assert/strict";
import { calendarReturns, type CalendarSpan } from "./calendar_returns.ts";

Deno.test("returns compound by week, month, quarter and year", () => {
  const dates = [
    "2019-12-29",
    "2019-12-30",
    "2020-01-05",
    "2020-01-06",
    "2020-03-31",
    "2020-04-01",
    "1969-12-28",
  ];
  const cases: [CalendarSpan, string[]][] = [
    ["week", ["2019-12-23 1", "2019-12-30 3", "2020-01-06 1", "2020-03-30 3"]],
    ["month", ["2019-12-01 3", "2020-01-01 3", "2020-03-01 1", "2020-04-01 1"]],
    ["quarter", ["2019-10-01 3", "2020-01-01 7", "2020-04-01 1"]],
    ["year", ["2019-01-01 3", "2020-01-01 15"]],
  ];
  for (const [span, expected] of cases) {
    const days = dates.slice(0, 6).map((date) => Date.parse(date) / 86_400_000);
    const found = calendarReturns(days, new Float64Array(6).fill(1), span);
    assert.deepEqual(
      found.map(({ firstDay, value }) =>
        `${new Date(firstDay * 86_400_000).toISOString().slice(0, 10)} ${value}`
      ),
      expected,
      span,
    );
  }
  const [before] = calendarReturns([Date.parse(dates[6]) / 86_400_000], Float64Array.of(0.5), "week");
  assert.equal(before.firstDay, Date.parse("1969-12-22") / 86_400_000);
});
