import assert from "node:assert/strict";
import { DailyEquity, DAY_MS, dayOfClose } from "./daily_equity.ts";

const HOUR_MS = 3_600_000;
const THURSDAY_MS = Date.UTC(2015, 0, 1);

Deno.test("a bar that closes at midnight belongs to the day before", () => {
  assert.equal(dayOfClose(DAY_MS), 0);
  assert.equal(dayOfClose(DAY_MS + 1), 1);
  assert.equal(dayOfClose(0), -1);
});

Deno.test("daily equity keeps the last equity of each day with a bar", () => {
  const daily = new DailyEquity();
  const timeMs = Float64Array.of(1, 23, 24, 25, 30, 73, 74).map((hour) => THURSDAY_MS + hour * HOUR_MS);
  daily.updateRun(timeMs, Float64Array.of(1, 2, 3, 4, 5, 6, 7), 0, 7);
  const thursday = THURSDAY_MS / DAY_MS;
  assert.deepEqual([...daily.days], [thursday, thursday + 1, thursday + 3]);
  assert.deepEqual([...daily.closes], [3, 5, 7]);
  assert.equal(daily.weekendShare, 2 / 7);
  assert.deepEqual([...daily.returns()], [5 / 3 - 1, 7 / 5 - 1]);
  assert.deepEqual([...daily.returns(2)], [3 / 2 - 1, 5 / 3 - 1, 7 / 5 - 1]);
  assert.deepEqual([...new DailyEquity().returns(2)], []);
});

Deno.test("weekends are found before 1970 too", () => {
  for (
    const [date, share] of [["1969-12-27", 1], ["1969-12-28", 1], ["1969-12-29", 0], [
      "2024-03-02",
      1,
    ]] as const
  ) {
    const daily = new DailyEquity();
    daily.updateRun(Float64Array.of(Date.parse(date) + HOUR_MS), Float64Array.of(1), 0, 1);
    assert.equal(daily.weekendShare, share, date);
  }
});

Deno.test("daily equity does not depend on how the bars are cut, and resumes from a snapshot", () => {
  const count = 3_000;
  const timeMs = new Float64Array(count), equity = new Float64Array(count);
  let time = THURSDAY_MS;
  for (let i = 0; i < count; i++) {
    time += (i % 37 === 0 ? 9 : i % 11 === 0 ? 3 : 1) * HOUR_MS; // days with gaps, of unequal length
    timeMs[i] = time;
    equity[i] = 1_000 + i;
  }
  const expected = new Map<number, number>();
  for (let i = 0; i < count; i++) expected.set(dayOfClose(timeMs[i]), equity[i]);

  for (const cut of [1, 2, 7, 24, 1_000, count]) {
    let daily = new DailyEquity();
    for (let from = 0; from < count; from += cut) {
      daily.updateRun(timeMs, equity, from, Math.min(from + cut, count));
      const resumed = new DailyEquity();
      if (cut > 20) {
        resumed.restore(JSON.parse(JSON.stringify(daily.snapshot())));
        daily = resumed;
      }
    }
    assert.deepEqual([...daily.days], [...expected.keys()]);
    assert.deepEqual([...daily.closes], [...expected.values()]);
  }
});

Deno.test("what goes with equity is asked for at the last step of each day, however the bars are cut", () => {
  const timeMs = Float64Array.of(1, 23, 24, 25, 30, 73, 74).map((hour) => THURSDAY_MS + hour * HOUR_MS);
  const equity = Float64Array.of(1, 2, 3, 4, 5, 6, 7);
  for (const cut of [1, 2, 3, 7]) {
    const asked: number[] = [];
    let daily = new DailyEquity();
    for (let from = 0; from < 7; from += cut) {
      daily.updateRun(timeMs, equity, from, Math.min(7, from + cut), {
        benchmark: (step) => 10 * step,
        grossNotional(step) {
          asked.push(step);
          return step;
        },
      });
      const resumed = new DailyEquity();
      resumed.restore(JSON.parse(JSON.stringify(daily.snapshot())));
      daily = resumed;
    }
    assert.deepEqual([...daily.benchmark], [20, 40, 60]);
    assert.deepEqual([...daily.grossNotional], [2, 4, 6]);
    assert.deepEqual(asked, asked.toSorted((a, b) => a - b));
    assert.deepEqual([...daily.benchmarkReturns()!], [1, 0.5]);
  }
  const without = new DailyEquity();
  without.updateRun(timeMs, equity, 0, 7);
  assert.equal(without.benchmarkReturns(), undefined);
});
