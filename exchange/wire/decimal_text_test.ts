import assert from "node:assert/strict";
import fc from "fast-check";
import { decimalText } from "./decimal_text.ts";

Deno.test("a decimal has no exponent, and is read back as the same number", () => {
  fc.assert(fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (value) => {
    const text = decimalText(value);
    assert.match(text, /^-?\d+(\.\d+)?$/);
    assert.equal(Number(text), value === 0 ? 0 : value);
  }));
  assert.deepEqual([1e-8, 1.5e-7, 1e12, 1.25e21, -3e-9].map(decimalText), [
    "0.00000001",
    "0.00000015",
    "1000000000000",
    "1250000000000000000000",
    "-0.000000003",
  ]);
});
