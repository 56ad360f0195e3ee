import assert from "node:assert/strict";
import fc from "fast-check";
import { Fingerprint } from "./fingerprint.ts";

const numbers = fc.array(fc.double(), { minLength: 1, maxLength: 60 });

const fingerprintOf = (values: readonly number[], cuts: readonly number[] = [values.length]) => {
  const print = new Fingerprint(), column = Float64Array.from(values);
  for (let from = 0, k = 0; from < values.length; k++) {
    const to = Math.min(values.length, from + cuts[k % cuts.length]);
    print.update(column, from, to);
    from = to;
  }
  return print.toString();
};

Deno.test("a fingerprint is the same however the numbers are cut", () => {
  const cuts = fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1 });
  fc.assert(fc.property(numbers, cuts, (values, each) => {
    assert.equal(fingerprintOf(values, each), fingerprintOf(values));
  }));
});

Deno.test("a fingerprint tells one changed bit, another order and another length", () => {
  fc.assert(fc.property(numbers, fc.nat(), (values, at) => {
    const index = at % values.length, changed = [...values];
    changed[index] = Number.isNaN(values[index]) ? 1 : NaN;
    assert.notEqual(fingerprintOf(changed), fingerprintOf(values));
    assert.notEqual(fingerprintOf([...values, 0]), fingerprintOf(values));
    const swapped = [...values.slice(1), values[0]];
    if (swapped.some((value, k) => !Object.is(value, values[k]))) {
      assert.notEqual(fingerprintOf(swapped), fingerprintOf(values));
    }
  }));
});
