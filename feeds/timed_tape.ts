import type { VenueBar } from "../engine/live/feed_event.ts";
import type { KnownUpTo } from "../engine/live/live_feed.ts";
import type { Timeframe } from "../engine/timeframe.ts";
import { BarTape } from "./bar_tape.ts";
import type { TradesAfter } from "./exchange_protocol.ts";
import {
  aheadDoubt,
  ASIDE,
  HELD_MOST,
  impossible,
  LATE_MS_MOST,
  priceDoubt,
  type Tape,
  type TapeHost,
  type TapeTrade,
} from "./tape.ts";

/** Trades by which doubles are known; a busy stock's of several seconds, which is as far as sockets and REST overlap. */
const RECENT_MOST = 8_192;

interface TimedTrade extends TapeTrade {
  readonly isBackfilled: boolean;
}

/**
 * The tape of an instrument whose trades have no numbers that count up. They leave by time: each is kept back for the watermark, in case an
 * earlier one comes; one that comes later still is told all the same, and counted. What is missing can't be seen from a trade, only from
 * the socket (a break, a message that can't be read), and is fetched by time.
 *
 * A trade at more than ten times, or less than a tenth, of the price before it, or far ahead in time, is set aside, and the exchange's record
 * asked: what that says is taken. So one bad message never gets through, and a market that does move that far is a request late.
 */
export class TimedTape implements Tape {
  readonly instrumentIndex: number;
  isHolding = false;
  readonly #host: TapeHost;
  readonly #bars: BarTape;
  readonly #watermarkMs: number;
  /** Kept back: by time where it isn't holding, else as they came. */
  #waiting: TimedTrade[] = [];
  #cancelFlush: (() => void) | undefined;
  /** Time of the last that was told, or what was known before; and trades before it are known. */
  #lastTimeMs: number;
  #fromMs: number;
  /** Of the last that was believed. */
  #lastPrice = NaN;
  /** From when on it was listened, by a clock that may not be the exchange's: only to ask from, never to judge trades by. */
  #begunMs = NaN;
  #newestMs = -Infinity;
  /** Which trades were seen, and in what order, the oldest to be forgotten first. */
  readonly #seen = new Set<number>();
  readonly #seenOrder = new Float64Array(RECENT_MOST);
  #seenCount = 0;
  #gapFromMs = NaN;
  /** Bars that stand for what was missing. */
  #replaced = 0;

  constructor(
    instrumentIndex: number,
    known: KnownUpTo,
    timeframe: Timeframe,
    watermarkMs: number,
    host: TapeHost,
  ) {
    this.instrumentIndex = instrumentIndex;
    this.#host = host;
    this.#bars = new BarTape(host, timeframe);
    this.#watermarkMs = watermarkMs;
    this.#lastTimeMs = known.timeMs;
    this.#lastPrice = known.price ?? NaN;
    this.#fromMs = known.timeMs === known.timeMs ? known.timeMs : -Infinity;
  }

