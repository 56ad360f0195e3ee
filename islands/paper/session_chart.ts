import {
  CandlestickSeries,
  createChart,
  createSeriesMarkers,
  type IChartApi,
  type IPriceLine,
  type ISeriesApi,
  type ISeriesMarkersPluginApi,
  LineStyle,
  type SeriesMarker,
  type Time,
  type UTCTimestamp,
} from "lightweight-charts";
import { effect } from "@preact/signals";
import type { SessionStep } from "../../server/session_messages.ts";
import { formatNumber } from "../../tasks/number_format.ts";
import { chartLook, hideLayout, timeOf } from "../charts/chart_look.ts";
import { candleColours, DeskSeries, priceFormatOf } from "../charts/desk_series.ts";
import { drawdowns } from "../charts/drawdowns.ts";
import { LevelLines } from "../charts/level_lines.ts";
import { type Palette, palette } from "../charts/palette.ts";
import { barParts, type LegendPart, PaneLegends } from "../charts/pane_legends.ts";
import { compactNumber } from "../page/value_text.ts";
import type { LiveSession } from "./live_session.ts";

/** Bars across the chart at first. */
const VISIBLE_BARS = 120;
const EQUITY_PANE = 1;

/** A bar as it is drawn. */
interface Point {
  readonly step: number;
  readonly time: UTCTimestamp;
  readonly timeMs: number;
  /** Open, high, low, close, volume. */
  readonly bar: readonly number[];
  readonly equity: number;
}

/** A session's candles, volume, fills, levels and last price, with equity and drawdown below: drawn when something is told. */
export class SessionChart {
  readonly #live: LiveSession;
  readonly #chart: IChartApi;
  readonly #candles: ISeriesApi<"Candlestick">;
  readonly #desk: DeskSeries;
  readonly #markers: ISeriesMarkersPluginApi<Time>;
  readonly #levels: LevelLines;
  readonly #legends: PaneLegends;
  readonly #endings: (() => void)[] = [];
  #lastPrice: IPriceLine | undefined;
  #colours: Palette;
  /** Which instrument is drawn, and from which step to which. */
  #drawn = { instrumentIndex: -1, firstStep: NaN, lastStep: NaN };
  #points: Point[] = [];
  /** Of each point, ≤ 0. */
  #drawdowns: Float64Array = new Float64Array(0);
  /** Of the bar under the cursor; undefined where there is none. */
  #cursorTime: UTCTimestamp | undefined;
  #hasShown = false;

  constructor(container: HTMLElement, live: LiveSession) {
    this.#live = live;
    const colours = this.#colours = palette.peek()!;
    const { timeframe } = live.session.peek()!.config!;
    const chart = this.#chart = createChart(container, { ...chartLook(colours, timeframe), autoSize: true });
    hideLayout(container);
    this.#candles = chart.addSeries(CandlestickSeries, { priceLineVisible: false, lastValueVisible: false });
    this.#desk = new DeskSeries(chart, EQUITY_PANE);
    this.#markers = createSeriesMarkers(this.#candles, []);
    this.#levels = new LevelLines(this.#candles);
    this.#legends = new PaneLegends(container, chart);
    const resized = new ResizeObserver(() => this.#legends.place());
    resized.observe(container);
    chart.subscribeCrosshairMove(({ time }) => {
      this.#cursorTime = time as UTCTimestamp | undefined;
      this.#writeLegends();
    });
    this.#endings.push(
      () => resized.disconnect(),
      effect(() => {
        if (palette.value !== undefined) this.#paint(palette.value);
      }),
      effect(() => this.#drawSteps(live.steps.value, live.instrumentIndex.value)),
      effect(() => {
        // A fill is told apart from its bar: whichever comes last draws it.
        if (live.events.value.length > 0) this.#drawFills();
      }),
      effect(() => this.#drawLevels()),
    );
  }

  remove(): void {
    for (const end of this.#endings) end();
    this.#chart.remove();
  }

  #paint(colours: Palette): void {
    this.#colours = colours;
    this.#chart.applyOptions(chartLook(colours, this.#live.session.peek()!.config!.timeframe));
    this.#candles.applyOptions(candleColours(colours));
    this.#desk.paint(colours, colours.accent);
    this.#levels.clear();
    this.#drawLevels();
    this.#drawFills();
    this.#writeLegends();
  }

  #drawSteps(steps: readonly SessionStep[], instrumentIndex: number): void {
    const first = steps[0]?.step ?? NaN, last = steps.at(-1)?.step ?? NaN, drawn = this.#drawn;
    const goesOn = drawn.instrumentIndex === instrumentIndex && drawn.firstStep === first &&
      last >= drawn.lastStep;
    const fresh = goesOn ? steps.filter(({ step }) => step > drawn.lastStep) : steps;
    this.#drawn = { instrumentIndex, firstStep: first, lastStep: last };
    const points = fresh.flatMap(({ step, equity, bars }): Point[] => {
      const bar = bars[instrumentIndex];
      if (bar === null || bar === undefined) return [];
      const [openTimeMs, ...values] = bar;
      return [{ step, time: timeOf(openTimeMs), timeMs: openTimeMs, bar: values, equity }];
    });
    this.#points = goesOn ? [...this.#points, ...points] : points;
    this.#drawdowns = drawdowns(Float64Array.from(this.#points, ({ equity }) => equity), this.#startPeak());
    if (goesOn) this.#append(points);
    else this.#set(instrumentIndex);
    this.#drawFills();
    this.#writeLegends();
  }

  #append(points: readonly Point[]): void {
    const from = this.#points.length - points.length;
    points.forEach((point, k) => {
      const { time, equity } = point;
      this.#candles.update(candleOf(point));
      this.#desk.volume.update({ time, value: point.bar[4] });
      this.#desk.equity.update({ time, value: equity });
      this.#desk.drawdown.update({ time, value: this.#drawdowns[from + k] });
    });
  }

