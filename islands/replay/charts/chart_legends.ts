import type { IChartApi } from "lightweight-charts";
import type { ReplayDescription } from "../../../server/replay_messages.ts";
import { formatNumber } from "../../../tasks/number_format.ts";
import { columnText, compactNumber, indicatorText, timeText } from "../page/value_text.ts";
import type { BarsWindow } from "../session/bars_window.ts";
import { type ChartSeries, overlayColour, runColour } from "./chart_series.ts";
import { drawdowns } from "./drawdowns.ts";
import type { Palette } from "./palette.ts";

/** Text and how it looks: a class, or a colour. */
type Part = readonly [text: string, look: string];

/** A line of text over a pane. */
interface Legend {
  readonly element: HTMLElement;
  readonly paneIndex: number;
  /** Of each of its parts. */
  readonly looks: string[];
  top: number;
}

/** What stands as text over each pane: the bar under the cursor, or the newest. Written every frame, so nothing is made anew that stays. */
export class ChartLegends {
  readonly #chart: IChartApi;
  readonly #description: ReplayDescription;
  readonly #series: ChartSeries;
  readonly #hasOrigin: boolean;
  readonly #legends: readonly Legend[];

  constructor(
    container: HTMLElement,
    chart: IChartApi,
    description: ReplayDescription,
    series: ChartSeries,
    hasOrigin: boolean,
  ) {
    this.#chart = chart;
    this.#description = description;
    this.#series = series;
    this.#hasOrigin = hasOrigin;
    this.#legends = chart.panes().map((_, paneIndex) => {
      const element = container.appendChild(document.createElement("div"));
      element.className = "chart-legend";
      return { element, paneIndex, looks: [], top: 0 };
    });
  }

  /** Writes the bar at an index of the window. */
  write(window: BarsWindow, at: number, startPeak: number, colours: Palette): void {
    this.#place();
    if (window.length === 0) return;
    for (const legend of this.#legends) {
      writeParts(legend, this.#parts(legend.paneIndex, window, at, startPeak, colours));
    }
  }

  /** Panes change their heights with the window, and when a person drags what is between them. */
  #place(): void {
    let top = 0;
    const panes = this.#chart.panes();
    for (const legend of this.#legends) {
      if (legend.top !== top) legend.element.style.transform = `translateY(${top}px)`;
      legend.top = top;
      top += panes[legend.paneIndex].getHeight() + 1;
    }
  }

  #parts(paneIndex: number, window: BarsWindow, at: number, startPeak: number, colours: Palette): Part[] {
    const { equityPane } = this.#series;
    if (paneIndex < equityPane) {
      return [
        ...paneIndex === 0 ? this.#bar(window, at) : [],
        ...this.#indicators(paneIndex, window, at, colours),
      ];
    }
    if (paneIndex > equityPane) {
      const drawdown = drawdowns(window.column("equity")!.subarray(0, at + 1), startPeak)[at];
      return [[`Drawdown ${formatNumber(drawdown, 1)} %`, "muted"]];
    }
    return [
      [`Equity ${compactNumber(window.column("equity")![at])}`, runColour(colours, this.#hasOrigin)],
      ...this.#hasOrigin ? [["┄ the run it was forked from", runColour(colours, false)] as const] : [],
    ];
  }

  #bar(window: BarsWindow, at: number): Part[] {
    const { symbol, tickSize } = this.#description.instruments[window.instrumentIndex];
    const value = (name: string) => window.column(name)?.[at] ?? NaN;
    const look = value("close") < value("open") ? "loss" : "gain";
    return [
      [symbol, "name"],
      [timeText(window.time(at), this.#description.timeframe), "time"],
      ...["open", "high", "low", "close"].map((name) =>
        [`${name[0].toUpperCase()} ${indicatorText(value(name), "price", tickSize)}`, look] as const
      ),
      [`V ${volumeText(value("volume"))}`, "muted"],
    ];
  }

  #indicators(paneIndex: number, window: BarsWindow, at: number, colours: Palette): Part[] {
    const { tickSize } = this.#description.instruments[window.instrumentIndex];
    return this.#series.indicators.flatMap((indicator, k): Part[] => {
      const { column, pane } = indicator;
      if (indicator.paneIndex !== paneIndex) return [];
      const text = indicatorText(window.column(column)?.[at] ?? NaN, pane, tickSize);
      return [[`${columnText(column)} ${text}`, overlayColour(colours, k)]];
    });
  }
}

function writeParts(legend: Legend, parts: readonly Part[]): void {
  parts.forEach(([text, look], k) => {
    const span = (legend.element.children[k] ??
      legend.element.appendChild(document.createElement("span"))) as HTMLElement;
    if (span.textContent !== text) span.textContent = text;
    if (legend.looks[k] === look) return;
    legend.looks[k] = look;
    const isColour = look.startsWith("rgb");
    span.style.color = isColour ? look : "";
    span.className = isColour ? "" : look;
  });
  while (legend.element.children.length > parts.length) legend.element.lastElementChild!.remove();
  legend.looks.length = parts.length;
}

/** Shares come whole, coins don't. */
function volumeText(volume: number): string {
  return Number.isInteger(volume) && volume < 1_000 ? String(volume) : compactNumber(volume);
}
