import type { Bars } from "../../engine/bars.ts";
import type { IndicatorDefinition } from "../../engine/indicator.ts";
import { columnsOf, defaultKernel } from "./indicator_columns.ts";
import { benchMarket } from "./market.ts";

/** How far an indicator has drifted: the greatest difference among its last values, as a share of the greatest of them. */
export interface Drift {
  readonly definition: IndicatorDefinition;
  readonly share: number;
}

/** Values at the end that are compared. */
const COMPARED = 100;

/** Bars that are read over and over, and how many at once: a share of them. */
const MARKET_BARS = 1_000_000, STRETCH = 50_000;

/**
 * Runs every windowed indicator, at its default parameters, over `bars` bars and compares its last values with those that a fresh kernel has
 * after its warm-up alone. An indicator is windowed where a fresh one says the same after few bars too; the others, such as EMA,
 * remember for ever and can't be asked.
 */
export function indicatorDrifts(
  definitions: readonly IndicatorDefinition[],
  bars: number,
  each?: (definition: IndicatorDefinition) => void,
): Drift[] {
  const market = benchMarket(MARKET_BARS, 1), few = benchMarket(5_000, 2);
  return definitions.filter((definition) => shareApart(definition, few, few.length) < 1e-6).map(
    (definition) => {
      each?.(definition);
      return { definition, share: shareApart(definition, market, bars) };
    },
  );
}

/** How far the last values after `bars` bars are from those of a fresh kernel. */
function shareApart(definition: IndicatorDefinition, market: Bars, bars: number): number {
  const inputs = columnsOf(definition, market);
  const length = Math.min(STRETCH, market.length), stretches = Math.ceil(bars / length);
  const kernel = defaultKernel(definition), outputs = definition.outputs.map(() => new Float64Array(length));
  let end = 0;
  for (let stretch = 0; stretch < stretches; stretch++) {
    const from = stretch * length % market.length;
    end = from + length;
    kernel.run(inputs.map((input) => input.subarray(from, end)), outputs, 0, length);
  }
  const wanted = definition.warmupBars(definition.params.parse({})) + COMPARED;
  if (wanted > length) return Infinity;
  const last = inputs.map((input) => input.subarray(end - wanted, end));
  const fresh = definition.outputs.map(() => new Float64Array(wanted));
  defaultKernel(definition).run(last, fresh, 0, wanted);
  return Math.max(
    ...fresh.map((values, k) =>
      apart(outputs[k].subarray(length - COMPARED, length), values.subarray(wanted - COMPARED))
    ),
  );
}

function apart(values: Float64Array, fresh: Float64Array): number {
  let greatest = 0, difference = 0;
  for (let i = 0; i < values.length; i++) {
    if (Number.isNaN(values[i]) !== Number.isNaN(fresh[i])) return Infinity;
    greatest = Math.max(greatest, Math.abs(fresh[i]) || 0);
    difference = Math.max(difference, Math.abs(values[i] - fresh[i]) || 0);
  }
  return difference === 0 ? 0 : difference / greatest;
}
