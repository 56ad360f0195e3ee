import type { DeskEvent } from "../../engine/desk/desk_event.ts";
import { BAR_FIELDS } from "../../engine/bars.ts";
import type { JournalStore } from "../../engine/live/journal_store.ts";
import { recover } from "../../engine/live/recovery.ts";
import type { SessionCore, SessionTold } from "../../engine/live/session_core.ts";
import type { BarColumns, SessionInput } from "../../engine/live/session_input.ts";
import type { SessionEvent, SessionStep } from "../session_messages.ts";

/** Events and steps that are kept: older events are replayed from the journal when they are asked for. */
const EVENTS_MOST = 10_000, STEPS_MOST = 1_000;
/** Events that are handed over with a log. */
const EVENTS_HANDED = 1_000;

/** A log without its older events, to be handed to another thread. */
export interface KeptLog {
  readonly nextEvent: number;
  readonly nextStep: number;
  readonly events: readonly SessionEvent[];
  readonly steps: readonly SessionStep[];
}

/** What a session has done, as it is told: its newest events, numbered from its first, and its newest steps. */
export class SessionLog {
  /** Numbers that the next event and the next step will have. */
  nextEvent = 0;
  nextStep = 0;
  readonly #eventsMost: number;
  #events: SessionEvent[] = [];
  #steps: SessionStep[] = [];

  /** `eventsMost` are kept, at least. */
  constructor(eventsMost = EVENTS_MOST) {
    this.#eventsMost = eventsMost;
  }

  /** The log that was handed over. */
  static of({ nextEvent, nextStep, events, steps }: KeptLog): SessionLog {
    const log = new SessionLog();
    log.nextEvent = nextEvent;
    log.nextStep = nextStep;
    log.#events = [...events];
    log.#steps = [...steps];
    return log;
  }

  /** What is handed over. */
  newest(): KeptLog {
    return {
      nextEvent: this.nextEvent,
      nextStep: this.nextStep,
      events: this.#events.slice(-EVENTS_HANDED),
      steps: this.#steps.slice(-STEPS_MOST),
    };
  }

  /** The number of the oldest event that is kept. */
  get firstEvent(): number {
    return this.nextEvent - this.#events.length;
  }

  /** Events from a number on, oldest first. */
  eventsFrom(sequence: number, limit: number): readonly SessionEvent[] {
    const at = Math.max(0, sequence - this.firstEvent);
    return this.#events.slice(at, at + limit);
  }

  /** Steps from a number on, oldest first. */
  stepsFrom(step: number): readonly SessionStep[] {
    return this.#steps.slice(Math.max(0, step - (this.nextStep - this.#steps.length)));
  }

  addEvents(events: readonly DeskEvent[]): void {
    for (const event of events) {
      const { timeMs } = event;
      this.#events.push({ sequence: this.nextEvent++, ...event, timeMs: timeMs === timeMs ? timeMs : null });
    }
    // Cut in large pieces: a cut costs as much as what stays.
    if (this.#events.length > 2 * this.#eventsMost) this.#events = this.#events.slice(-this.#eventsMost);
  }

  /** Bars by instrument, of one step or many; `equity` after the last. */
  addBars(bars: readonly BarColumns[], equity: number): void {
    const timesMs = new Set(bars.flatMap((columns) => columns[CLOSE_TIME]));
    const at = bars.map(() => 0);
    for (const timeMs of [...timesMs].sort((a, b) => a - b)) {
      const row = bars.map((columns, i) => {
        if (columns[CLOSE_TIME][at[i]] !== timeMs) return null;
        const bar = at[i]++;
        return COLUMNS.map((column) => columns[column][bar]);
      });
      this.#steps.push({ step: this.nextStep++, timeMs, equity, bars: row });
    }
    if (this.#steps.length > 2 * STEPS_MOST) this.#steps = this.#steps.slice(-STEPS_MOST);
  }

  /** The newest steps that are worth a chart. */
  get newestStep(): number {
    return Math.max(0, this.nextStep - STEPS_MOST);
  }
}

const CLOSE_TIME = BAR_FIELDS.indexOf("closeTimeMs");
const COLUMNS = (["openTimeMs", "open", "high", "low", "close", "volume"] as const).map((field) =>
  BAR_FIELDS.indexOf(field)
);

/** What a journal leads to: what was told of the session, and the sequence number of its next input. */
export interface ReplayedLog {
  readonly log: SessionLog;
  readonly nextSequence: number;
}

/**
 * Replays a journal from its first input for what was told of it; `eventsMost` events are kept, at least. @throws JournalDamage, LockstepError
 * where it can't be read.
 */
export function replayLog(
  store: JournalStore,
  sessionId: string,
  makeCore: () => SessionCore,
  eventsMost?: number,
): ReplayedLog {
  const log = new SessionLog(eventsMost);
  const { nextSequence } = recover(store, sessionId, makeCore, {
    fromBeginning: true,
    onInput: (_, input, told) => add(log, input, told),
  });
  return { log, nextSequence };
}

/**
 * Adds to a log what its journal holds from an input on, and gives the number of the next: from the newest snapshot before, so that it takes
 * little. @throws as above.
 */
export function continueLog(
  log: SessionLog,
  store: JournalStore,
  sessionId: string,
  makeCore: () => SessionCore,
  fromSequence: number,
): number {
  const nextSequence = store.nextSequence(sessionId);
  if (nextSequence <= fromSequence) return fromSequence;
  return recover(store, sessionId, makeCore, {
    inputsLeast: nextSequence - fromSequence,
    onInput(sequence, input, told) {
      if (sequence >= fromSequence) add(log, input, told);
    },
  }).nextSequence;
}

function add(log: SessionLog, input: SessionInput, { events, equity }: SessionTold): void {
  log.addEvents(events);
  if (input.kind === "bars") log.addBars(input.bars, equity);
}
