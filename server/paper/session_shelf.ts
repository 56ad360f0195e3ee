import { recover } from "../../engine/live/recovery.ts";
import type { SessionCore } from "../../engine/live/session_core.ts";
import type { SessionConfig } from "../../engine/live/session_input.ts";
import { sessionConfigOf } from "../../paper/open_session.ts";
import { sessionCoreOf } from "../../paper/session_core_of.ts";
import { isSessionId } from "../../stores/journal_rules.ts";
import type { SqliteJournal } from "../../stores/sqlite_journal.ts";
import type { SessionState, SessionSummary } from "../session_messages.ts";
import type { CatalogEntry } from "../strategy_catalog.ts";
import { isOfJournal, ofJournal, refused } from "./journal_problem.ts";
import { fileSentence } from "./session_request_check.ts";
import { sessionState } from "./session_state.ts";

/** What a journal says of how a session stands, up to an input. */
interface Known {
  readonly nextSequence: number;
  readonly state?: SessionState;
  readonly problem?: string;
}

/** The beginning of what servers are called that hold sessions. */
const SERVER = "the server";

/** Sessions as their journals have them, whoever runs them: read, never written. */
export class SessionShelf {
  readonly #store: SqliteJournal;
  readonly #catalog: ReadonlyMap<string, CatalogEntry>;
  readonly #known = new Map<string, Known>();

  constructor(store: SqliteJournal, catalog: ReadonlyMap<string, CatalogEntry>) {
    this.#store = store;
    this.#catalog = catalog;
  }

  /** What this server holds sessions as. */
  get holder(): string {
    return `${SERVER} (process ${Deno.pid})`;
  }

  /** Ids, newest first. */
  ids(): string[] {
    return this.#store.sessions().filter((id) => this.has(id)).reverse();
  }

  /** Whether there is such a session; a journal that can't be read is one. */
  has(id: string): boolean {
    if (!isSessionId(id)) return false;
    try {
      return this.#store.nextSequence(id) > 0;
    } catch (error) {
      if (!isOfJournal(error)) throw error;
      return true;
    }
  }

  /** What it is and how it stands. `nowMs` is this machine's time. */
  summary(id: string, nowMs: number): SessionSummary {
    let config: SessionConfig, heldBy: string | undefined, known: Known;
    try {
      config = sessionConfigOf(this.#store, id);
      heldBy = this.heldBy(id, nowMs);
      known = this.#standing(id, config);
    } catch (error) {
      if (!isOfJournal(error)) throw error;
      return { id, status: "resting", problem: error.message };
    }
    const { state, problem } = known;
    return {
      id,
      status: state?.phase === "stopped" ? "stopped" : heldBy === undefined ? "resting" : "elsewhere",
      ...heldBy !== undefined && { holder: heldBy },
      ...problem !== undefined && { problem },
      config,
      strategyTitle: this.#catalog.get(config.strategy)?.summary.title ?? config.strategy,
      ...state !== undefined && { state },
    };
  }

  /** What a session was begun with. @throws RequestProblem where its journal can't be read. */
  config(id: string): SessionConfig {
    return ofJournal(() => sessionConfigOf(this.#store, id));
  }

  /** Which other process has it now. One of a server that is gone doesn't count: there is only one on a data folder. */
  heldBy(id: string, nowMs: number): string | undefined {
    const lease = this.#store.holder(id);
    return lease === undefined || lease.untilMs <= nowMs || lease.holder.startsWith(SERVER)
      ? undefined
      : lease.holder;
  }

  /** Lets go of what a server held that is gone; its lease would run for some seconds yet. */
  release(id: string): void {
    const lease = this.#store.holder(id);
    if (lease?.holder.startsWith(SERVER)) this.#store.release({ ...lease, leaseMs: 0 });
  }

  /** @throws RequestProblem where its strategy is a file, or isn't there any more. */
  entry(id: string): CatalogEntry {
    const { strategy } = this.config(id);
    const entry = this.#catalog.get(strategy);
    if (entry !== undefined && !entry.isFile) return entry;
    throw refused(fileSentence(strategy, "--session " + id).replace(`--strategy ${strategy} `, ""));
  }

  /** Changes whenever the record does. @throws RequestProblem where its journal can't be read. */
  tag(id: string): string {
    return `${id}-${ofJournal(() => this.#store.nextSequence(id))}`;
  }

  #standing(id: string, config: SessionConfig): Known {
    const nextSequence = this.#store.nextSequence(id), before = this.#known.get(id);
    if (before?.nextSequence === nextSequence) return before;
    const known = { nextSequence, ...this.#recovered(id, config) };
    this.#known.set(id, known);
    return known;
  }

  #recovered(id: string, config: SessionConfig): Omit<Known, "nextSequence"> {
    const entry = this.#catalog.get(config.strategy);
    if (entry === undefined || entry.isFile) {
      return {
        problem: `Its strategy is a file, which the server doesn't run: deno task paper --session ${id}`,
      };
    }
    let core: SessionCore, differences: readonly string[];
    try {
      ({ core, differences } = recover(this.#store, id, sessionCoreOf(config, entry.strategy)));
    } catch (error) {
      if (!isOfJournal(error)) throw error;
      return { problem: error.message };
    }
    return {
      state: sessionState(core),
      ...differences.length > 0 && { problem: `${differences[0]}: deno task parity ${id}` },
    };
  }
}
