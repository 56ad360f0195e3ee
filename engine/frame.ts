import { Bars } from "./bars.ts";
import type { Decision } from "./decision.ts";
import type { Instrument } from "./instrument.ts";
import type { TakenPosition } from "./taken_position.ts";
import type { Quotes, Trades } from "./ticks.ts";
import type { Timeframe } from "./timeframe.ts";

/** What a run trades and on which bars: the instruments in their fixed order, and the bars' timeframe. */
export interface Universe {
  readonly instruments: readonly Instrument[];
  readonly timeframe: Timeframe;
}

/**
 * A run of closed bars of one or more instruments over one span of time. Its *steps* are the distinct close times, ascending;
 * at each step at least one instrument has a bar. A replay sends frames of thousands of steps, a live feed frames of one.
 * The columns are views: read them, keep them if you like, never write to them.
 */
export interface Frame {
  readonly universe: Universe;
  /** Number of steps of the run before this frame. */
  readonly firstStep: number;
  /** Close time of each step. */
  readonly timeMs: Float64Array;
  /** Bars of each instrument, by instrument index. */
  readonly bars: readonly Bars[];
  /** For each instrument the step (within this frame) of each of its bars, or null where it has one bar at every step. */
  readonly stepOfBar: readonly (Int32Array | null)[];
  /** Trades and quotes by instrument index, where the feed has them: orders are matched against trades, where a bar has any. */
  readonly trades?: readonly Trades[];
  readonly quotes?: readonly Quotes[];
  /**
   * What a person asks for once the last step has been settled; an input like the bars are. A frame without steps may ask for orders to be
   * cancelled at `commandsAtMs`, while the next bar is under way, or for positions to be taken over.
   */
  readonly commands?: readonly Command[];
  readonly commandsAtMs?: number;
  /** Why nothing is to be decided on these bars, though all else goes on: orders that work are filled, guards guard. */
  readonly standAside?: StandAside;
}

/** A reason for which a desk decides nothing for a while, and what it does about the last signal of that time once it is over. */
export interface StandAside {
  /** For the funnel: "paused", "fed back late". */
  readonly reason: string;
  readonly then: "follow" | "forget";
}

/**
 * Something asked for by hand: an order, or an end to all orders or positions (of one instrument, or of all). To finalize is to close
 * what is held at the open of its last bar, which is over: backtesting.py's way to end a run, and for the last frame of a replay only. To
 * take over is to begin with positions that another account leaves: before anything is traded.
 */
export type Command =
  | { readonly kind: "finalize" }
  | { readonly kind: "takeOver"; readonly positions: readonly TakenPosition[] }
  | { readonly kind: "order"; readonly instrumentIndex: number; readonly decision: Decision }
  | { readonly kind: "cancel" | "flatten"; readonly instrumentIndex?: number };

/** A frame of one instrument: its bars are the steps. */
export function singleFrame(universe: Universe, bars: Bars, firstStep: number): Frame {
  return { universe, firstStep, timeMs: bars.closeTimeMs, bars: [bars], stepOfBar: SINGLE_STEPS };
}

const SINGLE_STEPS: readonly null[] = [null];

/** A frame of several instruments: steps are the union of their bars' close times. */
export function mergedFrame(universe: Universe, bars: readonly Bars[], firstStep: number): Frame {
  if (bars.length === 1) return singleFrame(universe, bars[0], firstStep);
  const longest = bars.reduce((a, b) => (b.length > a.length ? b : a));
  if (bars.every((each) => sameTimes(each.closeTimeMs, longest.closeTimeMs))) {
    return { universe, firstStep, timeMs: longest.closeTimeMs, bars, stepOfBar: bars.map(() => null) };
  }
  const timeMs = unionOfTimes(bars);
  const stepOfBar = bars.map(({ closeTimeMs, length }) => {
    if (length === timeMs.length) return null;
    const steps = new Int32Array(length);
    for (let bar = 0, step = 0; bar < length; bar++) {
      while (timeMs[step] < closeTimeMs[bar]) step++;
      steps[bar] = step;
    }
    return steps;
  });
  return { universe, firstStep, timeMs, bars, stepOfBar };
}

/** A frame cut in two before one of its steps, which is neither the first nor beyond the last. Commands stay with the second part. */
export function cutFrame(frame: Frame, step: number): readonly [Frame, Frame] {
  const { universe, bars, firstStep, stepOfBar } = frame;
  const counts = bars.map(({ length }, i) => {
    const steps = stepOfBar[i];
    if (steps === null) return step;
    let count = 0;
    while (count < length && steps[count] < step) count++;
    return count;
  });
  const before = mergedFrame(universe, bars.map((each, i) => each.slice(0, counts[i])), firstStep);
  const after = mergedFrame(
    universe,
    bars.map((each, i) => each.slice(counts[i], each.length)),
    firstStep + step,
  );
  // Of trades each part finds its own.
  return [{ ...before, ...frame.trades !== undefined && { trades: frame.trades } }, { ...frame, ...after }];
}

/** A frame without steps, which only asks for something. */
export function commandFrame(
  universe: Universe,
  firstStep: number,
  commands: readonly Command[],
  commandsAtMs: number,
): Frame {
  const none = universe.instruments.map(() => Bars.NONE);
  return {
    universe,
    firstStep,
    timeMs: NO_TIMES,
    bars: none,
    stepOfBar: none.map(() => null),
    commands,
    commandsAtMs,
  };
}

const NO_TIMES = new Float64Array(0);

function sameTimes(a: Float64Array, b: Float64Array): boolean {
  if (a === b) return true;
  if (a.length !== b.length) return false;
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false;
  return true;
}

function unionOfTimes(bars: readonly Bars[]): Float64Array {
  const total = bars.reduce((sum, each) => sum + each.length, 0);
  const all = new Float64Array(total);
  let at = 0;
  for (const each of bars) {
    all.set(each.closeTimeMs, at);
    at += each.length;
  }
  all.sort();
  let count = 0;
  for (let i = 0; i < total; i++) if (i === 0 || all[i] !== all[i - 1]) all[count++] = all[i];
  return all.subarray(0, count);
}
