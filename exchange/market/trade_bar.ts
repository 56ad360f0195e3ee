import type { Timeframe } from "../../engine/timeframe.ts";
import type { TradeBlock, TradeSeries } from "./market.ts";

/** Trades of a bucket of time, summed up as the venues do. */
export interface TradeBar {
  openTimeMs: number;
  /** First moment after it. */
  closeTimeMs: number;
  /** Where nothing was traded: the last close before it; NaN where there is none. */
  open: number;
  high: number;
  low: number;
  close: number;
  /** Units, of which takers bought `takerBuyVolume`: sums in whole units of 1e-8. */
  volume: number;
  takerBuyVolume: number;
  /** Sums of price × quantity. */
  notional: number;
  takerBuyNotional: number;
  count: number;
  /** NaN where nothing was traded. */
  firstId: number;
  lastId: number;
}

const UNITS = 1e8;

/** Sums up the trades of one bar after the other, as far as time has come. */
export class BarCursor {
  /** The bar at hand. Never handed on: see {@link copy}. */
  readonly bar: TradeBar;
  /** The next trade that it would take. */
  nextId: number;
  readonly #series: TradeSeries & { readonly version?: number };
  readonly #timeframe: Timeframe;
  #units = 0;
  #takerBuyUnits = 0;
  #block: TradeBlock | undefined;
  #version: number | undefined = 0;

  /** Begins with the bar in which `timeMs` lies. */
  constructor(series: TradeSeries, timeframe: Timeframe, timeMs: number) {
    this.#series = series;
    this.#timeframe = timeframe;
    const openTimeMs = timeframe.startMs(timeMs);
    this.nextId = series.idAt(openTimeMs);
    const before = this.nextId - 1;
    const block = before >= series.firstId ? series.block(before) : undefined;
    this.bar = emptyBar(openTimeMs, timeframe.endMs(openTimeMs), block?.price[before - block.firstId] ?? NaN);
  }

  /** Takes the trades of the bar before `timeMs`; returns how many there were. */
  advance(timeMs: number): number {
    const series = this.#series, bar = this.bar, endMs = Math.min(timeMs, bar.closeTimeMs);
    const before = this.nextId;
    for (;;) {
      if (this.nextId >= series.endId) break;
      let block = this.#block;
      if (
        block === undefined || this.#version !== series.version || this.nextId < block.firstId ||
        this.nextId >= block.firstId + block.timeMs.length
      ) {
        block = this.#block = series.block(this.nextId);
        this.#version = series.version;
      }
      const from = this.nextId - block.firstId;
      let at = from;
      while (at < block.timeMs.length && block.timeMs[at] < endMs) this.#take(block, at++);
      this.nextId += at - from;
      if (at < block.timeMs.length) break;
    }
    bar.volume = this.#units / UNITS;
    bar.takerBuyVolume = this.#takerBuyUnits / UNITS;
    return this.nextId - before;
  }

  /** Goes on to the bar that follows the one at hand. */
  next(): void {
    const { closeTimeMs, close } = this.bar;
    Object.assign(this.bar, emptyBar(closeTimeMs, this.#timeframe.endMs(closeTimeMs), close));
    this.#units = this.#takerBuyUnits = 0;
  }

  /** The bar as it stands. */
  copy(): TradeBar {
    return { ...this.bar };
  }

  #take(block: TradeBlock, at: number): void {
    const bar = this.bar, price = block.price[at], quantity = block.quantity[at];
    if (bar.count++ === 0) {
      bar.open = bar.high = bar.low = price;
      bar.firstId = block.firstId + at;
    }
    if (price > bar.high) bar.high = price;
    if (price < bar.low) bar.low = price;
    bar.close = price;
    bar.lastId = block.firstId + at;
    const units = Math.round(quantity * UNITS);
    this.#units += units;
    bar.notional += price * quantity;
    if (block.takerSide[at] > 0) {
      this.#takerBuyUnits += units;
      bar.takerBuyNotional += price * quantity;
    }
  }
}

function emptyBar(openTimeMs: number, closeTimeMs: number, price: number): TradeBar {
  return {
    openTimeMs,
    closeTimeMs,
    open: price,
    high: price,
    low: price,
    close: price,
    volume: 0,
    takerBuyVolume: 0,
    notional: 0,
    takerBuyNotional: 0,
    count: 0,
    firstId: NaN,
    lastId: NaN,
  };
}

/** What of a series' bars is wanted. */
export interface BarsWanted {
  /** Bars that open at or after this time … */
  readonly fromMs: number;
  /** … and before this one. */
  readonly toMs: number;
  /** What has happened by now: the last bar may still be open. */
  readonly nowMs: number;
  readonly limit: number;
  /** Whether buckets without a trade are bars too: standing at the close before. */
  readonly hasEmpty: boolean;
}

/** Bars of a series' trades, oldest first; none before the first trade. */
export function tradeBars(series: TradeSeries, timeframe: Timeframe, wanted: BarsWanted): TradeBar[] {
  const bars: TradeBar[] = [];
  if (series.endId <= series.firstId) return bars;
  const beganMs = timeframe.startMs(series.block(series.firstId).timeMs[0]);
  let fromMs = timeframe.startMs(Math.max(wanted.fromMs, beganMs));
  if (fromMs < wanted.fromMs) fromMs = timeframe.endMs(fromMs);
  const endMs = Math.min(wanted.toMs, wanted.nowMs);
  if (!(fromMs <= endMs)) return bars;
  const cursor = new BarCursor(series, timeframe, fromMs);
  while (
    bars.length < wanted.limit && cursor.bar.openTimeMs < wanted.toMs && cursor.bar.openTimeMs <= wanted.nowMs
  ) {
    cursor.advance(wanted.nowMs + 1);
    if (cursor.bar.count > 0 || wanted.hasEmpty) bars.push(cursor.copy());
    cursor.next();
  }
  return bars;
}
