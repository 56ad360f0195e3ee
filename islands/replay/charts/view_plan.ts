/** What a chart shows and what it holds, in steps and points. */
export interface ViewState {
  /** The first and the last visible step; may lie outside what is held. */
  readonly visibleFrom: number;
  readonly visibleTo: number;
  readonly heldFrom: number;
  readonly heldTo: number;
  readonly stepsPerPoint: number;
  /** Steps that are settled: there is nothing after them. */
  readonly step: number;
}

/** A stretch to ask the server for. */
export interface Stretch {
  readonly fromStep: number;
  readonly toStep: number;
  readonly points: number;
}

/** Points that a screen can tell apart; more are not asked for across what is visible. */
const VISIBLE_POINTS_MAX = 2_000;

/**
 * The stretch to ask for when a person has scrolled or zoomed to where what is held no longer suffices: the visible one and as much on
 * either side again, so that the next screen is there already. Undefined while what is held will do.
 */
export function stretchToAsk(view: ViewState): Stretch | undefined {
  const span = Math.max(10, view.visibleTo - view.visibleFrom);
  const from = Math.max(0, Math.floor(view.visibleFrom)), to = Math.min(view.step, Math.ceil(view.visibleTo));
  const isMissing = from < view.heldFrom - view.stepsPerPoint || to > view.heldTo + 1 + view.stepsPerPoint;
  const finest = Math.max(1, Math.ceil(span / VISIBLE_POINTS_MAX));
  const isCoarse = view.stepsPerPoint > 2 * finest;
  if (!isMissing && !isCoarse) return undefined;
  const fromStep = Math.max(0, Math.floor(view.visibleFrom - span));
  const toStep = Math.min(view.step, Math.ceil(view.visibleTo + span));
  if (toStep - fromStep < 1) return undefined;
  return { fromStep, toStep, points: pointsFor(span, toStep - fromStep) };
}

/** Bars and points to ask for while the chart follows and shows `visible` bars: some more behind them. */
export function followed(visible: number, pointsMax = VISIBLE_POINTS_MAX): { bars: number; points: number } {
  const bars = Math.max(60, Math.ceil(1.25 * visible));
  return { bars, points: pointsFor(visible, bars, pointsMax) };
}

function pointsFor(visible: number, all: number, pointsMax = VISIBLE_POINTS_MAX): number {
  const points = Math.ceil(Math.min(visible, pointsMax) * all / Math.max(1, visible));
  return Math.min(10_000, Math.max(10, points));
}
