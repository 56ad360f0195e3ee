import type { SessionCommand, SessionConfig } from "../../engine/live/session_input.ts";
import { reasonOf } from "../../engine/part_failure.ts";
import { realOutside } from "../../feeds/real_outside.ts";
import { newSession } from "../../paper/new_session.ts";
import type { Webhook } from "../../paper/webhook.ts";
import { newId } from "../../stores/new_id.ts";
import { SqliteJournal } from "../../stores/sqlite_journal.ts";
import { RequestProblem } from "../lockstep.ts";
import {
  type SessionClientMessage,
  type SessionRequestInput,
  sessionRequestSchema,
  type SessionSummary,
} from "../session_messages.ts";
import type { SocketClient } from "../socket_client.ts";
import { JsonFolder } from "../store/json_folder.ts";
import type { CatalogEntry } from "../strategy_catalog.ts";
import { AlertLog } from "./alert_log.ts";
import { HostedSession } from "./hosted_session.ts";
import { isOfJournal, refused } from "./journal_problem.ts";
import { RunningList } from "./running_list.ts";
import { type ContainedFeed, SessionFeeds } from "./session_feeds.ts";
import { SessionJournals } from "./session_journals.ts";
import type { SessionLink, SessionView } from "./session_link.ts";
import type { ReplayedLog } from "./session_log.ts";
import { SessionReader } from "./session_reader.ts";
import { checkSessionRequest } from "./session_request_check.ts";
import { SessionRooms } from "./session_rooms.ts";
import { SessionShelf } from "./session_shelf.ts";

/** What the sessions stand on. */
export interface SessionHostParts {
  /** Where journals are kept, and `running.json`, which says what runs here. */
  readonly folder: string;
  readonly catalog: ReadonlyMap<string, CatalogEntry>;
  /** `http://localhost:8200`: the local exchange that stands in where a session asks for it. */
  readonly exchange?: string;
  /** How long an exchange may be silent when a session is begun; by default less than a single request of it may take. */
  readonly exchangeMsMax?: number;
  /** Where alerts of all sessions are sent, if anywhere. */
  readonly webhook?: Webhook;
  warn(sentence: string): void;
}

/** What came of the kill switch for all. */
export interface KillAnswer {
  readonly killed: readonly string[];
  /** Running in another process, or hanging on a journal that can't be written. */
  readonly notReached: readonly string[];
}

/** Sessions that run here at once. */
const RUNNING_MAX = 64;
const ALERTS_SHOWN = 20;
/** How long what was told last may take to be sent when the server ends. */
const WEBHOOK_MS_MOST = 5_000;

/** Paper sessions: those that run in this server, and those whose journals lie in its data folder. */
export class SessionHost {
  /** What their journals lead to. */
  readonly journals: SessionJournals;
  readonly #parts: SessionHostParts;
  readonly #real = realOutside();
  readonly #store: SqliteJournal;
  readonly #folder: JsonFolder;
  readonly #shelf: SessionShelf;
  readonly #reader: SessionReader;
  readonly #feeds: SessionFeeds;
  readonly #rooms: SessionRooms;
  /** Those that are to be taken up when the server is started again. */
  readonly #wanted: RunningList;
  readonly #hosted = new Map<string, HostedSession>();
  /** Those that are being taken up. */
  readonly #opening = new Map<string, Promise<HostedSession>>();
  /** Why those don't run here that should. */
  readonly #problems = new Map<string, string>();
  #resumed: Promise<void> = Promise.resolve();
  #isStopping = false;

