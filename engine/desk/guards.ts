import type { Guard } from "../risk.ts";
import { findExtremes } from "./extremes.ts";
import type { Lane } from "./lane.ts";

/** Bars that are looked at at once: what lies behind a touch has been looked at for nothing. */
const BLOCK_BARS = 64;

/**
 * First bar in from…limit−1 that touches one of a lane's guards, or `limit`; all of them are left as of before that bar. A stretch whose
 * lowest and highest price are harmless is passed as one. The lane keeps in mind what it has seen, for the position's extremes.
 */
export function scanGuards(lane: Lane, from: number, limit: number): number {
  if (limit - from === 1) return scanBars(lane, from, limit);
  for (let block = from; block < limit;) {
    const end = block + BLOCK_BARS < limit ? block + BLOCK_BARS : limit;
    findExtremes(lane, block, end);
    const { spanLow, spanHigh } = lane;
    if (!passSpan(lane, spanLow, spanHigh)) {
      const touched = scanBars(lane, block, end);
      if (touched < end) return touched;
    }
    lane.keepInMind(block, end, spanLow, spanHigh);
    block = end;
  }
  return limit;
}

/** Whether none of the guards minds bars of these extremes; only then they count as passed. */
function passSpan({ guards, guardMemory }: Lane, lowest: number, highest: number): boolean {
  if (guards.length === 1) return guards[0].passSpan(lowest, highest);
  for (let k = 0, at = 0; k < guards.length; k++) {
    const end = guards[k].save(guardMemory, at);
    if (!guards[k].passSpan(lowest, highest)) {
      for (let passed = 0, from = 0; passed < k; passed++) from = guards[passed].load(guardMemory, from);
      return false;
    }
    at = end;
  }
  return true;
}

function scanBars({ guards, guardMemory, high, low, close }: Lane, from: number, limit: number): number {
  if (guards.length === 1) return guards[0].scan(high, low, close, from, limit);
  for (let k = 0, at = 0; k < guards.length; k++) at = guards[k].save(guardMemory, at);
  let first = limit, firstGuard = 0;
  for (let k = 0; k < guards.length; k++) {
    const touched = guards[k].scan(high, low, close, from, first);
    if (touched === first) continue;
    first = touched;
    firstGuard = k;
  }
  // Those that were asked before it have looked beyond.
  for (let k = 0, at = 0; k < firstGuard; k++) {
    at = guards[k].load(guardMemory, at);
    guards[k].scan(high, low, close, from, first);
  }
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
