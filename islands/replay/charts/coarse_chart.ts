import { effect } from "@preact/signals";
import {
  CandlestickSeries,
  createChart,
  type IChartApi,
  type ISeriesApi,
  LineStyle,
} from "lightweight-charts";
import { formatPrice } from "../../../tasks/number_format.ts";
import { chartLook, hideLayout, timeOf } from "../../charts/chart_look.ts";
import { spanMs, timeText } from "../../page/value_text.ts";
import { candleColours } from "../../charts/desk_series.ts";
import { cursor } from "./cursor.ts";
import { type Palette, palette } from "../../charts/palette.ts";
import type { ReplaySession } from "../session/session.ts";

/** Bars of the coarser timeframe that are asked for, and bars below them that the server looks through for them at most. */
const BARS = 160, LOOKED_THROUGH_MAX = 60_000;

/** The second chart: bars of a coarser timeframe, closed ones alone; shares the cursor of the first. */
export class CoarseChart {
  readonly #session: ReplaySession;
  readonly #timeframe: string;
  readonly #chart: IChartApi;
  readonly #candles: ISeriesApi<"Candlestick">;
  readonly #legend: HTMLElement;
  readonly #endings: (() => void)[];
  #cursorIndex = -1;
  /** Placed once: then it shifts by itself with each new bar. */
  #isPlaced = false;

  constructor(container: HTMLElement, session: ReplaySession, timeframe: string) {
    this.#session = session;
    this.#timeframe = timeframe;
    this.#chart = createChart(container, {
      ...chartLook(palette.peek()!, timeframe),
      autoSize: true,
    });
    hideLayout(container);
    this.#candles = this.#chart.addSeries(CandlestickSeries, { priceLineStyle: LineStyle.Dotted });
    this.#legend = container.appendChild(document.createElement("div"));
    this.#legend.className = "chart-legend";
    this.#chart.subscribeCrosshairMove(({ time, sourceEvent }) => {
      if (sourceEvent === undefined) return;
      cursor.value = time === undefined ? undefined : { timeMs: Number(time) * 1_000, from: "coarse" };
      this.#cursorIndex = time === undefined ? -1 : this.#window.indexAtTime(Number(time) * 1_000);
      this.#writeLegend();
    });
    this.#endings = [
      session.onFrame(() => this.#draw()),
      effect(() => {
        if (palette.value !== undefined) this.#paint(palette.value);
      }),
      effect(() => {
        const place = cursor.value;
        if (place === undefined) this.#clearCursor();
        else if (place.from !== "coarse") this.#pointAt(place.timeMs);
      }),
      effect(() => {
        session.view({
          name: "coarse",
          instrumentIndex: session.instrumentIndex.value,
          follow: true,
          bars: Math.min(
            LOOKED_THROUGH_MAX,
            Math.ceil(BARS * spanMs(timeframe) / spanMs(session.description.peek()!.timeframe)),
          ),
          points: 2 * BARS,
          timeframe,
        });
      }),
    ];
  }

  remove(): void {
    for (const end of this.#endings) end();
    this.#session.closeView("coarse");
    this.#chart.remove();
  }

  get #window() {
    return this.#session.windows.get("coarse")!;
  }

  #paint(colours: Palette): void {
    this.#chart.applyOptions(chartLook(colours, this.#timeframe));
    this.#chart.applyOptions({ layout: { attributionLogo: false } });
    this.#candles.applyOptions(candleColours(colours));
  }

  #draw(): void {
    const window = this.#window, { isReplaced, changedFrom } = window.takeChanges();
    if (!isReplaced && changedFrom >= window.length) return;
    const [open, high, low, close] = ["open", "high", "low", "close"].map((name) => window.column(name)!);
    const bar = (k: number) => ({
      time: timeOf(window.time(k)),
      open: open[k],
      high: high[k],
      low: low[k],
      close: close[k],
    });
    if (isReplaced || window.length - changedFrom > 8) {
      this.#candles.setData(Array.from({ length: window.length }, (_, k) => bar(k)));
    } else for (let k = changedFrom; k < window.length; k++) this.#candles.update(bar(k));
    if (!this.#isPlaced) this.#moveToNewest();
    this.#writeLegend();
  }

  #moveToNewest(): void {
    const { length } = this.#window, width = this.#chart.timeScale().width();
    if (length === 0) return;
    const visible = Math.max(20, Math.round(width / 7));
    this.#isPlaced = true;
    this.#chart.timeScale().setVisibleLogicalRange({ from: length - visible + 2, to: length + 1 });
  }

  #pointAt(timeMs: number): void {
    const index = this.#cursorIndex = this.#window.indexAtTime(timeMs);
    if (index < 0) this.#chart.clearCrosshairPosition();
    else {
      this.#chart.setCrosshairPosition(
        this.#window.column("close")![index],
        timeOf(this.#window.time(index)),
        this.#candles,
      );
    }
    this.#writeLegend();
  }

  #clearCursor(): void {
    this.#cursorIndex = -1;
    this.#chart.clearCrosshairPosition();
    this.#writeLegend();
  }

  #writeLegend(): void {
    const window = this.#window;
    const at = this.#cursorIndex >= 0 && this.#cursorIndex < window.length
      ? this.#cursorIndex
      : window.length - 1;
    const value = (name: string) => formatPrice(window.column(name)?.[at] ?? NaN);
    const text = at < 0
      ? `${this.#timeframe}: no bar of it has closed yet`
      : `${this.#timeframe}, closed bars · ${timeText(window.time(at), this.#timeframe)} · O ${
        value("open")
      } H ${value("high")} L ${value("low")} C ${value("close")}`;
    if (this.#legend.textContent !== text) this.#legend.textContent = text;
  }
}
