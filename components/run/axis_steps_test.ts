import assert from "node:assert/strict";
import { axisSteps, timeSteps } from "./axis_steps.ts";

Deno.test("values on an axis are round, in order, and about as many as were asked for", () => {
  const cases: [low: number, high: number, steps: number[]][] = [
    [0, 100, [0, 25, 50, 75, 100]],
    [-26.01, 0, [-20, -10, 0]],
    [98_270, 290_304, [100_000, 150_000, 200_000, 250_000]],
    [5, 5, []],
    [NaN, 1, []],
  ];
  for (const [low, high, steps] of cases) {
    assert.deepEqual(axisSteps(low, high, 4).map((step) => step + 0), steps);
  }
});

Deno.test("times on an axis are beginnings of years, months, days or hours", () => {
  const cases: [from: string, to: string, labels: string[]][] = [
    ["2013-05-13", "2018-05-11", ["2014", "2015", "2016", "2017", "2018"]],
    ["2000-01-03", "2020-04-17", ["2004", "2008", "2012", "2016", "2020"]],
    ["2020-01-15", "2020-12-20", ["2020-03", "2020-05", "2020-07", "2020-09", "2020-11"]],
    ["2020-01-01", "2020-01-09", ["01-01", "01-03", "01-05", "01-07", "01-09"]],
    ["2020-01-01T09:30Z", "2020-01-01T16:00Z", ["10:00", "12:00", "14:00", "16:00"]],
    ["2020-01-01", "2020-01-01", ["00:00"]],
  ];
  for (const [from, to, labels] of cases) {
    const steps = timeSteps(Date.parse(from) / 1000, Date.parse(to) / 1000, 6);
    assert.deepEqual(steps.map(({ label }) => label), labels, from);
  }
});
