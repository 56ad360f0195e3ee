import {
  AVERAGE_CANDLES_MAX,
  AVERAGE_PLACES,
  CANDLE_SETTINGS,
  type CandleMeasure,
  type CandleSetting,
  PATTERN_CANDLES_MAX,
} from "./candle_settings.ts";
import { bothShadows, type Measure, MEASURES, sumOfMeasures } from "./candle_measures.ts";

/** Candles before the newest one that a pattern and its averages reach back to. */
const HISTORY = PATTERN_CANDLES_MAX + AVERAGE_CANDLES_MAX;

/** Candles that are looked at in one go: enough that recalling and storing what came before costs little, few enough to stay near. */
const PIECE = 512;

const ROOM = HISTORY + PIECE;

/**
 * A stretch of candles, seen from one of them, the newest: `open(2)` is the open two candles before it. What a word such as "near" means
 * at a candle follows from those before that candle: `open() <= close(1) + near(1)`.
 */
export class Candles {
  /** Numbers that {@link Candles.store} keeps. */
  static readonly MEMORY_LENGTH = 4 * HISTORY;
  /** Where the first of the candles that were taken stands. */
  static readonly FIRST = HISTORY;

  /** The newest candle, as its place among the prices. */
  declare at: number;
  /** Behind the last of the candles that were taken. */
  declare end: number;
  /** Prices of candle k stand at k + shift: where they are read as they were given, that is the bar; otherwise there is no shift. */
  declare shift: number;
  declare opens: Float64Array;
  declare highs: Float64Array;
  declare lows: Float64Array;
  declare closes: Float64Array;
  /** By setting and how many candles before: what a trait's word means at each candle, and the totals behind words that are asked for. */
  declare readonly meanings: (Float64Array | undefined)[];
  declare readonly totals: (Float64Array | undefined)[];
  readonly #copies: readonly Float64Array[] = [
    Candles.column(),
    Candles.column(),
    Candles.column(),
    Candles.column(),
  ];
  /** The bar that each copied candle is. */
  readonly #bars = new Int32Array(ROOM);
  #isCopied = true;
  /** Bars from here on are all candles and may be read where they stand. */
  #unbrokenFrom = 0;
  readonly #measured: {
    readonly measure: CandleMeasure;
    run: Measure;
    readonly column: Float64Array;
  }[] = [];

  constructor() {
    this.at = HISTORY;
    this.end = HISTORY;
    this.shift = 0;
    [this.opens, this.highs, this.lows, this.closes] = this.#copies;
    this.meanings = new Array(AVERAGE_PLACES).fill(undefined);
    this.totals = new Array(AVERAGE_PLACES).fill(undefined);
  }

  /** A column with a place for each candle. */
  static column(): Float64Array {
    return new Float64Array(ROOM);
  }

  /** A flag for each candle. */
  static flags(): Uint8Array {
    return new Uint8Array(ROOM);
  }

  open(ago = 0): number {
    return this.opens[this.at - ago];
  }

  high(ago = 0): number {
    return this.highs[this.at - ago];
  }

  low(ago = 0): number {
    return this.lows[this.at - ago];
  }

  close(ago = 0): number {
    return this.closes[this.at - ago];
  }

  /** Closes at its open or above. */
  isWhite(ago = 0): boolean {
    return this.closes[this.at - ago] >= this.opens[this.at - ago];
  }

  /** 1 where white, −1 where black. */
  color(ago = 0): 1 | -1 {
    return this.isWhite(ago) ? 1 : -1;
  }

  /** Length of the real body. */
  body(ago = 0): number {
    return Math.abs(this.closes[this.at - ago] - this.opens[this.at - ago]);
  }

  /** Upper end of the real body. */
  top(ago = 0): number {
    return Math.max(this.opens[this.at - ago], this.closes[this.at - ago]);
  }

  /** Lower end of the real body. */
  bottom(ago = 0): number {
    return Math.min(this.opens[this.at - ago], this.closes[this.at - ago]);
  }

  upperShadow(ago = 0): number {
    return this.highs[this.at - ago] - this.top(ago);
  }

  lowerShadow(ago = 0): number {
    return this.bottom(ago) - this.lows[this.at - ago];
  }

  /** The real body lies above that of the candle before, or of another earlier one. */
  bodyGapsUp(ago = 0, fromAgo: number = ago + 1): boolean {
    return this.bottom(ago) > this.top(fromAgo);
  }

  bodyGapsDown(ago = 0, fromAgo: number = ago + 1): boolean {
    return this.top(ago) < this.bottom(fromAgo);
  }

  /** The whole candle lies above the one before, shadows included. */
  gapsUp(ago = 0): boolean {
    return this.lows[this.at - ago] > this.highs[this.at - ago - 1];
  }

  gapsDown(ago = 0): boolean {
    return this.highs[this.at - ago] < this.lows[this.at - ago - 1];
  }

  /** Two prices are equal, as far as they may differ at a candle. */
  areEqual(price: number, other: number, ago = 0): boolean {
    const distance = this.equal(ago);
    return price <= other + distance && price >= other - distance;
  }

  /** A body that isn't longer makes a doji. */
  bodyDoji(ago = 0): number {
    return this.#meaning(CANDLE_SETTINGS.bodyDoji, ago);
  }

  /** A shorter shadow is short. */
  shadowShort(ago = 0): number {
    return this.#meaning(CANDLE_SETTINGS.shadowShort, ago);
  }

  /** Prices within this distance are near each other. */
  near(ago = 0): number {
    return this.#meaning(CANDLE_SETTINGS.near, ago);
  }

  /** Prices beyond this distance are far from each other. */
  far(ago = 0): number {
    return this.#meaning(CANDLE_SETTINGS.far, ago);
  }

  /** Prices within this distance are taken as equal. */
  equal(ago = 0): number {
    return this.#meaning(CANDLE_SETTINGS.equal, ago);
  }

  #meaning({ place, length, factor }: CandleSetting, ago: number): number {
    return factor * (this.totals[place + ago]![this.at - this.shift] / length);
  }

  /** Bars of another run follow, which begins at `from`: those before it may not be read. */
  begin(from: number): void {
    this.#unbrokenFrom = from;
  }

  /**
   * Takes at most `countMax` bars from `from` on, measures them, and returns where it has stopped. A bar of which any price is NaN is no
   * candle: it gets NaN in `target`. Candles are read where they stand if as many as a pattern reaches back to stand before them;
   * otherwise they are copied beside those that `memory` has kept.
   */
  take(
    inputs: readonly Float64Array[],
    target: Float64Array,
    from: number,
    to: number,
    countMax: number,
    memory: Float64Array,
  ): number {
    const isUnbroken = from - this.#unbrokenFrom >= HISTORY;
    const next = isUnbroken
      ? this.#view(inputs, from, Math.min(to, from + PIECE, from + countMax))
      : this.#copy(inputs, target, from, to, HISTORY + Math.min(HISTORY, countMax), memory);
    const measured = this.#measured;
    for (let k = 0; k < measured.length; k++) measured[k].run(this, measured[k].column);
    return next;
  }

  #view(inputs: readonly Float64Array[], from: number, to: number): number {
    const open = inputs[0], high = inputs[1], low = inputs[2], close = inputs[3];
    let i = from;
    for (; i < to; i++) {
      const sum = open[i] + high[i] + low[i] + close[i];
      if (sum !== sum) {
        this.#unbrokenFrom = i + 1; // what follows is copied, this bar first
        break;
      }
    }
    this.opens = open;
    this.highs = high;
    this.lows = low;
    this.closes = close;
    this.#isCopied = false;
    this.shift = from - HISTORY;
    this.end = HISTORY + i - from;
    return i;
  }

  #copy(
    inputs: readonly Float64Array[],
    target: Float64Array,
    from: number,
    to: number,
    endMax: number,
    memory: Float64Array,
  ): number {
    const open = inputs[0], high = inputs[1], low = inputs[2], close = inputs[3], bars = this.#bars;
    const [opens, highs, lows, closes] = this.#copies;
    for (let k = 0, at = 0; k < HISTORY; k++, at += 4) {
      opens[k] = memory[at];
      highs[k] = memory[at + 1];
      lows[k] = memory[at + 2];
      closes[k] = memory[at + 3];
    }
    let end = HISTORY, i = from;
    for (; i < to && end < endMax; i++) {
      const sum = open[i] + high[i] + low[i] + close[i];
      if (sum !== sum) {
        target[i] = NaN;
        this.#unbrokenFrom = i + 1;
        continue;
      }
      opens[end] = open[i];
      highs[end] = high[i];
      lows[end] = low[i];
      closes[end] = close[i];
      bars[end++] = i;
    }
    this.opens = opens;
    this.highs = highs;
    this.lows = lows;
    this.closes = closes;
    this.#isCopied = true;
    this.shift = 0;
    this.end = end;
    return i;
  }

  /** Keeps the last candles for what is copied next. */
  store(memory: Float64Array): void {
    const { opens, highs, lows, closes, end, shift } = this;
    for (let k = end + shift - HISTORY, at = 0; k < end + shift; k++, at += 4) {
      memory[at] = opens[k];
      memory[at + 1] = highs[k];
      memory[at + 2] = lows[k];
      memory[at + 3] = closes[k];
    }
  }

  /** The bar that a candle is. */
  barOf(candle: number): number {
    return this.#isCopied ? this.#bars[candle] : candle + this.shift;
  }

  /** Writes `value` at the bars of the candles that were taken, up to the one before `end`. */
  fill(target: Float64Array, value: number, end: number): void {
    if (!this.#isCopied) target.fill(value, HISTORY + this.shift, end + this.shift);
    else for (let k = HISTORY; k < end; k++) target[this.#bars[k]] = value;
  }

  /** The column of a measure, for all candles that are there; from now on kept up to date. */
  measured(measure: CandleMeasure): Float64Array {
    const find = (wanted: CandleMeasure) => this.#measured.find((each) => each.measure === wanted);
    const known = find(measure);
    if (known !== undefined) return known.column;
    const run = measure === "shadows"
      ? sumOfMeasures(this.measured("upperShadow"), this.measured("lowerShadow"))
      : MEASURES[measure];
    const column = Candles.column();
    this.#measured.push({ measure, run, column });
    const upper = find("upperShadow"), lower = find("lowerShadow");
    if (upper !== undefined && lower !== undefined) {
      upper.run = bothShadows(lower.column);
      lower.run = () => {};
    }
    return column;
  }
}
