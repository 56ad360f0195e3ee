import assert from "node:assert/strict";
import fc from "fast-check";
import { underwater } from "./underwater.ts";

const anyValues = fc.array(fc.double({ min: 1, max: 100, noNaN: true }), { minLength: 1, maxLength: 50 });

Deno.test("depths are those below the highest value so far, or of a window", () => {
  fc.assert(
    fc.property(anyValues, fc.integer({ min: 1, max: 60 }), fc.boolean(), (values, window, isRolling) => {
      const depths = values.map((value, i) => {
        const from = isRolling && window < values.length ? i - window + 1 : 0;
        return from < 0 ? undefined : value / Math.max(...values.slice(from, i + 1)) - 1;
      }).filter((depth) => depth !== undefined);
      const found = underwater(Float64Array.from(values), values[0], isRolling ? window : undefined);
      const sum = (of: (depth: number) => number) => depths.reduce((total, depth) => total + of(depth), 0);
      const near = (actual: number, expected: number) => assert.ok(Math.abs(actual - expected) < 1e-12);
      near(found.maxDepth, Math.min(...depths));
      near(found.sum, sum((depth) => depth));
      near(found.squares, sum((depth) => depth ** 2));
      near(found.present, depths.at(-1)!);
    }),
  );
});

Deno.test("the first peak may lie before the first value", () => {
  assert.equal(underwater(Float64Array.of(50, 60), 100).maxDepth, -0.5);
  assert.equal(underwater(new Float64Array(0), 100).maxDepth, 0);
});
