import { isoTime } from "../bars.ts";

/** The laws, as the design names and numbers them. */
export const LAWS = ["frame", "causality", "journal", "conservation", "no silence"] as const;
/** One of {@link LAWS}. */
export type Law = typeof LAWS[number];

/** A broken law: which, where, and what was seen. */
export interface Violation {
  readonly law: Law;
  /** Step of the run, counted from 0; with one instrument its bar. */
  readonly bar: number;
  readonly timeMs: number;
  readonly what: string;
}

/** "Causality law broken at bar 120 (2020-01-01T02:00:00Z): column fast is 1 …" */
export function describeViolation({ law, bar, timeMs, what }: Violation): string {
  return `${law.charAt(0).toUpperCase()}${law.slice(1)} law broken at bar ${bar} (${
    isoTime(timeMs)
  }): ${what}`;
}
