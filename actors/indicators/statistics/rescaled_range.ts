/**
 * Hurst's exponent of `length` values of `values` from `from` on, by rescaled range (H. E. Hurst, Transactions of the American Society
 * of Civil Engineers 116, 1951). They are cut into pieces of `length`, length/2, length/4, … values, 8 at least, newest first, what is
 * left over of them aside; of each piece R/S is the range of the running sums of the deviations from its mean, over its standard
 * deviation. The exponent is the slope of ln of the mean R/S of a size on ln of the size; 0.5 where fewer than two sizes move at all.
 */
export function rescaledRangeExponent(values: Float64Array, from: number, length: number): number {
  let sizes = 0, sumX = 0, sumY = 0, sumXX = 0, sumXY = 0;
  for (let size = length; size >= 8; size >>= 1) {
    let total = 0, pieces = 0;
    for (let start = from + length - size; start >= from; start -= size) {
      const ratio = rescaledRange(values, start, size);
      if (ratio === 0) continue;
      total += ratio;
      pieces++;
    }
    if (pieces === 0) continue;
    const x = Math.log(size / length), y = Math.log(total / pieces);
    sizes++;
    sumX += x;
    sumY += y;
    sumXX += x * x;
    sumXY += x * y;
  }
  return sizes < 2 ? 0.5 : (sizes * sumXY - sumX * sumY) / (sizes * sumXX - sumX * sumX);
}

/** R/S of one piece; 0 where its values are all equal. */
function rescaledRange(values: Float64Array, from: number, size: number): number {
  const first = values[from];
  let mean = 0, isFlat = true;
  for (let j = from; j < from + size; j++) {
    mean += values[j];
    if (values[j] !== first) isFlat = false;
  }
  if (isFlat) return 0;
  mean /= size;
  let sum = 0, least = 0, greatest = 0, squares = 0;
  for (let j = from; j < from + size; j++) {
    const apart = values[j] - mean;
    squares += apart * apart;
    sum += apart;
    least = Math.min(least, sum);
    greatest = Math.max(greatest, sum);
  }
  return (greatest - least) / Math.sqrt(squares / size);
}
