/**
 * How evenly the numbers fill the span between the least and the most of them, 0 to 1: Σ −p·ln p over equal bins, over its largest
 * (T. Masters, "Testing and Tuning Market Trading Systems", 2018: 3 bins, from 100 numbers 5, from 1,000 10, from 10,000 20).
 * NaN without numbers or where all are equal.
 */
export function relativeEntropy(numbers: Float64Array, least: number, most: number): number {
  const { length } = numbers;
  const binCount = length >= 10_000 ? 20 : length >= 1_000 ? 10 : length >= 100 ? 5 : 3;
  if (!(most > least)) return NaN;
  const counts = new Int32Array(binCount), factor = (binCount - 1e-10) / (most - least);
  for (let i = 0; i < length; i++) counts[(factor * (numbers[i] - least)) | 0]++;
  let sum = 0;
  for (const count of counts) if (count > 0) sum -= count / length * Math.log(count / length);
  return sum / Math.log(binCount);
}
