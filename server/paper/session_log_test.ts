import assert from "node:assert/strict";
import type { DeskEvent } from "../../engine/desk/desk_event.ts";
import { SessionLog } from "./session_log.ts";

const event = (step: number): DeskEvent => ({
  step,
  timeMs: NaN,
  instrumentIndex: 0,
  stage: "signal",
  kind: "signal",
});

Deno.test("events keep their numbers when the oldest are let go of", () => {
  const log = new SessionLog(3);
  for (let n = 0; n < 8; n++) log.addEvents([event(n)]);
  assert.deepEqual([log.firstEvent, log.nextEvent], [4, 8]);
  assert.deepEqual(log.eventsFrom(0, 2).map(({ sequence, step, timeMs }) => [sequence, step, timeMs]), [
    [4, 4, null],
    [5, 5, null],
  ]);
  assert.deepEqual(log.eventsFrom(7, 9).map(({ sequence }) => sequence), [7]);
  assert.deepEqual(log.eventsFrom(8, 9), []);
});

Deno.test("bars of one close time are one step, and who has none then has null", () => {
  const log = new SessionLog();
  // Open, high, low, close, volume, openTimeMs, closeTimeMs.
  const both = [[1, 2], [3, 4], [0.5, 1], [2, 3], [10, 20], [0, 60], [60, 120]];
  const second = [[7], [8], [6], [7.5], [1], [60], [120]];
  log.addBars([both, second], 100);
  log.addBars([[[], [], [], [], [], [], []], second.map(([value], k) => [k < 5 ? value : value + 60])], 101);
  assert.deepEqual(log.stepsFrom(0), [
    { step: 0, timeMs: 60, equity: 100, bars: [[0, 1, 3, 0.5, 2, 10], null] },
    { step: 1, timeMs: 120, equity: 100, bars: [[60, 2, 4, 1, 3, 20], [60, 7, 8, 6, 7.5, 1]] },
    { step: 2, timeMs: 180, equity: 101, bars: [null, [120, 7, 8, 6, 7.5, 1]] },
  ]);
  assert.deepEqual(log.stepsFrom(2).map(({ step }) => step), [2]);
});
