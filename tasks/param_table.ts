import type { z } from "zod";
import { type CatalogueParam, catalogueParams } from "../actors/indicator_catalogue.ts";
import { formatCount } from "./number_format.ts";

/** Parameters as a table of Markdown: name, default, what they may be. */
export function paramTable(params: z.ZodObject): string {
  const rows = catalogueParams(params).map((param) =>
    `| \`${param.name}\` | ${param.default ?? "must be given"} | ${valuesOf(param)} |\n`
  );
  if (rows.length === 0) return "No parameters.\n";
  return `| parameter | default | values |\n| --- | --- | --- |\n${rows.join("")}`;
}

/** "whole number, 2 to 500" */
function valuesOf(param: CatalogueParam): string {
  if (param.enum !== undefined) return param.enum.join(", ");
  if (param.type !== "integer" && param.type !== "number") return param.type ?? "any";
  const { minimum, maximum, exclusiveMinimum, exclusiveMaximum } = param;
  const number = (bound: number) => Number.isInteger(bound) ? formatCount(bound) : String(bound);
  const isBound = (bound?: number): bound is number =>
    bound !== undefined && Math.abs(bound) < Number.MAX_SAFE_INTEGER;
  const words = [param.type === "integer" ? "whole number" : "number"];
  if (isBound(minimum) && isBound(maximum)) words.push(`${number(minimum)} to ${number(maximum)}`);
  else if (isBound(minimum)) words.push(`at least ${number(minimum)}`);
  else if (isBound(maximum)) {
    words.push(
      `${isBound(exclusiveMinimum) ? `above ${number(exclusiveMinimum)}, ` : ""}at most ${number(maximum)}`,
    );
  } else if (isBound(exclusiveMinimum)) words.push(`above ${number(exclusiveMinimum)}`);
  if (isBound(exclusiveMaximum)) words.push(`below ${number(exclusiveMaximum)}`);
  return words.join(", ");
}
