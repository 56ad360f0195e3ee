import type { Plan } from "../engine/pipeline.ts";

/** What stands in the stages that a strategy brings itself, in words: ["fast: ema 9"], ["trailing stop 10 %"]. */
export function stagesInWords(
  plan: Plan,
): Readonly<Record<"indicator" | "signal" | "sizer" | "risk", readonly string[]>> {
  return {
    indicator: plan.indicators.map(({ name, spec }) => {
      const params = Object.values(spec.params).map(String).join(", ");
      const readsSource = spec.definition.inputs.includes("source") && spec.of !== "close";
      return [
        `${name}: ${spec.definition.name}`,
        ...params === "" ? [] : [params],
        ...readsSource ? [`of ${spec.of}`] : [],
        ...spec.timeframe === undefined ? [] : [`on ${spec.timeframe} bars`],
      ].join(" ");
    }),
    signal: [plan.signal.title],
    sizer: [plan.sizer.title],
    risk: plan.rules.map(({ title }) => title),
  };
}
