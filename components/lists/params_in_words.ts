/** "fast 9 · slow 21"; empty where there is none. */
export function paramsInWords(params: Readonly<Record<string, unknown>>): string {
  return Object.entries(params).map(([name, value]) => `${name} ${inWords(value)}`).join(" · ");
}

function inWords(value: unknown): string {
  return typeof value === "number"
    ? String(value).replace("-", "−")
    : typeof value === "string"
    ? value
    : JSON.stringify(value) ?? "not set";
}
