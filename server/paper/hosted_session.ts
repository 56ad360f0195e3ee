import type { DeskEvent } from "../../engine/desk/desk_event.ts";
import type { LiveFeed } from "../../engine/live/live_feed.ts";
import type { Clock } from "../../engine/live/outside.ts";
import type { Session, SessionNews } from "../../engine/live/session.ts";
import type { SessionCore } from "../../engine/live/session_core.ts";
import type { SessionCommand, SessionConfig } from "../../engine/live/session_input.ts";
import { reasonOf } from "../../engine/part_failure.ts";
import type { Strategy } from "../../engine/strategy.ts";
import { Alerts } from "../../paper/alerts.ts";
import type { Webhook } from "../../paper/webhook.ts";
import { openSession } from "../../paper/open_session.ts";
import { sessionCoreOf } from "../../paper/session_core_of.ts";
import type { SqliteJournal } from "../../stores/sqlite_journal.ts";
import { RequestProblem } from "../lockstep.ts";
import type { SessionSummary } from "../session_messages.ts";
import type { AlertLog } from "./alert_log.ts";
import { continueLog, type ReplayedLog, SessionLog } from "./session_log.ts";
import { sessionState } from "./session_state.ts";

/** What a session that runs here is made of. */
export interface HostedSessionParts {
  readonly sessionId: string;
  readonly config: SessionConfig;
  readonly strategy: Strategy;
  readonly strategyTitle: string;
  readonly store: SqliteJournal;
  readonly feed: LiveFeed;
  /** The exchange's time, and this machine's. */
  readonly clock: Clock;
  readonly leaseClock: Clock;
  readonly holder: string;
  readonly alerts: AlertLog;
  /** Where alerts are sent beside, if anywhere. */
  readonly webhook?: Webhook;
  /** What its journal has, where there is one already. */
  readonly before?: ReplayedLog;
  /** Something is new in its log or its alerts. */
  told(): void;
  expected(events: readonly DeskEvent[]): void;
  /** It doesn't run here any more. `isAsked`: it was left or stopped because somebody wanted that. */
  ended(reason: string, isAsked: boolean): void;
}

/** A command that isn't in the journal by then hangs on a disk that is full or broken. */
const COMMAND_MS_MOST = 5_000;

/** A session that runs in this server: the session itself, and what is told of it. */
export class HostedSession {
  readonly alerts: AlertLog;
  readonly #parts: HostedSessionParts;
  readonly #session: Session;
  /** What has been told. */
  readonly log: SessionLog;
  /** Before which input the log stands, but for the bars of one whose events have come; and for which core it was continued. */
  #loggedUntil: number;
  #barsMissing: number | undefined;
  #core: SessionCore | undefined;
  readonly #alerts: Alerts;
  readonly #waiting = new Set<() => void>();
  #phase = "";
  #deathReason = "";

