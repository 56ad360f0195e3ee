import { formatNumber } from "../../tasks/number_format.ts";
import { axisSteps, timeSteps } from "./axis_steps.ts";
import type { RunColumns } from "./run_columns.ts";

/** What a picture of a run shows. */
export type PictureKind = "equity" | "drawdown";

/** Units of the drawing; it is stretched to the room that there is. */
const WIDTH = 1_000, HEIGHT = 250;

/** A run's picture as it is drawn on the server: there at once, and all there is without JavaScript. */
export function StaticPicture(
  { kind, columns }: { readonly kind: PictureKind; readonly columns: RunColumns },
) {
  const { timeS, equity, benchmark, drawdownPct } = columns;
  const shown = kind === "equity" ? [equity, benchmark] : [drawdownPct];
  const [low, high] = rangeOf(kind, shown);
  const first = timeS[0], last = timeS[timeS.length - 1];
  const x = (time: number) => last === first ? 0 : WIDTH * (time - first) / (last - first);
  const y = (value: number) => HEIGHT * (high - value) / (high - low);
  const path = (values: readonly number[]) =>
    values.map((value, k) => `${k === 0 ? "M" : "L"}${x(timeS[k]).toFixed(1)} ${y(value).toFixed(1)}`).join(
      "",
    );
  const steps = axisSteps(low, high, 4);
  return (
    <div class="static-picture">
      <svg viewBox={`0 0 ${WIDTH} ${HEIGHT}`} preserveAspectRatio="none" aria-hidden="true">
        {steps.map((value) => <path key={value} class="grid-line" d={`M0 ${y(value)}H${WIDTH}`} />)}
        {kind === "equity"
          ? (
            <>
              <path class="benchmark-line" d={path(benchmark)} />
              <path class="equity-line" d={path(equity)} />
            </>
          )
          : (
            <>
              <path class="drawdown-area" d={`${path(drawdownPct)}V0H0Z`} />
              <path class="drawdown-line" d={path(drawdownPct)} />
            </>
          )}
      </svg>
      {steps.map((value) => (
        <span key={value} class="value-label" style={{ top: `${100 * y(value) / HEIGHT}%` }}>
          {formatNumber(value, kind === "equity" || Number.isInteger(value) ? 0 : 1)}
          {kind === "drawdown" && " %"}
        </span>
      ))}
      {timeSteps(first, last, 6).map(({ timeS, label }) => (
        <span key={timeS} class="time-label" style={{ left: `${100 * x(timeS) / WIDTH}%` }}>{label}</span>
      ))}
    </div>
  );
}

/** Lowest and highest value of a picture, with some room. */
export function rangeOf(
  kind: PictureKind,
  columns: readonly (readonly number[])[],
): [low: number, high: number] {
  let low = Infinity, high = -Infinity;
  for (const column of columns) {
    for (const value of column) {
      if (value < low) low = value;
      if (value > high) high = value;
    }
  }
  if (kind === "drawdown") return [low < 0 ? 1.05 * low : -1, 0];
  const room = 0.04 * (high - low) || 1;
  return [low - room, high + room];
}
