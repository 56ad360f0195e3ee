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

/** Parses parameters against a schema, strictly. @throws LockstepError: "ema: length 1 is too small (at least 2)". */
export function parseParams<Params extends z.ZodObject>(
  owner: string,
  schema: Params,
  given: Record<string, unknown>,
): z.output<Params> {
  const parsed = schema.strict().safeParse(given);
  if (parsed.success) return parsed.data as z.output<Params>;
  const known = Object.keys(schema.shape).join(", ") || "none";
  const faults = parsed.error.issues.map((issue) => {
    if (issue.code === "unrecognized_keys") {
      return `there is no parameter "${issue.keys.join('", "')}" (parameters: ${known})`;
    }
    const value = issue.path.reduce<unknown>((at, key) => (at as Record<PropertyKey, unknown>)?.[key], given);
    return issue.path.length === 0
      ? lowerFirst(issue.message)
      : `${issue.path.join(".")} ${format(value)}: ${lowerFirst(issue.message)}`;
  });
  throw new LockstepError(`${owner}: ${faults.join("; ")}.`);
}

function format(value: unknown): string {
  return typeof value === "string" ? `"${value}"` : String(value);
}

function lowerFirst(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1);
}
