/** A field of a form, from a JSON Schema's property. */
export interface ParamField {
  readonly name: string;
  readonly label: string;
  readonly kind: "integer" | "number" | "boolean" | "choice" | "text";
  readonly choices: readonly string[];
  readonly min?: number;
  readonly max?: number;
  readonly hint: string;
  readonly value: unknown;
}

/** Fields for the parameters of a strategy, with the values that hold now. What isn't a plain value is left as it is, and has no field. */
export function paramFields(
  schema: Readonly<Record<string, unknown>>,
  values: Readonly<Record<string, unknown>>,
): ParamField[] {
  const properties = (schema.properties ?? {}) as Record<string, Record<string, unknown>>;
  return Object.entries(properties).flatMap(([name, property]) => {
    const kind = kindOf(property);
    if (kind === undefined) return [];
    const number = (key: string) => typeof property[key] === "number" ? property[key] as number : undefined;
    const min = number("minimum"), max = number("maximum"), above = number("exclusiveMinimum");
    const safe = (bound: number | undefined) =>
      bound === undefined || Math.abs(bound) >= Number.MAX_SAFE_INTEGER ? undefined : bound;
    return [{
      name,
      label: labelOf(name),
      kind,
      choices: Array.isArray(property.enum) ? property.enum.map(String) : [],
      min: safe(min ?? above),
      max: safe(max),
      hint: [
        typeof property.description === "string" ? property.description : "",
        rangeText(safe(min), safe(above), safe(max)),
      ].filter((part) => part !== "").join("; "),
      value: values[name] ?? property.default,
    }];
  });
}

/** What a form says, as parameters: only what differs from `before`. */
export function changedParams(
  fields: readonly ParamField[],
  values: Readonly<Record<string, string | boolean>>,
): Record<string, unknown> {
  const changed: Record<string, unknown> = {};
  for (const { name, kind, value } of fields) {
    const text = values[name];
    const next = kind === "integer" || kind === "number"
      ? Number(text)
      : kind === "boolean"
      ? text === true
      : text;
    if (next !== value) changed[name] = next;
  }
  return changed;
}

function kindOf(property: Record<string, unknown>): ParamField["kind"] | undefined {
  if (Array.isArray(property.enum)) return "choice";
  if (property.type === "integer" || property.type === "number" || property.type === "boolean") {
    return property.type;
  }
  return property.type === "string" ? "text" : undefined;
}

/** "trailPct" → "trail %", "lookbackBars" → "lookback bars". */
function labelOf(name: string): string {
  return name.replace(/([a-z])([A-Z])/g, "$1 $2").toLowerCase().replace(/\bpct\b/, "%");
}

function rangeText(min?: number, above?: number, max?: number): string {
  if (min !== undefined && max !== undefined) return `${min} to ${max}`;
  if (above !== undefined && max !== undefined) return `above ${above}, up to ${max}`;
  if (min !== undefined) return `${min} or more`;
  if (above !== undefined) return `above ${above}`;
  return max === undefined ? "" : `up to ${max}`;
}
