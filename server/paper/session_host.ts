import { z } from "zod";
import { LockstepError } from "../../engine/error.ts";
import type { ParityReport } from "../../engine/live/parity.ts";
import type { SessionCommand, SessionConfig } from "../../engine/live/session_input.ts";
import { reasonOf } from "../../engine/part_failure.ts";
import type { RunResult } from "../../engine/result.ts";
import { realOutside } from "../../feeds/real_outside.ts";
import { newSession } from "../../paper/new_session.ts";
import { type SessionFeed, sessionFeed } from "../../paper/session_feed.ts";
import { sessionParity } from "../../paper/session_parity.ts";
import { sessionRecord } from "../../paper/session_record.ts";
import { newId } from "../../stores/new_id.ts";
import { SqliteJournal } from "../../stores/sqlite_journal.ts";
import { RequestProblem } from "../lockstep.ts";
import {
  type SessionClientMessage,
  type SessionEvent,
  type SessionRequestInput,
  sessionRequestSchema,
  type SessionSummary,
} from "../session_messages.ts";
import { CLOSE, type SocketClient } from "../socket_client.ts";
import { JsonFolder } from "../store/json_folder.ts";
import type { CatalogEntry } from "../strategy_catalog.ts";
import { AlertLog } from "./alert_log.ts";
import { containedOutside } from "./contained_outside.ts";
import { exchangeHistory } from "../../paper/exchange_history.ts";
import { HostedSession } from "./hosted_session.ts";
import { checkSessionRequest } from "./session_request_check.ts";
import { SessionLink, type SessionView } from "./session_link.ts";
import { isOfJournal, ofJournal, refused, SessionShelf } from "./session_shelf.ts";
import { withinTime } from "./time_limit.ts";

/** What the sessions stand on. */
export interface SessionHostParts {
  /** Where journals are kept, and `running.json`, which says what runs here. */
  readonly folder: string;
  readonly catalog: ReadonlyMap<string, CatalogEntry>;
  /** `http://localhost:8200`: the local exchange that stands in where a session asks for it. */
  readonly exchange?: string;
  /** How long an exchange may be silent when a session is begun; by default less than a single request of it may take. */
  readonly exchangeMsMax?: number;
  warn(sentence: string): void;
}

/** What came of the kill switch for all. */
export interface KillAnswer {
  readonly killed: readonly string[];
  /** Running in another process, or hanging on a journal that can't be written. */
  readonly notReached: readonly string[];
}

const EXCHANGE_MS_MAX = 4_500, HISTORY_MS_MAX = 30_000;
/** Sessions that run here at once. */
const RUNNING_MAX = 64;
/** How often browsers are told how a session stands. */
const STATE_MS = 250;
const ALERTS_SHOWN = 20;
const RUNNING = "running.json";

const runningSchema = z.strictObject({ version: z.literal(1), sessions: z.array(z.string()) });

/** Paper sessions: those that run in this server, and those whose journals lie in its data folder. */
export class SessionHost {
  /** See {@link SessionHostParts}. */
  readonly exchange: string | undefined;
  readonly #parts: SessionHostParts;
  readonly #real = realOutside();
  readonly #store: SqliteJournal;
  readonly #folder: JsonFolder;
  readonly #shelf: SessionShelf;
  readonly #hosted = new Map<string, HostedSession>();
  /** Those that are being taken up. */
  readonly #opening = new Map<string, Promise<HostedSession>>();
  /** Those that are to be taken up when the server is started again. */
  readonly #wanted = new Set<string>();
  /** Why those don't run here that should. */
  readonly #problems = new Map<string, string>();
  readonly #rooms = new Map<string, Set<SessionLink>>();
  readonly #clients = new Set<SocketClient<SessionClientMessage>>();
  #resumed: Promise<void> = Promise.resolve();
  #cancelTick: (() => void) | undefined;
  #isStopping = false;

  /** @throws LockstepError where there can be no such folder, or the exchange isn't this machine's. */
  constructor(parts: SessionHostParts) {
    this.#parts = parts;
    this.exchange = parts.exchange === undefined ? undefined : originOf(parts.exchange);
    this.#store = new SqliteJournal(parts.folder);
    this.#folder = new JsonFolder(parts.folder, parts.warn);
    this.#shelf = new SessionShelf(this.#store, parts.catalog);
  }

