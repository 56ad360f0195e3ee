import { effect } from "@preact/signals";
import { createChart, type IChartApi } from "lightweight-charts";
import type { ReplayDescription } from "../../../server/replay_messages.ts";
import type { BarsWindow } from "../session/bars_window.ts";
import type { Frame, ReplaySession, Tick } from "../session/session.ts";
import { ChartLegends } from "./chart_legends.ts";
import { chartLook, hideLayout, timeOf } from "../../charts/chart_look.ts";
import { ChartSeries } from "./chart_series.ts";
import { ChartView } from "./chart_view.ts";
import { cursor } from "./cursor.ts";
import { DeskMarks } from "./desk_marks.ts";
import { LevelLines } from "../../charts/level_lines.ts";
import { type Palette, palette } from "../../charts/palette.ts";

/** Points up to which each is appended; more are set at once, which costs less. */
const APPENDED_MAX = 24;

/**
 * Candles, volume, indicators, fills, levels and positions, with equity and drawdown in panes below on the same axis, so that all share
 * one cursor. Draws once a frame what the session's window says has changed.
 */
export class PriceChart {
  readonly #session: ReplaySession;
  /** The run that a fork is compared with. */
  readonly #origin: ReplaySession | undefined;
  readonly #description: ReplayDescription;
  readonly #chart: IChartApi;
  readonly #series: ChartSeries;
  readonly #marks = new DeskMarks();
  readonly #lines: LevelLines;
  readonly #legends: ChartLegends;
  readonly #view: ChartView;
  readonly #endings: (() => void)[] = [];
  #colours: Palette;
  #fillsVersion = -1;
  /** The highest equity before the points that are drawn. */
  #startPeak = -Infinity;
  /** The point under the cursor; −1 where there is none. */
  #cursorIndex = -1;
  #originStretch = "";

