import { timeSteps } from "../run/axis_steps.ts";
import { linePath, PICTURE_WIDTH, PictureFrame } from "../run/picture_frame.tsx";

const POINTS_MOST = 1_200;

/** One line over time, and the line at zero. */
export function LinePicture(
  { timeMs, values, format }: {
    readonly timeMs: readonly number[];
    /** NaN where it isn't known. */
    readonly values: ArrayLike<number>;
    format(value: number): string;
  },
) {
  const stride = Math.max(1, Math.ceil(values.length / POINTS_MOST));
  const kept = Array.from({ length: Math.ceil(values.length / stride) }, (_, k) => k * stride);
  const shown = kept.map((k) => values[k]), known = shown.filter(Number.isFinite);
  const low = Math.min(0, ...known), high = Math.max(0, ...known), room = 0.05 * (high - low) || 1;
  const first = timeMs[0], span = timeMs[timeMs.length - 1] - first || 1;
  const x = (index: number) => PICTURE_WIDTH * (timeMs[kept[index]] - first) / span;
  const below = timeSteps(first / 1_000, (first + span) / 1_000, 6).map(({ timeS, label }) => ({
    at: (1_000 * timeS - first) / span,
    label,
  }));
  return (
    <PictureFrame low={low - room} high={high + room} format={format} below={below}>
      {(y) => (
        <>
          <path class="zero-line" d={`M0 ${y(0)}H${PICTURE_WIDTH}`} />
          <path class="equity-line" d={linePath(shown, x, y)} />
        </>
      )}
    </PictureFrame>
  );
}
