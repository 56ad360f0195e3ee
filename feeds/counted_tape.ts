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
  liesBack,
  priceDoubt,
  type Tape,
  type TapeHost,
  type TapeTrade,
} from "./tape.ts";

/** How long after a number was left out it is waited for, before it is fetched: messages overtake each other. */
const OVERTAKING_MS = 200;

/** A number further ahead than this, on a socket that was never cut, is a mistake of the message. */
const JUMP_MOST = 1_000_000;

/** Numbers that the exchange was asked for and never had, after which an instrument's numbers aren't taken to be without holes any more. */
const HOLES_MOST = 3;

/** A trade that is held back. */
interface HeldTrade extends TapeTrade {
  readonly isBackfilled: boolean;
}

/**
 * The tape of an instrument whose trades the exchange numbers without holes. A trade leaves when all before it have; a number that is
 * left out is waited for shortly and then fetched.
 *
 * A trade that can't be believed (no price, ten times the price before, a time before the last or far ahead) counts as one that hasn't
 * come: its number is fetched, and what the exchange's record says of it is taken, unless it can't be at all. So one bad message never gets
 * through, and a market that does move that far is a request late.
 */
export class CountedTape implements Tape {
  readonly instrumentIndex: number;
  isHolding = false;
  readonly #host: TapeHost;
  readonly #bars: BarTape;
  #lastId: number;
  #lastTimeMs: number;
  #lastPrice = NaN;
  /** From when on it was listened, by a clock that may not be the exchange's: only to ask from, never to judge trades by. */
  #begunMs = NaN;
  /** Trades before it are known, since bars stand for them; −Infinity where none do. */
  #fromMs = -Infinity;
  /** What is held back, by number, each once, when `#isSorted`. */
  #held: HeldTrade[] = [];
  #isSorted = true;
  /** What was known when the gap began, and what was fetched for it so far. */
  #gapFromMs = NaN;
  #filled = 0;
  /** Of those fetched, still held back. */
  #fetchedHeld = 0;
  #isGapTold = true;
  /** Whether it holds only because a number was left out, and what was left out may come by itself. */
  #isOvertaken = false;
  readonly #mayHaveHoles: boolean;
  #holes = 0;

  /** `mayHaveHoles`: it isn't documented that numbers have none; see `HOLES_MOST`. */
  constructor(
    instrumentIndex: number,
    known: KnownUpTo,
    timeframe: Timeframe,
    mayHaveHoles: boolean,
    host: TapeHost,
  ) {
    this.instrumentIndex = instrumentIndex;
    this.#mayHaveHoles = mayHaveHoles;
    this.#host = host;
    this.#bars = new BarTape(host, timeframe);
    this.#lastId = known.tradeId;
    this.#lastPrice = known.price ?? NaN;
    this.#lastTimeMs = known.timeMs;
    // With a number, that says it more exactly than the time does.
    if (known.tradeId !== known.tradeId && known.timeMs === known.timeMs) this.#fromMs = known.timeMs;
  }

  get known(): TradesAfter {
    return {
      id: this.#lastId,
      timeMs: this.#lastTimeMs === this.#lastTimeMs ? this.#lastTimeMs : this.#begunMs,
    };
  }

  get missing(): number {
    this.#sort();
    return this.#held.length === 0 ? NaN : this.#held[0].id - this.#lastId - 1;
  }

  isJoinedBy({ id }: TapeTrade): boolean {
    this.#sort();
    return this.#held.length > 0 && id >= this.#held[0].id - 1;
  }

