import type { Guard } from "../risk.ts";
import type { Lane } from "./lane.ts";

/** First bar from `from` on that touches a guard, at most `limit`; all guards are left as of before that bar. */
export function scanGuards(lane: Lane, from: number, limit: number): number {
  const { guards, high, low, close } = lane;
  if (guards.length === 1) return guards[0].scan(high, low, close, from, limit);
  const before = guards.map((guard) => guard.state.slice());
  let first = limit;
  for (const guard of guards) first = guard.scan(high, low, close, from, first);
  guards.forEach((guard, k) => {
    guard.state.set(before[k]);
    guard.scan(high, low, close, from, first);
  });
  return first;
}

/** The guard of a kind whose level the price meets first; `side` is the side of the exit. −1 where there is none. */
export function nearest(guards: readonly Guard[], kind: "stop" | "target", side: number): number {
  let best = -1, bestLevel = 0;
  for (let k = 0; k < guards.length; k++) {
    if (guards[k].kind !== kind) continue;
    const level = guards[k].level;
    if (level !== level) continue;
    const isNearer = best < 0 || ((side < 0) === (kind === "stop") ? level > bestLevel : level < bestLevel);
    if (isNearer) {
      best = k;
      bestLevel = level;
    }
  }
  return best;
}
