import type { Bars } from "../bars.ts";
import { type Frame, mergedFrame, type Universe } from "../frame.ts";

/** The close times at which at least one instrument has a bar, ascending. */
export function stepTimes(bars: readonly Bars[]): number[] {
  return [...new Set(bars.flatMap(({ closeTimeMs }) => [...closeTimeMs]))].sort((a, b) => a - b);
}

/** Cuts bars into frames of the given numbers of steps, used in turn and over again. */
export function* cutFrames(
  universe: Universe,
  bars: readonly Bars[],
  lengths: readonly number[],
): Generator<Frame> {
  const times = stepTimes(bars), at = bars.map(() => 0);
  for (let step = 0, k = 0; step < times.length; k++) {
    const length = Math.min(lengths[k % lengths.length], times.length - step);
    const untilMs = times[step + length - 1];
    const pieces = bars.map((all, i) => {
      const from = at[i];
      while (at[i] < all.length && all.closeTimeMs[at[i]] <= untilMs) at[i]++;
      return all.slice(from, at[i]);
    });
    yield mergedFrame(universe, pieces, step);
    step += length;
  }
}
