import assert from "node:assert/strict";
import fc from "fast-check";
import type { ReplayEvent } from "../../../server/replay_messages.ts";
import { EventLog } from "./event_log.ts";

const event = (sequence: number, step = sequence): ReplayEvent => ({
  sequence,
  step,
  timeMs: step * 1_000,
  instrumentIndex: 0,
  stage: "signal",
  kind: "signal",
});

Deno.test("after any ticks and seeks the log holds what the last of them left, in order", () => {
  const ticks = fc.array(fc.record({ from: fc.nat(60), count: fc.nat(20), skipped: fc.nat(5) }), {
    maxLength: 30,
  });
  fc.assert(fc.property(ticks, (ticks) => {
    const log = new EventLog();
    let expected: number[] = [], next = 0;
    for (const { from, count, skipped } of ticks) {
      const eventsFrom = Math.min(from, next);
      const arrived = Array.from({ length: count }, (_, k) => eventsFrom + k).filter((k) =>
        (k + skipped) % 4 !== 3
      );
      next = eventsFrom + count;
      expected = [...expected.filter((sequence) => sequence < eventsFrom), ...arrived];
      // In two batches that overlap in numbers, as fills and other events do.
      log.apply(
        eventsFrom,
        arrived.filter((k) => k % 3 === 0).map((k) => event(k)),
        arrived.filter((k) => k % 3 !== 0).map((k) => event(k)),
      );
    }
    assert.deepEqual(log.newest(1e6).map(({ sequence }) => sequence), expected);
  }));
});

Deno.test("an event that comes again is there once", () => {
  const log = new EventLog();
  log.apply(0, [event(0), event(1)]);
  log.apply(2, [event(1), event(2)]);
  assert.deepEqual(log.newest(9).map(({ sequence }) => sequence), [0, 1, 2]);
});

Deno.test("events of a bar are those of its close time, in order", () => {
  const log = new EventLog();
  log.apply(0, [event(0, 1), event(1, 2), event(2, 2), event(3, 3)]);
  assert.deepEqual(log.at(2_000).map(({ sequence }) => sequence), [1, 2]);
  assert.deepEqual(log.at(9_000), []);
});
