import assert from "node:assert/strict";
import { type Scout, ScoutRoom } from "./scout_room.ts";

const LONG_AGO = -1e9, MB = 1024 * 1024;

Deno.test("of a thread's replays the one in hand looks ahead, when nothing else is going on and there is room", () => {
  const scout = (of: Partial<Scout> = {}): Scout => ({
    isGoing: false,
    usedAtMs: LONG_AGO,
    keptBytes: MB,
    ...of,
  });
  const cases: readonly [what: string, self: Scout, others: readonly Scout[], may: boolean][] = [
    ["alone, at once", scout({ usedAtMs: performance.now() }), [], true],
    ["alone, however much it remembers", scout({ keptBytes: 500 * MB }), [], true],
    ["used last", scout({ usedAtMs: LONG_AGO + 1 }), [scout()], true],
    ["another was used later", scout(), [scout({ usedAtMs: LONG_AGO + 1 })], false],
    ["another plays", scout({ usedAtMs: LONG_AGO + 1 }), [scout({ isGoing: true })], false],
    ["used a moment ago", scout({ usedAtMs: performance.now() }), [scout()], false],
    ["no room", scout({ usedAtMs: LONG_AGO + 1 }), [scout({ keptBytes: 96 * MB })], false],
  ];
  for (const [what, self, others, may] of cases) {
    const room = new ScoutRoom();
    for (const each of [self, ...others]) room.enter(each);
    assert.equal(room.may(self), may, what);
  }
  const room = new ScoutRoom(), self = scout(), later = scout({ usedAtMs: LONG_AGO + 1 });
  room.enter(self);
  room.enter(later);
  room.leave(later);
  assert.equal(room.may(self), true, "the other has left");
});
