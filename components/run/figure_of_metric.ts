import type { RunResult } from "../../engine/result.ts";
import type { ExplainedFigureProps } from "./explained_figure.tsx";

/** Shows a metric of a run by its name: its value as `format` has it, or why it is missing. */
export type FigureOfMetric = (
  name: string,
  label: string,
  format: (value: number) => Pick<ExplainedFigureProps, "value" | "unit" | "tone">,
  meaning: string,
) => ExplainedFigureProps;

/** See {@link FigureOfMetric}. */
export function figureOfMetric({ metrics, metricsAbsent }: RunResult): FigureOfMetric {
  return (name, label, format, meaning) => {
    const value = metrics[name];
    return value === undefined
      ? { label, meaning, absence: metricsAbsent[name] ?? "not recorded" }
      : { label, meaning, ...format(value) };
  };
}
