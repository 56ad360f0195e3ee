/** A value of a form as it is entered: a parameter of a strategy or a setting of the account. */
export interface ParamField {
  /** As it stands in forms and in faults: "params.fast". */
  readonly name: string;
  readonly label: string;
  readonly kind: "number" | "integer" | "boolean" | "choice" | "text" | "json";
  /** As text; empty where there is none and the value must be given. */
  readonly defaultText: string;
  readonly choices: readonly string[];
  readonly bounds: Bounds;
  readonly hint: string;
  readonly unit?: string;
}

/** What a number must keep to. */
export interface Bounds {
  readonly minimum?: number;
  readonly maximum?: number;
  readonly exclusiveMinimum?: number;
  readonly exclusiveMaximum?: number;
}

type JsonSchema = Readonly<Record<string, unknown>>;

/** Fields for the parameters that a strategy's JSON Schema describes, in its order. */
export function paramFields(schema: JsonSchema): ParamField[] {
  const properties = (schema.properties ?? {}) as Readonly<Record<string, JsonSchema>>;
  return Object.entries(properties).map(([key, property]) => fieldOf(key, property));
}

/** What is wrong with a text that was entered, in words; undefined where nothing is. What holds between fields the server tells. */
export function faultOf(
  { kind, bounds, choices, defaultText }: ParamField,
  text: string,
): string | undefined {
  if (text.trim() === "") return defaultText === "" ? "must be given" : undefined;
  if (kind === "choice") return choices.includes(text) ? undefined : `must be ${choices.join(" or ")}`;
  if (kind === "json") return isJson(text) ? undefined : "must be JSON, such as [1, 2]";
  if (kind !== "number" && kind !== "integer") return undefined;
  const value = Number(text);
  if (!Number.isFinite(value)) return `must be a number: received "${text}"`;
  if (kind === "integer" && !Number.isInteger(value)) return "must be a whole number";
  const { minimum, maximum, exclusiveMinimum, exclusiveMaximum } = bounds;
  if (minimum !== undefined && value < minimum) return `must be at least ${minimum}`;
  if (exclusiveMinimum !== undefined && value <= exclusiveMinimum) return `must be above ${exclusiveMinimum}`;
  if (maximum !== undefined && value > maximum) return `must be at most ${maximum}`;
  if (exclusiveMaximum !== undefined && value >= exclusiveMaximum) return `must be below ${exclusiveMaximum}`;
  return undefined;
}

/** The value that a text stands for; undefined for an empty one, the text itself where it can't be read: the server says so then. */
export function valueOf({ kind }: ParamField, text: string): unknown {
  const trimmed = text.trim();
  if (kind === "boolean") return trimmed === "on" || trimmed === "true";
  if (trimmed === "") return undefined;
  if (kind === "number" || kind === "integer") {
    return Number.isFinite(Number(trimmed)) ? Number(trimmed) : text;
  }
  return kind === "json" && isJson(text) ? JSON.parse(text) : text;
}

/** A value as it stands in a form. */
export function textOf(value: unknown): string {
  return value === undefined ? "" : typeof value === "object" ? JSON.stringify(value) : String(value);
}

/** What is asked for beyond what holds: values of a form by parameter, where they say something else than `before`. */
export function changedParams(
  fields: readonly ParamField[],
  texts: Readonly<Record<string, string>>,
  before: Readonly<Record<string, unknown>>,
): Record<string, unknown> {
  return Object.fromEntries(
    fields.map((field) => [keyOf(field), valueOf(field, texts[field.name] ?? "")] as const)
      .filter(([key, value]) => value !== undefined && textOf(value) !== textOf(before[key])),
  );
}

/** The parameter's own name, as a strategy and the command line have it: "fast" of "params.fast". */
export function keyOf({ name }: ParamField): string {
  return name.slice(name.indexOf(".") + 1);
}

/** A parameter's name as it is read, with its unit where the name tells it: "trailPct" → "trail", "%"; "buyBelow" → "buy below". */
export function paramLabel(key: string): { readonly label: string; readonly unit?: string } {
  const words = key.replace(/_/g, " ").replace(/([a-z\d])([A-Z])/g, "$1 $2").toLowerCase();
  const [, label, suffix] = /^(.+) (pct|bps)$/.exec(words) ?? [];
  return suffix === undefined ? { label: words } : { label, unit: suffix === "pct" ? "%" : "bps" };
}

/** "2 to 500", "above 0, up to 100"; empty where anything will do. */
export function boundsText({ minimum, maximum, exclusiveMinimum, exclusiveMaximum }: Bounds): string {
  if (minimum !== undefined && maximum !== undefined) return `${shown(minimum)} to ${shown(maximum)}`;
  const low = minimum !== undefined
    ? `at least ${shown(minimum)}`
    : exclusiveMinimum !== undefined
    ? `above ${shown(exclusiveMinimum)}`
    : undefined;
  const high = maximum !== undefined
    ? `${low === undefined ? "at most" : "up to"} ${shown(maximum)}`
    : exclusiveMaximum !== undefined
    ? `below ${shown(exclusiveMaximum)}`
    : undefined;
  return [low, high].filter((each) => each !== undefined).join(", ");
}

function fieldOf(key: string, property: JsonSchema): ParamField {
  const choices = (property.enum as readonly unknown[] | undefined)?.map(String) ??
    (property.const === undefined ? [] : [String(property.const)]);
  const bounds = boundsOf(property);
  return {
    name: `params.${key}`,
    ...paramLabel(key),
    kind: choices.length > 0 ? "choice" : kindOf(property.type),
    defaultText: textOf(property.default),
    choices,
    bounds,
    hint: [property.description, boundsText(bounds)].filter(Boolean).join(". "),
  };
}

/** zod bounds every whole number by what a float64 holds exactly: that is no news to anyone. */
function boundsOf(property: JsonSchema): Bounds {
  const names = ["minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum"] as const;
  return Object.fromEntries(
    names.map((name) => [name, property[name]] as const)
      .filter(([, value]) => typeof value === "number" && Math.abs(value) < Number.MAX_SAFE_INTEGER),
  );
}

function kindOf(type: unknown): ParamField["kind"] {
  return type === "number" || type === "integer" || type === "boolean"
    ? type
    : type === "string"
    ? "text"
    : "json";
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

function shown(bound: number): string {
  return String(bound).replace("-", "−");
}
