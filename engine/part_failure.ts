import { type Bars, isoTime } from "./bars.ts";
import { LockstepError } from "./error.ts";
import type { Stateful } from "./stateful.ts";

/**
 * The error to throw where a part of a strategy threw one: it names the part, the instrument, the bar (counted from the instrument's first in
 * the run, from 0, as trades count), the time at which that bar opened, and the line of the strategy's file.
 *
 *     The sizer "half" failed at AAPL, bar 500 (2015-05-07): x is not a function (mine.ts:12:9).
 */
export function partFailure(
  part: string,
  symbol: string,
  bar: number,
  openTimeMs: number,
  error: unknown,
): LockstepError {
  return failure(part, `at ${symbol}, bar ${bar} (${isoTime(openTimeMs)})`, error);
}

/** The same where no more than a stretch of time is known. */
export function partFailureWithin(part: string, fromMs: number, toMs: number, error: unknown): LockstepError {
  return failure(part, within(fromMs, toMs), error);
}

/** Something that ran over a stretch of an instrument's bars and failed there. */
export interface FailedStretch {
  readonly part: Stateful;
  /** What it remembered before the stretch; not asked for where that is one bar. */
  readonly memory: Float64Array;
  readonly symbol: string;
  readonly bars: Bars;
  /** Bars of the instrument before the stretch. */
  readonly barsBefore: number;
  /** Runs it over one bar of the stretch. */
  run(bar: number): void;
}

/**
 * The same for a part that runs over stretches. To find the bar it is set back to what it remembered and run again bar by bar, which gives
 * the same (the frame law); where it doesn't, it remembers something outside its state, and the stretch is all that can be said.
 */
export function stretchFailure(name: string, stretch: FailedStretch, error: unknown): LockstepError {
  const { part, memory, symbol, bars, barsBefore } = stretch;
  if (bars.length === 1) return partFailure(name, symbol, barsBefore, bars.openTimeMs[0], error);
  part.load(memory);
  for (let bar = 0; bar < bars.length; bar++) {
    try {
      stretch.run(bar);
    } catch (again) {
      return partFailure(name, symbol, barsBefore + bar, bars.openTimeMs[bar], again);
    }
  }
  const where = within(bars.openTimeMs[0], bars.openTimeMs[bars.length - 1]);
  return failure(name, `at ${symbol}, ${where}`, error);
}

/** Whether an error arose in a strategy's file, or in what that called, rather than in Lockstep itself. */
export function isOfStrategy(error: unknown): boolean {
  return error instanceof Error && lineOfStrategy(error) !== undefined;
}

/** What an error says, with the line of the strategy's file in which it arose: "x is not a function (mine.ts:12:9)". */
export function reasonOf(error: unknown): string {
  try {
    if (!(error instanceof Error)) return String(error);
    const message = String(error.message).trim().replace(/\.$/, "") || error.name;
    const line = lineOfStrategy(error);
    return line === undefined ? message : `${message} (${line})`;
  } catch {
    return "it threw something that can't be put into words";
  }
}

/** The innermost line of the stack that isn't Lockstep's own; none where a package called Lockstep or stands innermost. */
function lineOfStrategy(error: Error): string | undefined {
  for (const [, file, line, column] of String(error.stack).matchAll(/(file:\/\/[^\s)]+):(\d+):(\d+)\)?$/gm)) {
    if (OURS.some((start) => file.startsWith(start))) continue;
    if (/\/(node_modules|npm)\//.test(file)) return undefined;
    return `${decodeURIComponent(file.slice(file.lastIndexOf("/") + 1))}:${line}:${column}`;
  }
  return undefined;
}

const OURS = ["./", "../actors/", "../server/", "../tasks/", "../strategies/backtest.ts"]
  .map((start) => new URL(start, import.meta.url).href);

function within(fromMs: number, toMs: number): string {
  return fromMs === toMs ? `at ${isoTime(fromMs)}` : `between ${isoTime(fromMs)} and ${isoTime(toMs)}`;
}

function failure(part: string, where: string, error: unknown): LockstepError {
  return new LockstepError(`${part} failed ${where}: ${reasonOf(error)}.`, { cause: error });
}