  /** Begins to take up those that ran when the server ended, each by itself: where that can't be, a sentence says why. */
  resume(): void {
    const ids = this.#readRunning();
    for (const id of ids) this.#wanted.add(id);
    this.#resumed = Promise.all(ids.map(async (id) => {
      try {
        if (!this.#shelf.has(id)) return void this.#forget(id);
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
    const { feed, outside, contain } = await this.#feedOf({ venue, exchange }, sessionId);
    const asked = { ...rest, symbols: symbols.map((symbol) => symbol.toUpperCase()), exchange };
    const config = await this.#asking(
      newSession(asked, feed, outside.clock.nowMs()),
      venue,
      (message) => symbols.some((symbol) => message.includes(symbol.toUpperCase())) ? "symbols" : undefined,
    );
    this.#requireRoom();
    const session = await this.#host({ sessionId, config, isNew: true, entry, feed, outside, contain });
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
    await this.#kept();
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
    await this.#kept();
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

  /** Changes whenever the record does; and so does what {@link record} gives. */
  tag(id: string): string {
    return `${id}-${ofJournal(() => this.#store.nextSequence(id))}`;
  }

  /** @throws RequestProblem where it has had no bar, or its journal can't be replayed here. */
  async record(id: string): Promise<RunResult> {
    this.#shelf.entry(id, this.#shelf.config(id));
    try {
      return await sessionRecord(this.#store, id);
    } catch (error) {
      throw isOfJournal(error) ? refused(error.message) : error;
    }
  }

  /** The newest events before a number, newest first; and how many there are in all. @throws RequestProblem. */
  events(id: string, before: number, limit: number): { total: number; events: SessionEvent[] } {
    const log = this.#hosted.get(id)?.log ?? this.#shelf.replayed(id).log;
    const to = Math.min(before, log.nextEvent), from = Math.max(0, to - limit);
    return { total: log.nextEvent, events: this.#eventsOf(id, from, to).toReversed() };
  }

  /** Holds it against a backtest over the exchange's history. @throws RequestProblem where that can't be, or isn't had in time. */
  async parity(id: string): Promise<ParityReport> {
    const config = this.#shelf.config(id);
    this.#shelf.entry(id, config);
    this.#requireExchange(config);
    const { feed } = await this.#feedOf(config, id);
    const { clock } = this.#real;
    try {
      return await sessionParity(
        this.#store,
        id,
        (request) => withinTime(clock, HISTORY_MS_MAX, config.venue, exchangeHistory(feed, request)),
      );
    } catch (error) {
      throw isOfJournal(error) ? refused(error.message) : error;
    }
  }

  /** Links a browser to a session, wherever that runs. */
  connect(id: string, client: SocketClient<SessionClientMessage>): SessionLink {
    this.#clients.add(client);
    const link = new SessionLink({
      client,
      view: () => Promise.resolve(this.#view(id)),
      events: (from, to) => Promise.resolve(this.#eventsOf(id, from, to)),
      command: async (command) => void await this.command(id, command),
      joined: () => {
        const room = this.#rooms.get(id) ?? new Set();
        this.#rooms.set(id, room.add(link));
        this.#cancelTick ??= this.#real.clock.after(STATE_MS, () => this.#tick());
      },
      gone: () => {
        this.#clients.delete(client);
        const room = this.#rooms.get(id);
        room?.delete(link);
        if (room?.size === 0) this.#rooms.delete(id);
      },
    });
    return link;
  }

  /** Leaves all that runs here, to be taken up when the server is started again. */
  async stop(): Promise<void> {
    this.#isStopping = true;
    this.#cancelTick?.();
    for (const client of this.#clients) client.close(CLOSE.goingAway, "The server was stopped");
    await this.#resumed;
    await Promise.allSettled(this.#opening.values());
    for (const session of [...this.#hosted.values()]) session.leave();
    await this.#folder.settled();
    this.#store.close();
  }

  async #takeUp(id: string): Promise<HostedSession> {
    this.#requireRoom();
    const config = this.#shelf.config(id), entry = this.#shelf.entry(id, config);
    const { status, holder } = this.#summary(id);
    if (status === "stopped") throw refused("It was stopped, which is for good: begin a new session.");
    if (status === "elsewhere") throw refused(`It is run by ${holder}: leave it there first.`);
    this.#requireExchange(config);
    const made = await this.#feedOf(config, id);
    this.#requireRoom();
    return await this.#host({ sessionId: id, config, isNew: false, entry, ...made });
  }

  async #host(
    { sessionId, config, isNew, entry, feed, outside, contain }: SessionFeed & {
      readonly sessionId: string;
      readonly config: SessionConfig;
      readonly isNew: boolean;
      readonly entry: CatalogEntry;
      contain(failed: (error: unknown) => void): void;
    },
  ): Promise<HostedSession> {
    const alerts = this.#alertsOf(sessionId);
    try {
      const session = await HostedSession.open({
        ...{ sessionId, config, isNew, feed, alerts, clock: outside.clock, leaseClock: this.#real.clock },
        strategy: entry.strategy,
        strategyTitle: entry.summary.title,
        store: this.#store,
        holder: this.#shelf.holder,
        told: () => this.#told(sessionId),
        expected: (events) => this.#rooms.get(sessionId)?.forEach((link) => link.expected(events)),
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
      this.#told(sessionId);
      return session;
    } catch (error) {
      throw isOfJournal(error) ? refused(error.message) : error;
    }
  }

  /** A feed for a session; `contain` says who is told of what is thrown out of its callbacks. */
  async #feedOf({ venue, exchange }: Pick<SessionConfig, "venue" | "exchange">, sessionId: string) {
    let failed = (error: unknown) => this.#parts.warn(`The feed of session ${sessionId} failed: ${error}`);
    const contained = containedOutside(this.#real, (error) => failed(error));
    const field = exchange === undefined ? "venue" : "exchange";
    const made = await this.#asking(sessionFeed({ venue, exchange }, contained), venue, () => field);
    return { ...made, contain: (tell: typeof failed) => void (failed = tell) };
  }

  /** What an exchange is asked for. @throws RequestProblem: 504 where it is silent, 422 with what it, or who asks it, says. */
  async #asking<Result>(
    work: Promise<Result>,
    venue: string,
    fieldOf: (message: string) => string | undefined,
  ): Promise<Result> {
    const { exchangeMsMax = EXCHANGE_MS_MAX } = this.#parts;
    try {
      return await withinTime(this.#real.clock, exchangeMsMax, venue, work);
    } catch (error) {
      if (!(error instanceof LockstepError)) throw error;
      const { message } = error;
      throw new RequestProblem(422, "The request can't be carried out", [{
        field: fieldOf(message),
        message,
      }]);
    }
  }

  #requireRoom(): void {
    if (this.#isStopping) throw refused("The server is being stopped.");
    if (this.#hosted.size < RUNNING_MAX) return;
    throw new RequestProblem(429, "Too many sessions", [
      { message: `${RUNNING_MAX} sessions run here. Stop or leave some of them.` },
    ]);
  }

  /** Only the person who started the server says which addresses it asks. */
  #requireExchange({ exchange }: SessionConfig): void {
    if (exchange === undefined) return;
    const url = originOf(exchange.url);
    if (url === this.exchange) return;
    throw refused(`It trades on the local exchange at ${url}: start the server with --exchange ${url}.`);
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

  #view(id: string): SessionView {
    const hosted = this.#hosted.get(id), summary = this.#summary(id), alerts = this.#alertsOf(id);
    if (hosted !== undefined) return { summary, log: hosted.log, alerts };
    return { summary, alerts, ...summary.state !== undefined && { log: this.#shelf.replayed(id).log } };
  }

  #eventsOf(id: string, from: number, to: number): readonly SessionEvent[] {
    const log = this.#hosted.get(id)?.log ?? this.#shelf.replayed(id).log;
    const kept = from < log.firstEvent ? this.#shelf.replayed(id, true).log : log;
    return kept.eventsFrom(from, Math.max(0, to - from));
  }

  #alertsOf(id: string): AlertLog {
    return this.#hosted.get(id)?.alerts ??
      new AlertLog(`${this.#parts.folder}/${id}.alerts.jsonl`, this.#parts.warn);
  }

  #told(id: string): void {
    const session = this.#hosted.get(id);
    if (session === undefined) return;
    this.#rooms.get(id)?.forEach((link) => link.update(session));
  }

  #ended(id: string, reason: string, isAsked: boolean): void {
    const session = this.#hosted.get(id);
    this.#hosted.delete(id);
    if (this.#isStopping) return;
    if (!isAsked) this.#problems.set(id, `It has ended here: ${reason}.`);
    this.#forget(id);
    const room = this.#rooms.get(id);
    if (session === undefined || room === undefined) return;
    // The lease is let go of by now; what is told of it comes from its journal.
    const summary = this.#summary(id);
    for (const link of room) {
      link.update(session);
      link.state(summary);
    }
  }

  #tick(): void {
    this.#cancelTick = undefined;
    if (this.#rooms.size === 0) return;
    this.#cancelTick = this.#real.clock.after(STATE_MS, () => this.#tick());
    for (const [id, room] of this.#rooms) {
      const session = this.#hosted.get(id);
      if (session === undefined) continue;
      const { summary } = session;
      for (const link of room) link.state(summary);
    }
  }

  async #want(id: string): Promise<void> {
    if (this.#hosted.has(id)) this.#wanted.add(id);
    await this.#kept();
  }

  #forget(id: string): void {
    if (this.#wanted.delete(id)) this.#kept();
  }

  async #kept(): Promise<void> {
    const text = JSON.stringify({ version: 1, sessions: [...this.#wanted] });
    if (!this.#isStopping) await this.#folder.keep(RUNNING, text);
  }

  #readRunning(): readonly string[] {
    let text: string;
    try {
      text = this.#folder.readText(RUNNING);
    } catch (error) {
      if (error instanceof Deno.errors.NotFound) return [];
      this.#parts.warn(`${this.#folder.path}/${RUNNING} can't be read: ${reasonOf(error)}.`);
      return [];
    }
    try {
      return runningSchema.parse(JSON.parse(text)).sessions;
    } catch {
      this.#parts.warn(
        `${this.#folder.path}/${RUNNING} is damaged: no session is taken up by itself. All can be taken up by hand.`,
      );
      return [];
    }
  }
}

/** A local exchange's address, written one way. @throws LockstepError where it isn't one of this machine. */
function originOf(url: string): string {
  const match = /^http:\/\/(localhost|127\.0\.0\.1|\[::1\])(:\d{1,5})?\/*$/i.exec(url);
  if (match === null) {
    throw new LockstepError(
      `--exchange ${url}: it must be a local exchange, such as http://localhost:8200, as deno task exchange prints it.`,
    );
  }
  const [, host, port = ""] = match;
  return `http://${host.toLowerCase() === "localhost" ? "127.0.0.1" : host}${port}`;
}