  constructor(container: HTMLElement, session: ReplaySession, origin?: ReplaySession) {
    this.#session = session;
    this.#origin = origin;
    const description = this.#description = session.description.peek()!;
    const colours = this.#colours = palette.peek()!;
    const chart = this.#chart = createChart(container, {
      ...chartLook(colours, description.timeframe),
      autoSize: true,
    });
    hideLayout(container);
    const hasOrigin = origin !== undefined;
    const series = this.#series = new ChartSeries(chart, description, hasOrigin);
    series.candles.attachPrimitive(this.#marks);
    this.#lines = new LevelLines(series.candles);
    this.#legends = new ChartLegends(container, chart, description, series, hasOrigin);
    this.#view = new ChartView(session, chart.timeScale(), container.clientWidth);
    this.#window.drawAnew();
    this.#listen(container);
    this.#view.ask();
  }

  /** Back to the newest bar. */
  followAgain(): void {
    this.#view.followAgain();
  }

  /** Fewer bars (a factor below 1) or more. */
  zoom(factor: number): void {
    this.#view.zoom(factor);
  }

  remove(): void {
    for (const end of this.#endings) end();
    this.#chart.remove();
  }

  get #window(): BarsWindow {
    return this.#session.windows.get("main")!;
  }

  #listen(container: HTMLElement): void {
    const session = this.#session, until = new AbortController();
    this.#view.listen(container, until.signal);
    container.addEventListener("pointerleave", () => {
      cursor.value = undefined;
      this.#cursorTo(-1);
    }, { signal: until.signal });
    this.#chart.subscribeCrosshairMove(({ time, sourceEvent }) => {
      if (sourceEvent === undefined) return;
      const timeMs = time === undefined ? undefined : Number(time) * 1_000;
      cursor.value = timeMs === undefined ? undefined : { timeMs, from: "main" };
      this.#cursorTo(timeMs === undefined ? -1 : this.#window.indexAtTime(timeMs));
    });
    let instrument = session.instrumentIndex.peek();
    this.#endings.push(
      () => until.abort(),
      session.onFrame((frame) => this.#draw(frame)),
      effect(() => {
        if (palette.value !== undefined) this.#paint(palette.value);
      }),
      effect(() => {
        const place = cursor.value;
        if (place === undefined) this.#chart.clearCrosshairPosition();
        else if (place.from !== "main") this.#pointAt(place.timeMs);
      }),
      // While it follows, the chart shifts by itself with each new bar; while it doesn't, it stays where it was put.
      effect(() => {
        this.#chart.timeScale().applyOptions({ shiftVisibleRangeOnNewBar: session.follow.value });
      }),
      effect(() => {
        const chosen = session.instrumentIndex.value;
        if (chosen === instrument) return;
        instrument = chosen;
        this.#view.ask();
      }),
    );
    if (this.#origin) this.#endings.push(this.#origin.onFrame(() => this.#drawOrigin()));
  }

  #paint(colours: Palette): void {
    this.#colours = colours;
    this.#chart.applyOptions(chartLook(colours, this.#description.timeframe));
    this.#series.paint(colours);
    this.#lines.clear();
    this.#fillsVersion = -1;
    const tick = this.#session.tick.peek();
    if (tick !== undefined) this.#draw({ tick, isJump: false });
  }

  #draw({ tick }: Frame): void {
    const window = this.#window;
    this.#letGo();
    const { isReplaced, changedFrom } = window.takeChanges();
    const isChanged = isReplaced || changedFrom < window.length;
    if (isReplaced) this.#startPeak = this.#peakBefore(tick);
    if (isReplaced || window.length - changedFrom > APPENDED_MAX) this.#series.set(window, this.#startPeak);
    else if (isChanged) this.#series.append(window, changedFrom, this.#startPeak);
    if (isChanged || this.#fillsVersion !== this.#session.fills.version) {
      this.#fillsVersion = this.#session.fills.version;
      const held = tick.positions.find(({ instrumentIndex }) => instrumentIndex === window.instrumentIndex);
      this.#marks.show(window, this.#session.fills, held?.quantity ?? 0, this.#colours, !isChanged);
    }
    const shown = this.#session.instrumentIndex.peek();
    this.#lines.show(tick.levels.filter(({ instrumentIndex }) => instrumentIndex === shown), this.#colours);
    if (isChanged) this.#view.settle(isReplaced);
    this.#writeLegends();
    this.#askOrigin();
  }

  /** While it follows, what has long left the screen is let go, now and then: setting points costs with their number. */
  #letGo(): void {
    const window = this.#window, { keptPoints, isHeld } = this.#view;
    if (!this.#session.follow.peek() || isHeld) return;
    if (window.pendingPoints > APPENDED_MAX || window.length > 5 * keptPoints) window.keepNewest(keptPoints);
  }

  /**
   * The highest equity before what is held. The newest bar's drawdown is known exactly: where all that is held stays below the peak which
   * that says, the peak is older; else the timeline's points tell.
   */
  #peakBefore(tick: Tick): number {
    const window = this.#window, equity = window.column("equity");
    if (equity === undefined || window.length === 0) return -Infinity;
    const earlier = this.#session.timeline.peakBefore(window.firstStep);
    if (window.lastStep < tick.place.step - 1) return earlier;
    const peak = tick.equity / (1 + tick.drawdownPct / 100);
    const isOlder = equity.every((value) => !(value > peak * (1 - 1e-9)));
    return isOlder ? peak : earlier;
  }

  /** What a fork is compared with shows the same stretch; it is asked for again only when that has moved. */
  #askOrigin(): void {
    const window = this.#window;
    if (this.#origin === undefined || window.length === 0) return;
    const fromStep = Math.max(0, window.firstStep - window.stepsPerPoint + 1), toStep = window.lastStep + 1;
    const stretch = `${fromStep} ${toStep} ${window.instrumentIndex}`;
    if (stretch === this.#originStretch || this.#origin.tick.peek() === undefined) return;
    this.#originStretch = stretch;
    this.#origin.view({
      name: "main",
      instrumentIndex: window.instrumentIndex,
      follow: false,
      bars: 1_000,
      fromStep,
      toStep,
      points: Math.max(10, window.length),
    });
  }

  #drawOrigin(): void {
    const origin = this.#origin!.windows.get("main")!;
    const { isReplaced, changedFrom } = origin.takeChanges();
    if (isReplaced || changedFrom < origin.length) this.#series.setOrigin(origin, this.#window);
  }

  #pointAt(timeMs: number): void {
    const window = this.#window, index = window.indexAtTime(timeMs);
    if (index < 0) this.#chart.clearCrosshairPosition();
    else {
      const { candles } = this.#series;
      this.#chart.setCrosshairPosition(window.column("close")![index], timeOf(window.time(index)), candles);
    }
    this.#cursorTo(index);
  }

  #cursorTo(index: number): void {
    this.#cursorIndex = index;
    this.#writeLegends();
  }

  #writeLegends(): void {
    const window = this.#window, newest = window.length - 1;
    const at = this.#cursorIndex >= 0 && this.#cursorIndex <= newest ? this.#cursorIndex : newest;
    this.#legends.write(window, at, this.#startPeak, this.#colours);
  }
}