  /** @throws LockstepError where there can be no such folder, or the exchange isn't this machine's. */
  constructor(parts: SessionHostParts) {
    const { folder, catalog, warn } = this.#parts = parts;
    this.#feeds = new SessionFeeds({ ...parts, real: this.#real });
    this.#store = new SqliteJournal(folder);
    this.#folder = new JsonFolder(folder, warn);
    this.#shelf = new SessionShelf(this.#store, catalog);
    this.#reader = new SessionReader(folder);
    this.#wanted = new RunningList(this.#folder, warn);
    this.journals = new SessionJournals({
      shelf: this.#shelf,
      reader: this.#reader,
      feeds: this.#feeds,
      logOf: (id) => this.#hosted.get(id)?.log,
    });
    this.#rooms = new SessionRooms({
      clock: this.#real.clock,
      hosted: (id) => this.#hosted.get(id),
      view: (id) => this.#view(id),
      events: async (id, from, to) => (await this.#reader.events(id, to, to - from)).events,
      command: (id, command) => this.command(id, command),
    });
  }

  /** See {@link SessionHostParts}. */
  get exchange(): string | undefined {
    return this.#feeds.exchange;
  }

  /** Begins to take up those that ran when the server ended, each by itself: where that can't be, a sentence says why. */
  resume(): void {
    this.#resumed = Promise.all(this.#wanted.ids.map(async (id) => {
      try {
        if (!this.#shelf.has(id)) return this.#wanted.delete(id);
        await this.takeUp(id);
      } catch (error) {
        const why = error instanceof RequestProblem
          ? error.faults.map(({ message }) => message).join(" ")
          : reasonOf(error);
        if (!this.#isStopping) this.#parts.warn(`The session ${id} could not be taken up: ${why}`);
        this.#problems.set(id, why);
      }
    })).then(() => {});
  }

  /** Newest first. */
  list(): SessionSummary[] {
    return this.#shelf.ids().map((id) => this.#summary(id));
  }

  /** With its last alerts. */
  get(id: string): SessionSummary | undefined {
    if (!this.has(id)) return undefined;
    const alerts = this.#alertsOf(id);
    return { ...this.#summary(id), alerts: [...alerts.from(alerts.nextSequence - ALERTS_SHOWN)] };
  }

  /** Whether there is such a session. */
  has(id: string): boolean {
    return this.#hosted.has(id) || this.#shelf.has(id);
  }

  /** @throws RequestProblem where it can't be begun, or the exchange doesn't answer. */
  async create(given: SessionRequestInput): Promise<SessionSummary> {
    const request = sessionRequestSchema.parse(given);
    const entry = checkSessionRequest(this.#parts.catalog, this.exchange, request);
    this.#requireRoom();
    const { venue, symbols, exchange: local, ...rest } = request;
    const exchange = local === undefined ? undefined : { url: this.exchange!, speed: local.speed };
    const sessionId = newId(this.#real.clock.nowMs());
    const { feed, outside, contain } = await this.#feeds.open({ venue, exchange }, sessionId);
    const asked = { ...rest, symbols: symbols.map((symbol) => symbol.toUpperCase()), exchange };
    const config = await this.#feeds.asking(
      newSession(asked, feed, outside.clock.nowMs()),
      venue,
      (message) => symbols.some((symbol) => message.includes(symbol.toUpperCase())) ? "symbols" : undefined,
    );
    this.#requireRoom();
    const session = await this.#host({ sessionId, config, entry, feed, outside, contain });
    await this.#want(sessionId);
    return session.summary;
  }

  /** Goes on with a session that rests. @throws RequestProblem where that can't be. */
  async takeUp(id: string): Promise<SessionSummary> {
    const hosted = this.#hosted.get(id);
    if (hosted !== undefined) return hosted.summary;
    let opening = this.#opening.get(id);
    if (opening === undefined) {
      opening = this.#takeUp(id).finally(() => this.#opening.delete(id));
      this.#opening.set(id, opening);
    }
    const { summary } = await opening;
    this.#problems.delete(id);
    await this.#want(id);
    return summary;
  }

  /** Leaves it as it stands. @throws RequestProblem where it doesn't run here. */
  async leave(id: string): Promise<SessionSummary> {
    this.#running(id).leave();
    await this.#wanted.kept();
    return this.#summary(id);
  }

  /** Resolves once it is in the journal. @throws RequestProblem where it doesn't run here, or can't be written. */
  async command(id: string, command: SessionCommand): Promise<SessionSummary> {
    const session = this.#running(id), { instruments } = session.summary.config!;
    if (command.action === "cancel" && (command.instrumentIndex ?? 0) >= instruments.length) {
      throw new RequestProblem(422, "The request can't be carried out", [{
        field: "instrumentIndex",
        message:
          `It must be below ${instruments.length}, the number of instruments: received ${command.instrumentIndex}.`,
      }]);
    }
    await session.command(command);
    await this.#wanted.kept();
    return this.#summary(id);
  }

  /** The kill switch of all that runs here. */
  async killAll(flattens: boolean, reason: string): Promise<KillAnswer> {
    const ids = [...this.#hosted.keys()], killed: string[] = [];
    const notReached = this.list().filter(({ status }) => status === "elsewhere").map(({ id }) => id);
    await Promise.all(ids.map(async (id) => {
      try {
        await this.command(id, { action: "kill", flattens, reason });
        killed.push(id);
      } catch (error) {
        if (!(error instanceof RequestProblem)) throw error;
        notReached.push(id);
      }
    }));
    return { killed, notReached };
  }

  /** Links a browser to a session, wherever that runs. */
  connect(id: string, client: SocketClient<SessionClientMessage>): SessionLink {
    return this.#rooms.connect(id, client);
  }

  /** Leaves all that runs here, to be taken up when the server is started again. */
  async stop(): Promise<void> {
    this.#isStopping = true;
    this.#wanted.close();
    this.#rooms.close();
    this.#reader.close();
    await this.#resumed;
    await Promise.allSettled(this.#opening.values());
    for (const session of [...this.#hosted.values()]) session.leave();
    await this.#parts.webhook?.settled(WEBHOOK_MS_MOST);
    await this.#folder.settled();
    this.#store.close();
  }

  async #takeUp(id: string): Promise<HostedSession> {
    this.#requireRoom();
    const config = this.#shelf.config(id), entry = this.#shelf.entry(id);
    const { status, holder } = this.#summary(id);
    if (status === "stopped") throw refused("It was stopped, which is for good: begin a new session.");
    if (status === "elsewhere") throw refused(`It is run by ${holder}: leave it there first.`);
    this.#feeds.require(config);
    const before = await this.#reader.log(id);
    const made = await this.#feeds.open(config, id);
    this.#requireRoom();
    return await this.#host({ sessionId: id, config, entry, before, ...made });
  }

  async #host(
    { sessionId, config, entry, before, feed, outside, contain }: ContainedFeed & {
      readonly sessionId: string;
      readonly config: SessionConfig;
      readonly entry: CatalogEntry;
      /** Of one that has a journal. */
      readonly before?: ReplayedLog;
    },
  ): Promise<HostedSession> {
    const alerts = this.#alertsOf(sessionId);
    try {
      const session = await HostedSession.open({
        ...{ sessionId, config, before, feed, alerts, clock: outside.clock, leaseClock: this.#real.clock },
        strategy: entry.strategy,
        strategyTitle: entry.summary.title,
        store: this.#store,
        holder: this.#shelf.holder,
        webhook: this.#parts.webhook,
        told: () => this.#rooms.told(sessionId),
        expected: (events) => this.#rooms.expected(sessionId, events),
        ended: (reason, isAsked) => this.#ended(sessionId, reason, isAsked),
      });
      contain((error) => {
        this.#parts.warn(`The session ${sessionId} failed: ${error instanceof Error ? error.stack : error}`);
        session.failed(error);
      });
      if (this.#isStopping) throw refused("The server is being stopped.");
      this.#shelf.release(sessionId);
      session.start();
      this.#hosted.set(sessionId, session);
      this.#rooms.told(sessionId);
      return session;
    } catch (error) {
      throw isOfJournal(error) ? refused(error.message) : error;
    }
  }

  #requireRoom(): void {
    if (this.#isStopping) throw refused("The server is being stopped.");
    if (this.#hosted.size < RUNNING_MAX) return;
    throw new RequestProblem(429, "Too many sessions", [
      { message: `${RUNNING_MAX} sessions run here. Stop or leave some of them.` },
    ]);
  }

  #running(id: string): HostedSession {
    const session = this.#hosted.get(id);
    if (session !== undefined) return session;
    const { status, holder } = this.#summary(id);
    throw refused(
      status === "stopped"
        ? "It was stopped, which is for good."
        : status === "elsewhere"
        ? `It is run by ${holder}: ask there.`
        : "It doesn't run: take it up first.",
    );
  }

  #summary(id: string): SessionSummary {
    const hosted = this.#hosted.get(id);
    if (hosted !== undefined) return hosted.summary;
    const summary = this.#shelf.summary(id, this.#real.clock.nowMs()), problem = this.#problems.get(id);
    return problem === undefined || summary.status !== "resting" ? summary : { ...summary, problem };
  }

  async #view(id: string): Promise<SessionView> {
    const hosted = this.#hosted.get(id), summary = this.#summary(id), alerts = this.#alertsOf(id);
    if (hosted !== undefined) return { summary, log: hosted.log, alerts };
    return { summary, alerts, ...summary.state !== undefined && { log: (await this.#reader.log(id)).log } };
  }

  #alertsOf(id: string): AlertLog {
    return this.#hosted.get(id)?.alerts ??
      new AlertLog(`${this.#parts.folder}/${id}.alerts.jsonl`, this.#parts.warn);
  }

  #ended(id: string, reason: string, isAsked: boolean): void {
    const session = this.#hosted.get(id);
    this.#hosted.delete(id);
    if (this.#isStopping) return;
    if (!isAsked) this.#problems.set(id, `It has ended here: ${reason}.`);
    this.#wanted.delete(id);
    // The lease is let go of by now; what is told of it comes from its journal.
    if (session !== undefined) this.#rooms.ended(id, session, () => this.#summary(id));
  }

  async #want(id: string): Promise<void> {
    if (this.#hosted.has(id)) await this.#wanted.add(id);
    else await this.#wanted.kept();
  }
}
