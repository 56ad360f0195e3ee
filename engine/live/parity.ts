import { type Bars, isoTime } from "../bars.ts";
import type { Instrument } from "../instrument.ts";
import type { FillRecord, OrderRecord, RunResult } from "../result.ts";
import { barDifferences, type ParityDifference } from "./parity_bars.ts";
import { interventionText, type SessionStory } from "./session_story.ts";

/** What is compared of a run. Its equity must hold every step. */
export type ParityRun = Pick<RunResult, "orders" | "fills" | "equity">;

/** A session and the backtests that it is held against. */
export interface ParityCase {
  readonly instruments: readonly Instrument[];
  readonly story: SessionStory;
  /** The exchange's history of the same time, by instrument. */
  readonly history: readonly Bars[];
  /** What the session did, its journal replayed. */
  readonly session: ParityRun;
  /** A backtest on the exchange's history. */
  readonly onHistory: ParityRun;
  /** A backtest on the bars that the session acted on: what differs from `onHistory` is due to bars, what differs from `session` to everything else. */
  readonly onSessionBars: ParityRun;
  /** Where what the journal leads to isn't what was done then: see `recover`. */
  readonly replayDifferences: readonly string[];
  /** What is another than when the session began, in words: its version, a parameter. Explains `replayDifferences`. */
  readonly changes: readonly string[];
  /** What else a reader should know: where the comparison ends early, and why. */
  readonly notes: readonly string[];
}

/** What came of holding a session against a backtest. */
export interface ParityReport {
  /** Whether everything is the same to the last bit. */
  readonly isIdentical: boolean;
  /** In one sentence. */
  readonly verdict: string;
  /** Bars that the session acted on, of all instruments, warm-up included; and its fills. */
  readonly bars: number;
  readonly fills: number;
  /** Bars first, then what follows from them, each in time order. */
  readonly differences: readonly ParityDifference[];
  readonly unexplained: number;
  /** What the session acted on beside bars, in words. */
  readonly interventions: readonly string[];
  readonly changes: readonly string[];
  readonly notes: readonly string[];
}

/**
 * Holds what a session did against a backtest of the same time, and says where each difference comes from.
 *
 * A cause isn't guessed from what lies near: two backtests are run, on the exchange's bars and on the session's own. An order that those two
 * have differently differs because of bars, and only then is the last bar that differs before it named; one that the second has otherwise
 * than the session differs because of what was asked by hand or because the session stood aside, and only then is that named. Where nothing
 * is found that should be there, the difference stays unexplained.
 */
export function parity(given: ParityCase): ParityReport {
  const { instruments, story, history, session, onHistory, onSessionBars, changes } = given;
  const bars = barDifferences(instruments, story, history);
  const causes = new Causes(bars, story);
  const differences: ParityDifference[] = [
    ...bars,
    ...given.replayDifferences.map((text): ParityDifference => ({
      what: "replay",
      instrument: "",
      timeMs: NaN,
      text,
      cause: changes.join("; "),
    })),
    ...compare(onHistory.orders, onSessionBars.orders, session.orders, ORDERS, causes),
    ...compare(onHistory.fills, onSessionBars.fills, session.fills, FILLS, causes),
    ...equityDifference(onHistory, onSessionBars, session, causes),
  ];
  const unexplained = differences.filter(({ cause }) => cause === "").length;
  const counts = {
    bars: story.bars.reduce((sum, { length }) => sum + length, 0),
    fills: session.fills.length,
  };
  return {
    isIdentical: differences.length === 0,
    verdict: verdict(differences, unexplained, counts, changes),
    ...counts,
    differences,
    unexplained,
    interventions: story.interventions.map(interventionText),
    changes,
    notes: given.notes,
  };
}

function verdict(
  differences: readonly ParityDifference[],
  unexplained: number,
  { bars, fills }: { readonly bars: number; readonly fills: number },
  changes: readonly string[],
): string {
  const count = (n: number, word: string) => `${n} ${word}${n === 1 ? "" : "s"}`;
  const also = changes.length === 0 ? "" : `, though ${changes.join(" and ")}`;
  if (differences.length === 0) {
    return `The session and the backtest agree to the last bit: ${count(bars, "bar")}, ${
      count(fills, "fill")
    }${also}.`;
  }
  const acts = differences.filter(({ what }) => what !== "bar").length, off = differences.length - acts;
  const where = off === 0
    ? "none in bars"
    : acts === 0
    ? "in bars alone"
    : `${off} in bars, ${acts} in what followed`;
  const explained = unexplained === 0
    ? differences.length === 1 ? "explained" : "all explained"
    : unexplained === differences.length
    ? differences.length === 1 ? "unexplained" : "none explained"
    : `${unexplained} unexplained`;
  return `${count(differences.length, "difference")} (${where}), ${explained}; ${count(bars, "bar")} and ${
    count(fills, "fill")
  } compared.`;
}

