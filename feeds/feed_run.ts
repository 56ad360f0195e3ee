import type { Subscriber } from "rxjs";
import { LockstepError } from "../engine/error.ts";
import type { FeedEvent } from "../engine/live/feed_event.ts";
import type { FeedRequest } from "../engine/live/live_feed.ts";
import type { Outside } from "../engine/live/outside.ts";
import type { Random } from "../engine/random.ts";
import { Timeframe } from "../engine/timeframe.ts";
import { Backfill } from "./backfill.ts";
import { Connection, type ConnectionHost } from "./connection.ts";
import { CountedTape } from "./counted_tape.ts";
import type { ExchangeProtocol, MarketSink } from "./exchange_protocol.ts";
import type { HealthMeter } from "./health_meter.ts";
import { HeardClock } from "./heard_clock.ts";
import { RestClient } from "./rest_client.ts";
import { aheadDoubt, type Tape, type TapeHost } from "./tape.ts";
import { TimedTape } from "./timed_tape.ts";
import { VolumeCheck } from "./volume_check.ts";

/** How long after a loss on the socket it is asked what was lost: the rest of a burst of bad messages should be over. */
const LOSS_MS = 250;

/** How long trades may come after the volume that they are in. */
const TRADES_AFTER_VOLUME_MS = 300;

/** How often the exchange's clock is asked. */
const CLOCK_MS = 600_000;

/** One subscription to a feed, from its beginning to its end: brings the connection, the tapes and the back-fills together. */
export class FeedRun implements ConnectionHost, MarketSink, TapeHost {
  latestMs = NaN;
  latestSteadyMs = NaN;
  readonly #outside: Outside;
  readonly #protocol: ExchangeProtocol;
  readonly #meter: HealthMeter;
  readonly #subscriber: Subscriber<FeedEvent>;
  readonly #symbols: readonly string[];
  readonly #timeframe: Timeframe;
  readonly #client: RestClient;
  readonly #connection: Connection;
  readonly #tapes: readonly Tape[];
  readonly #clock: HeardClock;
  readonly #volumes: readonly VolumeCheck[];
  readonly #backfills = new Map<number, Backfill>();
  /** Instruments whose back-fill is asking the exchange, rather than waiting whether it has to. */
  readonly #asking = new Set<number>();
  /** The latest time that the exchange has named, and when it did, by steady clock. */
  #exchangeMs = NaN;
  #exchangeSteadyMs = NaN;
  #wasReady = false;
  #isLossTold = false;
  #cancelLoss = () => {};
  #cancelClock = () => {};
  #isStopped = false;