  #set(instrumentIndex: number): void {
    const points = this.#points;
    const tickSize = this.#live.session.peek()!.config!.instruments[instrumentIndex]?.tickSize ?? 0;
    this.#candles.applyOptions({ priceFormat: priceFormatOf(tickSize, points.at(-1)?.bar[3] ?? NaN) });
    this.#candles.setData(points.map(candleOf));
    this.#desk.volume.setData(points.map(({ time, bar }) => ({ time, value: bar[4] })));
    this.#desk.equity.setData(points.map(({ time, equity }) => ({ time, value: equity })));
    this.#desk.drawdown.setData(points.map(({ time }, k) => ({ time, value: this.#drawdowns[k] })));
    if (points.length === 0 || this.#hasShown) return;
    this.#hasShown = true;
    this.#chart.timeScale().setVisibleLogicalRange({
      from: points.length - VISIBLE_BARS,
      to: points.length + 6,
    });
  }

  /** The highest equity before what is drawn: older than all of it where the newest drawdown says so, the cash that it began with otherwise. */
  #startPeak(): number {
    const { config, state } = this.#live.session.peek()!, cash = config!.account.cash;
    if (state === undefined) return cash;
    const peak = state.equityNow / (1 + state.drawdownPct / 100);
    return this.#points.every(({ equity }) => equity < peak * (1 - 1e-9)) ? Math.max(peak, cash) : cash;
  }

  #drawFills(): void {
    const { gain, loss } = this.#colours, times = new Map(this.#points.map(({ step, time }) => [step, time]));
    const fills = this.#live.events.peek().filter(({ kind, instrumentIndex, step }) =>
      kind === "filled" && instrumentIndex === this.#drawn.instrumentIndex && times.has(step)
    );
    this.#markers.setMarkers(
      fills.map(({ direction = 1, step }): SeriesMarker<Time> => ({
        time: times.get(step)!,
        position: direction > 0 ? "belowBar" : "aboveBar",
        shape: direction > 0 ? "arrowUp" : "arrowDown",
        color: direction > 0 ? gain : loss,
      })),
    );
  }

  #drawLevels(): void {
    const { state } = this.#live.session.value ?? {}, instrumentIndex = this.#live.instrumentIndex.value;
    this.#levels.show(
      (state?.levels ?? []).filter((level) => level.instrumentIndex === instrumentIndex),
      this.#colours,
    );
    const price = state?.lastPrices[instrumentIndex] ?? null;
    if (this.#lastPrice !== undefined) this.#candles.removePriceLine(this.#lastPrice);
    this.#lastPrice = price === null ? undefined : this.#candles.createPriceLine({
      price,
      color: this.#colours.text,
      lineWidth: 1,
      lineStyle: LineStyle.Dotted,
      axisLabelVisible: true,
      title: "last",
    });
  }

  /** The bar under the cursor, or the newest. */
  #writeLegends(): void {
    this.#legends.place();
    const points = this.#points, found = points.findIndex(({ time }) => time === this.#cursorTime);
    const at = found < 0 ? points.length - 1 : found, point = points[at];
    if (point === undefined) return;
    const { instruments, timeframe } = this.#live.session.peek()!.config!;
    this.#legends.write((paneIndex): readonly LegendPart[] => {
      if (paneIndex === 0) {
        return barParts(instruments[this.#drawn.instrumentIndex], timeframe, point.timeMs, point.bar);
      }
      return paneIndex === EQUITY_PANE
        ? [[`Equity ${compactNumber(point.equity)}`, this.#colours.accent]]
        : [[`Drawdown ${formatNumber(this.#drawdowns[at], 1)} %`, "muted"]];
    });
  }
}

function candleOf({ time, bar: [open, high, low, close] }: Point) {
  return { time, open, high, low, close };
}
