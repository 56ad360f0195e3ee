import {
  AreaSeries,
  CandlestickSeries,
  HistogramSeries,
  type IChartApi,
  type ISeriesApi,
  LineSeries,
  LineStyle,
  type SeriesType,
  type UTCTimestamp,
} from "lightweight-charts";
import type { ReplayDescription } from "../../../server/replay_messages.ts";
import { formatNumber } from "../../../tasks/number_format.ts";
import { compactNumber, decimalsOf, priceDecimals } from "../page/value_text.ts";
import type { BarsWindow } from "../session/bars_window.ts";
import { timeOf } from "./chart_look.ts";
import { drawdowns } from "./drawdowns.ts";
import { faded, type Palette } from "./palette.ts";

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
  readonly #volume: ISeriesApi<"Histogram">;
  readonly #equity: ISeriesApi<"Line">;
  readonly #drawdown: ISeriesApi<"Area">;
  /** Equity of the run that a fork is compared with. */
  readonly #origin: ISeriesApi<"Line"> | undefined;
  /** Decimals on the price axis. */
  #precision = 2;

  constructor(chart: IChartApi, description: ReplayDescription, hasOrigin: boolean) {
    this.#description = description;
    this.candles = chart.addSeries(CandlestickSeries, { priceLineStyle: LineStyle.Dotted });
    this.#volume = chart.addSeries(HistogramSeries, {
      priceScaleId: "volume",
      priceFormat: { type: "volume" },
      lastValueVisible: false,
      priceLineVisible: false,
    });
    this.#volume.priceScale().applyOptions({ scaleMargins: { top: 0.84, bottom: 0 } });
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
    const money = {
      lineWidth: 2 as const,
      priceLineVisible: false,
      crosshairMarkerVisible: false,
      priceFormat: { type: "custom" as const, minMove: 0.01, formatter: compactNumber },
    };
    this.#equity = chart.addSeries(LineSeries, money, equityPane);
    this.#origin = hasOrigin
      ? chart.addSeries(LineSeries, { ...money, lineStyle: LineStyle.Dashed }, equityPane)
      : undefined;
    this.#drawdown = chart.addSeries(AreaSeries, {
      lineWidth: 1,
      invertFilledArea: true,
      priceLineVisible: false,
      crosshairMarkerVisible: false,
      priceFormat: {
        type: "custom",
        minMove: 0.01,
        formatter: (value: number) => `${formatNumber(value, 1)} %`,
      },
    }, equityPane + 1);
    // Room for each lower pane's legend above its line.
    for (const pane of chart.panes().slice(1)) {
      pane.priceScale("right").applyOptions({ scaleMargins: { top: 0.3, bottom: 0.08 } });
    }
    chart.panes().forEach((pane, index) =>
      pane.setStretchFactor(index === 0 ? 6 : index === equityPane ? 1.5 : index > equityPane ? 1.1 : 1.4)
    );
  }

  paint(colours: Palette): void {
    this.candles.applyOptions(candleColours(colours));
    this.#volume.applyOptions({ color: faded(colours.faint, 0.35) });
    this.indicators.forEach(({ series }, k) => series.applyOptions({ color: overlayColour(colours, k) }));
    this.#equity.applyOptions({ color: runColour(colours, this.#origin !== undefined) });
    this.#origin?.applyOptions({ color: runColour(colours, false) });
    this.#drawdown.applyOptions({
      lineColor: colours.loss,
      topColor: faded(colours.loss, 0.05),
      bottomColor: faded(colours.loss, 0.3),
    });
  }

  /** Draws all points; `startPeak` is the highest equity before them. */
  set(window: BarsWindow, startPeak: number): void {
    this.#formatPrices(window);
    const [open, high, low, close, volume, equity] = columnsOf(window);
    const times = timesOf(window);
    this.candles.setData(
      times.map((time, k) => ({ time, open: open[k], high: high[k], low: low[k], close: close[k] })),
    );
    this.#volume.setData(times.map((time, k) => ({ time, value: volume[k] })));
    for (const { column, series } of this.indicators) series.setData(points(times, window.column(column)));
    this.#equity.setData(points(times, equity));
    this.#drawdown.setData(points(times, drawdowns(equity, startPeak)));
  }

  /** Draws the points from an index on; the first may stand for the last that is drawn. */
  append(window: BarsWindow, from: number, startPeak: number): void {
    const [open, high, low, close, volume, equity] = columnsOf(window);
    const drawdown = drawdowns(equity, startPeak);
    for (let k = from; k < window.length; k++) {
      const time = timeOf(window.time(k));
      this.candles.update({ time, open: open[k], high: high[k], low: low[k], close: close[k] });
      this.#volume.update({ time, value: volume[k] });
      for (const { column, series } of this.indicators) {
        series.update(point(time, window.column(column)?.[k] ?? NaN));
      }
      this.#equity.update(point(time, equity[k]));
      this.#drawdown.update(point(time, drawdown[k]));
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
    const precision = tickSize > 0 ? decimalsOf(tickSize) : priceDecimals(window.column("close")?.[0] ?? NaN);
    if (precision === this.#precision) return;
    this.#precision = precision;
    const priceFormat = { type: "price" as const, precision, minMove: 10 ** -precision };
    this.candles.applyOptions({ priceFormat });
    for (const { pane, series } of this.indicators) {
      if (pane === "price") series.applyOptions({ priceFormat });
    }
  }
}

/** Of rising and falling bars. */
export function candleColours({ gain, loss }: Palette) {
  return {
    upColor: gain,
    borderUpColor: gain,
    wickUpColor: gain,
    downColor: loss,
    borderDownColor: loss,
    wickDownColor: loss,
  };
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
