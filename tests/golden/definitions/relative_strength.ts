import { highestOf, late, lowestOf, smoothed } from "./arrays.ts";

/** Change from each value to the next; NaN for the first. */
export const changesOf = (x: number[]) => x.map((value, i) => i === 0 ? NaN : value - x[i - 1]);

/** Wilder's averages of rises and of falls. */
export function wilderChanges(x: number[], length: number): { gains: number[]; losses: number[] } {
  const changes = changesOf(x).slice(1);
  const average = (sign: number) =>
    late(x.length, smoothed(changes.map((change) => Math.max(0, sign * change)), length, 1 / length));
  return { gains: average(1), losses: average(-1) };
}

/** Relative strength index; a value that is the one before it leaves it what it was. */
export function rsiOf(x: number[], length: number): number[] {
  const { gains, losses } = wilderChanges(x, length), values: number[] = [];
  gains.forEach((gain, i) => {
    if (x[i] === x[i - 1] && values[i - 1] >= 0) values.push(values[i - 1]);
    else values.push(gain === 0 && losses[i] === 0 ? 0 : 100 * gain / (gain + losses[i]));
  });
  return values;
}

/** Where x stands between the lowest low (0) and the highest high (100) of the window; 0 where these are the same but for rounding. */
export function positionsOf(high: number[], low: number[], x: number[], length: number): number[] {
  const highest = highestOf(high, length), lowest = lowestOf(low, length);
  return x.map((value, i) =>
    highest[i] - lowest[i] <= 1e-13 * Math.abs(highest[i])
      ? 0
      : 100 * (value - lowest[i]) / (highest[i] - lowest[i])
  );
}
