import type { Bars } from "../../engine/bars.ts";
import type { ParityReport } from "../../engine/live/parity.ts";
import { Timeframe } from "../../engine/timeframe.ts";
import type { HistoryRequest } from "../../paper/session_parity.ts";
import { confinedThread } from "../confined/confined_thread.ts";
import { crashInWords } from "../confined/crash_in_words.ts";
import { shareBars } from "../data/shared_columns.ts";
import { RequestProblem } from "../lockstep.ts";
import type { SharedBars } from "../replay/replay_worker_messages.ts";
import type { ReplayDefinition, ReplayedSession } from "../replay_definition.ts";
import { refused } from "./journal_problem.ts";
import { SessionLog } from "./session_log.ts";
import type {
  FromSessionReader,
  SessionReading,
  SessionReadings,
  ToSessionReader,
} from "./session_reader_messages.ts";

const MODULE = new URL("./session_reader_worker.ts", import.meta.url);
/** How long the worker is kept when nothing is asked of it: it takes some 40 MB. */
const IDLE_MS = 30_000;
/** Readings that may wait. */
const ASKED_MOST = 100;
/** Sessions whose bars are kept for replays that are opened again. */
const BARS_KEPT = 4;

/** Gives the exchange's history. */
export type GiveHistory = (request: HistoryRequest) => Promise<Bars>;

/** Something that is read. */
interface Asked {
  readonly history?: GiveHistory;
  resolve(result: unknown): void;
  reject(error: unknown): void;
}

/**
 * Reads journals in a worker, one after the other: a long one takes seconds, in which no session of the server would go on and no page be
 * answered. Only sessions of our own strategies are read. @throws RequestProblem (409), whatever is asked, where the journal can't be read or
 * doesn't lead to what the session did.
 */
export class SessionReader {
  readonly #folder: string;
  readonly #asked = new Map<number, Asked>();
  readonly #bars = new Map<string, Promise<SharedBars>>();
  #worker: Worker | undefined;
  #idle: ReturnType<typeof setTimeout> | undefined;
  #lastId = 0;
  #isClosed = false;

  constructor(folder: string) {
    this.#folder = folder;
  }

  /** What was told of a session lately, and the number of the next input: it stands before that. */
  async log(sessionId: string): Promise<{ log: SessionLog; nextSequence: number }> {
    const { log, nextSequence } = await this.#ask({ kind: "log", sessionId });
    return { log: SessionLog.of(JSON.parse(new TextDecoder().decode(log))), nextSequence };
  }

  /** The newest events before a number, however old they are, oldest first; and how many there are in all. */
  events(sessionId: string, before: number, limit: number): Promise<SessionReadings["events"][1]> {
    return this.#ask({ kind: "events", sessionId, before, limit });
  }

  /** As JSON. */
  record(sessionId: string): Promise<Uint8Array<ArrayBuffer>> {
    return this.#ask({ kind: "record", sessionId });
  }

  /** @throws whatever `history` throws. */
  parity(sessionId: string, history: GiveHistory): Promise<ParityReport> {
    return this.#ask({ kind: "parity", sessionId }, history);
  }

  /** A replay that repeats a session, up to its last bar. */
  async replay(sessionId: string): Promise<ReplayDefinition> {
    const { definition, bars } = await this.#ask({ kind: "replay", sessionId });
    this.#keep(definition.session!, Promise.resolve(bars));
    return definition;
  }

  /** The bars of such a replay. */
  bars(session: ReplayedSession): Promise<SharedBars> {
    return this.#bars.get(keyOf(session)) ?? this.#keep(session, this.#ask({ kind: "bars", session }));
  }

  /** Ends the worker; whoever waits is told that the server is being stopped. */
  close(): void {
    this.#isClosed = true;
    this.#end(STOPPED);
  }

  #keep(session: ReplayedSession, bars: Promise<SharedBars>): Promise<SharedBars> {
    const key = keyOf(session);
    this.#bars.set(key, bars);
    bars.catch(() => this.#bars.delete(key));
    if (this.#bars.size > BARS_KEPT) this.#bars.delete(this.#bars.keys().next().value!);
    return bars;
  }

  async #ask<Kind extends keyof SessionReadings>(
    reading: Extract<SessionReading, { kind: Kind }>,
    history?: GiveHistory,
  ): Promise<SessionReadings[Kind][1]> {
    if (this.#isClosed) throw STOPPED;
    if (this.#asked.size >= ASKED_MOST) {
      throw new RequestProblem(429, "Too many journals are to be read", [
        { message: `${ASKED_MOST} readings wait already. Try again when some of them are through.` },
      ]);
    }
    clearTimeout(this.#idle);
    const id = ++this.#lastId, { promise, resolve, reject } = Promise.withResolvers<unknown>();
    this.#asked.set(id, { resolve, reject, history });
    this.#tell({ type: "read", id, folder: this.#folder, reading });
    try {
      return await promise as SessionReadings[Kind][1];
    } finally {
      this.#asked.delete(id);
      if (this.#asked.size === 0 && !this.#isClosed) this.#idle = setTimeout(() => this.#end(), IDLE_MS);
    }
  }

  #heard(message: FromSessionReader): void {
    const asked = this.#asked.get(message.id);
    if (asked === undefined) return;
    switch (message.type) {
      case "done":
        return asked.resolve(message.result);
      case "refused":
        return asked.reject(refused(message.message));
      case "failed":
        return asked.reject(new Error(message.message));
      case "history": {
        const { historyId, asked: { timeframe, ...request } } = message;
        asked.history!({ ...request, timeframe: Timeframe.parse(timeframe) }).then(
          (bars) => this.#tell({ type: "history", historyId, bars: shareBars([bars]) }),
          (error) => asked.reject(error),
        );
      }
    }
  }

  #tell(message: ToSessionReader): void {
    this.#worker ??= this.#start();
    this.#worker.postMessage(message);
  }

  #start(): Worker {
    // SQLite shares a file with whoever writes the journal, so that reading it writes.
    const worker = confinedThread(MODULE, [this.#folder], [this.#folder]);
    worker.onmessage = ({ data }: MessageEvent<FromSessionReader>) => this.#heard(data);
    worker.onerror = (event) => {
      event.preventDefault(); // else it would end the server
      this.#end(new Error(`The reader of journals has crashed: ${crashInWords(event)}`));
    };
    return worker;
  }

  #end(reason: unknown = new Error("The reader of journals was ended")): void {
    clearTimeout(this.#idle);
    this.#worker?.terminate();
    this.#worker = undefined;
    for (const { reject } of this.#asked.values()) reject(reason);
  }
}

const STOPPED = refused("The server is being stopped.");

function keyOf({ id, inputs }: ReplayedSession): string {
  return `${id} ${inputs}`;
}
