import { Stateful } from "../../../engine/stateful.ts";
import { ExponentialAverage } from "../overlap/exponential_average.ts";
import { TrueRange } from "./true_range.ts";

/** Wilder's average of the true range as a part of other kernels, a bar at a time: what the indicator atr computes. */
export class AverageTrueRange extends Stateful {
  readonly #range: TrueRange;
  readonly #average: ExponentialAverage;

  constructor(length: number) {
    const average = new ExponentialAverage(length, 1 / length);
    super(TrueRange.MEMORY_LENGTH, [average]);
    this.#range = new TrueRange(this.state);
    this.#average = average;
  }

  /** Takes a bar; NaN for the first `length`, and where any of the three is NaN, which leaves everything as it was. */
  next(high: number, low: number, close: number): number {
    return this.#average.next(this.#range.next(high, low, close));
  }
}
