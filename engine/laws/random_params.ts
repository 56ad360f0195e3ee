import { z } from "zod";
import type { Random } from "../random.ts";

/** What JSON Schema says of a parameter. */
interface ParamSchema {
  readonly type?: string;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly exclusiveMinimum?: number;
  readonly exclusiveMaximum?: number;
  readonly default?: unknown;
  readonly enum?: readonly unknown[];
}

/**
 * Parameters within a schema's bounds, at random: near the small end, since that is where a short market still says something. A
 * parameter that isn't a number keeps its default. Tries again where the schema refuses a combination, then takes the defaults.
 */
export function randomParams(schema: z.ZodObject, random: Random, largest = 30): Record<string, unknown> {
  const properties = (z.toJSONSchema(schema, { io: "input" }).properties ?? {}) as Record<
    string,
    ParamSchema
  >;
  for (let attempt = 0; attempt < 50; attempt++) {
    const params: Record<string, unknown> = {};
    for (const [name, property] of Object.entries(properties)) {
      const value = randomValue(property, random, largest);
      if (value !== undefined) params[name] = value;
    }
    if (schema.safeParse(params).success) return params;
  }
  return {};
}

function randomValue(property: ParamSchema, random: Random, largest: number): unknown {
  if (property.enum !== undefined) return property.enum[random.integer(0, property.enum.length - 1)];
  if (property.type === "boolean") return random.uniform() < 0.5;
  if (property.type !== "integer" && property.type !== "number") return property.default;
  const least = property.minimum ?? property.exclusiveMinimum ?? 0;
  const most = Math.min(
    property.maximum ?? property.exclusiveMaximum ?? Infinity,
    Math.max(least + 1, largest),
  );
  if (property.type === "integer") return random.integer(least, most);
  const value = least + (most - least) * random.uniform();
  return value === property.exclusiveMinimum ? (least + most) / 2 : value;
}
