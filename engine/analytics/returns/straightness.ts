import { logOfReturn } from "./growth.ts";

/** How straight a line values make: R² of their regression on 0, 1, 2, …. NaN with fewer than two or where they never change. */
export function straightness(values: Float64Array): number {
  const count = values.length, middle = (count - 1) / 2, origin = values[0];
  let sum = 0, squares = 0, product = 0;
  for (let i = 0; i < count; i++) {
    // From the first value on: a sum of squares loses fewer digits near zero.
    const value = values[i] - origin;
    sum += value;
    squares += value * value;
    product += value * (i - middle);
  }
  return rSquared(count, sum, squares, product);
}

/** The same of the logarithm of what these returns compound to, after each of them. */
export function logStraightness(returns: Float64Array): number {
  const count = returns.length, middle = (count - 1) / 2;
  let value = 0, sum = 0, squares = 0, product = 0;
  for (let i = 1; i < count; i++) {
    value += logOfReturn(returns[i]);
    sum += value;
    squares += value * value;
    product += value * (i - middle);
  }
  return rSquared(count, sum, squares, product);
}

function rSquared(count: number, sum: number, squares: number, product: number): number {
  const spread = squares - sum * sum / count, places = count * (count * count - 1) / 12;
  return count < 2 || !(spread > 0) ? NaN : product * product / (spread * places);
}
