import assert from "node:assert/strict";
import { decimal, fields, rows, text, utcTime, words } from "./wire_fields.ts";

Deno.test("times of the wire, to below a millisecond", () => {
  const cases: [unknown, number][] = [
    ["2023-10-06T17:35:55.440295Z", Date.UTC(2023, 9, 6, 17, 35, 55) + 440.295],
    ["2026-04-07 14:30:10.000000000+00:00", Date.UTC(2026, 3, 7, 14, 30, 10)],
    ["2021-02-22T19:15:00Z", Date.UTC(2021, 1, 22, 19, 15)],
    ["2021-02-22T19:15:00.5Z", Date.UTC(2021, 1, 22, 19, 15) + 500],
    ["2021-02-22T19:15:00.123456789Z", Date.UTC(2021, 1, 22, 19, 15) + 123.456789],
    ["2021-02-22T19:15:00", NaN],
    ["2021-02-22T19:15:00+01:00", NaN],
    ["2021-13-22T19:15:00Z", NaN],
    ["2021-02-22T25:15:00Z", NaN],
    ["2021-02-22T19:15:00.Z", NaN],
    ["…", NaN],
    [1_700_000_000_000, NaN],
    [null, NaN],
  ];
  for (const [value, expected] of cases) {
    const actual = utcTime(value);
    assert(
      Object.is(actual, expected) || Math.abs(actual - expected) < 1e-3,
      `${value}: ${actual}, not ${expected}`,
    );
  }
});

Deno.test("what isn't what it should be is nothing", () => {
  assert.deepEqual(
    ["0.00150000", 12.5, "", null, undefined, true, {}, [], "1e3", "many"].map(decimal),
    [0.0015, 12.5, NaN, NaN, NaN, NaN, NaN, NaN, 1_000, NaN],
  );
  assert.deepEqual([null, 1, "x", undefined].map((value) => Object.keys(fields(value)).length), [0, 0, 0, 0]);
  assert.deepEqual([rows({ length: 3 }), rows("abc"), rows([1])], [[], [], [1]]);
  assert.deepEqual([text(1), text("a")], ["", "a"]);
  assert.equal(words("Invalid symbol. "), "Invalid symbol");
});
