import type { VenueBar } from "../engine/live/feed_event.ts";
import type { Clock } from "../engine/live/outside.ts";
import type { Timeframe } from "../engine/timeframe.ts";
import {
  type BarsWanted,
  type HistoryBar,
  type RestProtocol,
  type TradesWanted,
  UnreadableReply,
} from "./exchange_protocol.ts";
import type { RestClient, RestProblem } from "./rest_client.ts";
import { canBe, type Tape, type TapeTrade } from "./tape.ts";

/** Trades that are fetched for one gap, at most; where more are missing, closed bars come in their place. */
export const FETCHED_MOST = 50_000;

/**
 * How often the exchange is asked for what it ought to have, while it gives nothing new, and how long after the first time (each wait is
 * twice as long, eight seconds in all): its REST may lag behind its sockets.
 */
const TRIES_MOST = 6, AGAIN_MS = 250;

/** What a back-fill needs. */
export interface BackfillParts {
  readonly tape: Tape;
  readonly symbol: string;
  readonly timeframe: Timeframe;
  readonly clock: Clock;
  readonly client: RestClient;
  readonly protocol: RestProtocol;
  exchangeNowMs(): number;
  /** The exchange is being asked. */
  began(): void;
  /** Everything is spliced in, or given up, and told. With a problem where the symbol isn't there. */
  done(unknownSymbol?: string): void;
}

/** Fetches what one instrument's tape is missing, page by page, and splices it in at once. */
export class Backfill {
  readonly #parts: BackfillParts;
  #trades: TapeTrade[] = [];
  #tries = 0;
  /** What was known when it was last begun. */
  #lastId = NaN;
  #lastTimeMs = NaN;
  /** Whether closed bars stand for the older part already. */
  #isReplaced = false;
  #isCancelled = false;
  #cancelTimer: () => void;
  #cancelRequest = () => {};

  constructor(parts: BackfillParts, inMs: number) {
    this.#parts = parts;
    this.#cancelTimer = inMs > 0 ? parts.clock.after(inMs, () => this.#begin()) : () => {};
    if (!(inMs > 0)) this.#begin();
  }

  /** Leaves it: nothing is spliced in any more. */
  cancel(): void {
    this.#isCancelled = true;
    this.#cancelTimer();
    this.#cancelRequest();
  }

  #begin(): void {
    const { tape, began } = this.#parts, after = tape.known;
    began();
    this.#trades = [];
    if (after.id > this.#lastId || after.timeMs > this.#lastTimeMs) this.#tries = 0;
    this.#lastId = after.id;
    this.#lastTimeMs = after.timeMs;
    if (after.id !== after.id && after.timeMs !== after.timeMs) return this.#end(tape.fill([], ""));
    if (tape.missing > FETCHED_MOST) return this.#replace("more trades are missing than can be fetched");
    this.#page({ symbol: this.#parts.symbol, ...after, nowMs: this.#parts.exchangeNowMs() }, "");
  }

  #page(wanted: TradesWanted, cursor: string): void {
    const { protocol } = this.#parts;
    this.#ask(protocol.trades(wanted, cursor), (text) => {
      const end = protocol.readTrades(text, wanted, cursor, this.#trades);
      if (this.#trades.length > FETCHED_MOST || this.#parts.tape.missing > FETCHED_MOST) {
        return this.#replace("more trades are missing than can be fetched");
      }
      if (end === "short") return this.#replace("the exchange doesn't keep trades for so long");
      const newest = this.#trades[this.#trades.length - 1];
      const isJoined = protocol.pagesForward && newest !== undefined && this.#parts.tape.isJoinedBy(newest);
      if (end !== "end" && !isJoined) return this.#page(wanted, end.next);
      this.#end(this.#parts.tape.fill(this.#trades, ""));
    });
  }

  /** Closed bars in place of trades, up to the running bar; then its trades. */
  #replace(why: string): void {
    const { tape, symbol, timeframe, protocol, exchangeNowMs } = this.#parts;
    const interval = protocol.interval(timeframe), knownMs = tape.known.timeMs;
    const fromMs = timeframe.startMs(knownMs), toMs = timeframe.startMs(exchangeNowMs());
    if (this.#isReplaced || !(fromMs < toMs)) return this.#end(tape.fill(this.#trades, why));
    if (interval === undefined) {
      return this.#end(
        tape.fill(this.#trades, `${why}, and it has no bars of ${timeframe} to stand for them`),
      );
    }
    this.#bars({ symbol, timeframe, interval, fromMs, toMs }, "", []);
  }

  #bars(wanted: BarsWanted, cursor: string, bars: HistoryBar[]): void {
    const { protocol, tape } = this.#parts, { timeframe, fromMs, toMs } = wanted;
    this.#ask(protocol.bars(wanted, cursor), (text) => {
      const end = protocol.readBars(text, wanted, cursor, bars);
      if (typeof end === "object") return this.#bars(wanted, end.next, bars);
      this.#isReplaced = true;
      const { instrumentIndex } = tape;
      tape.replace(
        closedBars(bars, timeframe, fromMs, toMs).map((bar): VenueBar => ({
          kind: "bar",
          instrumentIndex,
          ...bar,
          origin: "backfill",
        })),
        toMs,
      );
      this.#begin();
    });
  }

  #ask(request: { url: string; weight: number }, read: (text: string) => void): void {
    this.#cancelRequest = this.#parts.client.get(request, (text, problem) => {
      if (this.#isCancelled) return;
      if (problem !== undefined) return this.#failed(problem);
      try {
        read(text);
      } catch (error) {
        if (!(error instanceof UnreadableReply)) throw error;
        if (++this.#tries >= TRIES_MOST) this.#failed({ reason: error.message, isUnknownSymbol: false });
        else this.#again();
      }
    });
  }

  #failed({ reason, isUnknownSymbol }: RestProblem): void {
    if (isUnknownSymbol) return this.#parts.done(reason);
    this.#parts.tape.fill(this.#trades, reason);
    this.#parts.done();
  }

  /** `isAll`: nothing is missing any more. Else it is asked for again, and given up in the end. */
  #end(isAll: boolean): void {
    if (!isAll && ++this.#tries < TRIES_MOST) return this.#again();
    if (!isAll) this.#parts.tape.giveUp("");
    this.#parts.done();
  }

  #again(): void {
    this.#cancelTimer = this.#parts.clock.after(AGAIN_MS * 2 ** (this.#tries - 1), () => this.#begin());
  }
}

/** Bars that can be, open at or after `fromMs` and close at or before `toMs`: oldest first, each once. */
export function closedBars(
  bars: readonly HistoryBar[],
  timeframe: Timeframe,
  fromMs: number,
  toMs: number,
): HistoryBar[] {
  return bars
    .filter((bar) => canBe(bar) && bar.openTimeMs >= fromMs && timeframe.endMs(bar.openTimeMs) <= toMs)
    .sort((a, b) => a.openTimeMs - b.openTimeMs)
    .filter((bar, at, all) => at === 0 || bar.openTimeMs !== all[at - 1].openTimeMs);
}