  constructor(
    outside: Outside,
    protocol: ExchangeProtocol,
    request: FeedRequest,
    random: Random,
    meter: HealthMeter,
    subscriber: Subscriber<FeedEvent>,
  ) {
    const { rules } = protocol;
    this.#outside = outside;
    this.#protocol = protocol;
    this.#meter = meter;
    this.#subscriber = subscriber;
    this.#symbols = request.instruments.map(({ symbol }) => symbol);
    const timeframe = this.#timeframe = Timeframe.parse(request.timeframe);
    this.#client = new RestClient(outside, protocol, random);
    this.#volumes = this.#symbols.map((_, i) => new VolumeCheck(timeframe, request.known[i]?.timeMs ?? NaN));
    this.#tapes = this.#symbols.map((_, i) => {
      const known = request.known[i] ?? { tradeId: NaN, timeMs: NaN };
      const tape = rules.trades === "timed"
        ? new TimedTape(i, known, timeframe, rules.watermarkMs, this)
        : new CountedTape(i, known, timeframe, rules.trades === "mostly", this);
      if (isKnown(tape)) tape.hold();
      return tape;
    });
    this.#clock = meter.exchange = new HeardClock(
      outside.clock,
      () => this.#connection.state === "live" && this.#tapes.every(({ isHolding }) => !isHolding),
    );
    const subscription = { symbols: this.#symbols, timeframe };
    this.#connection = new Connection(outside, protocol, subscription, random, this, this);
  }

  /** Connects. */
  start(): void {
    this.#connection.start();
    if (this.#protocol.rest.checksSymbols) this.#checkSymbols();
  }

  /** Ends everything: nothing is told any more, and no timer is left. */
  stop(): void {
    this.#isStopped = true;
    this.#cancelLoss();
    this.#cancelClock();
    this.#connection.stop();
    this.#client.stop();
    for (const backfill of this.#backfills.values()) backfill.cancel();
    this.#backfills.clear();
    for (const tape of this.#tapes) tape.stop();
  }

  // What the connection tells.

  heard(): void {
    this.#meter.message();
  }

  changed(): void {
    const { state, reason } = this.#connection;
    const isFilling = state === "live" && this.#asking.size > 0;
    const name = isFilling ? "backfilling" : state,
      why = isFilling ? "what was missed is being fetched" : reason;
    if (this.#isStopped || (name === this.#meter.state && why === this.#meter.reason)) return;
    this.#meter.state = name;
    this.#meter.reason = why;
    this.tell({ kind: "state", health: this.#meter.health });
  }

  ready(): void {
    if (this.#wasReady) this.#meter.reconnects++;
    this.#wasReady = true;
    this.#askClock();
    for (const tape of this.#tapes) {
      // From now on nothing is to be missed, so from here on it can be said what was.
      if (!isKnown(tape)) {
        tape.begin(this.exchangeNowMs());
        this.#volumes[tape.instrumentIndex].begin(this.exchangeNowMs());
      } else this.fetch(tape.instrumentIndex, 0);
    }
  }

  lost(): void {
    for (const backfill of this.#backfills.values()) backfill.cancel();
    this.#backfills.clear();
    this.#asking.clear();
    for (const tape of this.#tapes) if (isKnown(tape)) tape.hold();
  }

  refused(sentence: string): void {
    this.#refuse(sentence);
  }

  // What conversations tell.

  trade(
    instrumentIndex: number,
    id: number,
    timeMs: number,
    price: number,
    quantity: number,
    takerSide: -1 | 0 | 1,
  ): void {
    const meter = this.#meter;
    this.#tapes[instrumentIndex].trade(id, timeMs, price, quantity, takerSide, meter.lastMessageSteadyMs);
  }

  bar(
    instrumentIndex: number,
    openTimeMs: number,
    open: number,
    high: number,
    low: number,
    close: number,
    volume: number,
  ): void {
    this.exchangeTime(this.#timeframe.endMs(openTimeMs));
    this.#tapes[instrumentIndex].bar({
      kind: "bar",
      instrumentIndex,
      openTimeMs,
      open,
      high,
      low,
      close,
      volume,
      origin: "live",
    });
  }

  volume(instrumentIndex: number, openTimeMs: number, volume: number): void {
    const check = this.#volumes[instrumentIndex], tape = this.#tapes[instrumentIndex];
    if (!check.lacks(openTimeMs, volume)) return;
    this.#outside.clock.after(TRADES_AFTER_VOLUME_MS, () => {
      const isListening = this.#connection.state === "live" && !tape.isHolding;
      if (this.#isStopped || !isListening || !check.lacks(openTimeMs, volume)) return;
      check.asked(openTimeMs, volume);
      this.setAside("less than the exchange says was traded (to be fetched)");
      this.fetch(instrumentIndex, 0);
    });
  }

  exchangeTime(timeMs: number): void {
    // What comes late, or lies where no message could be, says nothing of what time it is.
    if (timeMs < this.#exchangeMs || aheadDoubt(timeMs, this.#meter.lastMessageSteadyMs, this) !== "") return;
    if (!(timeMs > 0 && timeMs < Infinity)) return;
    this.#exchangeMs = timeMs;
    this.#exchangeSteadyMs = this.#meter.lastMessageSteadyMs;
    this.#clock.said(timeMs, this.#exchangeSteadyMs);
  }

  setAside(reason: string): void {
    this.#meter.setAside(reason);
  }

  missed(): void {
    if (this.#isLossTold || this.#isStopped) return;
    this.#isLossTold = true;
    for (const tape of this.#tapes) if (isKnown(tape)) tape.hold();
    this.#cancelLoss = this.#outside.clock.after(LOSS_MS, () => {
      this.#isLossTold = false;
      // On another socket than the one that lost them everything has been asked for anyway.
      if (this.#connection.state !== "live" && this.#connection.state !== "stale") return;
      for (const tape of this.#tapes) if (tape.isHolding) this.fetch(tape.instrumentIndex, 0);
    });
  }

  // What tapes tell.

  tell(event: FeedEvent): void {
    if (this.#isStopped) return;
    if (event.kind === "gap") {
      if (event.filled > 0 || event.unfilledReason !== "") this.#meter.gaps++;
      if (event.unfilledReason !== "") this.#meter.unfilledGaps++;
    }
    if (event.kind === "trade") this.#volumes[event.instrumentIndex].trade(event.timeMs, event.quantity);
    else if (event.kind === "bar" && event.origin === "backfill") {
      this.#volumes[event.instrumentIndex].begin(this.#timeframe.endMs(event.openTimeMs));
    }
    this.#subscriber.next(event);
  }

  fetch(instrumentIndex: number, inMs: number): void {
    if (this.#isStopped || this.#backfills.has(instrumentIndex)) return;
    const tape = this.#tapes[instrumentIndex], symbol = this.#symbols[instrumentIndex];
    tape.hold();
    let isDone = false;
    const backfill = new Backfill({
      tape,
      symbol,
      timeframe: this.#timeframe,
      clock: this.#outside.clock,
      client: this.#client,
      protocol: this.#protocol.rest,
      exchangeNowMs: () => this.exchangeNowMs(),
      began: () => {
        this.#asking.add(instrumentIndex);
        this.changed();
      },
      done: (unknownSymbol) => {
        isDone = true;
        this.#backfills.delete(instrumentIndex);
        this.#asking.delete(instrumentIndex);
        if (unknownSymbol !== undefined) return this.#refuse(this.#notThere(symbol, unknownSymbol));
        this.changed();
      },
    }, inMs);
    if (!isDone && !this.#isStopped) this.#backfills.set(instrumentIndex, backfill);
  }

  foundAll(instrumentIndex: number): void {
    this.#backfills.get(instrumentIndex)?.cancel();
    this.#backfills.delete(instrumentIndex);
    this.#asking.delete(instrumentIndex);
    this.changed();
  }

  after(delayMs: number, call: () => void): () => void {
    return this.#outside.clock.after(delayMs, call);
  }

  exchangeNowMs(): number {
    const { clock } = this.#outside;
    if (this.#exchangeMs === this.#exchangeMs) {
      return this.#exchangeMs + (clock.steadyMs() - this.#exchangeSteadyMs);
    }
    const { clockSkewMs } = this.#meter;
    return clock.nowMs() - (clockSkewMs === clockSkewMs ? clockSkewMs : 0);
  }

  get wallMs(): number {
    return this.#meter.lastMessageMs;
  }

  believed(timeMs: number, steadyMs: number): void {
    if (!(timeMs <= this.latestMs)) {
      this.latestMs = timeMs;
      this.latestSteadyMs = steadyMs;
      this.#clock.said(timeMs, steadyMs);
    }
    this.#meter.trade(timeMs);
  }

  /** Asks what time it is there, where that can be asked; and now and then again. */
  #askClock(): void {
    const { time } = this.#protocol.rest, { clock } = this.#outside;
    if (time === undefined || this.#isStopped) return;
    this.#cancelClock();
    this.#cancelClock = clock.after(CLOCK_MS, () => this.#askClock());
    const askedMs = clock.steadyMs();
    this.#client.get(time.request, (text, problem) => {
      const wayMs = clock.steadyMs() - askedMs;
      // Half a long way is too rough to say anything.
      if (this.#isStopped || problem !== undefined || wayMs > 2_000) return;
      const timeMs = time.read(text);
      if (timeMs === timeMs) this.#meter.clockSkewMs = clock.nowMs() - wayMs / 2 - timeMs;
    });
  }

  /** The sockets stay silent about a symbol that isn't there. An answer that says nothing about it is no reason to stop. */
  #checkSymbols(): void {
    for (const request of this.#protocol.rest.instruments(this.#symbols)) {
      this.#client.get(request, (_, problem) => {
        if (problem?.isUnknownSymbol) this.#refuse(this.#notThere(this.#symbols.join(", "), problem.reason));
      });
    }
  }

  #notThere(symbol: string, reason: string): string {
    return `${this.#protocol.title} has no ${symbol}: ${reason}.`;
  }

  #refuse(sentence: string): void {
    if (this.#isStopped) return;
    if (this.#connection.state !== "dead") return this.#connection.refused(sentence);
    this.#meter.state = "dead";
    this.#meter.reason = sentence;
    this.stop();
    this.#subscriber.error(new LockstepError(sentence));
  }
}

function isKnown({ known: { id, timeMs } }: Tape): boolean {
  return id === id || timeMs === timeMs;
}
