import { type ChartOptions, ColorType, type DeepPartial, type UTCTimestamp } from "lightweight-charts";
import type { Palette } from "./palette.ts";
import { isIntraday, timeText } from "../page/value_text.ts";

/** How every chart of the page looks. */
export function chartLook(colours: Palette, timeframe: string): DeepPartial<ChartOptions> {
  return {
    layout: {
      background: { type: ColorType.Solid, color: colours.panel },
      textColor: colours.muted,
      fontFamily: colours.font,
      fontSize: 12,
      attributionLogo: true,
      panes: { separatorColor: colours.line, separatorHoverColor: colours.raised, enableResize: true },
    },
    grid: { vertLines: { color: colours.raised }, horzLines: { color: colours.raised } },
    crosshair: {
      // 0: free, not drawn to a price.
      mode: 0,
      vertLine: { color: colours.faint, labelBackgroundColor: colours.raised },
      horzLine: { color: colours.faint, labelBackgroundColor: colours.raised },
    },
    rightPriceScale: { borderColor: colours.line, minimumWidth: 76, entireTextOnly: true },
    timeScale: {
      borderColor: colours.line,
      timeVisible: isIntraday(timeframe),
      secondsVisible: /s$/.test(timeframe),
      minBarSpacing: 0.4,
    },
    localization: { timeFormatter: (time: unknown) => timeText(Number(time) * 1_000, timeframe) },
    handleScale: { axisPressedMouseMove: { time: true, price: true } },
  };
}

/** The library lays its canvases out in a table, which says nothing to those who hear the page. */
export function hideLayout(container: HTMLElement): void {
  container.querySelector("table")?.setAttribute("role", "presentation");
}

/** Epoch milliseconds as the chart's library takes times. */
export function timeOf(timeMs: number): UTCTimestamp {
  return timeMs / 1_000 as UTCTimestamp;
}
