import type { ComponentChildren } from "preact";
import { axisSteps } from "./axis_steps.ts";

/** Units of the drawing; it is stretched to the room that there is. */
export const PICTURE_WIDTH = 1_000, PICTURE_HEIGHT = 250;

/** See {@link PictureFrame}. */
export interface PictureFrameProps {
  readonly low: number;
  readonly high: number;
  /** What stands at a height on the right. */
  format(value: number): string;
  /** What stands below: where, 0 to 1 from the left, and what. */
  readonly below: readonly { readonly at: number; readonly label: string }[];
  /** What is drawn, given the height at which a value stands. */
  children(y: (value: number) => number): ComponentChildren;
}

/** Lines across, values beside them and times below: what every drawn picture has. Its text isn't stretched with it. */
export function PictureFrame({ low, high, format, below, children }: PictureFrameProps) {
  const y = (value: number) => PICTURE_HEIGHT * (high - value) / (high - low);
  const steps = axisSteps(low, high, 4);
  return (
    <div class="static-picture">
      <svg viewBox={`0 0 ${PICTURE_WIDTH} ${PICTURE_HEIGHT}`} preserveAspectRatio="none" aria-hidden="true">
        {steps.map((value) => <path key={value} class="grid-line" d={`M0 ${y(value)}H${PICTURE_WIDTH}`} />)}
        {children(y)}
      </svg>
      {steps.map((value) => (
        <span key={value} class="value-label" style={{ top: `${100 * y(value) / PICTURE_HEIGHT}%` }}>
          {format(value)}
        </span>
      ))}
      {below.map(({ at, label }) => (
        <span key={at} class="time-label" style={{ left: `${100 * at}%` }}>{label}</span>
      ))}
    </div>
  );
}

/** A line through points, broken where a value isn't known; heights and places with a tenth of a unit. */
export function linePath(
  values: readonly number[],
  x: (index: number) => number,
  y: (value: number) => number,
): string {
  let path = "", isBroken = true;
  for (let k = 0; k < values.length; k++) {
    if (!Number.isFinite(values[k])) {
      isBroken = true;
      continue;
    }
    path += `${isBroken ? "M" : "L"}${x(k).toFixed(1)} ${y(values[k]).toFixed(1)}`;
    isBroken = false;
  }
  return path;
}
