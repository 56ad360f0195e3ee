import type { Subscription } from "rxjs";
import { Bars, isoTime } from "../bars.ts";
import type { DeskEvent } from "../desk/desk_event.ts";
import { LockstepError } from "../error.ts";
import { BarComparison } from "./bar_comparison.ts";
import { reasonOf } from "../part_failure.ts";
import { Timeframe } from "../timeframe.ts";
import type { FeedEvent, FeedHealth, FeedStateName } from "./feed_event.ts";
import { type ClosedStep, FrameBuilder } from "./frame_builder.ts";
import { historyBars } from "./history_bars.ts";
import type {
  JournalEntry,
  JournalFailure,
  JournalOutcome,
  JournalStore,
  Lease,
  LeaseRefusal,
} from "./journal_store.ts";
import type { LiveFeed } from "./live_feed.ts";
import type { Clock } from "./outside.ts";
import { recover } from "./recovery.ts";
import type { OpenedBar, SessionCore, SessionPhase, SessionTold } from "./session_core.ts";
import {
  type BarColumns,
  columnsOf,
  readInput,
  type SessionCommand,
  type SessionConfig,
  type SessionInput,
  writeInput,
} from "./session_input.ts";

/** What a session is made of. */
export interface SessionParts {
  readonly sessionId: string;
  readonly config: SessionConfig;
  readonly store: JournalStore;
  readonly clock: Clock;
  /** The clock by which leases run out, which all who share the journal must have in common: this machine's, where `clock` is a faster market's. */
  readonly leaseClock?: Clock;
  readonly feed: LiveFeed;
  /** Who runs it, as others are told who find it taken: "host 4711". */
  readonly holder: string;
  /** A core at its beginning. */
  makeCore(): SessionCore;
  /** Hears of everything once it is kept. */
  tell(news: SessionNews): void;
}

/** What a session tells. Nothing is told before what it follows from is in the journal. */
export type SessionNews =
  /** What the desk did about an input; `sequence` is the input's, for who must not hear of anything twice. */
  | { readonly kind: "events"; readonly sequence: number; readonly events: readonly DeskEvent[] }
  /** A bar has closed, or history has come: `bars` by instrument. */
  | {
    readonly kind: "step";
    readonly sequence: number;
    readonly timeMs: number;
    readonly equity: number;
    readonly bars?: readonly BarColumns[];
  }
  /** A market order will have been filled at about this price: the first trade of its bar has come. It is booked when the bar closes. */
  | { readonly kind: "expected"; readonly events: readonly DeskEvent[] }
  | { readonly kind: "phase"; readonly phase: SessionPhase; readonly reason: string }
  /** Whether bars come in time to decide on; see `FeedHealth`. */
  | { readonly kind: "feed"; readonly state: FeedStateName; readonly reason: string }
  /** Something a person should know of. */
  | { readonly kind: "alert"; readonly level: "info" | "warning" | "alarm"; readonly text: string }
  /** It is over in this process: it was stopped, or another process has taken it. */
  | { readonly kind: "ended"; readonly reason: string };

/** How long a lease holds, and how often the session looks at the clock. */
const LEASE_MS = 15_000, RENEW_MS = 5_000, TICK_MS = 1_000;
/**
 * How long after its end a bar is closed though no later trade has come: by what the exchange has stamped since, and by the clock where it
 * stamps nothing while nothing is traded.
 */
const GRACE_MS = 3_000, SILENT_GRACE_MS = 60_000;
/** Inputs from one snapshot to the next. */
const SNAPSHOT_INPUTS = 64;
/** Inputs that are written at once, at most. */
const BATCH_MOST = 1_000;
/**
 * How often the exchange's own bars are asked for over REST and held against those built, how many at most, and how long after its end a bar
 * is left alone: exchanges revise.
 */
const AUDIT_MS = 900_000, FIRST_AUDIT_MS = 60_000, AUDITED_MOST = 60, AUDIT_AFTER_MS = 120_000;
/** Inputs before a crash whose bars are looked at again. */
const REMEMBERED_INPUTS = 200;
/** Bars without a trade that are remembered, each to be told of once. */
const LATE_BARS_MOST = 1_000;
/** How often a strategy that fails is tried again from a snapshot, and how long after; and the journal, after it could not be written. */
const FAILURES_MOST = 3, AGAIN_MS_LEAST = 500, AGAIN_MS_MOST = 30_000;

