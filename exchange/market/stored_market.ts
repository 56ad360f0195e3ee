import type { Bars } from "../../engine/bars.ts";
import { LockstepError } from "../../engine/error.ts";
import { Random } from "../../engine/random.ts";
import { decimalText } from "../wire/decimal_text.ts";
import { lowerBound, type Market, type TradeBlock, type TradeSeries } from "./market.ts";
import { seedOf } from "./seed_of.ts";

/** Bars that are to be traded once more. */
export interface StoredSymbol {
  readonly symbol: string;
  /** Sound and ascending, as `checkBars` wants them. */
  readonly bars: Bars;
  /** What the venue calls the smallest step of prices; by default as fine as the first bars are written. */
  readonly tickSize?: number;
  /** The same of quantities; by default 1 where volumes are traded in whole units, else 1e-8. */
  readonly lotSize?: number;
}

/** Bars whose trades are made at once. */
const BLOCK_BARS = 256;

/** Trades of a bar that moves, at least. */
const BAR_TRADES = 4;

/**
 * Units that a trade may have, on average of a bar. Above 2^51 / 1e8 = 22.5 million a quantity times 1e8 is no longer rounded to the whole
 * number that was meant.
 */
const QUANTITY_MEAN_MOST = 1e7;

/** A whole volume from here on is split into whole units. */
const WHOLE_FEWEST = 1_000;

const UNITS = 1e8;

/**
 * A market of stored bars. Each bar becomes trades from which the same bar is built again, to the last bit: the open at the bar's open time, low
 * and high in the order that fits (a bar that rises falls first), the close last; prices are the bar's own numbers. A bar that stands
 * still is one trade, any other at least four; large volumes are split further, so that no trade is above some 16 million units. Whole volumes
 * of 1,000 units and more are split into whole units, as shares are.
 *
 * Quantities are decimals of at most eight digits. Their sum in whole units of 1e-8, divided by 1e8, is the bar's volume exactly where that has at
 * most eight decimals and is below 9e7. Above, fewer decimals are used: the most, d, with volume × 1e8 < 2^53 × 2^(8 − d), for which such a sum is
 * exact still, so that whole volumes are exact up to 2.3e10. Any other volume is rounded to the nearest such decimal.
 * A bar with no volume, or less than its trades need at 1e-8 each, gives no trade where it stands at the close before it, else one of 1e-8 for
 * each of its prices: its bar is then built again with the prices right and a volume of up to 4e-8.
 */
export class StoredMarket implements Market {
  readonly series: readonly TradeSeries[];

  /** `seed` chooses times within a bar, and how its volume is shared out. @throws LockstepError where a symbol has no bars. */
  constructor(symbols: readonly StoredSymbol[], seed = 1) {
    this.series = symbols.map((stored) => new StoredSeries(stored, seed));
  }
}

/** Trades of one symbol's bars, made in blocks when they are asked for. */
class StoredSeries implements TradeSeries {
  readonly symbol: string;
  readonly tickSize: number;
  readonly lotSize: number;
  readonly firstId = 1;
  readonly endId: number;
  readonly #bars: Bars;
  readonly #seed: number;
  /** By bar: number of its first trade; one more at the end. */
  readonly #firstIdOfBar: Float64Array;
  #newest: TradeBlock | undefined;
  #older: TradeBlock | undefined;

  constructor({ symbol, bars, tickSize, lotSize }: StoredSymbol, seed: number) {
    if (bars.length === 0) throw new LockstepError(`Cannot trade ${symbol}: there are no bars of it.`);
    this.symbol = symbol;
    this.tickSize = tickSize ?? tickOf(bars);
    this.lotSize = lotSize ?? lotOf(bars);
    this.#bars = bars;
    this.#seed = seed;
    this.#firstIdOfBar = new Float64Array(bars.length + 1);
    let id = this.firstId;
    for (let i = 0; i < bars.length; i++) {
      this.#firstIdOfBar[i] = id;
      id += tradeCount(bars, i);
    }
    this.endId = this.#firstIdOfBar[bars.length] = id;
  }

  idAt(timeMs: number): number {
    const { openTimeMs } = this.#bars;
    const bar = lowerBound(openTimeMs, timeMs);
    // Bars that close after the next one opens aren't sound, so only the bar before can have such a trade.
    if (bar > 0 && this.#firstIdOfBar[bar - 1] < this.#firstIdOfBar[bar]) {
      const from = this.#firstIdOfBar[bar - 1], to = this.#firstIdOfBar[bar];
      for (let id = from; id < to;) {
        const block = this.block(id), end = Math.min(to, block.firstId + block.timeMs.length);
        const at = lowerBound(block.timeMs.subarray(id - block.firstId, end - block.firstId), timeMs);
        if (id + at < end) return id + at;
        id = end;
      }
    }
    return this.#firstIdOfBar[bar];
  }

