import { formatNumber } from "../../tasks/number_format.ts";

/** How far a run is. */
export function ProgressBar(
  { progress, isWaiting }: { readonly progress: number; readonly isWaiting: boolean },
) {
  const percent = Math.floor(100 * progress);
  return (
    <div>
      <div
        class="progress-track"
        role="progressbar"
        aria-label="Bars that are through"
        aria-valuemin={0}
        aria-valuemax={100}
        aria-valuenow={percent}
      >
        <i style={{ width: `${percent}%` }}></i>
      </div>
      <div class="progress-line">
        <span>{isWaiting ? "Waiting for another run to end" : "Bars go through the strategy"}</span>
        <span>{formatNumber(percent, 0)} %</span>
      </div>
    </div>
  );
}
