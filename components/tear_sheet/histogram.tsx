import { formatNumber } from "../../tasks/number_format.ts";
import { axisSteps } from "../run/axis_steps.ts";
import { PICTURE_HEIGHT, PICTURE_WIDTH, PictureFrame } from "../run/picture_frame.tsx";

/** How many there were of each, from one value to the next. */
export interface Bins {
  readonly from: number;
  readonly step: number;
  readonly counts: readonly number[];
}

const BINS_WANTED = 40;

/** Parts numbers into some forty bins of a round width, one of which begins at 0; undefined where all are the same. */
export function binsOf(values: ArrayLike<number>): Bins | undefined {
  let low = Infinity, high = -Infinity;
  for (let k = 0; k < values.length; k++) {
    low = Math.min(low, values[k]);
    high = Math.max(high, values[k]);
  }
  if (!(high > low)) return undefined;
  const rough = (high - low) / BINS_WANTED, magnitude = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 2.5, 5, 10].map((factor) => factor * magnitude).find((each) => each >= rough)!;
  const from = Math.floor(low / step) * step;
  const counts = new Array<number>(Math.floor((high - from) / step) + 1).fill(0);
  for (let k = 0; k < values.length; k++) counts[Math.floor((values[k] - from) / step)]++;
  return { from, step, counts };
}

/** How often returns, in percent, lay where: losses and gains on their sides of the line at zero. */
export function Histogram({ bins }: { readonly bins: Bins }) {
  const { from, step, counts } = bins, span = step * counts.length;
  const x = (value: number) => PICTURE_WIDTH * (value - from) / span;
  const labels = axisSteps(from, from + span, 6).map((value) => ({
    at: x(value) / PICTURE_WIDTH,
    label: `${formatNumber(value, Number.isInteger(value) ? 0 : 1)} %`,
  }));
  return (
    <PictureFrame
      low={0}
      high={1.05 * Math.max(...counts)}
      format={(value) => formatNumber(value, 0)}
      below={labels}
    >
      {(y) => (
        <>
          {counts.map((count, k) => {
            const left = x(from + k * step), right = x(from + (k + 1) * step);
            // Half a unit of air on each side; what begins at zero is a gain.
            return count > 0 && (
              <rect
                key={k}
                class={from + (k + 0.5) * step < 0 ? "loss-bin" : "gain-bin"}
                x={(left + 0.5).toFixed(1)}
                y={y(count).toFixed(1)}
                width={Math.max(1, right - left - 1).toFixed(1)}
                height={(PICTURE_HEIGHT - y(count)).toFixed(1)}
              />
            );
          })}
          {from < 0 && from + span > 0 && <path class="zero-line" d={`M${x(0)} 0V${PICTURE_HEIGHT}`} />}
        </>
      )}
    </PictureFrame>
  );
}