/** Finds what a difference follows from. */
class Causes {
  readonly #bars: readonly ParityDifference[];
  readonly #story: SessionStory;

  constructor(bars: readonly ParityDifference[], story: SessionStory) {
    this.#bars = bars;
    this.#story = story;
  }

  /**
   * Why something of this time differs; empty where what must be there isn't. An order that only the session has comes from what was asked of
   * it rather than from its having stood aside then.
   */
  of(timeMs: number, isOfBars: boolean, isOfActs: boolean, isOnlyOfSession = false): string {
    const bar = isOfBars ? this.#bar(timeMs) : "", act = isOfActs ? this.#act(timeMs, isOnlyOfSession) : "";
    if (isOfBars && bar === "" || isOfActs && act === "") return "";
    return [bar, act].filter((each) => each !== "").join("; and ");
  }

  #bar(timeMs: number): string {
    const bar = this.#bars.findLast((each) => each.timeMs <= timeMs);
    if (bar === undefined) return "";
    const { instrument, text, cause } = bar;
    const which = text.split(/ (?:is|are|differs)\b/)[0];
    return `follows from the bar ${instrument} ${which} (${cause === "" ? "unexplained itself" : cause})`;
  }

  #act(timeMs: number, isOnlyOfSession: boolean): string {
    const before = this.#story.interventions.filter(({ kind, fromMs }) =>
      kind !== "switch" && fromMs <= timeMs
    );
    const then = before.findLast(({ kind, toMs }) => kind === "aside" && timeMs <= toMs);
    const asked = isOnlyOfSession ? before.findLast(({ kind }) => kind === "act") : undefined;
    const last = before.at(-1);
    const cause = asked !== undefined && (asked === last || then !== undefined) ? asked : then;
    if (cause !== undefined) return interventionText(cause);
    return last === undefined ? "" : `follows from before: ${interventionText(last)}`;
  }
}

/** How rows of one kind are told apart, compared and put into words. */
interface RowKind<Row> {
  readonly what: "order" | "fill";
  /** Rows that have the same are the same row in two runs, unless there are several: then their order counts. */
  identity(row: Row): string;
  timeMs(row: Row): number;
  /** The last time at which anything about it happened. */
  endMs(row: Row): number;
  readonly fields: readonly (keyof Row & string)[];
  text(row: Row): string;
}

const ORDERS: RowKind<OrderRecord> = {
  what: "order",
  identity: ({ instrument, submittedTimeMs, side, type }) =>
    [instrument, submittedTimeMs, side, type].join(" "),
  timeMs: ({ submittedTimeMs }) => submittedTimeMs,
  endMs: ({ submittedTimeMs, closedTimeMs }) => closedTimeMs ?? submittedTimeMs,
  fields: [
    "quantity",
    "limitPrice",
    "stopPrice",
    "timeInForce",
    "reason",
    "status",
    "closedTimeMs",
    "statusReason",
  ],
  text: ({ type, side, quantity, limitPrice, stopPrice }) =>
    `${type.replace("_", " ")} ${side} ${short(quantity)}${
      stopPrice === undefined ? "" : ` stop ${short(stopPrice)}`
    }${limitPrice === undefined ? "" : ` limit ${short(limitPrice)}`}`,
};

const FILLS: RowKind<FillRecord> = {
  what: "fill",
  identity: ({ instrument, timeMs, side }) => [instrument, timeMs, side].join(" "),
  timeMs: ({ timeMs }) => timeMs,
  endMs: ({ timeMs }) => timeMs,
  fields: ["quantity", "price", "fee", "slippage"],
  text: ({ side, quantity, price }) => `${side} ${short(quantity)} at ${short(price)}`,
};