  get known(): TradesAfter {
    return { id: NaN, timeMs: this.#lastTimeMs === this.#lastTimeMs ? this.#lastTimeMs : this.#begunMs };
  }

  get missing(): number {
    return NaN;
  }

  isJoinedBy({ timeMs }: TapeTrade): boolean {
    return this.#waiting.length > 0 && timeMs > this.#waiting[0].timeMs + this.#watermarkMs;
  }

  trade(
    id: number,
    timeMs: number,
    price: number,
    quantity: number,
    takerSide: -1 | 0 | 1,
    steadyMs: number,
  ): void {
    const cannot = impossible(timeMs, price, quantity);
    if (cannot !== "") return this.#doubted(cannot);
    if (timeMs < this.#fromMs || this.#isSeen(id)) return this.#host.setAside(ASIDE.known);
    let doubt = priceDoubt(price, this.#lastPrice) || aheadDoubt(timeMs, steadyMs, this.#host);
    if (doubt === "" && timeMs < this.#lastTimeMs - LATE_MS_MOST) doubt = ASIDE.timeBack;
    if (doubt === "") {
      return this.#believe({ id, timeMs, price, quantity, takerSide, isBackfilled: false }, steadyMs);
    }
    this.#doubted(doubt);
  }

  /** It counts as one that hasn't come, where there is something to ask after. */
  #doubted(why: string): void {
    this.#host.setAside(why);
    if (this.isHolding || this.known.timeMs !== this.known.timeMs) return;
    this.hold();
    this.#host.fetch(this.instrumentIndex, 0);
  }

  bar(bar: VenueBar): void {
    this.#bars.bar(bar, this.isHolding);
  }

  begin(timeMs: number): void {
    this.#begunMs = timeMs;
  }

  hold(): void {
    if (this.isHolding) return;
    this.flush();
    this.isHolding = true;
    this.#gapFromMs = this.known.timeMs;
  }

  replace(bars: readonly VenueBar[], upToMs: number): void {
    for (const bar of bars) this.#host.tell(bar);
    this.#bars.forget(upToMs);
    this.#replaced += bars.length;
    if (bars.length > 0) this.#lastPrice = bars[bars.length - 1].close;
    this.#fromMs = this.#lastTimeMs = upToMs;
    this.#waiting = this.#waiting.filter(({ timeMs }) => timeMs >= upToMs);
  }

  fill(fetched: readonly TapeTrade[], unfilledReason: string): boolean {
    this.#splice(fetched, unfilledReason);
    return true;
  }

  giveUp(unfilledReason: string): void {
    this.#splice([], unfilledReason);
  }

  stop(): void {
    this.#cancelFlush?.();
    this.#waiting = [];
  }

  /** Tells whatever is kept back for the watermark. */
  flush(): void {
    this.#cancelFlush?.();
    this.#cancelFlush = undefined;
    if (!this.isHolding) { for (const trade of this.#waiting.splice(0)) this.#tell(trade); }
  }

  #believe(trade: TimedTrade, steadyMs: number): void {
    if (this.isHolding && this.#waiting.length >= HELD_MOST) return this.#host.setAside(ASIDE.overflow);
    this.#see(trade.id);
    this.#lastPrice = trade.price;
    this.#host.believed(trade.timeMs, steadyMs);
    const waiting = this.#waiting;
    if (this.isHolding) {
      waiting.push(trade);
      return;
    }
    if (trade.timeMs < this.#lastTimeMs) {
      this.#host.setAside(ASIDE.late);
      return this.#tell(trade);
    }
    let at = waiting.length;
    while (at > 0 && waiting[at - 1].timeMs > trade.timeMs) at--;
    waiting.splice(at, 0, trade);
    if (trade.timeMs > this.#newestMs) this.#newestMs = trade.timeMs;
    const ripe = this.#newestMs - this.#watermarkMs;
    while (waiting.length > 0 && waiting[0].timeMs <= ripe) this.#tell(waiting.shift()!);
    if (waiting.length > 0) this.#cancelFlush ??= this.#host.after(this.#watermarkMs, () => this.flush());
  }

  #splice(fetched: readonly TapeTrade[], unfilledReason: string): void {
    const held = this.#waiting, missed: TimedTrade[] = [];
    this.#waiting = [];
    for (const trade of fetched) {
      if (trade.timeMs < this.#fromMs || this.#isSeen(trade.id)) continue;
      const cannot = impossible(trade.timeMs, trade.price, trade.quantity);
      if (cannot !== "") {
        this.#host.setAside(cannot);
        continue;
      }
      this.#see(trade.id);
      missed.push({ ...trade, isBackfilled: true });
    }
    // Sorting is stable: trades of one moment stay as the exchange has them, those fetched before those that came.
    const all = [...missed, ...held].sort((a, b) => a.timeMs - b.timeMs);
    let left = missed.length, isGapTold = false;
    this.isHolding = false;
    for (const trade of all) {
      if (left === 0 && !isGapTold) {
        this.#tellGap(missed.length, unfilledReason, trade.timeMs);
        isGapTold = true;
      }
      if (trade.isBackfilled) left--;
      this.#bars.before(trade.timeMs);
      this.#lastPrice = trade.price;
      this.#tell(trade);
    }
    if (!isGapTold) this.#tellGap(missed.length, unfilledReason, this.#host.exchangeNowMs());
    this.#replaced = 0;
    this.#bars.release();
  }

  #tellGap(filled: number, unfilledReason: string, toMs: number): void {
    const fromMs = this.#gapFromMs === this.#gapFromMs ? this.#gapFromMs : toMs;
    this.#host.tell({
      kind: "gap",
      instrumentIndex: this.instrumentIndex,
      fromMs,
      toMs: Math.max(fromMs, toMs),
      filled: filled + this.#replaced,
      unfilledReason,
    });
  }

  #isSeen(id: number): boolean {
    return id === id && this.#seen.has(id);
  }

  #see(id: number): void {
    if (id !== id) return;
    const slot = this.#seenCount++ % RECENT_MOST;
    if (this.#seenCount > RECENT_MOST) this.#seen.delete(this.#seenOrder[slot]);
    this.#seenOrder[slot] = id;
    this.#seen.add(id);
  }

  #tell({ timeMs, price, quantity, takerSide, isBackfilled }: TimedTrade): void {
    if (timeMs > this.#lastTimeMs || this.#lastTimeMs !== this.#lastTimeMs) this.#lastTimeMs = timeMs;
    this.#host.tell({
      kind: "trade",
      instrumentIndex: this.instrumentIndex,
      tradeId: NaN,
      timeMs,
      price,
      quantity,
      takerSide,
      isBackfilled,
    });
  }
}