  block(id: number): TradeBlock {
    for (const block of [this.#newest, this.#older]) {
      if (block !== undefined && id >= block.firstId && id < block.firstId + block.timeMs.length) {
        return block;
      }
    }
    if (!(id >= this.firstId && id < this.endId)) {
      throw new RangeError(`Cannot give trade ${id} of ${this.symbol}: there are ${this.endId - 1}`);
    }
    // The last bar that begins at or before the trade: bars without trades share their number with the next.
    let bar = lowerBound(this.#firstIdOfBar, id + 1) - 1;
    bar -= bar % BLOCK_BARS;
    this.#older = this.#newest;
    return this.#newest = this.#make(bar, Math.min(bar + BLOCK_BARS, this.#bars.length));
  }

  #make(fromBar: number, toBar: number): TradeBlock {
    const firstId = this.#firstIdOfBar[fromBar];
    const length = this.#firstIdOfBar[toBar] - firstId;
    const block = {
      firstId,
      timeMs: new Float64Array(length),
      price: new Float64Array(length),
      quantity: new Float64Array(length),
      takerSide: new Int8Array(length),
    };
    const random = new Random(seedOf(this.#seed, this.symbol, fromBar));
    let at = 0;
    for (let bar = fromBar; bar < toBar; bar++) {
      const count = this.#firstIdOfBar[bar + 1] - this.#firstIdOfBar[bar];
      if (count > 0) fillTrades(block, at, count, this.#bars, bar, random);
      at += count;
    }
    return block;
  }
}

/** One at the last decimal that the closes of the first bars have. */
function tickOf(bars: Bars): number {
  let decimals = 0;
  for (let i = 0; i < Math.min(bars.length, 1_000); i++) {
    decimals = Math.max(decimals, decimalText(bars.close[i]).split(".")[1]?.length ?? 0);
  }
  return 1 / 10 ** Math.min(decimals, 15);
}

function lotOf(bars: Bars): number {
  return bars.volume.subarray(0, 1_000).every((volume) => volume === 0 || isWhole(volume)) ? 1 : 1e-8;
}

/** The bar's prices in the order in which they are traded. */
function pathOf(bars: Bars, bar: number): readonly [number, number, number, number] {
  const open = bars.open[bar], high = bars.high[bar], low = bars.low[bar], close = bars.close[bar];
  return close >= open ? [open, low, high, close] : [open, high, low, close];
}

function isFlat(bars: Bars, bar: number): boolean {
  return bars.high[bar] === bars.low[bar];
}

/** Whether a volume is split into whole units, as that of shares is. */
function isWhole(volume: number): boolean {
  return volume >= WHOLE_FEWEST && volume < 2 ** 53 && volume % 1 === 0;
}

/** How a bar's volume is put into whole numbers: `steps` of `1 / perUnit` each. */
function volumeSteps(volume: number): { steps: number; perUnit: number } {
  if (isWhole(volume)) return { steps: volume, perUnit: 1 };
  let decimals = 8;
  while (decimals > 0 && volume * UNITS >= 2 ** 53 * 2 ** (8 - decimals)) decimals--;
  const perUnit = 10 ** decimals;
  const product = volume * perUnit;
  // A product as large is rounded itself: digits are exact.
  const steps = product < 2 ** 50 ? Math.round(product) : Number(volume.toFixed(decimals).replace(".", ""));
  return { steps, perUnit };
}

function tradeCount(bars: Bars, bar: number): number {
  const { steps } = volumeSteps(bars.volume[bar]);
  const isFlatBar = isFlat(bars, bar);
  const fewest = isFlatBar ? 1 : distinctPath(bars, bar).length;
  if (steps < fewest) {
    return isFlatBar && steps === 0 && bar > 0 && bars.close[bar - 1] === bars.close[bar] ? 0 : fewest;
  }
  const wanted = isFlatBar ? 1 : BAR_TRADES;
  return Math.max(
    fewest,
    Math.min(steps, Math.max(wanted, Math.ceil(bars.volume[bar] / QUANTITY_MEAN_MOST))),
  );
}

/** The path without prices that stand still. */
function distinctPath(bars: Bars, bar: number): number[] {
  return pathOf(bars, bar).filter((price, i, path) => i === 0 || price !== path[i - 1]);
}

function fillTrades(
  block: TradeBlock,
  from: number,
  count: number,
  bars: Bars,
  bar: number,
  random: Random,
): void {
  const path = count >= BAR_TRADES ? pathOf(bars, bar) : distinctPath(bars, bar);
  const openTimeMs = bars.openTimeMs[bar], spanMs = bars.closeTimeMs[bar] - openTimeMs;
  const { steps, perUnit } = volumeSteps(bars.volume[bar]);
  let rest = Math.max(steps, count);
  for (let i = 0; i < count; i++) {
    const at = from + i, left = count - i;
    // Each in its own share of the bar's span, so that times ascend; the first as the bar opens.
    block.timeMs[at] = openTimeMs + (i === 0 ? 0 : Math.floor(spanMs * (i + random.uniform()) / count));
    block.price[at] = path[Math.floor(i * path.length / count)];
    const share = left === 1 ? rest : Math.floor(rest / left * (0.75 + 0.5 * random.uniform()));
    const own = Math.max(1, Math.min(share, rest - (left - 1)));
    rest -= own;
    block.quantity[at] = own / perUnit;
    const before = i === 0 ? NaN : block.price[at - 1];
    block.takerSide[at] = block.price[at] > before
      ? 1
      : block.price[at] < before
      ? -1
      : random.integer(0, 1) * 2 - 1;
  }
}
