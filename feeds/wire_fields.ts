/**
 * Fields of messages from outside, read without belief: what isn't what it should be becomes NaN, an empty text, no rows.
 */

/** A JSON object's fields; anything else has none. */
export type Fields = Readonly<Record<string, unknown>>;

const NONE: Fields = Object.freeze({});

/** The fields of what ought to be an object. */
export function fields(value: unknown): Fields {
  return typeof value === "object" && value !== null ? value as Fields : NONE;
}

/** The rows of what ought to be an array. */
export function rows(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

/** A text, or an empty one. */
export function text(value: unknown): string {
  return typeof value === "string" ? value : "";
}

/** What an exchange says, to stand in a sentence of ours: not too long, and without a full stop. */
export function words(value: unknown): string {
  return text(value).slice(0, 200).replace(/[.\s]+$/, "");
}

/** A number as exchanges write it, in a text or bare: the float64 nearest to its decimals; NaN for anything else. */
export function decimal(value: unknown): number {
  if (typeof value === "number") return value;
  return typeof value === "string" && value !== "" ? Number(value) : NaN;
}

const ZERO = 48, NINE = 57;

/**
 * Milliseconds since the epoch of an RFC 3339 time in UTC ("2023-10-06T17:35:55.440295Z", also with a blank for the T and "+00:00"), its
 * fraction kept as far as a float64 goes; NaN for anything else. `Date.parse` drops what is below a millisecond, by which trades are told
 * apart.
 */
export function utcTime(value: unknown): number {
  if (typeof value !== "string" || value.length < 20) return NaN;
  const year = digits(value, 0, 4), month = digits(value, 5, 7), day = digits(value, 8, 10);
  const hour = digits(value, 11, 13), minute = digits(value, 14, 16), second = digits(value, 17, 19);
  if (!(month >= 1 && month <= 12 && day >= 1 && day <= 31 && hour < 24 && minute < 60 && second < 61)) {
    return NaN;
  }
  let at = 19, fraction = 0;
  if (value.charCodeAt(at) === 46) { // a point
    const from = ++at;
    while (at < value.length && value.charCodeAt(at) >= ZERO && value.charCodeAt(at) <= NINE) at++;
    fraction = digits(value, from, at) / 10 ** (at - from - 3);
  }
  const zone = value.slice(at);
  if (zone !== "Z" && zone !== "+00:00") return NaN;
  return Date.UTC(year, month - 1, day, hour, minute, second) + fraction;
}

function digits(value: string, from: number, to: number): number {
  let number = 0;
  for (let at = from; at < to; at++) {
    const digit = value.charCodeAt(at) - ZERO;
    if (!(digit >= 0 && digit <= 9)) return NaN;
    number = number * 10 + digit;
  }
  return to > from ? number : NaN;
}
