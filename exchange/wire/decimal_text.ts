/** A number as venues write decimals: never with an exponent, and read back as the very same number. */
export function decimalText(value: number): string {
  const text = String(value);
  const at = text.indexOf("e");
  if (at < 0) return text;
  const exponent = Number(text.slice(at + 1)), sign = value < 0 ? "-" : "";
  const [whole, fraction = ""] = text.slice(sign.length, at).split(".");
  return exponent < 0
    ? `${sign}0.${"0".repeat(-exponent - 1)}${whole}${fraction}`
    : `${sign}${whole}${fraction.padEnd(exponent, "0")}`;
}
