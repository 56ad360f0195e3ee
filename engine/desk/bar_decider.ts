import { BAR_FIELDS } from "../bars.ts";
import type { BarDecision, PositionView } from "../decision.ts";
import { LockstepError } from "../error.ts";
import type { Frame, Universe } from "../frame.ts";
import { History } from "../history.ts";
import { Resampler } from "../resampler.ts";
import type { BarSignal, Direction } from "../signal.ts";
import type { NumberText } from "../snapshot.ts";
import { Timeframe } from "../timeframe.ts";
import { Window, type WindowSurroundings } from "../window.ts";
import type { DeskBook } from "./desk_book.ts";
import type { Lane } from "./lane.ts";
import type { Marking } from "./marking.ts";

/** Asks a strategy's `onBar` at every bar, with a window on the past and a view of its position. */
export class BarDecider implements WindowSurroundings {
  declare private readonly signal: BarSignal;
  declare private readonly histories: readonly History[];
  declare private readonly windows: readonly Window[];
  declare private readonly positions: readonly LanePosition[];
  declare private readonly coarse: readonly (readonly CoarseHistory[])[];
  declare private readonly symbols: readonly string[];
  declare private readonly hasCoarse: boolean;
  #stepOfBar: Frame["stepOfBar"] = [];
  /** The step at which it asked last. */
  #step = -1;

  constructor(
    signal: BarSignal,
    universe: Universe,
    columns: readonly string[],
    book: DeskBook,
    marking: Marking,
  ) {
    this.signal = signal;
    for (const text of signal.timeframes) {
      if (Timeframe.parse(text).spanMs > universe.timeframe.spanMs) continue;
      throw new LockstepError(
        `onBar asks for ${text} bars, but the run has ${universe.timeframe} bars: a window's timeframe must be coarser.`,
      );
    }
    this.symbols = universe.instruments.map(({ symbol }) => symbol);
    this.histories = universe.instruments.map(() => new History(columns.length, signal.lookbackBars));
    this.windows = universe.instruments.map(({ symbol }, i) =>
      new Window(symbol, columns, this.histories[i], this)
    );
    this.positions = book.lanes.map((lane) => new LanePosition(lane, book, marking));
    this.hasCoarse = signal.timeframes.length > 0;
    this.coarse = universe.instruments.map(({ symbol }) =>
      signal.timeframes.map((text) => new CoarseHistory(text, signal.lookbackBars, symbol, this))
    );
  }

  begin(columns: readonly (readonly Float64Array[])[], frame: Frame): void {
    for (let i = 0; i < this.histories.length; i++) this.histories[i].begin(columns[i]);
    this.#stepOfBar = frame.stepOfBar;
    this.#step = -1;
  }

  /** Leaves the frame behind: the strategy was asked at each of its bars. */
  end(): void {
    for (let i = 0; i < this.histories.length; i++) this.histories[i].end();
  }

  /** The strategy's answer at the bar in hand; all instruments of the timestamp are known first. */
  ask(lane: Lane): BarDecision {
    const step = lane.stepOf(lane.nextBar);
    if (step !== this.#step) this.#advanceTo(step);
    const answer = this.signal.decide(this.windows[lane.index], this.positions[lane.index]);
    if (answer !== undefined) requireDecision(answer);
    return answer;
  }

  /** Moves every instrument that has a bar at a step to it. Steps come one by one, since some instrument has a bar at each. */
  #advanceTo(step: number): void {
    this.#step = step;
    for (let i = 0; i < this.histories.length; i++) {
      const steps = this.#stepOfBar[i], history = this.histories[i];
      if (steps !== null && steps[history.bar + 1] !== step) continue;
      history.advance();
      if (this.hasCoarse) { for (const coarse of this.coarse[i]) coarse.push(history); }
    }
  }

  instrument(symbol: string): Window {
    const index = this.symbols.indexOf(symbol);
    if (index < 0) {
      throw new LockstepError(
        `There is no instrument "${symbol}" in this run; there are ${this.symbols.join(", ")}.`,
      );
    }
    return this.windows[index];
  }

  timeframe(symbol: string, text: string): Window {
    const coarse = this.coarse[this.symbols.indexOf(symbol)].find((each) => each.text === text);
    if (coarse === undefined) {
      throw new LockstepError(
        `The window has no timeframe "${text}": name it in onBar's settings, timeframes: ["${text}"].`,
      );
    }
    return coarse.window;
  }

