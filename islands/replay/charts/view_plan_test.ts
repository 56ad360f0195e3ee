import assert from "node:assert/strict";
import fc from "fast-check";
import { followed, stretchToAsk } from "./view_plan.ts";

Deno.test("nothing is asked for while what is held suffices", () => {
  const held = { heldFrom: 0, heldTo: 999, stepsPerPoint: 1, step: 1_000 };
  assert.equal(stretchToAsk({ ...held, visibleFrom: 200, visibleTo: 400 }), undefined);
  assert.equal(stretchToAsk({ ...held, visibleFrom: -50, visibleTo: 150 }), undefined);
  assert.equal(stretchToAsk({ ...held, visibleFrom: 900, visibleTo: 1_100 }), undefined);
});

Deno.test("what is asked for holds all that is visible, in few points, and suffices once it has come", () => {
  const cases = fc.record({
    step: fc.integer({ min: 100, max: 2_000_000 }),
    at: fc.double({ min: 0, max: 1, noNaN: true }),
    span: fc.integer({ min: 10, max: 2_000_000 }),
  });
  fc.assert(fc.property(cases, ({ step, at, span }) => {
    const visibleFrom = at * step - span / 2, visibleTo = visibleFrom + span;
    const before = { visibleFrom, visibleTo, step, heldFrom: 0, heldTo: -1, stepsPerPoint: 1 };
    const stretch = stretchToAsk(before);
    if (stretch === undefined) return;
    const { fromStep, toStep, points } = stretch;
    assert.ok(points >= 10 && points <= 10_000);
    assert.ok(
      fromStep >= 0 && toStep <= step && fromStep <= Math.max(0, visibleFrom) &&
        toStep >= Math.min(step, visibleTo),
    );
    const stepsPerPoint = Math.max(1, Math.ceil((toStep - fromStep) / points));
    assert.equal(
      stretchToAsk({ ...before, heldFrom: fromStep, heldTo: toStep - 1, stepsPerPoint }),
      undefined,
    );
  }));
});

Deno.test("zoomed into points of many bars, finer ones are asked for", () => {
  const stretch = stretchToAsk({
    visibleFrom: 50_000,
    visibleTo: 50_200,
    heldFrom: 0,
    heldTo: 99_999,
    stepsPerPoint: 50,
    step: 100_000,
  });
  assert.deepEqual(stretch, { fromStep: 49_800, toStep: 50_400, points: 600 });
});

Deno.test("following, there is some more behind what is visible", () => {
  assert.deepEqual(followed(150), { bars: 188, points: 188 });
  assert.deepEqual(followed(500_000), { bars: 625_000, points: 2_500 });
  assert.deepEqual(followed(500_000, 600), { bars: 625_000, points: 750 });
});
