import type { Trade } from "../../engine/result.ts";
import { formatPrice } from "../../tasks/number_format.ts";
import { timeSteps } from "../run/axis_steps.ts";
import { linePath, PICTURE_WIDTH, PictureFrame } from "../run/picture_frame.tsx";
import type { PriceCurve } from "./price_curve.ts";

/** Trades that are drawn, most: those that made or lost the most. */
export const TRADES_DRAWN_MOST = 300;

/** An instrument's prices with its trades: a dot where each was entered, a square where it was left, a line between. */
export function TradePicture(
  { prices, trades }: { readonly prices: PriceCurve; readonly trades: readonly Trade[] },
) {
  const { timeMs, low, high, close } = prices;
  const lowest = Math.min(...low), highest = Math.max(...high), room = 0.04 * (highest - lowest) || 1;
  const first = timeMs[0], span = timeMs[timeMs.length - 1] - first || 1;
  const place = (time: number) => PICTURE_WIDTH * Math.min(1, Math.max(0, (time - first) / span));
  const x = (index: number) => place(timeMs[index]);
  const below = timeSteps(first / 1_000, (first + span) / 1_000, 6).map(({ timeS, label }) => ({
    at: (1_000 * timeS - first) / span,
    label,
  }));
  const drawn = trades.length <= TRADES_DRAWN_MOST
    ? trades
    : trades.toSorted((a, b) => Math.abs(b.profit) - Math.abs(a.profit)).slice(0, TRADES_DRAWN_MOST);
  return (
    <PictureFrame low={lowest - room} high={highest + room} format={formatPrice} below={below}>
      {(y) => (
        <>
          <path class="price-range" d={rangePath(low, high, x, y)} />
          <path class="price-line" d={linePath(close, x, y)} />
          {drawn.map(({ entryTimeMs, exitTimeMs, entryPrice, exitPrice, profit }, k) => {
            const from = `${place(entryTimeMs).toFixed(1)} ${y(entryPrice).toFixed(1)}`;
            const to = `${place(exitTimeMs).toFixed(1)} ${y(exitPrice).toFixed(1)}`;
            return (
              <g key={k} class={profit < 0 ? "trade is-loss" : "trade"}>
                <path d={`M${from}L${to}`} />
                <path class="entry" d={`M${from}h0`} />
                <path class="exit" d={`M${to}h0`} />
              </g>
            );
          })}
        </>
      )}
    </PictureFrame>
  );
}

/** The area between the lowest and the highest prices. */
function rangePath(
  low: readonly number[],
  high: readonly number[],
  x: (index: number) => number,
  y: (value: number) => number,
): string {
  const back = low.map((_, k) => low.length - 1 - k);
  return `${linePath(high, x, y)}${back.map((k) => `L${x(k).toFixed(1)} ${y(low[k]).toFixed(1)}`).join("")}Z`;
}
