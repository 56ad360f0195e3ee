/**
 * A time as venues write it in RFC 3339, UTC, with so many decimals of a second: `2023-10-06T17:35:55.440000Z`. Those of the last second
 * are kept, because most messages of a moment share it.
 */
export function timeText(timeMs: number, decimals: 0 | 3 | 6 | 9): string {
  const whole = Math.floor(timeMs), second = Math.floor(whole / 1_000);
  if (second !== lastSecond) {
    lastText = new Date(second * 1_000).toISOString().slice(0, 19);
    lastSecond = second;
  }
  if (decimals === 0) return `${lastText}Z`;
  const ms = whole - second * 1_000;
  return `${lastText}.${ms < 10 ? "00" : ms < 100 ? "0" : ""}${ms}${ZEROS[decimals / 3 - 1]}Z`;
}

const ZEROS = ["", "000", "000000"];

let lastSecond = NaN;
let lastText = "";
