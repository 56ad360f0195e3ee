import { z } from "zod";
import { indicator } from "../../../engine/indicator.ts";
import { Kernel } from "../../../engine/kernel.ts";
import { SortedWindow } from "./sorted_window.ts";

/**
 * Median of the distances of the last `length` values from their median, no factor applied. The window is kept in order; of the two ends
 * of the order the farther value is dropped until the median distance is left, which halving finds.
 * Column: units of the source, never negative; NaN for the first `length − 1` values.
 */
export const medianDeviation = indicator({
  name: "median_deviation",
  title: "Median absolute deviation",
  category: "statistics",
  scale: "own",
  reference: "Frank Hampel, Journal of the American Statistical Association 69, 1974",
  params: z.object({ length: z.int().min(1).max(10_000).default(20) }),
  inputs: ["source"],
  outputs: ["value"],
  warmupBars: ({ length }) => length - 1,
  kernel: ({ length }) => new MedianDeviationKernel(length),
});

class MedianDeviationKernel extends Kernel {
  readonly #window: SortedWindow;
  readonly #length: number;

  constructor(length: number) {
    const window = new SortedWindow(length);
    super(0, [window]);
    this.#window = window;
    this.#length = length;
  }

  override run(
    inputs: readonly Float64Array[],
    outputs: readonly Float64Array[],
    from: number,
    to: number,
  ): void {
    const source = inputs[0], target = outputs[0];
    const window = this.#window, length = this.#length;
    for (let i = from; i < to; i++) {
      if (source[i] !== source[i]) {
        target[i] = NaN;
        continue;
      }
      window.push(source[i]);
      target[i] = window.count < length ? NaN : medianDistance(window);
    }
  }
}

/**
 * Median distance from the median. The distances to the left and to the right of the median ascend both, so that the k-th least of all
 * is found by halving how many of them lie on the left.
 */
function medianDistance(window: SortedWindow): number {
  const length = window.count, half = length >> 1;
  const median = length % 2 === 1 ? window.at(half) : (window.at(half - 1) + window.at(half)) / 2;
  const upper = distanceAt(window, median, half);
  return length % 2 === 1 ? upper : (distanceAt(window, median, half - 1) + upper) / 2;
}

/** The k-th least distance from the median, k from 0. */
function distanceAt(window: SortedWindow, median: number, k: number): number {
  const length = window.count, split = length >> 1; // left of it values up to the median, from it on those not below it
  let low = Math.max(0, k + 1 - (length - split)), high = Math.min(split, k + 1);
  while (low < high) {
    const left = (low + high) >> 1, right = k + 1 - left;
    const takenRight = right > 0 ? window.at(split + right - 1) - median : -Infinity;
    const nextLeft = median - window.at(split - 1 - left);
    if (takenRight > nextLeft) low = left + 1;
    else high = left;
  }
  const right = k + 1 - low;
  return Math.max(
    low > 0 ? median - window.at(split - low) : -Infinity,
    right > 0 ? window.at(split + right - 1) - median : -Infinity,
  );
}
