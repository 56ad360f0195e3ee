import { paramLabel } from "../forms/param_field.ts";

/** "fast 9 · slow 21 · trail 10 %"; empty where there is none. */
export function paramsInWords(params: Readonly<Record<string, unknown>>): string {
  return Object.entries(params).map((param) => paramInWords(...param).join(" ")).join(" · ");
}

/** A parameter's name and its value as they are read: "trailPct" of 10 is "trail", "10 %". */
export function paramInWords(name: string, value: unknown): readonly [label: string, value: string] {
  const { label, unit } = paramLabel(name);
  return [label, unit === undefined ? inWords(value) : `${inWords(value)} ${unit}`];
}

function inWords(value: unknown): string {
  return typeof value === "number"
    ? String(value).replace("-", "−")
    : typeof value === "string"
    ? value
    : JSON.stringify(value) ?? "not set";
}
