import { LockstepError } from "../../engine/error.ts";
import { Random } from "../../engine/random.ts";
import { lowerBound, type Market, type TradeBlock, type TradeSeries } from "./market.ts";
import { seedOf } from "./seed_of.ts";

/** A made-up symbol. */
export interface SyntheticSymbol {
  readonly symbol: string;
  /** Around which it trades: in quote currency. */
  readonly price: number;
  /** Smallest price step, one over a whole number, or a whole one. */
  readonly tickSize: number;
  /** Mean units of a trade, and the smallest step of them (1 for shares). */
  readonly quantityMean: number;
  readonly lotSize: number;
}

/** A made-up market. */
export interface SyntheticMarketOptions {
  readonly seed: number;
  readonly symbols: readonly SyntheticSymbol[];
  /** Trades an hour are 60 times this; 20 by default. Of a single minute there may be none, or hundreds. */
  readonly tradesPerMinute?: number;
  /** When trading began; 2017-01-01 by default. */
  readonly originMs?: number;
}

const HOUR_MS = 3_600_000, MINUTE_MS = 60_000;

/** Blocks that are kept of a symbol: an hour each. */
const KEPT_BLOCKS = 4;

/** Standard deviation of an hour's return in the middling regime: 60 % a year. */
const HOUR_VOLATILITY = 0.6 / Math.sqrt(8_766);

/** The slowest wave of the price is this many halvings away from an hour: 2^15 hours, some four years. */
const OCTAVES = 15;

/**
 * A made-up market without end: for tests and demonstrations, never for conclusions. Each hour has the same number of trades, spread unevenly:
 * minutes are lively or quiet, some are without any trade, some are a burst. The log price at the full hours is a sum of waves, each twice as long
 * and √2 as high as the one before, which wanders as a random walk does and yet can be asked for at any hour; between two of them it is a bridge
 * whose volatility changes from hour to hour between calm, busy and wild.
 *
 * Any trade is found from its number or its time without those before it, in blocks of an hour of which a few are kept: a year costs no
 * memory, and the trades are the same whatever is asked first.
 */
export class SyntheticMarket implements Market {
  readonly series: readonly TradeSeries[];

  /** @throws LockstepError where a symbol's figures aren't above zero. */
  constructor(options: SyntheticMarketOptions) {
    const { seed, symbols, tradesPerMinute = 20, originMs = Date.UTC(2017) } = options;
    this.series = symbols.map((symbol) =>
      new SyntheticSeries(symbol, seed, Math.round(tradesPerMinute * 60), originMs)
    );
  }
}

class SyntheticSeries implements TradeSeries {
  readonly symbol: string;
  readonly tickSize: number;
  readonly lotSize: number;
  readonly firstId = 1;
  readonly endId = Infinity;
  readonly #market: SyntheticSymbol;
  readonly #seed: number;
  readonly #blockTrades: number;
  readonly #originMs: number;
  readonly #blocks: TradeBlock[] = [];

  constructor(market: SyntheticSymbol, seed: number, blockTrades: number, originMs: number) {
    const { symbol, price, tickSize, quantityMean, lotSize } = market;
    if (!(price > tickSize && tickSize > 0 && quantityMean > 0 && lotSize >= 1e-8 && blockTrades >= 1)) {
      throw new LockstepError(
        `Cannot make a market of ${symbol}: price, tick, quantity and trades a minute must be above zero, the price above the tick.`,
      );
    }
    this.symbol = symbol;
    this.tickSize = tickSize;
    this.lotSize = lotSize;
    this.#market = market;
    this.#seed = seed;
    this.#blockTrades = blockTrades;
    this.#originMs = originMs;
  }

