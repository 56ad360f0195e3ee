/** How far each value is below the highest so far, in percent (≤ 0); `startPeak` is the highest before the first. NaN stays NaN. */
export function drawdowns(equity: Float64Array, startPeak: number): Float64Array {
  let peak = startPeak;
  return equity.map((value) => {
    if (value > peak) peak = value;
    return peak > 0 ? Math.min(0, (value / peak - 1) * 100) : NaN;
  });
}
