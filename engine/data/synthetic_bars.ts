import { Bars } from "../bars.ts";
import { LockstepError } from "../error.ts";
import { Random } from "../random.ts";
import { Timeframe } from "../timeframe.ts";

/** A synthetic market. */
export interface SyntheticBarsOptions {
  readonly seed: number;
  /** One minute by default. */
  readonly timeframe?: Timeframe;
  /** Where the first bar opens, or begins the bucket that opens there; 2020-01-01 by default. */
  readonly startMs?: number;
  /** First open; 100 by default. */
  readonly startPrice?: number;
  /** Smallest price step, one over a whole number; 0.01 by default. */
  readonly tickSize?: number;
  /** Standard deviation of a year's returns in its middling regime, in percent; 60 by default. */
  readonly volatilityPct?: number;
}

/** What the market is like for a while: how far it moves against the middling one, and for how long on average. */
interface Regime {
  readonly volatility: number;
  readonly meanMinutes: number;
}

const REGIMES: readonly Regime[] = [
  { volatility: 0.5, meanMinutes: 2880 }, // calm
  { volatility: 1, meanMinutes: 1440 }, // busy
  { volatility: 2.5, meanMinutes: 240 }, // wild
];
const CALM = 0, BUSY = 1, WILD = 2;
/** From the busy regime, how often the next one is wild. */
const WILD_SHARE = 0.3;

/** On average one gap in so many bars, of 1 to 60 bars, across which the price jumps three times as far as it would have walked. */
const GAP_EVERY_BARS = 5000;
const GAP_BARS_MAX = 60;
const GAP_JUMP = 3;

/** Pulls the price back to where it started, half way in so many minutes: without it decades of minutes would end near zero. */
const HALF_LIFE_MINUTES = 365 * 1440;

const MINUTE_MS = 60_000, DAY_MS = 86_400_000, YEAR_MINUTES = 525_600;
const VOLUME_MEAN = 1000;

/**
 * A made-up market for tests and measurements: never for conclusions. Log prices walk at random with a volatility that changes between
 * calm, busy and wild (a Markov chain); a bar's high and low are drawn as the extremes of a Brownian bridge between its open and close; there
 * are gaps in time with jumps in price; volume is high where the UTC day begins and ends, and when the price moves. Prices are whole ticks.
 *
 * One seed gives one market, however it is cut into chunks: no clock, no other randomness.
 */
export class SyntheticBars {
  readonly timeframe: Timeframe;
  readonly #random: Random;
  readonly #ticksPerUnit: number;
  readonly #sigma: number;
  readonly #leave: readonly number[];
  readonly #pull: number;
  readonly #startLog: number;
  #regime = CALM;
  #log: number;
  #closeTicks: number;
  #openTimeMs: number;

  /** @throws LockstepError on an option that makes no market. */
  constructor(options: SyntheticBarsOptions) {
    const { seed, startMs = Date.UTC(2020), startPrice = 100, tickSize = 0.01, volatilityPct = 60 } = options;
    if (!Number.isSafeInteger(seed)) {
      throw new LockstepError(`The seed must be a whole number: received ${seed}.`);
    }
    const ticksPerUnit = Math.round(1 / tickSize);
    if (!(tickSize > 0) || !(ticksPerUnit >= 1) || Math.abs(ticksPerUnit * tickSize - 1) > 1e-9) {
      throw new LockstepError(
        `The tick size must be one over a whole number, such as 0.01 or 0.25: received ${tickSize}.`,
      );
    }
    if (!(startPrice >= tickSize && startPrice < Infinity)) {
      throw new LockstepError(
        `The first price must be at least one tick, ${tickSize}: received ${startPrice}.`,
      );
    }
    if (!(volatilityPct >= 0 && volatilityPct <= 1000)) {
      throw new LockstepError(`The volatility must be from 0 to 1000 % a year: received ${volatilityPct}.`);
    }
    if (!Number.isFinite(startMs)) {
      throw new LockstepError(`The first bar's time must be a time: received ${startMs}.`);
    }
    this.timeframe = options.timeframe ?? Timeframe.parse("1m");
    const minutes = this.timeframe.spanMs / MINUTE_MS;
    this.#random = new Random(seed);
    this.#ticksPerUnit = ticksPerUnit;
    this.#sigma = volatilityPct / 100 * Math.sqrt(minutes / YEAR_MINUTES);
    this.#leave = REGIMES.map(({ meanMinutes }) => 1 - Math.exp(-minutes / meanMinutes));
    this.#pull = 1 - 2 ** (-minutes / HALF_LIFE_MINUTES);
    this.#startLog = this.#log = Math.log(startPrice);
    this.#closeTicks = Math.round(startPrice * ticksPerUnit);
    this.#openTimeMs = this.timeframe.startMs(startMs);
  }