  trade(
    id: number,
    timeMs: number,
    price: number,
    quantity: number,
    takerSide: -1 | 0 | 1,
    steadyMs: number,
  ): void {
    const lastId = this.#lastId;
    if (!(Number.isSafeInteger(id) && id >= 0)) return this.#host.setAside(ASIDE.number);
    if (id <= lastId || timeMs < this.#fromMs) return this.#host.setAside(ASIDE.known);
    let doubt = impossible(timeMs, price, quantity) || priceDoubt(price, this.#lastPrice) ||
      aheadDoubt(timeMs, steadyMs, this.#host);
    if (doubt === "" && liesBack(timeMs, this.#lastTimeMs)) doubt = ASIDE.timeBack;
    if (doubt !== "") {
      this.#host.setAside(doubt);
      // Not without any number before it, nor far ahead of it: then there is nothing to fetch it after.
      if (!this.isHolding && id - lastId <= JUMP_MOST) this.#wait(0);
      return;
    }
    this.#host.believed(timeMs, steadyMs);
    if (this.isHolding) return this.#holdBack(id, timeMs, price, quantity, takerSide);
    if (id !== lastId + 1 && lastId === lastId && this.#holes < HOLES_MOST) {
      if (id - lastId > JUMP_MOST) {
        this.#host.setAside(ASIDE.numberJumps);
        return this.#wait(0); // what there is after the last, the exchange's record says
      }
      this.#wait(OVERTAKING_MS);
      this.#isOvertaken = true;
      return this.#holdBack(id, timeMs, price, quantity, takerSide);
    }
    this.#tell(id, timeMs, price, quantity, takerSide, false);
  }

  bar(bar: VenueBar): void {
    this.#bars.bar(bar, this.isHolding);
  }

  begin(timeMs: number): void {
    this.#begunMs = timeMs;
  }

  hold(): void {
    this.#isOvertaken = false;
    if (this.isHolding) return;
    this.isHolding = true;
    this.#gapFromMs = this.known.timeMs;
    this.#filled = 0;
    this.#isGapTold = false;
  }

  replace(bars: readonly VenueBar[], upToMs: number): void {
    for (const bar of bars) this.#host.tell(bar);
    this.#bars.forget(upToMs);
    this.#filled += bars.length;
    if (bars.length > 0) this.#lastPrice = bars[bars.length - 1].close;
    this.#fromMs = this.#lastTimeMs = upToMs;
    this.#lastId = NaN;
    this.#held = this.#held.filter(({ timeMs }) => timeMs >= upToMs);
    this.#fetchedHeld = this.#held.reduce((count, { isBackfilled }) => count + Number(isBackfilled), 0);
  }

  fill(fetched: readonly TapeTrade[], unfilledReason: string): boolean {
    this.#isOvertaken = false;
    for (const trade of fetched) {
      if (trade.id <= this.#lastId || trade.timeMs < this.#fromMs) continue;
      if (!Number.isSafeInteger(trade.id) || impossible(trade.timeMs, trade.price, trade.quantity) !== "") {
        this.#host.setAside(
          Number.isSafeInteger(trade.id)
            ? impossible(trade.timeMs, trade.price, trade.quantity)
            : ASIDE.number,
        );
        continue;
      }
      this.#held.push({ ...trade, isBackfilled: true });
      this.#isSorted = false;
    }
    this.#sort();
    this.#release();
    if (unfilledReason !== "") this.giveUp(unfilledReason);
    else if (this.#held.length === 0) this.#end("");
    return !this.isHolding;
  }

  giveUp(unfilledReason: string): void {
    this.#sort();
    while (this.#held.length > 0) {
      // The hole before the first that is held back stays one, and is told before what follows it.
      const next = this.#held[0], lacking = next.id - this.#lastId - 1;
      if (unfilledReason === "" && this.#mayHaveHoles) this.#holes++;
      this.#tellGap(
        unfilledReason ||
          (lacking === 1
            ? `the exchange has no trade ${next.id - 1} that can be`
            : `the exchange has no trades ${this.#lastId + 1} to ${next.id - 1} that can be`),
        next.timeMs,
      );
      this.#gapFromMs = next.timeMs;
      this.#filled = 0;
      this.#isGapTold = this.#fetchedHeld === 0;
      this.#lastId = next.id - 1;
      this.#release();
    }
    this.#end(unfilledReason);
  }

  stop(): void {
    this.#held = [];
  }

  #wait(inMs: number): void {
    this.hold();
    this.#host.fetch(this.instrumentIndex, inMs);
  }

  #holdBack(id: number, timeMs: number, price: number, quantity: number, takerSide: -1 | 0 | 1): void {
    if (this.#held.length >= HELD_MOST) return this.#host.setAside(ASIDE.overflow);
    this.#held.push({ id, timeMs, price, quantity, takerSide, isBackfilled: false });
    this.#isSorted = false;
    if (!this.#isOvertaken || id !== this.#lastId + 1) return;
    this.#sort();
    this.#isGapTold = true; // nothing is missing after all, so far
    this.#release();
    this.#isGapTold = false;
    if (this.#held.length > 0) return;
    this.#isGapTold = true;
    this.isHolding = this.#isOvertaken = false;
    this.#bars.release();
    this.#host.foundAll(this.instrumentIndex);
  }

  /** By number, each once; of two the one that came live. */
  #sort(): void {
    if (this.#isSorted) return;
    this.#isSorted = true;
    this.#held.sort((a, b) => a.id - b.id || Number(a.isBackfilled) - Number(b.isBackfilled));
    let kept = 0;
    this.#fetchedHeld = 0;
    for (const trade of this.#held) {
      if (kept > 0 && this.#held[kept - 1].id === trade.id) {
        if (!trade.isBackfilled) this.#host.setAside(ASIDE.known);
        continue;
      }
      this.#held[kept++] = trade;
      if (trade.isBackfilled) this.#fetchedHeld++;
    }
    this.#held.length = kept;
  }

  /** Lets go of what is held back, up to the first hole. */
  #release(): void {
    let at = 0;
    for (; at < this.#held.length; at++) {
      const { id, timeMs, price, quantity, takerSide, isBackfilled } = this.#held[at];
      const lastId = this.#lastId;
      if (lastId === lastId && id !== lastId + 1 && this.#holes < HOLES_MOST) break;
      if (!isBackfilled && priceDoubt(price, this.#lastPrice) !== "") { // it came before there was a price to hold against it
        this.#host.setAside(ASIDE.priceJumps);
        continue;
      }
      if (!this.#isGapTold && this.#fetchedHeld === 0) this.#tellGap("", timeMs);
      if (isBackfilled) {
        this.#fetchedHeld--;
        this.#filled++;
      }
      this.#bars.before(timeMs);
      this.#tell(id, timeMs, price, quantity, takerSide, isBackfilled);
    }
    this.#held.splice(0, at);
  }

  #end(unfilledReason: string): void {
    if (!this.#isGapTold) this.#tellGap(unfilledReason, this.#host.exchangeNowMs());
    this.isHolding = this.#isOvertaken = false;
    this.#bars.release();
  }

  #tellGap(unfilledReason: string, toMs: number): void {
    this.#isGapTold = true;
    const fromMs = this.#gapFromMs === this.#gapFromMs ? this.#gapFromMs : toMs;
    this.#host.tell({
      kind: "gap",
      instrumentIndex: this.instrumentIndex,
      fromMs,
      toMs: Math.max(fromMs, toMs),
      filled: this.#filled,
      unfilledReason,
    });
  }

  #tell(
    tradeId: number,
    timeMs: number,
    price: number,
    quantity: number,
    takerSide: -1 | 0 | 1,
    isBackfilled: boolean,
  ): void {
    this.#lastId = tradeId;
    this.#lastTimeMs = timeMs;
    this.#lastPrice = price;
    this.#host.tell({
      kind: "trade",
      instrumentIndex: this.instrumentIndex,
      tradeId,
      timeMs,
      price,
      quantity,
      takerSide,
      isBackfilled,
    });
  }
}
