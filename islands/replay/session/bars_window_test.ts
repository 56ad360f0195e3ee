import assert from "node:assert/strict";
import fc from "fast-check";
import { BarsWindow } from "./bars_window.ts";

const NAMES = ["step", "openTimeMs", "close"];

/** Points for steps from…to−1, one bar each unless told otherwise. */
function points(from: number, to: number, perPoint = 1): Float64Array[] {
  const ends: number[] = [];
  for (let at = from; at < to; at += perPoint) ends.push(Math.min(to, at + perPoint) - 1);
  const starts = ends.map((_, k) => from + k * perPoint);
  return [
    Float64Array.from(ends),
    Float64Array.from(starts, (s) => s * 1_000),
    Float64Array.from(ends, (s) => s / 2),
  ];
}

function send(window: BarsWindow, mode: "append" | "replace", from: number, to: number, perPoint = 1): void {
  const columns = points(from, to, perPoint);
  window.apply(
    { mode, stepsPerPoint: perPoint, instrumentIndex: 0, columns: NAMES, length: columns[0].length },
    columns,
  );
}

Deno.test("a window that grew holds what one that was sent whole holds", () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 7 }),
      fc.array(fc.integer({ min: 1, max: 90 })),
      (perPoint, growths) => {
        const grown = new BarsWindow(), whole = new BarsWindow();
        let to = 10;
        send(grown, "replace", 0, to, perPoint);
        for (const growth of growths) {
          const from = to - to % perPoint;
          to += growth;
          send(grown, "append", from, to, perPoint);
        }
        send(whole, "replace", 0, to, perPoint);
        assert.deepEqual(NAMES.map((name) => grown.column(name)), NAMES.map((name) => whole.column(name)));
      },
    ),
  );
});

Deno.test("what has changed is the point that stood for the last, and those behind it", () => {
  const window = new BarsWindow();
  send(window, "replace", 0, 10);
  assert.deepEqual(window.takeChanges(), { isReplaced: true, changedFrom: 0 });
  send(window, "append", 9, 12);
  assert.deepEqual(window.takeChanges(), { isReplaced: false, changedFrom: 9 });
  assert.deepEqual(window.takeChanges(), { isReplaced: false, changedFrom: 12 });
});

Deno.test("a window never grows beyond 10,000 points, and keeps the newest", () => {
  const window = new BarsWindow();
  send(window, "replace", 0, 1_000);
  for (let at = 1_000; at < 40_000; at += 300) send(window, "append", at, at + 300);
  assert.ok(window.length <= 10_000);
  assert.equal(window.lastStep, 39_999);
  assert.equal(window.lastStep - window.firstStep, window.length - 1);
});

Deno.test("what is let go is the oldest, and the rest is to be drawn anew", () => {
  const window = new BarsWindow();
  send(window, "replace", 0, 50);
  window.takeChanges();
  send(window, "append", 50, 53);
  assert.equal(window.pendingPoints, 3);
  window.keepNewest(10);
  assert.deepEqual([window.length, window.firstStep, window.lastStep], [10, 43, 52]);
  assert.deepEqual(window.takeChanges(), { isReplaced: true, changedFrom: 0 });
});

Deno.test("a step is found in the point that holds it, a time in the point that was open", () => {
  const window = new BarsWindow();
  send(window, "replace", 100, 120, 5);
  assert.deepEqual([99, 100, 104, 105, 119, 120].map((step) => window.indexOfStep(step)), [0, 0, 0, 1, 3, 4]);
  assert.deepEqual([99_000, 100_000, 104_000, 105_000, 1e9].map((time) => window.indexAtTime(time)), [
    -1,
    0,
    0,
    1,
    3,
  ]);
});
