import type { ParityReport } from "../../engine/live/parity.ts";
import { RequestProblem } from "../lockstep.ts";
import type { SharedBars } from "../replay/replay_worker_messages.ts";
import type { ReplayDefinition, ReplayedSession } from "../replay_definition.ts";
import type { SessionEvent } from "../session_messages.ts";
import { isOfJournal, refused } from "./journal_problem.ts";
import type { SessionFeeds } from "./session_feeds.ts";
import type { SessionLog } from "./session_log.ts";
import type { SessionReader } from "./session_reader.ts";
import type { SessionShelf } from "./session_shelf.ts";

/** What is read of sessions, wherever they run. */
export interface SessionJournalsParts {
  readonly shelf: SessionShelf;
  readonly reader: SessionReader;
  readonly feeds: SessionFeeds;
  /** The log of a session that runs here. */
  logOf(id: string): SessionLog | undefined;
}

/**
 * What sessions' journals lead to: records, events, parity, replays. @throws RequestProblem, whatever is asked, where a journal can't be read,
 * or its strategy isn't one of ours.
 */
export class SessionJournals {
  readonly #parts: SessionJournalsParts;

  constructor(parts: SessionJournalsParts) {
    this.#parts = parts;
  }

  /** Changes whenever the record does. */
  tag(id: string): string {
    return this.#parts.shelf.tag(id);
  }

  /** The record of all that it did, as JSON. @throws RequestProblem also where it has had no bar. */
  async recordBytes(id: string): Promise<Uint8Array<ArrayBuffer>> {
    const { shelf, reader } = this.#parts;
    shelf.entry(id);
    return await reader.record(id);
  }

  /** The newest events before a number, newest first; and how many there are in all. */
  async events(
    id: string,
    before: number,
    limit: number,
  ): Promise<{ total: number; events: SessionEvent[] }> {
    const { shelf, reader, logOf } = this.#parts, log = logOf(id);
    if (log !== undefined) {
      const to = Math.min(before, log.nextEvent), from = Math.max(0, to - limit);
      if (from >= log.firstEvent) {
        return { total: log.nextEvent, events: log.eventsFrom(from, to - from).toReversed() };
      }
    }
    shelf.entry(id);
    const { total, events } = await reader.events(id, before, limit);
    return { total, events: events.toReversed() };
  }

  /** Holds it against a backtest over the exchange's history. @throws RequestProblem also where that isn't had in time. */
  async parity(id: string): Promise<ParityReport> {
    const { shelf, reader, feeds } = this.#parts, config = shelf.config(id);
    shelf.entry(id);
    feeds.require(config);
    try {
      return await reader.parity(id, await feeds.history(config));
    } catch (error) {
      throw isOfJournal(error) ? refused(error.message) : error;
    }
  }

  /** A replay that repeats it, up to its last bar. @throws RequestProblem also where there is no such session, or it can't be repeated. */
  async replay(id: string): Promise<ReplayDefinition> {
    const { shelf, reader } = this.#parts;
    if (!shelf.has(id)) {
      throw new RequestProblem(404, "There is no such session", [{
        message: `There is no session "${id}".`,
      }]);
    }
    shelf.entry(id);
    return await reader.replay(id);
  }

  /** The bars of such a replay. */
  replayBars(session: ReplayedSession): Promise<SharedBars> {
    return this.#parts.reader.bars(session);
  }
}
