import type { z } from "zod";
import { LockstepError } from "./error.ts";

/**
 * Parameters given by position, in the order of the schema, or by name in one object.
 * @throws LockstepError naming the parameter and what is wrong with it.
 */
export function paramsFrom<Params extends z.ZodObject>(
  owner: string,
  schema: Params,
  values: readonly (number | Readonly<Record<string, unknown>>)[],
): z.output<Params> {
  if (typeof values[0] === "object") return parseParams(owner, schema, values[0]);
  const names = Object.keys(schema.shape);
  if (values.length > names.length) {
    const count = names.length === 1 ? "one value" : `${names.length} values`;
    throw new LockstepError(`${owner} takes ${count} (${names.join(", ")}): received ${values.length}.`);
  }
  return parseParams(owner, schema, Object.fromEntries(values.map((value, k) => [names[k], value])));
}

/** Parses parameters against a schema, strictly. @throws LockstepError: "ema: length 1: must be at least 2." */
export function parseParams<Params extends z.ZodObject>(
  owner: string,
  schema: Params,
  given: Record<string, unknown>,
): z.output<Params> {
  const parsed = schema.safeParse(given);
  const faults = faultsOf(schema, given, parsed.error);
  if (parsed.success && faults.length === 0) return parsed.data as z.output<Params>;
  throw new LockstepError(`${owner}: ${faults.map(({ message }) => message).join("; ")}.`);
}

/** What is wrong with a parameter, or with several together. */
export interface ParamFault {
  /** The parameter; where several don't fit together, the first that the rule names. */
  readonly name?: string;
  /** "fast 1: must be at least 2" */
  readonly message: string;
}

/** All that is wrong with parameters; nothing where {@link parseParams} would take them. */
export function paramFaults(schema: z.ZodObject, given: Record<string, unknown>): ParamFault[] {
  return faultsOf(schema, given, schema.safeParse(given).error);
}

function faultsOf(
  schema: z.ZodObject,
  given: Record<string, unknown>,
  error: z.ZodError | undefined,
): ParamFault[] {
  const names = Object.keys(schema.shape);
  const unknown = Object.keys(given).filter((name) => !Object.hasOwn(schema.shape, name));
  return [
    ...unknown.map((name) => ({
      name,
      message: names.length === 0
        ? `there is no parameter "${name}": it has none`
        : `there is no parameter "${name}" (there ${names.length === 1 ? "is" : "are"} ${names.join(", ")})`,
    })),
    ...oneOfEach(error?.issues ?? []).map((issue) => ({
      name: issue.path.length > 0
        ? String(issue.path[0])
        : ruleOf(issue).split(/\W+/).find((word) => names.includes(word)),
      message: faultOf(issue, schema, given),
    })),
  ];
}

/** The last (narrowest) fault of each parameter; what is wrong with several together only where each is right by itself. */
function oneOfEach(issues: readonly z.core.$ZodIssue[]): z.core.$ZodIssue[] {
  const byPath = new Map(issues.map((issue) => [issue.path.join("."), issue]));
  if (byPath.size > 1) byPath.delete("");
  return [...byPath.values()];
}

/** "fast 1: must be at least 2", "fast must be below slow (fast 30, slow 21)". */
function faultOf(issue: z.core.$ZodIssue, schema: z.ZodObject, given: Record<string, unknown>): string {
  const { path } = issue;
  const rule = ruleOf(issue).replace(/\.$/, "");
  if (path.length === 0) {
    const words = rule.split(/\W+/);
    const values = Object.entries(schema.shape).filter(([name]) => words.includes(name))
      .map(([name, each]) => [name, (each as z.ZodType).safeParse(given[name]).data] as const)
      .filter(([, value]) => value !== undefined).map(([name, value]) => `${name} ${format(value)}`);
    return values.length === 0 ? rule : `${rule} (${values.join(", ")})`;
  }
  const value = path.reduce<unknown>((at, key) => (at as Record<PropertyKey, unknown>)?.[key], given);
  return value === undefined
    ? `${path.join(".")} must be given`
    : `${path.join(".")} ${format(value)}: ${rule}`;
}

/** What a value must be: "must be at least 2". A message of the schema's own goes before ours. */
export function ruleOf(issue: z.core.$ZodIssue): string {
  const isOwn = !/^(Invalid|Too|Unrecognized|Expected)\b/.test(issue.message);
  if (isOwn) return lowerFirst(issue.message);
  switch (issue.code) {
    case "invalid_type":
      return `must be ${KINDS[issue.expected] ?? `of the kind ${issue.expected}`}`;
    case "too_small":
      return `must be ${limit(issue.origin, issue.inclusive ? "at least" : "above", issue.minimum)}`;
    case "too_big":
      return `must be ${limit(issue.origin, issue.inclusive ? "at most" : "below", issue.maximum)}`;
    case "invalid_value":
      return `must be ${issue.values.map(String).join(" or ")}`;
    case "not_multiple_of":
      return `must be a multiple of ${issue.divisor}`;
    default:
      return lowerFirst(issue.message);
  }
}

const KINDS: Readonly<Record<string, string>> = {
  number: "a number",
  int: "a whole number",
  boolean: "true or false",
  string: "a text",
  array: "a list",
  object: "an object",
};

function limit(origin: string, comparison: string, bound: number | bigint): string {
  const unit = origin === "string" ? " letters long" : origin === "array" ? " values long" : "";
  return `${comparison} ${bound}${unit}`;
}

function format(value: unknown): string {
  return typeof value === "string"
    ? `"${value}"`
    : typeof value === "object"
    ? JSON.stringify(value)
    : String(value);
}

function lowerFirst(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1);
}
