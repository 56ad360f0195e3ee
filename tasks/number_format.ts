/** Stands where a figure can't be known. */
export const UNKNOWN = "—";

/** The minus sign, as wide as a plus; the hyphen is for words. */
const MINUS = "−";

/** "1,234.50", "−0.07", "0.00" (never −0), and a dash for what is not a finite number. */
export function formatNumber(value: number, decimals: number): string {
  if (!Number.isFinite(value)) return UNKNOWN;
  const text = grouped(Math.abs(value).toFixed(decimals));
  return value < 0 && /[1-9]/.test(text) ? MINUS + text : text;
}

/** Like {@link formatNumber}, with a plus before what is above zero: "+1.20". */
export function formatSigned(value: number, decimals: number): string {
  const text = formatNumber(value, decimals);
  return value > 0 && /[1-9]/.test(text) ? `+${text}` : text;
}

/** A whole number: "1,258". */
export function formatCount(value: number): string {
  return formatNumber(value, 0);
}

/** "1 order", "12 orders". */
export function formatCountOf(count: number, one: string, many: string = `${one}s`): string {
  return `${formatCount(count)} ${count === 1 ? one : many}`;
}

/**
 * How many decimals money has in an account of this size: two, more where the whole account is worth less than 100 (one that
 * is kept in bitcoin).
 */
export function moneyDecimals(accountSize: number): number {
  const size = Math.abs(accountSize);
  return size >= 100 || !(size > 0) ? 2 : size >= 1 ? 4 : 8;
}

/** A price with six digits that matter, at least two decimals: "187.23", "1.07219", "0.00162008". */
export function formatPrice(price: number): string {
  if (!Number.isFinite(price)) return UNKNOWN;
  const magnitude = price === 0 ? 0 : Math.floor(Math.log10(Math.abs(price)));
  const text = formatNumber(price, Math.min(20, Math.max(2, 5 - magnitude)));
  return text.replace(/(\.\d\d\d*?)0+$/, "$1");
}

/** A length of time in the unit that suits it: ["312", "days"], ["5.5", "hours"], ["45", "minutes"]. */
export function formatDuration(days: number): [number: string, unit: string] {
  if (!Number.isFinite(days)) return [UNKNOWN, ""];
  if (days === 0) return ["0", "days"];
  if (days === 1) return ["1", "day"];
  if (days >= 100) return [formatNumber(days, 0), "days"];
  if (days >= 2) return [formatNumber(days, 1).replace(/\.0$/, ""), "days"];
  if (days >= 2 / 24) return [formatNumber(days * 24, 1).replace(/\.0$/, ""), "hours"];
  return [formatNumber(days * 1440, 0), days * 1440 < 1.5 && days * 1440 >= 0.5 ? "minute" : "minutes"];
}

/** "2015-02-12", in UTC. */
export function formatDate(timeMs: number): string {
  return isTime(timeMs) ? new Date(timeMs).toISOString().slice(0, -14) : UNKNOWN;
}

/** "2015-02-12 14:30", in UTC. */
export function formatDateTime(timeMs: number): string {
  return isTime(timeMs) ? new Date(timeMs).toISOString().slice(0, -8).replace("T", " ") : UNKNOWN;
}

/** The date of a bar that closes at `timeMs`: one that closes at midnight UTC belongs to the day before. */
export function formatCloseDate(closeTimeMs: number): string {
  return formatDate(closeTimeMs - 1);
}

function grouped(digits: string): string {
  const point = digits.indexOf(".");
  const whole = point < 0 ? digits : digits.slice(0, point);
  return whole.replace(/\B(?=(\d{3})+$)/g, ",") + digits.slice(whole.length);
}

function isTime(timeMs: number): boolean {
  return Math.abs(timeMs) <= 8.64e15;
}
