/** How deep and how long a series of values lay below its highest so far, depths as fractions of that peak. */
export interface Underwater {
  /** Deepest, zero or negative. */
  readonly maxDepth: number;
  /** Sum of the depths of all values, zero or negative, and of their squares. */
  readonly sum: number;
  readonly squares: number;
  /** Depth of the last value. */
  readonly present: number;
}

/**
 * Measures depths below the highest value so far, which starts at `peak`; with `window`, below the highest of the last `window` values,
 * from the first value for which there are so many.
 */
export function underwater(values: Float64Array, peak = values[0], window = Infinity): Underwater {
  let maxDepth = 0, sum = 0, squares = 0, depth = 0, inverse = 1 / peak;
  const isRolling = window < values.length;
  for (let i = isRolling ? window - 1 : 0; i < values.length; i++) {
    const value = values[i];
    if (isRolling) {
      peak = highest(values, i - window + 1, i);
      inverse = 1 / peak;
    } else if (value > peak) {
      peak = value;
      inverse = 1 / peak;
    }
    depth = (value - peak) * inverse;
    if (depth < maxDepth) maxDepth = depth;
    sum += depth;
    squares += depth * depth;
  }
  return { maxDepth, sum, squares, present: depth };
}

function highest(values: Float64Array, from: number, to: number): number {
  let most = values[from];
  for (let i = from + 1; i <= to; i++) if (values[i] > most) most = values[i];
  return most;
}
