import { z } from "zod";
import type { IndicatorCategory, IndicatorDefinition } from "../engine/indicator.ts";
import * as indicators from "./indicators/mod.ts";

/** What each category holds, in the order in which they are listed. */
export const CATEGORIES: Readonly<
  Record<IndicatorCategory, { readonly title: string; readonly holds: string }>
> = {
  overlap: { title: "Overlap", holds: "averages, bands and channels, drawn over what they read" },
  momentum: { title: "Momentum", holds: "how fast prices move, and which way" },
  volatility: { title: "Volatility", holds: "how far prices move" },
  volume: { title: "Volume", holds: "what volume says of prices" },
  price: { title: "Price", holds: "bars made into other prices, and levels taken from them" },
  statistics: { title: "Statistics", holds: "what a window of values is like" },
  cycle: { title: "Cycle", holds: "periods and phases in prices" },
  candlestick: {
    title: "Candlestick",
    holds: "patterns of one to five candles: 100, −100 or 0 at each bar",
  },
};

/** A parameter, as JSON Schema has it. */
export interface CatalogueParam {
  readonly name: string;
  readonly type?: string;
  readonly enum?: readonly unknown[];
  /** Absent where it must be given. */
  readonly default?: unknown;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly exclusiveMinimum?: number;
  readonly exclusiveMaximum?: number;
}

/** An indicator as it is listed. */
export interface CatalogueEntry {
  /** What it is called in records, tables and charts: "standard_deviation". */
  readonly name: string;
  /** What makes it in code: "standardDeviation". */
  readonly function: string;
  readonly title: string;
  readonly category: IndicatorCategory;
  readonly scale: "source" | "own";
  readonly reference: string;
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  readonly params: readonly CatalogueParam[];
  /** Bars before the first value with the default parameters. */
  readonly warmupBars: number;
}

/** Every indicator of the house, category by category and by name within one. */
export function indicatorCatalogue(): readonly CatalogueEntry[] {
  const order = Object.keys(CATEGORIES);
  const entries = Object.entries(indicators).map(([name, { definition }]) =>
    catalogueEntry(name, definition as unknown as IndicatorDefinition)
  );
  return entries.sort((a, b) =>
    order.indexOf(a.category) - order.indexOf(b.category) || (a.function < b.function ? -1 : 1)
  );
}

function catalogueEntry(exported: string, definition: IndicatorDefinition): CatalogueEntry {
  const { name, title, category, scale = "own", reference = "", inputs, outputs, params } = definition;
  return {
    name,
    function: exported,
    title,
    category,
    scale,
    reference,
    inputs,
    outputs,
    params: catalogueParams(params),
    warmupBars: definition.warmupBars(params.parse({})),
  };
}

/** The parameters of a schema, in its order. */
export function catalogueParams(params: z.ZodObject): CatalogueParam[] {
  const { properties = {} } = z.toJSONSchema(params, { io: "input" }) as {
    properties?: Readonly<Record<string, Omit<CatalogueParam, "name">>>;
  };
  return Object.entries(properties).map(([name, schema]) => ({ name, ...schema }));
}
