import type { Subscription } from "rxjs";
import { instrument } from "../engine/instrument.ts";
import type { FeedEvent } from "../engine/live/feed_event.ts";
import type { KnownUpTo, LiveFeed } from "../engine/live/live_feed.ts";
import { ScriptedOutside } from "./scripted_outside.ts";
import { type FeedOptions, openFeed } from "./venues.ts";

/** When the world of these tests begins. */
export const START_MS = Date.UTC(2026, 3, 7, 14, 30);

/** What an event says, in one line: what tests compare. */
export function line(event: FeedEvent): string {
  switch (event.kind) {
    case "trade": {
      const { instrumentIndex, tradeId, price, quantity, takerSide, isBackfilled } = event;
      const side = takerSide > 0 ? " buy" : takerSide < 0 ? " sell" : "";
      return `${instrumentIndex} #${tradeId} ${quantity}@${price}${side}${isBackfilled ? " fetched" : ""}`;
    }
    case "bar": {
      const { instrumentIndex, openTimeMs, open, high, low, close, volume, origin } = event;
      return `${instrumentIndex} bar ${time(openTimeMs)} ${open} ${high} ${low} ${close} ${volume} ${origin}`;
    }
    case "gap":
      return `${event.instrumentIndex} gap of ${event.filled}${
        event.unfilledReason && `: ${event.unfilledReason}`
      }`;
    case "state":
      return `— ${event.health.state}${event.health.reason && `: ${event.health.reason}`}`;
  }
}

function time(timeMs: number): string {
  return new Date(timeMs).toISOString().slice(11, 16);
}

/** A feed over a scripted outside, and everything that it tells. */
export class FeedRecorder {
  readonly outside: ScriptedOutside;
  readonly feed: LiveFeed;
  readonly events: FeedEvent[] = [];
  /** Why it ended, where it did. */
  failure: unknown;
  readonly #subscription: Subscription;
  #taken = 0;

  constructor(
    venue: string,
    symbols: readonly string[],
    options: {
      known?: readonly KnownUpTo[];
      timeframe?: string;
      outside?: ScriptedOutside;
      startMs?: number;
      answer?: ScriptedOutside["answer"];
    } & Partial<FeedOptions> = {},
  ) {
    const { known = [], timeframe = "1m", startMs = START_MS, outside = new ScriptedOutside(startMs) } =
      options;
    this.outside = outside;
    if (options.answer !== undefined) outside.answer = options.answer;
    this.feed = openFeed(venue, outside, { seed: 1, ...options });
    const instruments = symbols.map((symbol) => instrument(symbol));
    this.#subscription = this.feed.events({ instruments, timeframe, known }).subscribe({
      next: (event) => this.events.push(event),
      error: (error) => this.failure = error,
    });
  }

  /** What it told since it was last asked, a line each. */
  take(): string[] {
    const lines = this.events.slice(this.#taken).map(line);
    this.#taken = this.events.length;
    return lines;
  }

  stop(): void {
    this.#subscription.unsubscribe();
  }
}
