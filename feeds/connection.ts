import type { FeedStateName } from "../engine/live/feed_event.ts";
import type { Outside } from "../engine/live/outside.ts";
import type { Random } from "../engine/random.ts";
import { Backoff } from "./backoff.ts";
import type { ExchangeProtocol, MarketSink, Subscription } from "./exchange_protocol.ts";
import { Line, type LineHost } from "./line.ts";
import { TokenBucket } from "./token_bucket.ts";

/** A socket that was ready for so long has done well: the next attempt needs no long wait. */
const GOOD_MS = 10_000;

/** What a connection tells. */
export interface ConnectionHost {
  /** `state` or `reason` is another. */
  changed(): void;
  /** Everything is subscribed to, for the first time or again: fetch what was missed. Not told when one socket takes over from another. */
  ready(): void;
  /** The socket is gone: what comes now has to wait for what is missed meanwhile. */
  lost(): void;
  /** It is over for good. */
  refused(sentence: string): void;
  /** A message came. */
  heard(): void;
}

/**
 * Keeps one subscription to an exchange alive, however many sockets that takes: connects, waits between attempts, tries again, and
 * exchanges a socket whose time is up for another without a break: the new one is subscribed first, then the old one is closed.
 *
 *     connecting → (authenticating →) subscribing → live ⇄ stale
 *          ↑                    ↓ ↓         ↓           ↓
 *          └────── waiting ←────┴─┴─────────┴───────────┘     dead, from anywhere, by a refusal
 */
export class Connection implements LineHost {
  state: Exclude<FeedStateName, "backfilling"> = "connecting";
  reason = "";
  readonly #outside: Outside;
  readonly #protocol: ExchangeProtocol;
  readonly #subscription: Subscription;
  readonly #market: MarketSink;
  readonly #host: ConnectionHost;
  readonly #backoff: Backoff;
  readonly #connects: TokenBucket;
  #line: Line | undefined;
  /** Is to take over from `#line`. */
  #next: Line | undefined;
  #cancelTimer = () => {};
  #isStopped = false;

  constructor(
    outside: Outside,
    protocol: ExchangeProtocol,
    subscription: Subscription,
    random: Random,
    market: MarketSink,
    host: ConnectionHost,
  ) {
    this.#outside = outside;
    this.#protocol = protocol;
    this.#subscription = subscription;
    this.#market = market;
    this.#host = host;
    this.#backoff = new Backoff(random);
    this.#connects = new TokenBucket(outside.clock, protocol.rules.connects);
  }

  start(): void {
    this.#attempt();
  }

  stop(): void {
    this.#isStopped = true;
    this.#cancelTimer();
    this.#line?.end();
    this.#next?.end();
    this.#line = this.#next = undefined;
  }

  heard(): void {
    this.#host.heard();
  }

  advanced(line: Line): void {
    if (line === this.#next) {
      if (line.phase !== "ready") return;
      const old = this.#line;
      this.#line = line;
      this.#next = undefined;
      old?.end();
      return this.#become("live", "");
    }
    if (line.phase === "over") return;
    if (line.phase !== "ready") return this.#become(line.phase, PHASE_REASON[line.phase]);
    // First what was missed is asked for, so that nobody takes the feed for live before.
    this.#host.ready();
    if (this.#line === line) this.#become("live", "");
  }

  staleChanged(line: Line): void {
    if (line !== this.#line) return;
    if (line.isStale) this.#become("stale", "nothing has come for too long");
    else this.#become("live", "");
  }

  replace(line: Line, reason: string): void {
    if (line !== this.#line || this.#next !== undefined) return;
    if (line.phase !== "ready") return line.fail(reason);
    this.#overlap();
  }

  over(line: Line, reason: string, waitMsFewest: number): void {
    if (line === this.#next) {
      this.#next = undefined;
      return this.#later(this.#backoff.nextMs(waitMsFewest), () => this.#overlap());
    }
    if (line !== this.#line) return;
    const steadyMs = this.#outside.clock.steadyMs();
    if (steadyMs - line.readySteadyMs >= GOOD_MS) this.#backoff.reset();
    this.#line = this.#next;
    this.#next = undefined;
    this.#host.lost();
    if (this.#line !== undefined) return this.advanced(this.#line);
    this.#become("waiting", reason);
    this.#later(this.#backoff.nextMs(waitMsFewest), () => this.#attempt());
  }

  refused(sentence: string): void {
    this.stop();
    this.#become("dead", sentence);
    this.#host.refused(sentence);
  }

  #attempt(): void {
    const waitMs = this.#connects.take();
    if (waitMs > 0) {
      this.#become("waiting", "as many attempts to connect as the exchange allows were made");
      return this.#later(waitMs, () => this.#attempt());
    }
    this.#become("connecting", PHASE_REASON.connecting);
    this.#line = this.#open();
  }

  /** Opens another socket while the first goes on. */
  #overlap(): void {
    if (this.#line === undefined) return this.#attempt();
    const waitMs = this.#connects.take();
    if (waitMs > 0) return this.#later(waitMs, () => this.#overlap());
    this.#next = this.#open();
  }

  #open(): Line {
    return new Line(this.#outside, this.#protocol, this.#subscription, this.#market, this);
  }

  #later(inMs: number, call: () => void): void {
    this.#cancelTimer();
    this.#cancelTimer = this.#outside.clock.after(inMs, call);
  }

  #become(state: Connection["state"], reason: string): void {
    if (this.#isStopped && state !== "dead") return;
    if (state === this.state && reason === this.reason) return;
    this.state = state;
    this.reason = reason;
    this.#host.changed();
  }
}

const PHASE_REASON = {
  connecting: "connecting",
  authenticating: "the keys are being checked",
  subscribing: "subscribing",
} as const;