/** An input that waits to be written. */
interface Waiting {
  readonly input: SessionInput;
  readonly atMs: number;
}

/**
 * A strategy at work on a live feed. Its feed's trades become bars, a bar becomes an input, an input is appended to the journal, the core acts
 * on it, and only when both are durable is anything told. After a crash the core is made again from the journal; what was missed meanwhile
 * comes over the feed, which is told up to where all is known.
 */
export class Session {
  readonly #parts: SessionParts;
  readonly #builder: FrameBuilder;
  readonly #timeframe: Timeframe;
  readonly #comparison: BarComparison;
  #core: SessionCore;
  #lease: Lease | undefined;
  #nextSequence = 0;
  #waiting: Waiting[] = [];
  #isWriting = false;
  #isFlushAsked = false;
  #inputsSinceSnapshot = 0;
  #failures = 0;
  #againMs = AGAIN_MS_LEAST;
  #feed: Subscription | undefined;
  /** How often it has connected: what was asked for before that counts no more. */
  #connections = 0;
  #feedState: FeedStateName | undefined;
  #endTick: (() => void) | undefined;
  #endAgain: (() => void) | undefined;
  #hasEnded = false;
  #phaseTold: SessionPhase | undefined;
  #renewedMs: number;
  #auditedMs: number;
  /** Bars that are without a trade, by instrument and begin. */
  readonly #lateBars = new Set<string>();
  /** By instrument: the first trade of the bar under way, until it has been looked at. */
  readonly #begun = new Map<number, OpenedBar>();

