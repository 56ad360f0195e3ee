import { BAR_FIELDS, Bars } from "./bars.ts";
import { LockstepError } from "./error.ts";
import { type Command, type Frame, mergedFrame, type Universe } from "./frame.ts";

/** Version of a journal line's shape. */
const VERSION = 1;

/**
 * A frame as one line of a journal: what a pipeline was given, in order, so that giving it again gives the same. Numbers are written in
 * the shortest form that reads back to the same bits. `sequence` counts a session's inputs from 0.
 */
export function journalLine(sequence: number, frame: Frame): string {
  return JSON.stringify({
    version: VERSION,
    sequence,
    firstStep: frame.firstStep,
    bars: frame.bars.map((bars) => BAR_FIELDS.map((field) => Array.from(bars[field]))),
    commands: frame.commands,
  });
}

/** The frame that a line tells of. @throws LockstepError when the line is damaged or out of order. */
export function readJournalLine(line: string, universe: Universe, sequence: number): Frame {
  let entry: {
    version: number;
    sequence: number;
    firstStep: number;
    bars: number[][][];
    commands?: Command[];
  };
  try {
    entry = JSON.parse(line);
  } catch (error) {
    throw new LockstepError(`Journal entry ${sequence} is damaged: it is not JSON.`, { cause: error });
  }
  if (entry.version !== VERSION || entry.sequence !== sequence) {
    throw new LockstepError(
      `Journal entry ${sequence} is not what was expected: it says version ${entry.version}, sequence ${entry.sequence}.`,
    );
  }
  const bars = entry.bars.map((columns) => {
    const [open, high, low, close, volume, openTimeMs, closeTimeMs] = columns.map((column) =>
      Float64Array.from(column)
    );
    return new Bars(openTimeMs, closeTimeMs, open, high, low, close, volume);
  });
  const frame = mergedFrame(universe, bars, entry.firstStep);
  return entry.commands === undefined ? frame : { ...frame, commands: entry.commands };
}
