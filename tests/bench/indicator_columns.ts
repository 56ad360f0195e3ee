import * as indicators from "../../actors/indicators/mod.ts";
import type { BarField, Bars } from "../../engine/bars.ts";
import type { IndicatorDefinition } from "../../engine/indicator.ts";
import type { Kernel } from "../../engine/kernel.ts";

/** Every indicator of the house. */
export const DEFINITIONS: readonly IndicatorDefinition[] = Object.values(indicators).map(({ definition }) =>
  definition as unknown as IndicatorDefinition
);

/** A kernel with the indicator's default parameters. */
export function defaultKernel(definition: IndicatorDefinition): Kernel {
  return definition.kernel(definition.params.parse({}));
}

/** What an indicator reads of bars: of the close where it reads one column, and beside the open where it reads two. */
export function columnsOf({ inputs }: IndicatorDefinition, bars: Bars): Float64Array[] {
  return inputs.map((input) =>
    bars[input === "source" ? "close" : input === "other" ? "open" : input as BarField]
  );
}
