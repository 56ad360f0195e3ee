import { LockstepError } from "./error.ts";
import { BAR_FIELDS, type BarField } from "./bars.ts";
import { History } from "./history.ts";

const OPEN = BAR_FIELDS.indexOf("open"), HIGH = BAR_FIELDS.indexOf("high"), LOW = BAR_FIELDS.indexOf("low");
const CLOSE = BAR_FIELDS.indexOf("close"), VOLUME = BAR_FIELDS.indexOf("volume");
const OPEN_TIME = BAR_FIELDS.indexOf("openTimeMs"), CLOSE_TIME = BAR_FIELDS.indexOf("closeTimeMs");

/**
 * What a strategy sees: the bar that has just closed and those before it. There is no way from here to a later bar.
 * `back` counts bars back from now: 0 is this bar, 1 the one before. Before the first bar there is NaN; further back than the
 * strategy's lookback is an error.
 */
export class Window<Columns extends string = string> {
  // It begins as one of its kind, so that V8 knows what it reads there (see docs/decisions/0014).
  #history = NO_HISTORY;
  readonly #names: readonly string[];
  readonly #universe: WindowSurroundings;
  /** Symbol of the instrument. */
  readonly symbol: string;

  /** `names` are those of the history's columns. */
  constructor(symbol: string, names: readonly string[], history: History, universe: WindowSurroundings) {
    this.symbol = symbol;
    this.#history = history;
    this.#names = names;
    this.#universe = universe;
  }

  /** Bars so far, this one included. */
  get bars(): number {
    return this.#history.seen;
  }

  /** When this bar closed: now. */
  get timeMs(): number {
    return this.#at(CLOSE_TIME, 0);
  }

  open(back = 0): number {
    return this.#at(OPEN, back);
  }

  high(back = 0): number {
    return this.#at(HIGH, back);
  }

  low(back = 0): number {
    return this.#at(LOW, back);
  }

  close(back = 0): number {
    return this.#at(CLOSE, back);
  }

  volume(back = 0): number {
    return this.#at(VOLUME, back);
  }

  openTimeMs(back = 0): number {
    return this.#at(OPEN_TIME, back);
  }

  /** An indicator's column, or a bar's, by name. */
  value(column: Columns | BarField, back = 0): number {
    // Indicators stand last; a few comparisons of names are quicker than a map.
    const names = this.#names;
    let index = names.length - 1;
    while (index >= 0 && names[index] !== column) index--;
    if (index < 0) this.#refuseColumn(column);
    return this.#at(index, back);
  }

  /** The same for another instrument of the run, as of now: its last bar that has closed. */
  instrument(symbol: string): Window<Columns> {
    return this.#universe.instrument(symbol) as Window<Columns>;
  }

  /** Closed bars of a coarser timeframe; it must be among the signal's `timeframes`. */
  timeframe(text: string): Window<never> {
    return this.#universe.timeframe(this.symbol, text) as Window<never>;
  }

  #at(column: number, back: number): number {
    const history = this.#history;
    if (back !== 0 && !(back > 0 && back < history.lookbackBars && back === Math.floor(back))) {
      this.#refuse(back);
    }
    const bar = history.bar - back;
    return bar >= 0 ? history.columns[column][bar] : history.tails[column][history.tailEnd + bar];
  }

  #refuseColumn(column: string): never {
    throw new LockstepError(`The window has no column "${column}"; it has ${this.#names.join(", ")}.`);
  }

  #refuse(back: number): never {
    if (back < 0) throw new LockstepError(`A window can't look ${-back} bars ahead: back must be 0 or more.`);
    if (back !== Math.floor(back)) {
      throw new LockstepError(`back must be a whole number of bars: received ${back}.`);
    }
    throw new LockstepError(
      `The window keeps ${this.#history.lookbackBars} bars, so back must be below that: received ${back}. ` +
        `Ask for more with lookbackBars in onBar's settings.`,
    );
  }
}

const NO_HISTORY = new History(0, 0);

/** How a window reaches its neighbours. */
export interface WindowSurroundings {
  instrument(symbol: string): Window;
  timeframe(symbol: string, text: string): Window;
}
