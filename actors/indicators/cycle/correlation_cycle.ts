import { z } from "zod";
import { indicator } from "../../../engine/indicator.ts";
import { Kernel } from "../../../engine/kernel.ts";
import { WindowDeviation } from "../statistics/window_deviation.ts";
import { RollingPhasor } from "./rolling_phasor.ts";

/**
 * Correlation cycle: real and imaginary are Pearson's correlations of the last `length` values, newest first, with cosine and negative
 * sine of a cycle as long, 0 where the values are flat or rounding is all that is left (1e-12). angle = 90° + arctan(real / imaginary),
 * 180° less where imaginary is above 0, 0 where it is 0, and never turning back by less than 270°. state: 1 or −1 for a trend up or down,
 * where the angle moves by less than `threshold` degrees a bar, by the angle's sign (1 at 0); 0 for a cycle (John Ehlers, 2020).
 * Columns: −1 to 1; the same; degrees; −1, 0 or 1. NaN for the first `length − 1` values.
 */
export const correlationCycle = indicator({
  name: "correlation_cycle",
  title: "Correlation cycle",
  category: "cycle",
  scale: "own",
  reference: "John Ehlers, Technical Analysis of Stocks & Commodities, June 2020",
  params: z.object({
    length: z.int().min(3).max(100_000).default(20),
    threshold: z.number().min(0).max(360).default(9),
  }),
  inputs: ["source"],
  outputs: ["real", "imaginary", "angle", "state"],
  warmupBars: ({ length }) => length - 1,
  kernel: ({ length, threshold }) => new CorrelationCycleKernel(length, threshold),
});

const TURNED = 0;

class CorrelationCycleKernel extends Kernel {
  readonly #deviation: WindowDeviation;
  readonly #phasor: RollingPhasor;
  readonly #factor: number;
  readonly #threshold: number;

  constructor(length: number, threshold: number) {
    const deviation = new WindowDeviation(length);
    const phasor = new RollingPhasor(length);
    super(1, [deviation, phasor]);
    this.#deviation = deviation;
    this.#phasor = phasor;
    this.#factor = Math.sqrt(2) / length;
    this.#threshold = threshold;
    this.state[TURNED] = NaN;
  }

  override run(
    inputs: readonly Float64Array[],
    outputs: readonly Float64Array[],
    from: number,
    to: number,
  ): void {
    const source = inputs[0],
      real = outputs[0],
      imaginary = outputs[1],
      angle = outputs[2],
      market = outputs[3],
      { state } = this;
    const deviation = this.#deviation,
      phasor = this.#phasor,
      factor = this.#factor,
      threshold = this.#threshold;
    let turned = state[TURNED];
    for (let i = from; i < to; i++) {
      if (source[i] !== source[i]) {
        real[i] =
          imaginary[i] =
          angle[i] =
          market[i] =
            NaN;
        continue;
      }
      const spread = deviation.next(source[i]);
      phasor.next(source[i]);
      const scale = spread === 0 ? 0 : factor / spread;
      const x = unlessRounding(phasor.real * scale), y = unlessRounding(phasor.imaginary * scale);
      real[i] = x;
      imaginary[i] = y;
      if (x !== x) {
        angle[i] = market[i] = NaN;
        continue;
      }
      let degrees = y === 0 ? 0 : 90 + Math.atan(x / y) * (180 / Math.PI);
      if (y > 0) degrees -= 180;
      const before = turned;
      if (degrees < before && before - degrees < 270 - 1e-9) degrees = before;
      turned = degrees;
      angle[i] = degrees;
      if (Math.abs(degrees - before) < threshold) market[i] = degrees >= 0 ? 1 : -1;
      else market[i] = 0;
    }
    state[TURNED] = turned;
  }
}

function unlessRounding(x: number): number {
  return Math.abs(x) < 1e-12 ? 0 : x;
}
