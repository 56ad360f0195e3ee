import { Bars, isoTime } from "../bars.ts";
import { concatTrades, type Trades } from "../ticks.ts";
import type { SessionCore, SessionPhase } from "./session_core.ts";
import {
  barsOfInstruments,
  type SessionCommand,
  type SessionConfig,
  type SessionInput,
  tradesOfColumns,
} from "./session_input.ts";

type BarsInput = Extract<SessionInput, { kind: "bars" }>;
type FeedInput = Extract<SessionInput, { kind: "feed" }>;

/** How the bars that close at one time came to a session. */
export interface StepOrigin {
  /** Close time of its bars. */
  readonly timeMs: number;
  /** When they came, by the session's clock. */
  readonly atMs: number;
  readonly origin: BarsInput["origin"];
}

/** Something other than bars that a session acted on: a command, or a time in which it decided nothing. */
export interface Intervention {
  /** Close of the last bar before it, and of the last one that it concerns; −Infinity before the first bar. */
  readonly fromMs: number;
  readonly toMs: number;
  /** In words: "paused by hand at 2024-01-01T10:03:20Z", "the session was paused". */
  readonly text: string;
  /**
   * "aside": it decided nothing on these bars; "act": it cancelled or closed something; "switch": it only began or ended a time of standing
   * aside, from which alone nothing follows.
   */
  readonly kind: "aside" | "act" | "switch";
}

/** An intervention with its time. */
export function interventionText({ kind, text, fromMs, toMs }: Intervention): string {
  if (kind !== "aside") return text;
  return fromMs === toMs
    ? `${text} at the bar that closed at ${isoTime(fromMs)}`
    : `${text} from the bar that closed at ${isoTime(fromMs)} to that of ${isoTime(toMs)}`;
}

/** What the feed told beside bars. */
export type FeedNote = Omit<FeedInput, "kind"> & { readonly atMs: number };

/**
 * What a journal tells of a session beside what it did: the bars that it acted on and how they came, what was asked of it, when it stood aside.
 * Fed with the inputs in order, each once it has been taken.
 */
export class SessionStory {
  readonly steps: StepOrigin[] = [];
  readonly interventions: Intervention[] = [];
  readonly feedNotes: FeedNote[] = [];
  readonly #config: SessionConfig;
  readonly #parts: readonly Bars[][];
  readonly #trades: readonly Trades[][];
  #phase: SessionPhase = "running";
  #lastMs = -Infinity;
  /** Why it stands aside at the last step; empty where it doesn't. */
  #aside = "";

  constructor(config: SessionConfig) {
    this.#config = config;
    this.#parts = config.instruments.map(() => []);
    this.#trades = config.instruments.map(() => []);
  }

  /** Bars that it acted on, by instrument. */
  get bars(): readonly Bars[] {
    return this.#parts.map((parts) => parts.length === 0 ? Bars.NONE : Bars.concat(parts));
  }

  /** Trades that its orders were matched against, by instrument. */
  get trades(): readonly Trades[] {
    return this.#trades.map(concatTrades);
  }

  /** Takes an input, when it came, and the core that has taken it. */
  take(input: SessionInput, atMs: number, core: SessionCore): void {
    if (input.kind === "bars") this.#takeBars(input, atMs);
    else if (input.kind === "command") {
      const isSwitch = SWITCHES.includes(input.command.action);
      this.#add(commandText(input.command, this.#config, atMs), isSwitch ? "switch" : "act");
    } else if (input.kind === "failed") this.#add(`the strategy failed: ${input.reason}`, "act");
    else if (input.kind === "feed") {
      const { kind: _, ...note } = input;
      this.feedNotes.push({ ...note, atMs });
    }
    this.#phase = core.phase;
  }

  #takeBars({ bars: columns, origin, isLate, trades }: BarsInput, atMs: number): void {
    const bars = barsOfInstruments(columns), times = new Set<number>();
    bars.forEach((each, i) => {
      if (each.length === 0) return;
      this.#parts[i].push(each);
      if (trades !== undefined) this.#trades[i].push(tradesOfColumns(trades[i], each));
      for (const timeMs of each.closeTimeMs) times.add(timeMs);
    });
    for (const timeMs of [...times].sort((a, b) => a - b)) {
      this.steps.push({ timeMs, atMs, origin });
      this.#standAside(timeMs, atMs, isLate && origin !== "history");
      this.#lastMs = timeMs;
    }
  }

  #standAside(timeMs: number, atMs: number, isLate: boolean): void {
    const { onLateBars } = this.#config;
    const aside = ASIDE[this.#phase] ?? (isLate && onLateBars !== "act" ? "late" : "");
    const last = this.interventions.at(-1);
    if (aside !== "" && aside === this.#aside && last !== undefined) {
      this.interventions[this.interventions.length - 1] = { ...last, toMs: timeMs };
    } else if (aside !== "") {
      const late = `its bars came late (the first by ${
        ((atMs - timeMs) / 1000).toFixed(1)
      } s), which it doesn't decide on, ${
        onLateBars === "follow" ? "but follows the last signal afterwards," : "nor afterwards,"
      }`;
      this.interventions.push({
        kind: "aside",
        fromMs: timeMs,
        toMs: timeMs,
        text: aside === "late" ? late : aside,
      });
    }
    this.#aside = aside;
  }

  #add(text: string, kind: "act" | "switch"): void {
    this.interventions.push({ kind, fromMs: this.#lastMs, toMs: this.#lastMs, text });
    this.#aside = "";
  }
}

const SWITCHES: readonly SessionCommand["action"][] = ["pause", "resume", "lift"];

const ASIDE: Readonly<Partial<Record<SessionPhase, string>>> = {
  paused: "the session was paused",
  killed: "the kill switch was on",
  failed: "the strategy had failed",
};

function commandText(command: SessionCommand, { instruments }: SessionConfig, atMs: number): string {
  const at = ` by hand at ${isoTime(Math.floor(atMs))}`;
  switch (command.action) {
    case "pause":
      return `paused${at}`;
    case "resume":
      return `resumed${at}`;
    case "flatten":
      return `flattened${at}`;
    case "cancel": {
      const { instrumentIndex: i } = command;
      return `orders${i === undefined ? "" : ` of ${instruments[i]?.symbol}`} cancelled${at}`;
    }
    case "kill":
      return `kill switch${at}${command.reason === "" ? "" : ` (${command.reason})`}`;
    case "lift":
      return `kill switch lifted${at}`;
    case "stop":
      return `stopped${command.flattens ? " and flattened" : ""}${at}`;
  }
}
