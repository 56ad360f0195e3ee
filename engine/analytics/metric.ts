/** A figure, or why there is none. */
export type Metric = number | { readonly absent: string };

/** Says why a figure can't be known. */
export function absent(reason: string): Metric {
  return { absent: reason };
}

/** `compute()` where `reason` is undefined or false, else the reason. */
export function unless(reason: string | undefined | false, compute: () => number): Metric {
  return reason ? absent(reason) : compute();
}

/** Figures that are known, and reasons for those that are not: every name stands in exactly one of them. */
export interface Metrics {
  metrics: Record<string, number>;
  metricsAbsent: Record<string, string>;
}

/** Parts figures from reasons. A figure that came out infinite or NaN is too large for a number, and absent. */
export function partMetrics(all: Readonly<Record<string, Metric>>): Metrics {
  const metrics: Record<string, number> = {}, metricsAbsent: Record<string, string> = {};
  for (const [name, metric] of Object.entries(all)) {
    if (typeof metric !== "number") metricsAbsent[name] = metric.absent;
    else if (Number.isFinite(metric)) metrics[name] = metric + 0; // −0 becomes 0
    else metricsAbsent[name] = "too large to be written as a number";
  }
  return { metrics, metricsAbsent };
}