  constructor(parts: SessionParts) {
    this.#parts = parts;
    this.#renewedMs = parts.clock.steadyMs();
    this.#auditedMs = this.#renewedMs - AUDIT_MS + FIRST_AUDIT_MS;
    this.#timeframe = Timeframe.parse(parts.config.timeframe);
    this.#core = parts.makeCore();
    this.#builder = this.#makeBuilder();
    this.#comparison = new BarComparison(
      parts.config.instruments.length,
      (instrumentIndex, openTimeMs, text) => this.#differs(instrumentIndex, openTimeMs, text),
    );
  }

  /** As it stands; another object after it had to be made again. */
  get core(): SessionCore {
    return this.#core;
  }

  get health(): FeedHealth {
    return this.#parts.feed.health;
  }

  get config(): SessionConfig {
    return this.#parts.config;
  }

  /** Price of the last trade of an instrument; the last close before the first. */
  lastPrice(instrumentIndex: number): number {
    return this.#builder.lastPrice(instrumentIndex);
  }

  /**
   * Takes the session for this process, makes it as it was, and goes on.
   * @throws LockstepError where another process has it, or what it did can't be repeated from its journal.
   */
  start(): void {
    const { store, sessionId, holder, clock, leaseClock = clock } = this.#parts;
    const lease = store.acquire(sessionId, holder, leaseClock.nowMs(), LEASE_MS);
    if (isRefusal(lease)) {
      throw new LockstepError(
        `${lease.refusedBecause}: stop it there, or wait until ${isoTime(lease.untilMs)}.`,
      );
    }
    this.#lease = lease;
    try {
      this.#makeAgain();
    } catch (error) {
      store.release(lease);
      throw error;
    }
    this.#tellPhase();
    if (this.#core.phase === "stopped") return this.#end("it was stopped earlier");
    this.#tick();
    this.#connect();
  }

  /** Asks for something. */
  command(command: SessionCommand): void {
    if (!this.#hasEnded) this.#take({ kind: "command", command });
  }

  /** Leaves the session as it stands, for this or another process to take up again. */
  leave(): void {
    if (this.#hasEnded) return;
    this.#flush();
    this.#end("it was left to be taken up again");
  }

  /** Reads the journal and stands where it ends. */
  #makeAgain(): void {
    const { store, sessionId, makeCore, tell, config, clock } = this.#parts;
    const { core, nextSequence, differences } = recover(store, sessionId, makeCore, {
      inputsLeast: SNAPSHOT_INPUTS,
    });
    if (differences.length > 0) {
      throw new LockstepError(
        `The session ${sessionId} did something else when it was live than its journal leads to now: ${
          differences[0]
        }. Nothing is traded until a person has looked at it: deno task parity ${sessionId}.`,
      );
    }
    this.#core = core;
    this.#nextSequence = nextSequence;
    this.#inputsSinceSnapshot = 0;
    this.#waiting = this.#waiting.filter(({ input }) => input.kind === "command");
    if (nextSequence === 0) {
      this.#waiting.unshift({ input: { kind: "open", config }, atMs: clock.nowMs() });
      this.#flushSoon();
    } else {
      this.#rememberBars(nextSequence);
      tell({
        kind: "alert",
        level: "info",
        text: `taken up after ${core.steps} bars, ${nextSequence} inputs`,
      });
    }
  }

  /** What the exchange states of the last bars may still be heard, or is asked for soon. */
  #rememberBars(nextSequence: number): void {
    const { store, sessionId } = this.#parts;
    for (
      const { kind, sequence, body } of store.read(sessionId, Math.max(0, nextSequence - REMEMBERED_INPUTS))
    ) {
      if (kind !== "bars") continue;
      const input = readInput(body, `Entry ${sequence} of session ${sessionId}`);
      if (input.kind === "bars" && input.origin !== "history") {
        this.#comparison.built(input.bars);
      }
    }
  }

  #connect(): void {
    const { universe, timeMs, lastClose, lastTrade } = this.#core;
    this.#connections++;
    if (Number.isNaN(timeMs)) return this.#fetchHistory();
    // Steps up to here are settled, also for who had no bar at the last one.
    universe.instruments.forEach((_, i) => this.#builder.begin(i, timeMs, lastClose[i], lastTrade[i]));
    this.#subscribe();
  }

  #subscribe(): void {
    const { feed, config: { instruments, timeframe } } = this.#parts;
    const known = instruments.map((_, i) => {
      const price = this.#builder.lastPrice(i), [tradeId, tradeMs] = this.#core.lastTrade[i];
      const timeMs = tradeId === tradeId ? tradeMs : this.#builder.knownUntilMs(i);
      return { tradeId, timeMs, ...price === price && { price } };
    });
    this.#feed?.unsubscribe();
    this.#feed = feed.events({ instruments, timeframe, known }).subscribe({
      next: (event) => this.#heard(event),
      error: (error) => this.#feedDied(reasonOf(error)),
    });
  }

  /** The bars before the session, so that indicators know them on its first. */
  #fetchHistory(): void {
    const { feed, config: { instruments, timeframe, warmupBars, tradeFromMs } } = this.#parts;
    const toMs = this.#timeframe.startMs(tradeFromMs - 1);
    const fromMs = toMs - warmupBars * this.#timeframe.spanMs;
    const fetched: Bars[] = [], connection = this.#connections;
    let left = instruments.length;
    const done = () => {
      if (--left > 0 || this.#hasEnded) return;
      if (fetched.some(({ length }) => length > 0)) {
        this.#take({ kind: "bars", bars: fetched.map(columnsOf), origin: "history", isLate: false });
      }
      fetched.forEach(({ close }, i) => this.#builder.begin(i, toMs, close.at(-1) ?? NaN));
      this.#subscribe();
    };
    instruments.forEach(({ symbol }, i) => {
      if (warmupBars === 0) {
        fetched[i] = Bars.NONE;
        return done();
      }
      feed.history({ symbol, timeframe, fromMs, toMs }, (bars, problem) => {
        if (this.#hasEnded || connection !== this.#connections) return;
        if (problem !== "") {
          this.#alert("warning", `${symbol}: history for the warm-up is incomplete: ${problem}`);
        }
        fetched[i] = historyBars(bars, this.#timeframe);
        done();
      });
    });
  }

  #makeBuilder(): FrameBuilder {
    const { config: { emptyBars, matching } } = this.#parts;
    return new FrameBuilder({
      universe: this.#core.universe,
      emptyBars,
      keepsTrades: matching === "trades",
      give: (step) => this.#closed(step),
      late: (instrumentIndex, timeMs) => this.#late(instrumentIndex, timeMs),
      opened: (instrumentIndex, openTimeMs, price) => {
        this.#begun.set(instrumentIndex, { openTimeMs, price });
        this.#expect();
      },
    });
  }

  #heard(event: FeedEvent): void {
    if (this.#hasEnded) return;
    if (event.kind === "state") return this.#feedIs(event.health.state, event.health.reason);
    if (event.kind === "bar" && event.origin === "live") {
      return this.#comparison.stated(event.instrumentIndex, event);
    }
    this.#builder.take(event);
    if (event.kind !== "gap") return;
    const { symbol } = this.#core.universe.instruments[event.instrumentIndex];
    const text = `${symbol}: ${isoTime(event.fromMs)} to ${isoTime(event.toMs)}: ${event.filled} fetched${
      event.unfilledReason === "" ? "" : `, not all: ${event.unfilledReason}`
    }`;
    const { instrumentIndex, fromMs, toMs } = event, isFilled = event.unfilledReason === "";
    const gap = Number.isFinite(fromMs) && Number.isFinite(toMs)
      ? { instrumentIndex, fromMs, toMs, isFilled }
      : undefined;
    this.#take({ kind: "feed", what: "gap", text, gap });
    if (event.unfilledReason !== "") this.#alert("warning", `gap not filled: ${text}`);
  }

  /** A trade came after its bar had closed: the session has acted on the bar without it. */
  #late(instrumentIndex: number, timeMs: number): void {
    const { symbol } = this.#core.universe.instruments[instrumentIndex];
    const fromMs = this.#timeframe.startMs(timeMs);
    const gap = { instrumentIndex, fromMs, toMs: this.#timeframe.endMs(timeMs), isFilled: false };
    if (this.#lateBars.has(`${instrumentIndex} ${fromMs}`)) return; // it has been told of
    if (this.#lateBars.size >= LATE_BARS_MOST) this.#lateBars.clear();
    this.#lateBars.add(`${instrumentIndex} ${fromMs}`);
    const text = `${symbol}: bar of ${isoTime(fromMs)}: a trade came after it had closed`;
    this.#take({ kind: "feed", what: "late", text, gap });
  }

  /** What the exchange states of a bar isn't what its trades made; the session has acted on the latter. */
  #differs(instrumentIndex: number, openTimeMs: number, what: string): void {
    const { symbol } = this.#core.universe.instruments[instrumentIndex];
    const text = `${symbol}: bar of ${isoTime(openTimeMs)}: ${what}`;
    const gap = {
      instrumentIndex,
      fromMs: openTimeMs,
      toMs: this.#timeframe.endMs(openTimeMs),
      isFilled: false,
    };
    this.#take({ kind: "feed", what: "differs", text, gap });
    this.#alert("warning", `a bar is not as the exchange states it: ${text}`);
  }

  #feedIs(state: FeedStateName, reason: string): void {
    const before = this.#feedState;
    this.#feedState = state;
    if (state === before) return;
    if (state === "live" && before !== undefined) this.#take({ kind: "feed", what: "back", text: "" });
    else if (before === "live") this.#take({ kind: "feed", what: "lost", text: reason });
    this.#parts.tell({ kind: "feed", state, reason });
  }

  #feedDied(reason: string): void {
    this.#feedIs("dead", reason);
    this.#alert("alarm", `the feed has ended for good: ${reason}`);
  }

  #closed({ timeMs, bars, isBackfilled, lastTrades, trades }: ClosedStep): void {
    const { clock, config: { lateAfterMs } } = this.#parts;
    const { exchangeNowMs } = this.health;
    const nowMs = Number.isNaN(exchangeNowMs) ? clock.nowMs() : exchangeNowMs;
    const isLate = nowMs - timeMs > lateAfterMs;
    this.#take({
      kind: "bars",
      bars,
      origin: isBackfilled ? "backfill" : "live",
      isLate,
      ...lastTrades.some((trade) => trade !== null) && { lastTrades },
      ...trades.some((each) => each !== null) && { trades },
    });
  }

  /** Bars have begun: what works as a market order will have been filled on their first trades. */
  #expect(): void {
    if (this.#begun.size === 0 || this.#isWriting || this.#waiting.length > 0 || this.#builder.isWaiting) {
      return;
    }
    const opened = this.#core.universe.instruments.map((_, i) => this.#begun.get(i));
    this.#begun.clear();
    const events = this.#core.expected(opened);
    if (events.length > 0) this.#parts.tell({ kind: "expected", events });
  }

  #tick(): void {
    const { clock, leaseClock = clock, store } = this.#parts;
    this.#endTick = clock.after(TICK_MS, () => this.#tick());
    const nowMs = leaseClock.nowMs(), steadyMs = clock.steadyMs();
    if (steadyMs - this.#renewedMs >= RENEW_MS) {
      this.#renewedMs = steadyMs;
      if (!store.renew(this.#lease!, nowMs)) return this.#fenced("its lease has run out");
    }
    // A feed that isn't live says nothing of what has been traded: no bar is closed on its silence.
    if (this.#feedState === "live") {
      const { toldUntilMs, exchangeNowMs } = this.health;
      this.#builder.closeUntil(toldUntilMs - GRACE_MS);
      this.#builder.closeUntil(exchangeNowMs - SILENT_GRACE_MS);
      if (steadyMs - this.#auditedMs >= AUDIT_MS && exchangeNowMs === exchangeNowMs) {
        this.#auditedMs = steadyMs;
        this.#audit(exchangeNowMs);
      }
    }
  }

  /** Asks the exchange for its own bars of late: a message that was lost without a trace shows in them. */
  #audit(exchangeNowMs: number): void {
    const { feed, config: { instruments, timeframe } } = this.#parts, { spanMs } = this.#timeframe;
    const toMs = this.#timeframe.startMs(exchangeNowMs - AUDIT_AFTER_MS);
    // Twice as far back as the last one: what it didn't get is asked for once more.
    const fromMs = toMs - Math.min(AUDITED_MOST * spanMs, Math.max(2 * AUDIT_MS, spanMs));
    instruments.forEach(({ symbol }, i) => {
      feed.history({ symbol, timeframe, fromMs, toMs }, (bars) => {
        if (!this.#hasEnded) { for (const bar of bars) this.#comparison.stated(i, bar); }
      });
    });
  }

  /** Takes an input: it is written and acted on together with all that have come by then. */
  #take(input: SessionInput): void {
    this.#waiting.push({ input, atMs: this.#parts.clock.nowMs() });
    this.#flushSoon();
  }

  #flushSoon(): void {
    if (this.#isFlushAsked || this.#isWriting) return;
    this.#isFlushAsked = true;
    this.#parts.clock.after(0, () => {
      this.#isFlushAsked = false;
      this.#flush();
    });
  }

  #flush(): void {
    if (this.#isWriting || this.#hasEnded || this.#endAgain !== undefined || this.#waiting.length === 0) {
      return;
    }
    const entries: JournalEntry[] = [], outcomes: JournalOutcome[] = [], told: Told[] = [];
    const failure = this.#act(entries, outcomes, told);
    if (entries.length === 0) return this.#failed(failure);
    this.#isWriting = true;
    this.#parts.store.append(this.#lease!, { entries, outcomes }, (journalFailure) => {
      this.#isWriting = false;
      if (this.#hasEnded) return;
      if (journalFailure !== undefined) return this.#notWritten(journalFailure, told);
      this.#againMs = AGAIN_MS_LEAST;
      this.#publish(told);
      if (failure !== undefined) return this.#failed(failure);
      if (told.some(({ input }) => input.kind === "bars")) this.#failures = 0;
      this.#inputsSinceSnapshot += entries.length;
      if (this.#inputsSinceSnapshot >= SNAPSHOT_INPUTS) this.#snapshot();
      if (this.#core.phase === "stopped") return this.#end("it was stopped");
      if (this.#waiting.length > 0) this.#flush();
      else this.#expect();
    });
  }

  /** Appends inputs and acts on each in turn; gives the error of the first on which the strategy fails, which is left waiting. */
  #act(entries: JournalEntry[], outcomes: JournalOutcome[], told: Told[]): unknown {
    const append = ({ input: given, atMs }: Waiting) => {
      const input = this.#core.withoutIdleTrades(given);
      entries.push({ sequence: this.#nextSequence++, kind: input.kind, atMs, body: writeInput(input) });
      const answer = this.#core.take(input), { sequence } = entries[entries.length - 1];
      const { statements, equity, fingerprint } = answer;
      outcomes.push({ sequence, statements, equity, fingerprint });
      told.push({ sequence, input, answer });
    };
    while (this.#waiting.length > 0 && entries.length < BATCH_MOST) {
      try {
        append(this.#waiting[0]);
      } catch (error) {
        entries.pop();
        this.#nextSequence--;
        return error;
      }
      this.#waiting.shift();
    }
    return undefined;
  }

  /** The strategy has failed on the input that waits first: it is tried again from the journal, and given up when that doesn't help. */
  #failed(error: unknown): void {
    const reason = reasonOf(error);
    this.#failures++;
    const { input, atMs } = this.#waiting[0], rest = this.#waiting.slice(1);
    if (!this.#isMadeAgain()) return;
    if (this.#core.phase === "failed") {
      // The strategy is out of it already: this is a defect of ours, which trying again won't mend.
      this.#alert("alarm", `the session can't go on: ${reason}`);
      return this.#end(reason);
    }
    this.#waiting = [{ input, atMs }, ...rest];
    if (this.#failures < FAILURES_MOST) {
      this.#alert("warning", `the strategy failed and is tried again: ${reason}`);
      return this.#later(() => this.#flush());
    }
    this.#failures = 0;
    this.#core.giveUpStrategy(reason);
    const failed: SessionInput = { kind: "failed", sequence: this.#nextSequence, reason };
    this.#waiting.splice(1, 0, { input: failed, atMs });
    this.#alert("alarm", `the strategy has failed and is set aside: ${reason}`);
    this.#flush();
  }

  /** What could not be written has not happened: the session is made again from what is there, and the feed asked for what came since. */
  #notWritten({ kind, message }: JournalFailure, told: readonly Told[]): void {
    if (kind === "fenced") return this.#fenced(message);
    const atMs = this.#parts.clock.nowMs();
    const commands = told.flatMap(({ input }) => input.kind === "command" ? [{ input, atMs }] : []);
    this.#waiting.unshift(...commands);
    this.#alert("alarm", `the journal can't be written, nothing is decided until it can: ${message}`);
    this.#feed?.unsubscribe();
    this.#later(() => {
      if (!this.#isMadeAgain()) return;
      this.#connect();
      this.#flush();
    });
  }

  /** Makes it again; where that can't be done it has come to its end here. */
  #isMadeAgain(): boolean {
    try {
      this.#makeAgain();
      return true;
    } catch (error) {
      this.#alert("alarm", reasonOf(error));
      this.#end(reasonOf(error));
      return false;
    }
  }

  #later(then: () => void): void {
    this.#endAgain = this.#parts.clock.after(this.#againMs, () => {
      this.#endAgain = undefined;
      if (!this.#hasEnded) then();
    });
    this.#againMs = Math.min(AGAIN_MS_MOST, 2 * this.#againMs);
  }

  #publish(told: readonly Told[]): void {
    const { tell } = this.#parts;
    for (const { sequence, input, answer: { events, equity, timeMs } } of told) {
      if (events.length > 0) tell({ kind: "events", sequence, events });
      if (input.kind === "bars") {
        tell({ kind: "step", sequence, timeMs, equity, bars: input.bars });
        if (input.origin !== "history") this.#comparison.built(input.bars);
      }
      if (input.kind === "command" || input.kind === "failed") this.#phaseTold = undefined;
    }
    this.#tellPhase();
  }

  /** In which phase it is, where that is news. */
  #tellPhase(): void {
    const { phase, phaseReason } = this.#core;
    if (phase === this.#phaseTold) return;
    this.#phaseTold = phase;
    this.#parts.tell({ kind: "phase", phase, reason: phaseReason });
  }

  #alert(level: "info" | "warning" | "alarm", text: string): void {
    this.#parts.tell({ kind: "alert", level, text });
  }

  #snapshot(): void {
    const { store, clock } = this.#parts;
    this.#inputsSinceSnapshot = 0;
    store.writeSnapshot(this.#lease!, {
      sequence: this.#nextSequence - 1,
      atMs: clock.nowMs(),
      body: this.#core.snapshot(),
    }, (failure) => {
      if (failure !== undefined && !this.#hasEnded) {
        this.#alert("warning", `no snapshot could be kept: ${failure.message}`);
      }
    });
  }

  #fenced(why: string): void {
    this.#alert("alarm", `another process has taken the session: ${why}`);
    this.#end(`another process has taken it: ${why}`);
  }

  #end(reason: string): void {
    if (this.#hasEnded) return;
    this.#hasEnded = true;
    this.#feed?.unsubscribe();
    this.#endTick?.();
    this.#endAgain?.();
    if (this.#lease !== undefined) this.#parts.store.release(this.#lease);
    this.#parts.tell({ kind: "ended", reason });
  }
}

interface Told {
  readonly sequence: number;
  readonly input: SessionInput;
  readonly answer: SessionTold;
}

function isRefusal(lease: Lease | LeaseRefusal): lease is LeaseRefusal {
  return "refusedBecause" in lease;
}
