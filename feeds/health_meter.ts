import type { FeedHealth, FeedStateName } from "../engine/live/feed_event.ts";
import type { Clock } from "../engine/live/outside.ts";

/** Lags that the median is taken of, at most, and how old they may be. */
const LAGS = 256, LAG_MS_OLDEST = 60_000;

/** How long a median that was reckoned stands, in ms, though more trades have come. */
const LAG_EVERY_MS = 1_000;

/** Seconds over which messages are counted. */
const RATE_SECONDS = 10;

/** What is known of an exchange's clock; see `FeedHealth`. */
export interface ExchangeClock {
  readonly nowMs: number;
  readonly toldUntilMs: number;
}

const NOTHING_KNOWN: ExchangeClock = { nowMs: NaN, toldUntilMs: NaN };

/** Counts what a feed's health is made of. Nothing is allocated per message; what costs is done when it is asked. */
export class HealthMeter {
  state: FeedStateName = "connecting";
  reason = "";
  reconnects = 0;
  gaps = 0;
  unfilledGaps = 0;
  /** From the exchange's own word; NaN where it hasn't been asked. */
  clockSkewMs = NaN;
  exchange = NOTHING_KNOWN;
  lastMessageSteadyMs = NaN;
  lastMessageMs = NaN;
  readonly #clock: Clock;
  readonly #setAside = new Map<string, number>();
  readonly #lags = new Float64Array(LAGS);
  readonly #lagSteadyMs = new Float64Array(LAGS).fill(-Infinity);
  #lagCount = 0;
  /** Median and least, as they were reckoned last, and when. */
  #lagMs = NaN;
  #lagMsLeast = NaN;
  #lagReckonedMs = -Infinity;
  #lagReckonedCount = 0;
  #messages = 0;
  readonly #perSecond = new Float64Array(RATE_SECONDS);
  #second = 0;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** A message came. */
  message(): void {
    const steadyMs = this.#clock.steadyMs();
    this.lastMessageSteadyMs = steadyMs;
    this.lastMessageMs = this.#clock.nowMs();
    this.#messages++;
    this.#turnTo(steadyMs);
    this.#perSecond[this.#second % RATE_SECONDS]++;
  }

  /** A trade of this time is in the message that came last. */
  trade(timeMs: number): void {
    const at = this.#lagCount++ % LAGS;
    this.#lags[at] = this.lastMessageMs - timeMs;
    this.#lagSteadyMs[at] = this.lastMessageSteadyMs;
  }

  setAside(reason: string): void {
    this.#setAside.set(reason, (this.#setAside.get(reason) ?? 0) + 1);
  }

  get messagesPerSecond(): number {
    this.#turnTo(this.#clock.steadyMs());
    let sum = 0;
    for (const count of this.#perSecond) sum += count;
    return sum / RATE_SECONDS;
  }

  get health(): FeedHealth {
    this.#reckonLag();
    return {
      state: this.state,
      reason: this.reason,
      lastMessageSteadyMs: this.lastMessageSteadyMs,
      lastMessageMs: this.lastMessageMs,
      lagMs: this.#lagMs,
      // No message takes less than no time: the shortest lag is as much as our clock can be ahead.
      clockSkewMs: this.clockSkewMs === this.clockSkewMs ? this.clockSkewMs : this.#lagMsLeast,
      exchangeNowMs: this.exchange.nowMs,
      toldUntilMs: this.exchange.toldUntilMs,
      messages: this.#messages,
      messagesPerSecond: this.messagesPerSecond,
      reconnects: this.reconnects,
      gaps: this.gaps,
      unfilledGaps: this.unfilledGaps,
      setAside: Object.fromEntries(this.#setAside),
    };
  }

  /** Health is asked for often and this costs some microseconds: it is done where trades have come, and not at once again. */
  #reckonLag(): void {
    const steadyMs = this.#clock.steadyMs(), sinceMs = steadyMs - this.#lagReckonedMs;
    const hasNew = this.#lagCount !== this.#lagReckonedCount;
    const standsMs = !hasNew ? LAG_MS_OLDEST / 10 : Number.isNaN(this.#lagMs) ? 0 : LAG_EVERY_MS;
    if (sinceMs < standsMs) return;
    this.#lagReckonedMs = steadyMs;
    this.#lagReckonedCount = this.#lagCount;
    const lags = this.#lags.filter((_, at) => this.#lagSteadyMs[at] >= steadyMs - LAG_MS_OLDEST).sort();
    const middle = lags.length >> 1;
    this.#lagMsLeast = lags.length === 0 ? NaN : lags[0];
    this.#lagMs = lags.length % 2 === 1 ? lags[middle] : (lags[middle - 1] + lags[middle]) / 2;
  }

  /** Forgets the seconds that are over. */
  #turnTo(steadyMs: number): void {
    const second = Math.floor(steadyMs / 1_000);
    for (let at = Math.max(this.#second + 1, second - RATE_SECONDS + 1); at <= second; at++) {
      this.#perSecond[at % RATE_SECONDS] = 0;
    }
    if (second > this.#second) this.#second = second;
  }
}
