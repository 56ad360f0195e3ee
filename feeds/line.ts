import type { Outside, Socket } from "../engine/live/outside.ts";
import type {
  Conversation,
  ExchangeProtocol,
  LineSink,
  MarketSink,
  Subscription,
} from "./exchange_protocol.ts";
import { TokenBucket } from "./token_bucket.ts";

/** A longer message is not read: no exchange sends one. */
const MESSAGE_CHARS_MOST = 2_000_000;

/** So many messages in a row that can't be read: the socket is no good. */
const UNREADABLE_MOST = 50;

/** Of the newest gap between two messages in their mean: some twenty count. */
const GAP_WEIGHT = 0.1;

/** How often silence is looked at, at least. */
const WATCH_MS = 5_000;

/** How far a socket has come. */
export type LinePhase = "connecting" | "authenticating" | "subscribing" | "ready" | "over";

/** What a line tells. */
export interface LineHost {
  /** It has come further. */
  advanced(line: Line): void;
  /** Nothing has come for long; or something has, again. */
  staleChanged(line: Line): void;
  /** It should be replaced by another before the exchange ends it. */
  replace(line: Line, reason: string): void;
  /** It is over; another is not to be tried before `waitMsFewest`. */
  over(line: Line, reason: string, waitMsFewest: number): void;
  /** What is asked for is refused for good. */
  refused(sentence: string): void;
  /** A message came. */
  heard(): void;
}

/** One socket from its opening to its end: deadlines for each step, limits on what is sent, silence. */
export class Line implements LineSink {
  phase: LinePhase = "connecting";
  isStale = false;
  /** When it became ready, by steady clock; NaN while it isn't. */
  readySteadyMs = NaN;
  readonly #outside: Outside;
  readonly #protocol: ExchangeProtocol;
  readonly #market: MarketSink;
  readonly #host: LineHost;
  readonly #socket: Socket;
  readonly #conversation: Conversation;
  readonly #sends: TokenBucket;
  readonly #outbox: string[] = [];
  #lastHeardMs: number;
  /** Between messages, of late; a quiet line until it has shown otherwise. */
  #meanGapMs = 60_000;
  #unreadable = 0;
  #cancelSend: (() => void) | undefined;
  #cancelDeadline = () => {};
  #cancelWatch = () => {};
  #cancelLifetime = () => {};

  constructor(
    outside: Outside,
    protocol: ExchangeProtocol,
    subscription: Subscription,
    market: MarketSink,
    host: LineHost,
  ) {
    this.#outside = outside;
    this.#protocol = protocol;
    this.#market = market;
    this.#host = host;
    this.#lastHeardMs = outside.clock.steadyMs();
    this.#sends = new TokenBucket(outside.clock, protocol.rules.sends);
    this.#conversation = protocol.converse(subscription, this, market);
    this.#deadline("the connection did not open");
    this.#socket = outside.network.connect(protocol.socketUrl, {}, {
      opened: () => this.#opened(),
      message: (text) => this.#heard(text),
      closed: (code, reason) => this.fail(reason === "" ? `closed (${code})` : `closed (${code}: ${reason})`),
    });
  }

  /** Ends it, without a word to its host. */
  end(): void {
    if (this.phase === "over") return;
    this.phase = "over";
    this.#cancelDeadline();
    this.#cancelWatch();
    this.#cancelLifetime();
    this.#cancelSend?.();
    this.#socket?.close();
  }

  send(message: unknown): void {
    this.#outbox.push(JSON.stringify(message));
    this.#drain();
  }

  authenticating(): void {
    this.#advance("authenticating", "the keys were not answered");
  }

  subscribing(): void {
    this.#advance("subscribing", "the subscription was not answered");
  }

  ready(): void {
    if (this.phase === "over" || this.phase === "ready") return;
    this.#cancelDeadline();
    this.phase = "ready";
    this.readySteadyMs = this.#outside.clock.steadyMs();
    const { lifetimeMs } = this.#protocol.rules;
    if (lifetimeMs < Infinity) {
      this.#cancelLifetime = this.#outside.clock.after(
        lifetimeMs,
        () => this.#host.replace(this, "its time is up"),
      );
    }
    this.#watch();
    this.#host.advanced(this);
  }

  replace(): void {
    if (this.phase !== "over") this.#host.replace(this, "the exchange shuts it down");
  }

  fail(reason: string, waitMsFewest = 0): void {
    if (this.phase === "over") return;
    this.end();
    this.#host.over(this, reason, waitMsFewest);
  }

  refuse(sentence: string): void {
    if (this.phase === "over") return;
    this.end();
    this.#host.refused(sentence);
  }

  #opened(): void {
    if (this.phase !== "connecting") return;
    this.#deadline("the exchange said nothing");
    this.#conversation.opened();
  }

  #heard(text: string): void {
    if (this.phase === "over") return;
    const steadyMs = this.#outside.clock.steadyMs();
    this.#meanGapMs += (steadyMs - this.#lastHeardMs - this.#meanGapMs) * GAP_WEIGHT;
    this.#lastHeardMs = steadyMs;
    this.#host.heard();
    if (this.isStale) {
      this.isStale = false;
      this.#host.staleChanged(this);
    }
    if (text.length > MESSAGE_CHARS_MOST) return this.#cannotRead("a message longer than any");
    let message: unknown;
    try {
      message = JSON.parse(text);
    } catch {
      return this.#cannotRead("a message that isn't JSON");
    }
    this.#unreadable = 0;
    this.#conversation.message(message);
  }

  #cannotRead(reason: string): void {
    this.#market.setAside(reason);
    this.#market.missed();
    if (++this.#unreadable >= UNREADABLE_MOST) this.fail("nothing that it says can be read");
  }

  #advance(phase: "authenticating" | "subscribing", silence: string): void {
    if (this.phase === "over" || this.phase === "ready") return;
    this.#deadline(silence);
    if (this.phase === phase) return;
    this.phase = phase;
    this.#host.advanced(this);
  }

  #deadline(silence: string): void {
    const { answerMsMost } = this.#protocol.rules;
    this.#cancelDeadline();
    this.#cancelDeadline = this.#outside.clock.after(
      answerMsMost,
      () => this.fail(`${silence} within ${answerMsMost / 1000} s`),
    );
  }

  #drain(): void {
    if (this.#cancelSend !== undefined) return;
    while (this.#outbox.length > 0 && this.phase !== "over") {
      const waitMs = this.#sends.take();
      if (waitMs > 0) {
        this.#cancelSend = this.#outside.clock.after(waitMs, () => {
          this.#cancelSend = undefined;
          this.#drain();
        });
        return;
      }
      this.#socket.send(this.#outbox.shift()!);
    }
  }

  /** One timer, set anew when it rings rather than with each message. */
  #watch(): void {
    const { clock } = this.#outside, { rules } = this.#protocol;
    const silentMs = clock.steadyMs() - this.#lastHeardMs;
    const staleMs = rules.staleMs(clock.nowMs(), this.#meanGapMs);
    if (this.isStale && silentMs >= staleMs + rules.graceMs - 1e-6) {
      return this.fail(`nothing has come for ${Math.round(silentMs / 1000)} s`);
    }
    if (!this.isStale && silentMs >= staleMs - 1e-6) {
      this.isStale = true;
      this.#host.staleChanged(this);
      this.#conversation.ping();
    }
    const dueMs = (this.isStale ? staleMs + rules.graceMs : staleMs) - silentMs;
    // The rule changes with the hour, and with how busy the line is.
    this.#cancelWatch = clock.after(Math.max(1, Math.min(WATCH_MS, dueMs)), () => this.#watch());
  }
}
