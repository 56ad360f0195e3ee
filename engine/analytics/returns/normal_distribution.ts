/** √(2π). */
const ROOT_TWO_PI = Math.sqrt(2 * Math.PI);

/** Density of the standard normal distribution. */
export function normalDensity(z: number): number {
  return Math.exp(-z * z / 2) / ROOT_TWO_PI;
}

/**
 * Chance that a standard normal number is at most `z`, to 15 digits: near the middle the series Φ(z) = ½ + φ(z)·(z + z³/3 + z⁵/(3·5) + …)
 * (G. Marsaglia, "Evaluating the Normal Distribution", Journal of Statistical Software 11, 2004), further out Laplace's continued
 * fraction for the tail, which keeps its digits however small it is.
 */
export function normalCdf(z: number): number {
  if (Math.abs(z) > 3) return z > 0 ? 1 - upperTail(z) : upperTail(-z);
  let term = z, sum = z;
  for (let odd = 3; Math.abs(term) > 1e-17 * Math.abs(sum); odd += 2) {
    term *= z * z / odd;
    sum += term;
  }
  return 0.5 + sum * normalDensity(z);
}

/** 1 − Φ(z) for z above 3: φ(z) / (z + 1/(z + 2/(z + 3/…))). */
function upperTail(z: number): number {
  let fraction = z;
  for (let k = 120; k >= 1; k--) fraction = z + k / fraction;
  return normalDensity(z) / fraction;
}

/**
 * The number below which a standard normal one lies with this chance; ±Infinity at 1 and 0. Halley's steps from a rough start
 * (Abramowitz & Stegun 26.2.23).
 */
export function normalQuantile(chance: number): number {
  if (!(chance > 0)) return chance === 0 ? -Infinity : NaN;
  if (!(chance < 1)) return chance === 1 ? Infinity : NaN;
  if (chance > 0.5) return -normalQuantile(1 - chance);
  const t = Math.sqrt(-2 * Math.log(chance));
  let z = (2.515517 + t * (0.802853 + t * 0.010328)) / (1 + t * (1.432788 + t * (0.189269 + t * 0.001308))) -
    t;
  for (let step = 0; step < 3; step++) {
    const off = (normalCdf(z) - chance) / normalDensity(z);
    z -= off / (1 + z * off / 2);
  }
  return z;
}
