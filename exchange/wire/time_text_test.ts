import assert from "node:assert/strict";
import fc from "fast-check";
import { timeText } from "./time_text.ts";

Deno.test("times are written in RFC 3339, with as many decimals as are asked for", () => {
  fc.assert(fc.property(fc.integer({ min: 0, max: 4e12 }), (timeMs) => {
    assert.equal(timeText(timeMs, 3), new Date(timeMs).toISOString());
  }));
  const timeMs = Date.UTC(2023, 9, 6, 17, 35, 55, 7);
  assert.deepEqual(([0, 3, 6, 9] as const).map((decimals) => timeText(timeMs, decimals)), [
    "2023-10-06T17:35:55Z",
    "2023-10-06T17:35:55.007Z",
    "2023-10-06T17:35:55.007000Z",
    "2023-10-06T17:35:55.007000000Z",
  ]);
});
