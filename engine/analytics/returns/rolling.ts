/**
 * A figure over a window that moves: for each place what `figure` says of the last `window` numbers up to it, from `leastCount` on; NaN
 * where there are fewer. `figure` is given a view that it may not keep.
 *
 *     rolling(returns, 63, (each) => describeReturns(each).deviation * Math.sqrt(252));
 */
export function rolling(
  numbers: Float64Array,
  window: number,
  figure: (numbers: Float64Array, from: number) => number,
  leastCount = window,
): Float64Array {
  const figures = new Float64Array(numbers.length).fill(NaN);
  for (let to = Math.max(1, leastCount); to <= numbers.length; to++) {
    const from = Math.max(0, to - window);
    figures[to - 1] = figure(numbers.subarray(from, to), from);
  }
  return figures;
}
