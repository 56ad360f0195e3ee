import type { z } from "zod";
import type { BarField } from "./bars.ts";
import type { Kernel } from "./kernel.ts";
import { paramsFrom } from "./params.ts";

/**
 * What an indicator reads: a bar's column by name; "source", which is the close unless `of` names another column; or "other", a second
 * column, which `with` names.
 */
export type IndicatorInput = BarField | "source" | "other";

/** What kind of thing an indicator measures. */
export type IndicatorCategory =
  | "overlap"
  | "momentum"
  | "volatility"
  | "volume"
  | "price"
  | "statistics"
  | "cycle"
  | "candlestick";

/** Everything there is to know of an indicator: its catalogue entry. */
export interface IndicatorDefinition<
  Params extends z.ZodObject = z.ZodObject,
  Output extends string = string,
> {
  /** The word for it in code, tables and charts: snake_case. */
  readonly name: string;
  /** Its name as traders write it: "Exponential moving average". */
  readonly title: string;
  readonly category: IndicatorCategory;
  /**
   * Whether its values have the unit of what it reads (prices, where it reads no source) and are drawn over it, or a scale of their own, which
   * is so where it isn't said.
   */
  readonly scale?: "source" | "own";
  /** Where its formula stands: "TA-Lib TA_EMA", book or paper with its year. All of ours say so. */
  readonly reference?: string;
  readonly params: Params;
  /** "source" (one column, the close by default) and whatever else of the bar it reads, in the kernel's order. */
  readonly inputs: readonly IndicatorInput[];
  /** One output is named "value"; several get names of their own. */
  readonly outputs: readonly Output[];
  /** Bars before the first value, where the input has a value at every bar. */
  warmupBars(params: z.output<Params>): number;
  kernel(params: z.output<Params>): Kernel;
}

/** Where an indicator reads: another column than the close, or closed bars of a coarser timeframe. */
export interface IndicatorOptions<Source extends string = string> {
  /** Column that stands for "source": a bar field or an earlier indicator's column. */
  readonly of?: Source;
  /** Column that stands for "other": of an indicator that compares two columns. */
  readonly with?: Source;
  /** Coarser timeframe, such as "1h": computed on its closed bars, each value visible once its bar has closed. */
  readonly timeframe?: string;
}

/** An indicator with its parameters, ready to be named and put into a pipeline. */
export interface IndicatorSpec<Output extends string = string, Source extends string = string> {
  readonly definition: IndicatorDefinition<z.ZodObject, Output>;
  readonly params: Readonly<Record<string, unknown>>;
  readonly of: Source;
  readonly with?: Source;
  readonly timeframe?: string;
}

/** Makes specs of one indicator: `ema(9)`, `ema({ length: 9, of: "high" })`, `macd(12, 26, 9)`. */
export interface IndicatorFactory<Params extends z.ZodObject, Output extends string> {
  (...values: number[]): IndicatorSpec<Output, "close">;
  <Source extends string = "close">(
    settings: z.input<Params> & IndicatorOptions<Source>,
  ): IndicatorSpec<Output, Source>;
  readonly definition: IndicatorDefinition<Params, Output>;
}

/**
 * Defines an indicator. The result is called with its parameters, in the order of the schema or by name.
 * @throws LockstepError when called with parameters that its schema refuses, naming the parameter.
 */
export function indicator<Params extends z.ZodObject, const Output extends string>(
  definition: IndicatorDefinition<Params, Output>,
): IndicatorFactory<Params, Output> {
  const make = (...values: (number | (Record<string, unknown> & IndicatorOptions))[]) => {
    let { of, with: other, timeframe }: IndicatorOptions = {};
    let given: readonly (number | Record<string, unknown>)[] = values;
    if (typeof values[0] === "object") {
      let rest: Record<string, unknown>;
      ({ of, with: other, timeframe, ...rest } = values[0]);
      given = [rest];
    }
    return {
      definition,
      params: paramsFrom(definition.name, definition.params, given),
      of: of ?? "close",
      with: other,
      timeframe,
    };
  };
  return Object.assign(make, { definition }) as unknown as IndicatorFactory<Params, Output>;
}
