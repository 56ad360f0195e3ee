import { METRIC_NAMES } from "../../engine/analytics/metric_names.ts";
import type { RunResult } from "../../engine/result.ts";
import { formatCount, formatNumber, UNKNOWN } from "../../tasks/number_format.ts";

/** Every figure of the record by its name there, and why those are missing that can't be known. */
export function AllFigures({ result: { metrics, metricsAbsent } }: { readonly result: RunResult }) {
  const known = METRIC_NAMES.filter((name) => metrics[name] !== undefined).length;
  return (
    <details>
      <summary>
        All {formatCount(METRIC_NAMES.length)} figures by their names in the record; {formatCount(known)}{" "}
        are known
      </summary>
      <dl class="all-figures">
        {METRIC_NAMES.map((name) => {
          const value = metrics[name];
          return (
            <div key={name}>
              <dt class="mono">{name}</dt>
              <dd class={value === undefined ? "faint" : undefined}>
                {value === undefined
                  ? (
                    <>
                      {UNKNOWN} <small>{metricsAbsent[name]}</small>
                    </>
                  )
                  : figureText(value)}
              </dd>
            </div>
          );
        })}
      </dl>
    </details>
  );
}

/** Six digits that matter, whole numbers whole. */
function figureText(value: number): string {
  if (Number.isInteger(value)) return formatCount(value);
  const magnitude = Math.floor(Math.log10(Math.abs(value)));
  return formatNumber(value, Math.max(0, Math.min(12, 5 - magnitude)));
}
