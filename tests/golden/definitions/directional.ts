import { type Definition, late, sum, trueRanges } from "./arrays.ts";

/** Wilder's sums: the first `length − 1` values plainly, then each time one part of `length` less and the new value more. */
function wilderSums(x: number[], length: number): number[] {
  let value = sum(x.slice(0, length - 1));
  return x.map((newest, i) => {
    if (i >= length - 1) value = value - value / length + newest;
    return i < length - 2 ? NaN : value;
  });
}

/** Sums of upward and downward moves and of true ranges by bar; from move `length − 1` on. */
function movements(high: number[], low: number[], close: number[], length: number) {
  const up = high.slice(1).map((top, i) => top - high[i]),
    down = low.slice(1).map((bottom, i) => low[i] - bottom);
  const sums = (x: number[]) => late(high.length, wilderSums(x, length));
  return {
    plus: sums(up.map((move, i) => move > 0 && move > down[i] ? move : 0)),
    minus: sums(down.map((move, i) => move > 0 && move > up[i] ? move : 0)),
    range: sums(trueRanges(high, low, close).slice(1)),
  };
}

/** The directional index from bar `length` on; NaN where nothing has moved. */
function indices(high: number[], low: number[], close: number[], length: number): number[] {
  const { plus, minus } = movements(high, low, close, length);
  return plus.map((up, i) => i < length ? NaN : 100 * Math.abs(up - minus[i]) / (up + minus[i])).slice(
    length,
  );
}

/** Wilder's average of the index: nothing counts as 0 in the first mean and changes nothing later. */
function averageIndices(high: number[], low: number[], close: number[], length: number): number[] {
  const all = indices(high, low, close, length), values: number[] = [];
  all.forEach((index, i) => {
    const isThere = !Number.isNaN(index);
    if (i < length - 1) values.push(NaN);
    else if (i === length - 1) values.push(sum(all.slice(0, length).map((each) => each || 0)) / length);
    else values.push(isThere ? values[i - 1] + (index - values[i - 1]) / length : values[i - 1]);
  });
  return late(high.length, values);
}

const indicator = (
  of: "plus" | "minus",
): Definition =>
([high, low, close], { length }) => {
  const sums = movements(high, low, close, length), unit = length === 1 ? 1 : 100;
  return [sums.range.map((range, i) => i < length ? NaN : range === 0 ? 0 : unit * sums[of][i] / range)];
};

const movement = (of: "plus" | "minus"): Definition => ([high, low], { length }) => {
  const sums = movements(high, low, low, length)[of];
  return [length === 1 ? sums.map((value, i) => i === 0 ? NaN : value) : sums];
};

/** Wilder's directional indicators by name, written out from their formulas. */
export const directional: Readonly<Record<string, Definition>> = {
  plus_dm: movement("plus"),
  minus_dm: movement("minus"),
  plus_di: indicator("plus"),
  minus_di: indicator("minus"),
  dx: ([high, low, close], { length }) => {
    let last = 0;
    return [
      late(
        high.length,
        indices(high, low, close, length).map((index) => last = Number.isNaN(index) ? last : index),
      ),
    ];
  },
  adx: ([high, low, close], { length }) => [averageIndices(high, low, close, length)],
  adxr: ([high, low, close], { length }) => {
    const average = averageIndices(high, low, close, length);
    return [average.map((value, i) => (value + (average[i - length + 1] ?? NaN)) / 2)];
  },
};