  snapshot(): unknown {
    return {
      histories: this.histories.map((history) => history.snapshot()),
      coarse: this.coarse.map((all) => all.map((coarse) => coarse.snapshot())),
    };
  }

  restore(snapshot: unknown): void {
    const { histories, coarse } = snapshot as {
      histories: ReturnType<History["snapshot"]>[];
      coarse: ReturnType<CoarseHistory["snapshot"]>[][];
    };
    this.histories.forEach((history, i) => history.restore(histories[i]));
    this.coarse.forEach((all, i) => all.forEach((each, k) => each.restore(coarse[i][k])));
  }
}

/** @throws LockstepError on an answer that no type checker would have let through: a promise, a word, another number. */
function requireDecision(answer: unknown): void {
  if (answer === 1 || answer === 0 || answer === -1) return;
  if (Array.isArray(answer) && answer.every(isDecision) || isDecision(answer)) return;
  const what = answer instanceof Promise ? "a promise" : JSON.stringify(answer) ?? String(answer);
  throw new LockstepError(
    `it answered ${what}: it must be 1, 0, −1, a decision with a direction, or nothing`,
  );
}

function isDecision(answer: unknown): boolean {
  return typeof answer === "object" && answer !== null && "direction" in answer;
}

/** Closed bars of a coarser timeframe, built as the finer ones become known. */
class CoarseHistory {
  readonly window: Window;
  readonly #history: History;
  readonly #resampler: Resampler;
  /** Of the bars that the resampler gives out. */
  readonly #columns: readonly Float64Array[];

  constructor(readonly text: string, lookbackBars: number, symbol: string, universe: WindowSurroundings) {
    this.#history = new History(BAR_FIELDS.length, lookbackBars);
    this.#resampler = new Resampler(Timeframe.parse(text));
    this.#columns = BAR_FIELDS.map((field) => this.#resampler.closed[field]);
    this.window = new Window(symbol, BAR_FIELDS, this.#history, universe);
  }

  push({ columns, bar }: History): void {
    const [open, high, low, close, volume, openTimeMs, closeTimeMs] = columns;
    const count = this.#resampler.push(
      openTimeMs[bar],
      closeTimeMs[bar],
      open[bar],
      high[bar],
      low[bar],
      close[bar],
      volume[bar],
    );
    for (let k = 0; k < count; k++) this.#history.push(this.#columns, k);
  }

  snapshot(): { history: ReturnType<History["snapshot"]>; resampler: NumberText[] } {
    return { history: this.#history.snapshot(), resampler: this.#resampler.snapshot() };
  }

  restore({ history, resampler }: ReturnType<CoarseHistory["snapshot"]>): void {
    this.#history.restore(history);
    this.#resampler.restore(resampler);
  }
}

/** Looks a position up when it is asked about: most bars ask for little of it. */
class LanePosition implements PositionView {
  // Hidden for good: whoever reached the lane could see the future.
  readonly #lane: Lane;
  readonly #book: DeskBook;
  readonly #marking: Marking;

  constructor(lane: Lane, book: DeskBook, marking: Marking) {
    this.#lane = lane;
    this.#book = book;
    this.#marking = marking;
  }

  get quantity(): number {
    return this.#lane.position.quantity;
  }

  get direction(): Direction {
    return this.#lane.side as Direction;
  }

  get entryPrice(): number {
    return this.#lane.side === 0 ? NaN : this.#lane.position.averagePrice;
  }

  get entryTimeMs(): number {
    return this.#lane.side === 0 ? NaN : this.#lane.position.entryTimeMs;
  }

  get barsHeld(): number {
    const { side, barsBefore, nextBar, position } = this.#lane;
    return side === 0 ? 0 : barsBefore + nextBar - position.entryBar;
  }

  get unrealisedProfit(): number {
    const { side, position, multiplier, close, nextBar } = this.#lane;
    return side === 0 ? 0 : position.quantity * multiplier * (close[nextBar] - position.averagePrice);
  }

  get equity(): number {
    return this.#marking.equityNow();
  }

  get cash(): number {
    return this.#book.portfolio.cash;
  }

  get hasWorkingOrders(): boolean {
    return this.#lane.workingCount > 0;
  }
}
