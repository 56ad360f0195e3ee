/** A number as JSON can hold it exactly: itself, or its name where JSON has no numeral for it. */
export type NumberText = number | "NaN" | "Infinity" | "-Infinity" | "-0";

/** Numbers as JSON holds them, every bit kept (NaN as one NaN). */
export function packNumbers(numbers: ArrayLike<number>): NumberText[] {
  const packed: NumberText[] = new Array(numbers.length);
  for (let i = 0; i < numbers.length; i++) packed[i] = packNumber(numbers[i]);
  return packed;
}

/** One number as JSON holds it. */
export function packNumber(x: number): NumberText {
  if (Object.is(x, -0)) return "-0";
  return Number.isFinite(x) ? x : String(x) as NumberText;
}

/** The inverse of {@link packNumbers}. */
export function unpackNumbers(packed: readonly NumberText[]): Float64Array {
  return Float64Array.from(packed, Number);
}