  private constructor(parts: HostedSessionParts, open: (tell: (news: SessionNews) => void) => Session) {
    this.#parts = parts;
    this.alerts = parts.alerts;
    this.log = parts.before?.log ?? new SessionLog();
    this.#loggedUntil = parts.before?.nextSequence ?? 0;
    const { sessionId, config: { instruments }, clock, alerts, webhook } = parts;
    this.#alerts = new Alerts({
      sessionId,
      symbols: instruments.map(({ symbol }) => symbol),
      clock,
      give: (alert) => {
        const { atMs, level, kind, text } = alert;
        alerts.add({ timeMs: atMs, level, kind, text });
        webhook?.send(alert);
      },
    });
    this.#session = open((news) => this.#take(news));
  }

  /** Makes it, not started yet. @throws LockstepError where its strategy is another one now. */
  static async open(parts: HostedSessionParts): Promise<HostedSession> {
    const { sessionId, config, before, store, clock, leaseClock, feed, holder } = parts;
    let take = (_: SessionNews) => {};
    const session = await openSession({
      sessionId,
      ...before === undefined && { config },
      store,
      clock,
      leaseClock,
      feed,
      holder,
      tell: (news) => take(news),
    });
    return new HostedSession(parts, (tell) => {
      take = tell;
      return session;
    });
  }

  /** Takes it for this process. @throws LockstepError where another has it, or what it did can't be repeated from its journal. */
  start(): void {
    this.#session.start();
    // Only now nobody else writes; and what it does itself it does later.
    this.#continueLog();
  }

  /** What it is and how it stands, without alerts. */
  get summary(): SessionSummary {
    const { sessionId, config, strategyTitle } = this.#parts;
    const state = sessionState(this.#session.core, this.#session);
    const status = state.phase === "stopped" ? "stopped" : "here";
    return { id: sessionId, status, config, strategyTitle, state };
  }

  /** Resolves once it is in the journal. @throws RequestProblem where that takes too long. */
  async command(command: SessionCommand): Promise<void> {
    const { leaseClock } = this.#parts, kept = Promise.withResolvers<void>();
    this.#waiting.add(kept.resolve);
    const cancel = leaseClock.after(COMMAND_MS_MOST, () =>
      kept.reject(
        new RequestProblem(409, "Not as things stand", [
          { message: "The journal can't be written now: it is done as soon as it can. See the alerts." },
        ]),
      ));
    try {
      this.#session.command(command);
      await kept.promise;
    } finally {
      cancel();
      this.#waiting.delete(kept.resolve);
    }
  }

  /** Leaves it as it stands, to be taken up again. */
  leave(): void {
    this.#session.leave();
  }

  /** What a defect of ours threw: it is left where it stands. */
  failed(error: unknown): void {
    this.#deathReason = `a fault of Lockstep: ${reasonOf(error)}`;
    this.#alerts.take({ kind: "alert", level: "alarm", text: this.#deathReason });
    this.leave();
  }

  /** Adds what the journal holds beyond the log. */
  #continueLog(): void {
    const { store, sessionId, config, strategy } = this.#parts;
    const makeCore = sessionCoreOf(config, strategy);
    this.#loggedUntil = continueLog(this.log, store, sessionId, makeCore, this.#loggedUntil);
    this.#barsMissing = undefined;
    this.#core = this.#session.core;
  }

  #take(news: SessionNews): void {
    // It was made again from its journal, which may hold what was written and, for a fault of the disk, never told.
    if (this.#core !== undefined && this.#session.core !== this.#core) this.#continueLog();
    if (this.#isRepeated(news)) return this.#settle();
    if (this.#core !== undefined && "sequence" in news) this.#addToLog(news);
    this.#alerts.take(news);
    if (news.kind === "expected") return this.#parts.expected(news.events);
    if (news.kind === "feed" && news.state === "dead") {
      this.#deathReason = `the feed can't go on: ${news.reason.replace(/\.$/, "")}`;
      this.#parts.clock.after(0, () => this.leave());
    }
    if (news.kind === "ended") {
      const { phase } = this.#session.core,
        isAsked = this.#deathReason === "" && /^it was /.test(news.reason);
      this.#parts.ended(this.#deathReason || news.reason, isAsked || phase === "stopped");
    } else if (this.#core !== undefined) this.#parts.told();
    if (news.kind === "phase" || news.kind === "ended") this.#settle();
  }

  /** What is in the log already is passed over; an input's bars come behind its events. */
  #addToLog(news: Extract<SessionNews, { readonly sequence: number }>): void {
    const { sequence } = news, isLogged = sequence < this.#loggedUntil;
    if (news.kind === "events") {
      if (isLogged) return;
      this.log.addEvents(news.events);
      this.#barsMissing = sequence;
    } else if (!isLogged || sequence === this.#barsMissing) {
      if (news.bars !== undefined) this.log.addBars(news.bars, news.equity);
      this.#barsMissing = undefined;
    }
    this.#loggedUntil = Math.max(this.#loggedUntil, sequence + 1);
  }

  /** Its phase is told after every command, whether it is another one or not. */
  #isRepeated(news: SessionNews): boolean {
    if (news.kind !== "phase") return false;
    const before = this.#phase;
    this.#phase = `${news.phase} ${news.reason}`;
    return this.#phase === before;
  }

  /** What was asked for is in the journal. */
  #settle(): void {
    for (const kept of this.#waiting) kept();
  }
}