  idAt(timeMs: number): number {
    if (timeMs <= this.#originMs) return this.firstId;
    const hour = Math.floor((timeMs - this.#originMs) / HOUR_MS);
    const block = this.#hour(hour);
    return block.firstId + lowerBound(block.timeMs, timeMs);
  }

  block(id: number): TradeBlock {
    if (!(id >= this.firstId && id < Infinity)) {
      throw new RangeError(`Cannot give trade ${id} of ${this.symbol}: they count from 1`);
    }
    return this.#hour(Math.floor((id - this.firstId) / this.#blockTrades));
  }

  #hour(hour: number): TradeBlock {
    const firstId = this.firstId + hour * this.#blockTrades;
    const known = this.#blocks.findIndex((block) => block.firstId === firstId);
    if (known === 0) return this.#blocks[0];
    const block = known > 0 ? this.#blocks.splice(known, 1)[0] : this.#make(hour, firstId);
    this.#blocks.unshift(block);
    if (this.#blocks.length > KEPT_BLOCKS) this.#blocks.pop();
    return block;
  }

  #make(hour: number, firstId: number): TradeBlock {
    const length = this.#blockTrades;
    const random = new Random(seedOf(this.#seed, this.symbol, hour));
    const timeMs = this.#times(random, hour);
    const price = new Float64Array(length),
      quantity = new Float64Array(length),
      takerSide = new Int8Array(length);
    const { tickSize, quantityMean, lotSize } = this.#market;
    const from = this.#logPrice(hour), to = this.#logPrice(hour + 1);
    const regime = random.uniform();
    const sigma = HOUR_VOLATILITY * (regime < 0.5 ? 0.4 : regime < 0.9 ? 1 : 2.5) / Math.sqrt(length);
    const ticksPerUnit = Math.round(1 / tickSize);
    const lotsPerUnit = Math.round(1 / lotSize);
    // A walk from 0, bent afterwards so that it ends at 0: a bridge.
    let walk = 0;
    for (let i = 0; i < length; i++) price[i] = walk += sigma * random.normal();
    let previous = 0;
    for (let i = 0; i < length; i++) {
      const share = (i + 1) / length;
      const exact = Math.exp(from + (to - from) * share + price[i] - walk * share);
      const ticks = Math.max(1, Math.round(exact / tickSize));
      price[i] = ticksPerUnit >= 1 ? ticks / ticksPerUnit : ticks * tickSize;
      takerSide[i] = price[i] > previous ? 1 : price[i] < previous ? -1 : random.integer(0, 1) * 2 - 1;
      previous = price[i];
      const lots = Math.max(1, Math.round(-Math.log(1 - random.uniform()) * quantityMean / lotSize));
      quantity[i] = lotsPerUnit >= 1 ? lots / lotsPerUnit : lots * lotSize;
    }
    return { firstId, timeMs, price, quantity, takerSide };
  }

  /** When the hour's trades happen: each minute has a weight, and each trade falls into a minute after these. */
  #times(random: Random, hour: number): Float64Array {
    const weights = new Float64Array(60);
    let total = 0;
    for (let minute = 0; minute < 60; minute++) {
      const mood = random.uniform();
      total += weights[minute] = mood < 0.05
        ? 0
        : mood < 0.25
        ? 0.1
        : mood < 0.97
        ? 0.5 + random.uniform()
        : 6;
    }
    const times = new Float64Array(this.#blockTrades);
    const startMs = this.#originMs + hour * HOUR_MS;
    if (total === 0) weights[0] = total = 1;
    for (let i = 0; i < times.length; i++) {
      let at = random.uniform() * total, minute = 0;
      while (minute < 59 && (at >= weights[minute] || weights[minute] === 0)) at -= weights[minute++];
      times[i] = startMs + minute * MINUTE_MS + Math.floor(random.uniform() * MINUTE_MS);
    }
    return times.sort();
  }

  #logPrice(hour: number): number {
    let sum = Math.log(this.#market.price);
    for (let octave = 0; octave <= OCTAVES; octave++) {
      const period = 2 ** octave, left = Math.floor(hour / period), share = hour / period - left;
      const smooth = share * share * (3 - 2 * share);
      const height = HOUR_VOLATILITY * Math.sqrt(period) / 2;
      sum += height * (this.#wave(octave, left) * (1 - smooth) + this.#wave(octave, left + 1) * smooth);
    }
    return sum;
  }

  /** A number from −1 to 1, always the same. */
  #wave(octave: number, index: number): number {
    return seedOf(this.#seed, `${this.symbol}~${octave}`, index) / 2_147_483_648 - 1;
  }
}

/** Symbols to start with: what most people try first. */
export const SYNTHETIC_SYMBOLS: readonly SyntheticSymbol[] = [
  { symbol: "BTC/USD", price: 68_000, tickSize: 0.01, quantityMean: 0.02, lotSize: 1e-8 },
  { symbol: "BTC/USDT", price: 68_000, tickSize: 0.01, quantityMean: 0.02, lotSize: 1e-5 },
  { symbol: "ETH/USD", price: 3_500, tickSize: 0.01, quantityMean: 0.3, lotSize: 1e-8 },
  { symbol: "ETH/USDT", price: 3_500, tickSize: 0.01, quantityMean: 0.3, lotSize: 1e-4 },
  { symbol: "SOL/USD", price: 150, tickSize: 0.01, quantityMean: 8, lotSize: 1e-6 },
  { symbol: "AAPL", price: 230, tickSize: 0.01, quantityMean: 80, lotSize: 1 },
  { symbol: "SPY", price: 590, tickSize: 0.01, quantityMean: 60, lotSize: 1 },
  { symbol: "FAKEPACA", price: 130, tickSize: 0.01, quantityMean: 20, lotSize: 1 },
];
