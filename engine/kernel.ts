import { Stateful } from "./stateful.ts";

/**
 * The streaming heart of an indicator. It runs over a stretch of its input columns and writes the same stretch of its output
 * columns, remembering what it must of earlier bars and never reading them again. However a series is cut into stretches, the
 * outputs are the same to the bit (the frame law).
 *
 * Load `state` into locals before a loop and store it after; allocate nothing in `run`.
 * NaN in an input (another indicator warming up) gives NaN at that bar and leaves the state as it was.
 */
export abstract class Kernel extends Stateful {
  /** Reads inputs[k][from…to−1], writes outputs[k][from…to−1]. Never reads at or after `to`. */
  abstract run(
    inputs: readonly Float64Array[],
    outputs: readonly Float64Array[],
    from: number,
    to: number,
  ): void;

  /**
   * A way to run this kernel and another one, over the same inputs, in one loop; undefined where there is none. A value that follows from
   * the one before it waits for its own arithmetic: two such kernels side by side take the time of one.
   */
  pairedWith(_other: Kernel): PairedRun | undefined {
    return undefined;
  }
}

/** Runs two kernels over a stretch: both as their own `run` would, to the bit. */
export type PairedRun = (
  inputs: readonly Float64Array[],
  outputs: readonly Float64Array[],
  otherOutputs: readonly Float64Array[],
  from: number,
  to: number,
) => void;
