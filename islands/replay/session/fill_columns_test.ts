import assert from "node:assert/strict";
import fc from "fast-check";
import type { ReplayEvent } from "../../../server/replay_messages.ts";
import { FillColumns } from "./fill_columns.ts";

const fill = (
  sequence: number,
  step: number,
  quantity: number,
  instrumentIndex = 0,
  reason: string | undefined = undefined,
): ReplayEvent => ({
  sequence,
  step,
  timeMs: step,
  instrumentIndex,
  stage: "broker",
  kind: "filled",
  direction: Math.sign(quantity),
  quantity: Math.abs(quantity),
  price: 10,
  reason,
});

Deno.test("a position is held from its first fill to its last, and a turn ends one and begins another", () => {
  const fills = new FillColumns();
  fills.apply(0, [fill(0, 2, 5), fill(1, 4, 3), fill(2, 6, -8), fill(3, 9, 2), fill(4, 11, -4)]);
  assert.deepEqual(fills.held(0, 0, 20), [
    { fromStep: 2, toStep: 6, isShort: false },
    { fromStep: 9, toStep: 11, isShort: false },
    { fromStep: 11, toStep: 20, isShort: true },
  ]);
});

Deno.test("a stretch that begins within a position is shaded from its own beginning", () => {
  const fills = new FillColumns();
  fills.apply(0, [fill(0, 2, 5), fill(1, 9, -5)]);
  assert.deepEqual([fills.position(0), fills.position(1)], [0, 0]);
  assert.deepEqual(fills.held(0, 4, 6), [{ fromStep: 4, toStep: 6, isShort: false }]);
});

Deno.test("instruments are told apart", () => {
  const fills = new FillColumns();
  fills.apply(0, [fill(0, 1, 5, 0), fill(1, 2, 7, 1), fill(2, 3, -5, 0)]);
  assert.deepEqual(fills.held(0, 0, 9), [{ fromStep: 1, toStep: 3, isShort: false }]);
  assert.deepEqual(fills.held(1, 0, 9), [{ fromStep: 2, toStep: 9, isShort: false }]);
  assert.deepEqual(fills.marks(1, 0, 9, 10).map(({ step }) => step), [2]);
});

Deno.test("orders by hand are marked as such", () => {
  const fills = new FillColumns();
  fills.apply(0, [fill(0, 1, 5, 0, "by hand"), fill(1, 2, -5, 0, "fast crossed below slow")]);
  assert.deepEqual(fills.marks(0, 0, 9, 10).map(({ isByHand }) => isByHand), [true, false]);
});

Deno.test("however fills come and are taken back, the columns are as if only the last ones had come", () => {
  const batches = fc.array(fc.record({ from: fc.nat(3_000), count: fc.nat(1_500) }), { maxLength: 8 });
  fc.assert(
    fc.property(batches, (batches) => {
      const fills = new FillColumns();
      let expected: ReplayEvent[] = [], cutsBefore = fills.cuts;
      for (const { from, count } of batches) {
        const eventsFrom = Math.min(from, expected.length);
        const arrived = Array.from(
          { length: count },
          (_, k) => fill(eventsFrom + k, eventsFrom + k, (k * 7 + count) % 5 - 2 || 1),
        );
        fills.apply(eventsFrom, arrived);
        assert.equal(fills.cuts > cutsBefore, eventsFrom < expected.length);
        cutsBefore = fills.cuts;
        expected = [...expected.slice(0, eventsFrom), ...arrived];
      }
      const fresh = new FillColumns();
      fresh.apply(0, expected);
      assert.deepEqual(fills.marks(0, 0, 1e9, 1e9), fresh.marks(0, 0, 1e9, 1e9));
      assert.deepEqual(fills.held(0, 0, 1e4), fresh.held(0, 0, 1e4));
    }),
    { numRuns: 40 },
  );
});
