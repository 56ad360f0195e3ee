import type { z } from "zod";
import type { Instrument } from "./instrument.ts";
import { paramsFrom } from "./params.ts";

/** What a sizer may know when a signal asks for a position. One object, reused: copy what you keep. */
export interface SizingContext {
  readonly instrument: Instrument;
  /** +1 or −1: where the signal wants to be. */
  readonly direction: number;
  /** In (0, 1]. */
  readonly strength: number;
  /** Close of the bar at which it is decided, in quote currency. */
  readonly price: number;
  readonly equity: number;
  readonly cash: number;
  /** Units held now, negative when short. */
  readonly quantity: number;
  /** Value of a column at this bar. */
  value(column: string): number;
}

/** Answers with the units that the position should have, not below zero; the desk rounds down to lots. */
export interface Sizer<Needs extends string = string> {
  readonly name: string;
  /** In words: "95 % of equity". */
  readonly title: string;
  readonly needs: readonly Needs[];
  quantity(context: SizingContext): number;
}

/** Everything there is to know of a sizer: its catalogue entry. */
export interface SizerDefinition<Params extends z.ZodObject = z.ZodObject> {
  /** snake_case. */
  readonly name: string;
  readonly params: Params;
  /** In words: "95 % of equity". */
  title(params: z.output<Params>): string;
  quantity(context: SizingContext, params: z.output<Params>): number;
}

/** Makes sizers of one kind: `percentOfEquity(95)`. */
export interface SizerFactory<Params extends z.ZodObject = z.ZodObject> {
  (...values: number[]): Sizer<never>;
  (params: z.input<Params>): Sizer<never>;
  readonly definition: SizerDefinition<Params>;
}

/**
 * Defines a sizer. The result is called with its parameters, in the order of the schema or by name.
 * @throws LockstepError when called with parameters that its schema refuses, naming the parameter.
 */
export function sizer<Params extends z.ZodObject>(definition: SizerDefinition<Params>): SizerFactory<Params> {
  const { name, quantity } = definition;
  const make = (...values: (number | Record<string, unknown>)[]): Sizer<never> => {
    const params = paramsFrom(name, definition.params, values);
    return {
      name,
      title: definition.title(params),
      needs: [],
      quantity: (context) => quantity(context, params),
    };
  };
  return Object.assign(make, { definition });
}
