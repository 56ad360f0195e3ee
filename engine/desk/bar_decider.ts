import { BAR_FIELDS } from "../bars.ts";
import type { BarDecision, PositionView } from "../decision.ts";
import { LockstepError } from "../error.ts";
import type { Frame, Universe } from "../frame.ts";
import { History } from "../history.ts";
import type { Portfolio } from "../portfolio.ts";
import { Resampler } from "../resampler.ts";
import type { BarSignal, Direction } from "../signal.ts";
import type { NumberText } from "../snapshot.ts";
import { Timeframe } from "../timeframe.ts";
import { Window, type WindowSurroundings } from "../window.ts";
import type { Lane } from "./lane.ts";

/** Asks a strategy's `onBar` at every bar, with a window on the past and a view of its position. */
export class BarDecider implements WindowSurroundings {
  readonly #signal: BarSignal;
  readonly #histories: readonly History[];
  readonly #windows: readonly Window[];
  readonly #coarse: readonly (readonly CoarseHistory[])[];
  readonly #symbols: readonly string[];
  readonly #position = new LanePosition();
  #frame!: Frame;

  constructor(signal: BarSignal, universe: Universe, columns: readonly string[]) {
    this.#signal = signal;
    for (const text of signal.timeframes) {
      if (Timeframe.parse(text).spanMs > universe.timeframe.spanMs) continue;
      throw new LockstepError(
        `onBar asks for ${text} bars, but the run has ${universe.timeframe} bars: a window's timeframe must be coarser.`,
      );
    }
    this.#symbols = universe.instruments.map(({ symbol }) => symbol);
    this.#histories = universe.instruments.map(() => new History(columns, signal.lookbackBars));
    this.#windows = universe.instruments.map(({ symbol }, i) => new Window(symbol, this.#histories[i], this));
    this.#coarse = universe.instruments.map(({ symbol }) =>
      signal.timeframes.map((text) => new CoarseHistory(text, signal.lookbackBars, symbol, this))
    );
  }

  begin(columns: readonly (readonly Float64Array[])[], frame: Frame): void {
    this.#frame = frame;
    for (let i = 0; i < this.#histories.length; i++) {
      this.#histories[i].append(columns[i], 0, frame.bars[i].length);
    }
    this.#step = -1;
  }

  #step = -1;

  /** The strategy's answer at a bar; all instruments of the timestamp are known first. */
  ask(
    lane: Lane,
    bar: number,
    portfolio: Portfolio,
    equity: Float64Array,
    hasWorkingOrders: boolean,
  ): BarDecision {
    const step = lane.stepOf(bar);
    this.#advanceTo(step);
    this.#position.at(lane, bar, portfolio, equity, step, hasWorkingOrders);
    const answer = this.#signal.decide(this.#windows[lane.index], this.#position);
    if (answer !== undefined) requireDecision(answer);
    return answer;
  }

  /** Moves every instrument that has a bar at a step to it, once. */
  #advanceTo(step: number): void {
    if (step === this.#step) return;
    this.#step = step;
    const frame = this.#frame;
    for (let i = 0; i < this.#histories.length; i++) {
      const steps = frame.stepOfBar[i], history = this.#histories[i];
      if (steps === null) history.advance();
      else {
        const bar = this.#barAt(i, step);
        if (bar < 0) continue;
        history.advance();
      }
      for (const coarse of this.#coarse[i]) coarse.push(history);
    }
  }

  #barAt(instrumentIndex: number, step: number): number {
    const steps = this.#frame.stepOfBar[instrumentIndex]!;
    let low = 0, high = steps.length - 1;
    while (low <= high) {
      const middle = (low + high) >> 1;
      if (steps[middle] === step) return middle;
      if (steps[middle] < step) low = middle + 1;
      else high = middle - 1;
    }
    return -1;
  }

  instrument(symbol: string): Window {
    const index = this.#symbols.indexOf(symbol);
    if (index < 0) {
      throw new LockstepError(
        `There is no instrument "${symbol}" in this run; there are ${this.#symbols.join(", ")}.`,
      );
    }
    return this.#windows[index];
  }

  timeframe(symbol: string, text: string): Window {
    const coarse = this.#coarse[this.#symbols.indexOf(symbol)].find((each) => each.text === text);
    if (coarse === undefined) {
      throw new LockstepError(
        `The window has no timeframe "${text}": name it in onBar's settings, timeframes: ["${text}"].`,
      );
    }
    return coarse.window;
  }

  snapshot(): unknown {
    return {
      histories: this.#histories.map((history) => history.snapshot()),
      coarse: this.#coarse.map((all) => all.map((coarse) => coarse.snapshot())),
    };
  }

  restore(snapshot: unknown): void {
    const { histories, coarse } = snapshot as {
      histories: ReturnType<History["snapshot"]>[];
      coarse: ReturnType<CoarseHistory["snapshot"]>[][];
    };
    this.#histories.forEach((history, i) => history.restore(histories[i]));
    this.#coarse.forEach((all, i) => all.forEach((each, k) => each.restore(coarse[i][k])));
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

  constructor(readonly text: string, lookbackBars: number, symbol: string, universe: WindowSurroundings) {
    this.#history = new History(BAR_FIELDS, lookbackBars);
    this.#resampler = new Resampler(Timeframe.parse(text));
    this.window = new Window(symbol, this.#history, universe);
  }

  push(fine: History): void {
    const at = (field: number) => fine.column(field)[fine.now];
    const count = this.#resampler.push(at(5), at(6), at(0), at(1), at(2), at(3), at(4));
    const { closed } = this.#resampler;
    for (let k = 0; k < count; k++) {
      this.#history.append(BAR_FIELDS.map((field) => closed[field]), k, 1);
      this.#history.advance();
    }
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
  #lane!: Lane;
  #portfolio!: Portfolio;
  #equity!: Float64Array;
  #bar = 0;
  #step = 0;
  hasWorkingOrders = false;

  at(
    lane: Lane,
    bar: number,
    portfolio: Portfolio,
    equity: Float64Array,
    step: number,
    hasWorkingOrders: boolean,
  ): void {
    this.#lane = lane;
    this.#portfolio = portfolio;
    this.#equity = equity;
    this.#bar = bar;
    this.#step = step;
    this.hasWorkingOrders = hasWorkingOrders;
  }

  get quantity(): number {
    return this.#portfolio.quantity[this.#lane.index];
  }

  get direction(): Direction {
    return Math.sign(this.quantity) as Direction;
  }

  get entryPrice(): number {
    return this.quantity === 0 ? NaN : this.#portfolio.averagePrice[this.#lane.index];
  }

  get entryTimeMs(): number {
    return this.quantity === 0 ? NaN : this.#portfolio.entryTimeMs[this.#lane.index];
  }

  get barsHeld(): number {
    if (this.quantity === 0) return 0;
    return this.#lane.barsBefore + this.#bar - this.#portfolio.entryBar[this.#lane.index];
  }

  get unrealisedProfit(): number {
    if (this.quantity === 0) return 0;
    return this.quantity * this.#lane.multiplier * (this.#lane.close[this.#bar] - this.entryPrice);
  }

  get equity(): number {
    return this.#equity[this.#step];
  }

  get cash(): number {
    return this.#portfolio.cash;
  }
}
