import {
  CandlestickSeries,
  type IChartApi,
  type ISeriesApi,
  LineSeries,
  LineStyle,
  type SeriesType,
  type UTCTimestamp,
} from "lightweight-charts";
import type { ReplayDescription } from "../../../server/replay_messages.ts";
import type { BarsWindow } from "../session/bars_window.ts";
import { timeOf } from "../../charts/chart_look.ts";
import { candleColours, DeskSeries, MONEY_LINE, priceFormatOf } from "../../charts/desk_series.ts";
import { drawdowns } from "../../charts/drawdowns.ts";
import { faded, type Palette } from "../../charts/palette.ts";

/** An indicator's line, and where it is drawn. */
export interface IndicatorSeries {
  readonly column: string;
  readonly pane: string;
  readonly paneIndex: number;
  readonly series: ISeriesApi<SeriesType>;
}

/** Everything that the price chart draws from a window's columns: prices, volume, indicators, equity, drawdown, each in its pane. */
export class ChartSeries {
  readonly candles: ISeriesApi<"Candlestick">;
  readonly indicators: readonly IndicatorSeries[];
  /** The pane of equity; that of drawdown is the next one, and the last. */
  readonly equityPane: number;
  readonly #description: ReplayDescription;
  readonly #desk: DeskSeries;
  /** Equity of the run that a fork is compared with. */
  readonly #origin: ISeriesApi<"Line"> | undefined;
  /** Decimals on the price axis. */
  #precision = 2;

  constructor(chart: IChartApi, description: ReplayDescription, hasOrigin: boolean) {
    this.#description = description;
    this.candles = chart.addSeries(CandlestickSeries, { priceLineStyle: LineStyle.Dotted });
    const panes = [...new Set(description.indicators.map(({ pane }) => pane))].filter((pane) =>
      pane !== "price"
    );
    this.indicators = description.indicators.map(({ column, pane }) => {
      const paneIndex = pane === "price" ? 0 : 1 + panes.indexOf(pane);
      const series = chart.addSeries(LineSeries, {
        lineWidth: 1,
        priceLineVisible: false,
        lastValueVisible: pane !== "price",
        crosshairMarkerVisible: false,
      }, paneIndex);
      return { column, pane, paneIndex, series };
    });
    const equityPane = this.equityPane = 1 + panes.length;
    this.#origin = hasOrigin
      ? chart.addSeries(LineSeries, { ...MONEY_LINE, lineStyle: LineStyle.Dashed }, equityPane)
      : undefined;
    this.#desk = new DeskSeries(chart, equityPane);
  }

  paint(colours: Palette): void {
    this.candles.applyOptions(candleColours(colours));
    this.indicators.forEach(({ series }, k) => series.applyOptions({ color: overlayColour(colours, k) }));
    this.#desk.paint(colours, runColour(colours, this.#origin !== undefined));
    this.#origin?.applyOptions({ color: runColour(colours, false) });
  }

  /** Draws all points; `startPeak` is the highest equity before them. */
  set(window: BarsWindow, startPeak: number): void {
    this.#formatPrices(window);
    const [open, high, low, close, volume, equity] = columnsOf(window);
    const times = timesOf(window);
    this.candles.setData(
      times.map((time, k) => ({ time, open: open[k], high: high[k], low: low[k], close: close[k] })),
    );
    this.#desk.volume.setData(times.map((time, k) => ({ time, value: volume[k] })));
    for (const { column, series } of this.indicators) series.setData(points(times, window.column(column)));
    this.#desk.equity.setData(points(times, equity));
    this.#desk.drawdown.setData(points(times, drawdowns(equity, startPeak)));
  }

  /** Draws the points from an index on; the first may stand for the last that is drawn. */
  append(window: BarsWindow, from: number, startPeak: number): void {
    const [open, high, low, close, volume, equity] = columnsOf(window);
    const drawdown = drawdowns(equity, startPeak);
    for (let k = from; k < window.length; k++) {
      const time = timeOf(window.time(k));
      this.candles.update({ time, open: open[k], high: high[k], low: low[k], close: close[k] });
      this.#desk.volume.update({ time, value: volume[k] });
      for (const { column, series } of this.indicators) {
        series.update(point(time, window.column(column)?.[k] ?? NaN));
      }
      this.#desk.equity.update(point(time, equity[k]));
      this.#desk.drawdown.update(point(time, drawdown[k]));
    }
  }

  /** Draws the equity of the run that this one is compared with, at the points that this chart has: others would widen its axis. */
  setOrigin(origin: BarsWindow, window: BarsWindow): void {
    const known = new Set(timesOf(window));
    this.#origin?.setData(
      points(timesOf(origin), origin.column("equity")).filter(({ time }) => known.has(time)),
    );
  }

  /** As many decimals on the axis as the instrument's prices have. */
  #formatPrices(window: BarsWindow): void {
    const { tickSize } = this.#description.instruments[window.instrumentIndex];
    const priceFormat = priceFormatOf(tickSize, window.column("close")?.[0] ?? NaN);
    if (priceFormat.precision === this.#precision) return;
    this.#precision = priceFormat.precision;
    this.candles.applyOptions({ priceFormat });
    for (const { pane, series } of this.indicators) {
      if (pane === "price") series.applyOptions({ priceFormat });
    }
  }
}

/** Of the k-th indicator: accent, amber, then a tint of each. */
export function overlayColour({ accent, warn }: Palette, k: number): string {
  return [accent, warn, faded(accent, 0.6), faded(warn, 0.6)][k % 4];
}

/** A fork has the second colour, and what it is compared with keeps the first. */
export function runColour({ accent, warn }: Palette, isFork: boolean): string {
  return isFork ? warn : accent;
}

function columnsOf(window: BarsWindow): Float64Array[] {
  return ["open", "high", "low", "close", "volume", "equity"].map((name) => window.column(name)!);
}

function timesOf(window: BarsWindow): UTCTimestamp[] {
  return Array.from({ length: window.length }, (_, k) => timeOf(window.time(k)));
}

type Point = { time: UTCTimestamp; value: number } | { time: UTCTimestamp };

function point(time: UTCTimestamp, value: number): Point {
  return Number.isFinite(value) ? { time, value } : { time };
}

function points(times: readonly UTCTimestamp[], values: Float64Array | undefined): Point[] {
  return times.map((time, k) => point(time, values?.[k] ?? NaN));
}
