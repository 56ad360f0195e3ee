import type { DeskEvent } from "../../engine/desk/desk_event.ts";
import { BAR_FIELDS } from "../../engine/bars.ts";
import type { JournalStore } from "../../engine/live/journal_store.ts";
import { recover } from "../../engine/live/recovery.ts";
import type { SessionCore } from "../../engine/live/session_core.ts";
import type { BarColumns } from "../../engine/live/session_input.ts";
import type { SessionEvent, SessionStep } from "../session_messages.ts";

/** Events and steps that are kept: older events are replayed from the journal when they are asked for. */
const EVENTS_MOST = 10_000, STEPS_MOST = 1_000;

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

/** What a journal leads to: all that was told of the session, and how it stands. */
export interface ReplayedLog {
  readonly log: SessionLog;
  readonly core: SessionCore;
  /** Sequence number of the next input. */
  readonly nextSequence: number;
}

/**
 * Replays a journal from its first input for what was told of it. @throws JournalDamage, LockstepError where it can't be read.
 */
export function replayLog(
  store: JournalStore,
  sessionId: string,
  makeCore: () => SessionCore,
  eventsMost?: number,
): ReplayedLog {
  const log = new SessionLog(eventsMost);
  const { core, nextSequence } = recover(store, sessionId, makeCore, {
    fromBeginning: true,
    onInput(_, input, { events, equity }) {
      log.addEvents(events);
      if (input.kind === "bars") log.addBars(input.bars, equity);
    },
  });
  return { log, core, nextSequence };
}