  /** The next bars. */
  next(count: number): Bars {
    const bars = Bars.allocate(count);
    const { openTimeMs, closeTimeMs, open, high, low, close, volume } = bars;
    const random = this.#random, ticksPerUnit = this.#ticksPerUnit;
    for (let i = 0; i < count; i++) {
      this.#changeRegime();
      const sigma = this.#sigma * REGIMES[this.#regime].volatility;
      let openTicks = this.#closeTicks;
      if (random.uniform() < 1 / GAP_EVERY_BARS) openTicks = this.#gap(sigma);
      const timeMs = this.#openTimeMs;
      const endMs = this.timeframe.endMs(timeMs);

      const move = sigma * random.normal() - this.#pull * (this.#log - this.#startLog);
      const upper = (move + Math.sqrt(move * move - 2 * sigma * sigma * Math.log(1 - random.uniform()))) / 2;
      const lower = (move - Math.sqrt(move * move - 2 * sigma * sigma * Math.log(1 - random.uniform()))) / 2;
      const scale = Math.exp(this.#log) * ticksPerUnit;
      const closeTicks = Math.max(1, Math.round(scale * Math.exp(move)));
      const highTicks = Math.max(openTicks, closeTicks, Math.round(scale * Math.exp(upper)));
      const lowTicks = Math.max(1, Math.min(openTicks, closeTicks, Math.round(scale * Math.exp(lower))));
      const surprise = sigma > 0 ? Math.abs(move) / this.#sigma : 0;
      const shares = VOLUME_MEAN * this.#dayShape(timeMs) * (0.5 + 0.6 * surprise) *
        Math.exp(0.5 * random.normal());

      openTimeMs[i] = timeMs;
      closeTimeMs[i] = endMs;
      open[i] = openTicks / ticksPerUnit;
      high[i] = highTicks / ticksPerUnit;
      low[i] = lowTicks / ticksPerUnit;
      close[i] = closeTicks / ticksPerUnit;
      volume[i] = Math.round(shares);
      this.#log += move;
      this.#closeTicks = closeTicks;
      this.#openTimeMs = endMs;
    }
    return bars;
  }

  #changeRegime(): void {
    const random = this.#random;
    if (random.uniform() >= this.#leave[this.#regime]) return;
    this.#regime = this.#regime !== BUSY ? BUSY : random.uniform() < WILD_SHARE ? WILD : CALM;
  }

  /** Leaves bars out and lets the price jump; returns the open after it, in ticks. */
  #gap(sigma: number): number {
    const missing = this.#random.integer(1, GAP_BARS_MAX);
    for (let i = 0; i < missing; i++) this.#openTimeMs = this.timeframe.endMs(this.#openTimeMs);
    this.#log += GAP_JUMP * sigma * Math.sqrt(missing) * this.#random.normal();
    return Math.max(1, Math.round(Math.exp(this.#log) * this.#ticksPerUnit));
  }

  /** A U over the UTC day, 1 on average; level for bars of a day or longer. */
  #dayShape(timeMs: number): number {
    if (this.timeframe.spanMs >= DAY_MS) return 1;
    const fromNoon = 2 * (mod(timeMs, DAY_MS) + this.timeframe.spanMs / 2) / DAY_MS - 1;
    return 0.5 + 1.5 * fromNoon * fromNoon;
  }
}

/**
 * `count` bars of a {@link SyntheticBars} market in chunks, in bounded memory. @throws LockstepError at once, on an option that makes
 * no market.
 */
export function syntheticBars(
  count: number,
  options: SyntheticBarsOptions,
  chunkBars = 8192,
): Generator<Bars, void> {
  return chunksOf(new SyntheticBars(options), count, chunkBars);
}

function* chunksOf(market: SyntheticBars, count: number, chunkBars: number): Generator<Bars, void> {
  for (let left = count; left > 0; left -= chunkBars) yield market.next(Math.min(left, chunkBars));
}

/** Also right before 1970. */
function mod(x: number, divisor: number): number {
  return x - Math.floor(x / divisor) * divisor;
}