function compare<Row extends OrderRecord | FillRecord>(
  onHistory: readonly Row[],
  onSessionBars: readonly Row[],
  session: readonly Row[],
  kind: RowKind<Row>,
  causes: Causes,
): ParityDifference[] {
  const a = named(onHistory, kind), b = named(onSessionBars, kind), c = named(session, kind);
  const found: ParityDifference[] = [];
  for (const name of new Set([...c.keys(), ...a.keys()])) {
    const theirs = a.get(name), mine = c.get(name), between = b.get(name);
    if (isSame(theirs, mine, kind)) continue;
    const row = mine ?? theirs!, time = kind.timeMs(row);
    const endMs = Math.max(...[theirs, mine].flatMap((each) => each === undefined ? [] : [kind.endMs(each)]));
    found.push({
      what: kind.what,
      instrument: row.instrument,
      timeMs: time,
      text: `${isoTime(time)} ${differenceText(theirs, mine, kind)}`,
      cause: causes.of(
        theirs === undefined || mine === undefined ? time : endMs,
        !isSame(theirs, between, kind),
        !isSame(between, mine, kind),
        theirs === undefined,
      ),
    });
  }
  return found.sort((x, y) => x.timeMs - y.timeMs);
}

/** Rows by their identity, numbered where several have the same. */
function named<Row>(rows: readonly Row[], kind: RowKind<Row>): Map<string, Row> {
  const named = new Map<string, Row>(), counts = new Map<string, number>();
  for (const row of rows) {
    const identity = kind.identity(row), count = (counts.get(identity) ?? 0) + 1;
    counts.set(identity, count);
    named.set(`${identity} ${count}`, row);
  }
  return named;
}

function isSame<Row extends object>(
  a: Row | undefined,
  b: Row | undefined,
  { fields }: RowKind<Row>,
): boolean {
  if (a === undefined || b === undefined) return a === b;
  return fields.every((field) => Object.is(a[field], b[field]));
}

function differenceText<Row extends object>(
  theirs: Row | undefined,
  mine: Row | undefined,
  kind: RowKind<Row>,
): string {
  if (theirs === undefined) return `only in the session: ${kind.text(mine!)}`;
  if (mine === undefined) return `only in the backtest: ${kind.text(theirs)}`;
  const fields = kind.fields.filter((field) => !Object.is(theirs[field], mine[field]));
  return `${kind.text(mine)}: ${
    fields.map((field) => {
      const [a, b] = valueTexts(mine[field], theirs[field], field);
      return `${FIELD_TEXTS[field] ?? field} ${a}, in the backtest ${b}`;
    }).join("; ")
  }`;
}

/** Two values that differ, in words; numbers with no more digits than it takes to tell them apart. */
function valueTexts(a: unknown, b: unknown, field: string): readonly [string, string] {
  if (typeof a === "number" && typeof b === "number" && !field.endsWith("Ms")) {
    return short(a) === short(b) ? [String(a), String(b)] : [short(a), short(b)];
  }
  const text = (value: unknown) =>
    value === undefined ? "none" : typeof value === "number" ? isoTime(value) : String(value);
  return [text(a), text(b)];
}

/** Nine digits that matter: "120315.38", not "120315.38033500001". */
function short(value: number): string {
  return String(Number(value.toPrecision(9)));
}

const FIELD_TEXTS: Readonly<Record<string, string>> = {
  limitPrice: "limit",
  stopPrice: "stop",
  timeInForce: "time in force",
  closedTimeMs: "ended",
  statusReason: "because",
};

/** Where equity first differs, and by how much at the end: the rest follows. */
function equityDifference(
  onHistory: ParityRun,
  onSessionBars: ParityRun,
  session: ParityRun,
  causes: Causes,
): ParityDifference[] {
  const theirs = byTime(onHistory), between = byTime(onSessionBars), mine = byTime(session);
  const shared = [...mine.keys()].filter((timeMs) => theirs.has(timeMs));
  const first = shared.find((timeMs) => !Object.is(mine.get(timeMs), theirs.get(timeMs)));
  if (first === undefined) return [];
  const last = shared[shared.length - 1];
  const at = (timeMs: number) =>
    `${mine.get(timeMs)!.toFixed(2)}, in the backtest ${theirs.get(timeMs)!.toFixed(2)}`;
  return [{
    what: "equity",
    instrument: "",
    timeMs: first,
    text: `${isoTime(first)} equity first differs: ${at(first)}${
      last === first ? "" : `; at the end ${at(last)}`
    }`,
    cause: causes.of(
      first,
      !Object.is(theirs.get(first), between.get(first)),
      !Object.is(between.get(first), mine.get(first)),
    ),
  }];
}

function byTime({ equity: { timeMs, equity } }: ParityRun): Map<number, number> {
  return new Map(timeMs.map((time, k) => [time, equity[k]]));
}
