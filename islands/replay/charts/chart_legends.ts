import type { IChartApi } from "lightweight-charts";
import type { ReplayDescription } from "../../../server/replay_messages.ts";
import { formatNumber } from "../../../tasks/number_format.ts";
import { drawdowns } from "../../charts/drawdowns.ts";
import type { Palette } from "../../charts/palette.ts";
import { barParts, type LegendPart, PaneLegends } from "../../charts/pane_legends.ts";
import { columnText, compactNumber, indicatorText } from "../../page/value_text.ts";
import type { BarsWindow } from "../session/bars_window.ts";
import { type ChartSeries, overlayColour, runColour } from "./chart_series.ts";

/** What stands as text over each pane: the bar under the cursor, or the newest. */
export class ChartLegends {
  readonly #description: ReplayDescription;
  readonly #series: ChartSeries;
  readonly #hasOrigin: boolean;
  readonly #legends: PaneLegends;

  constructor(
    container: HTMLElement,
    chart: IChartApi,
    description: ReplayDescription,
    series: ChartSeries,
    hasOrigin: boolean,
  ) {
    this.#description = description;
    this.#series = series;
    this.#hasOrigin = hasOrigin;
    this.#legends = new PaneLegends(container, chart);
  }

  /** Writes the bar at an index of the window. */
  write(window: BarsWindow, at: number, startPeak: number, colours: Palette): void {
    this.#legends.place();
    if (window.length === 0) return;
    this.#legends.write((paneIndex) => this.#parts(paneIndex, window, at, startPeak, colours));
  }

  #parts(
    paneIndex: number,
    window: BarsWindow,
    at: number,
    startPeak: number,
    colours: Palette,
  ): LegendPart[] {
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

  #bar(window: BarsWindow, at: number): LegendPart[] {
    const { instruments, timeframe } = this.#description;
    const values = ["open", "high", "low", "close", "volume"].map((name) => window.column(name)?.[at] ?? NaN);
    return barParts(instruments[window.instrumentIndex], timeframe, window.time(at), values);
  }

  #indicators(paneIndex: number, window: BarsWindow, at: number, colours: Palette): LegendPart[] {
    const { tickSize } = this.#description.instruments[window.instrumentIndex];
    return this.#series.indicators.flatMap((indicator, k): LegendPart[] => {
      const { column, pane } = indicator;
      if (indicator.paneIndex !== paneIndex) return [];
      const text = indicatorText(window.column(column)?.[at] ?? NaN, pane, tickSize);
      return [[`${columnText(column)} ${text}`, overlayColour(colours, k)]];
    });
  }
}
