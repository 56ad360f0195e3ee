/**
 * The values below which these shares of the numbers lie, `shares` ascending: linear between the two nearest (type 7 of Hyndman and
 * Fan, "Sample Quantiles in Statistical Packages", The American Statistician 50, 1996; numpy's default). Rearranges `numbers`, so that
 * those below a quantile stand before it. NaN where there is none.
 */
export function quantiles(numbers: Float64Array, shares: readonly number[]): number[] {
  const found = new Array<number>(shares.length).fill(NaN);
  if (numbers.length > 0) selectAll(numbers, shares, found, 0, shares.length, 0, numbers.length - 1, NaN);
  return found;
}

/** Finds the shares from…to−1, whose places lie within left…right, `beyond` being the next number after them: the middle one first. */
function selectAll(
  numbers: Float64Array,
  shares: readonly number[],
  found: number[],
  from: number,
  to: number,
  left: number,
  right: number,
  beyond: number,
): void {
  if (from >= to) return;
  const middle = (from + to) >> 1, place = shares[middle] * (numbers.length - 1);
  const k = Math.floor(place), part = place - k;
  select(numbers, k, Math.min(left, k), right);
  const next = k < right ? leastOf(numbers, k + 1, right) : beyond;
  found[middle] = numbers[k] + (part === 0 ? 0 : part * (next - numbers[k]));
  // Upper first: what lies below k may then be rearranged without moving what a share at k itself looks for.
  selectAll(numbers, shares, found, middle + 1, to, k + 1, right, beyond);
  selectAll(numbers, shares, found, from, middle, left, k, next);
}

function leastOf(numbers: Float64Array, from: number, to: number): number {
  let least = numbers[from];
  for (let i = from + 1; i <= to; i++) if (numbers[i] < least) least = numbers[i];
  return least;
}

/** A stretch longer than this is narrowed by a sample first. */
const SAMPLED = 600;

/**
 * Brings the k-th smallest of left…right to place k, smaller ones before it (R. W. Floyd and R. L. Rivest, "Algorithm 489: SELECT",
 * Communications of the ACM 18, 1975).
 */
function select(numbers: Float64Array, k: number, left: number, right: number): void {
  while (right > left) {
    if (right - left > SAMPLED) {
      const count = right - left + 1, place = k - left + 1, z = Math.log(count);
      const size = 0.5 * Math.exp(2 * z / 3);
      const deviation = 0.5 * Math.sqrt(z * size * (count - size) / count) * Math.sign(place - count / 2);
      select(
        numbers,
        k,
        Math.max(left, Math.floor(k - place * size / count + deviation)),
        Math.min(right, Math.floor(k + (count - place) * size / count + deviation)),
      );
    }
    const pivot = numbers[k];
    let i = left, j = right;
    swap(numbers, left, k);
    if (numbers[right] > pivot) swap(numbers, right, left);
    while (i < j) {
      swap(numbers, i, j);
      i++;
      j--;
      while (numbers[i] < pivot) i++;
      while (numbers[j] > pivot) j--;
    }
    if (numbers[left] === pivot) swap(numbers, left, j);
    else swap(numbers, ++j, right);
    if (j <= k) left = j + 1;
    if (k <= j) right = j - 1;
  }
}

function swap(numbers: Float64Array, i: number, j: number): void {
  const kept = numbers[i];
  numbers[i] = numbers[j];
  numbers[j] = kept;
}
