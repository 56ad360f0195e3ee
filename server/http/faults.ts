import type { z } from "zod";
import { ruleOf } from "../../engine/params.ts";

/** What is wrong with one field of what came in. */
export interface Fault {
  /** "account.cash"; absent where it is about the whole. */
  readonly field?: string;
  /** A sentence. */
  readonly message: string;
}

/** What a schema finds wrong, field by field, in sentences; `given` is what came in. */
export function faultsOf(error: z.ZodError, given: unknown): Fault[] {
  const faults = new Map<string, Fault>();
  for (const fault of error.issues.flatMap((issue) => ofIssue(issue, [], given))) {
    faults.set(`${fault.field}${fault.message.startsWith("There is no field") ? fault.message : ""}`, fault);
  }
  return [...faults.values()].slice(0, FAULTS_MAX);
}

/** Where a fault is, as RFC 6901 writes it: "/account/cash". */
export function pointerOf(field: string): string {
  return field.split(".").map((key) => `/${key.replaceAll("~", "~0").replaceAll("/", "~1")}`).join("");
}

const FAULTS_MAX = 50;

function ofIssue(issue: z.core.$ZodIssue, before: readonly PropertyKey[], given: unknown): Fault[] {
  const path = [...before, ...issue.path];
  const field = path.length === 0 ? {} : { field: path.map(String).join(".") };
  switch (issue.code) {
    case "unrecognized_keys":
      return issue.keys.map((key) => ({
        field: [...path, key].map(String).join("."),
        message: `There is no field "${short(key)}" here.`,
      }));
    case "invalid_union": {
      // Of several shapes, the one that was most likely meant: the one that has most of the fields that came.
      const branches = issue.errors.map((issues) => issues as readonly z.core.$ZodIssue[]);
      if (branches.length === 0) {
        const at = path.reduce<unknown>(
          (value, key) => (value as Record<PropertyKey, unknown>)?.[key],
          given,
        );
        const options = (issue as { options?: unknown[] }).options;
        const rule = options === undefined
          ? "It must be one that is known"
          : `It must be ${options.join(", ")}`;
        return [{ ...field, message: `${rule}: received ${show(at)}.` }];
      }
      const best = branches.reduce((a, b) => distance(b) < distance(a) ? b : a);
      return best.flatMap((inner) => ofIssue(inner, path, given));
    }
    default: {
      const value = path.reduce<unknown>((at, key) => (at as Record<PropertyKey, unknown>)?.[key], given);
      if (value === undefined && issue.code === "invalid_type") {
        return [{
          ...field,
          message: path.length === 0 ? "It must be given." : `${String(path.at(-1))} must be given.`,
        }];
      }
      const rule = ruleOf(issue).replace(/\.$/, "");
      return [{
        ...field,
        message: `${rule.charAt(0).toUpperCase()}${rule.slice(1)}: received ${show(value)}.`,
      }];
    }
  }
}

/** How far a value is from a shape: fields that it doesn't know weigh most. */
function distance(issues: readonly z.core.$ZodIssue[]): number {
  return issues.reduce(
    (sum, issue) => sum + (issue.code === "unrecognized_keys" ? 10 * issue.keys.length : 1),
    0,
  );
}

function show(value: unknown): string {
  const text = typeof value === "string"
    ? JSON.stringify(value)
    : typeof value === "object" && value !== null
    ? Array.isArray(value) ? "a list" : "an object"
    : String(value);
  return short(text);
}

function short(text: string): string {
  return text.length <= 60 ? text : `${text.slice(0, 57)}…`;
}
