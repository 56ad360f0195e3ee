import { formatNumber } from "../../tasks/number_format.ts";
import { timeSteps } from "./axis_steps.ts";
import { linePath, PICTURE_WIDTH, PictureFrame } from "./picture_frame.tsx";
import type { RunColumns } from "./run_columns.ts";

/** What a picture of a run shows. */
export type PictureKind = "equity" | "drawdown";

/** A run's picture as it is drawn on the server: there at once, and all there is without JavaScript. */
export function StaticPicture(
  { kind, columns }: { readonly kind: PictureKind; readonly columns: RunColumns },
) {
  const { timeS, equity, benchmark, drawdownPct } = columns;
  const [low, high] = rangeOf(kind, kind === "equity" ? [equity, benchmark] : [drawdownPct]);
  const first = timeS[0], last = timeS[timeS.length - 1];
  const share = (time: number) => last === first ? 0 : (time - first) / (last - first);
  const x = (index: number) => PICTURE_WIDTH * share(timeS[index]);
  const format = (value: number) =>
    kind === "equity" ? formatNumber(value, 0) : `${formatNumber(value, Number.isInteger(value) ? 0 : 1)} %`;
  const below = timeSteps(first, last, 6).map(({ timeS, label }) => ({ at: share(timeS), label }));
  return (
    <PictureFrame low={low} high={high} format={format} below={below}>
      {(y) =>
        kind === "equity"
          ? (
            <>
              <path class="benchmark-line" d={linePath(benchmark, x, y)} />
              <path class="equity-line" d={linePath(equity, x, y)} />
            </>
          )
          : (
            <>
              <path class="drawdown-area" d={`${linePath(drawdownPct, x, y)}V0H0Z`} />
              <path class="drawdown-line" d={linePath(drawdownPct, x, y)} />
            </>
          )}
    </PictureFrame>
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
