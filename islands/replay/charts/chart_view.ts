import type { ITimeScaleApi, Time } from "lightweight-charts";
import type { BarsWindow } from "../session/bars_window.ts";
import type { ReplaySession } from "../session/session.ts";
import { followed, stretchToAsk } from "./view_plan.ts";

/** How long after a touch or a turn of the wheel the chart's moves are a person's: it glides on for a while. */
const TOUCH_MS = 1_200;
const ASK_MS = 80;
/** Points across the chart while it follows, at fewest; at most there are as many as the run has bars. */
const VISIBLE_MIN = 10;
/** Points that a chart of some width shows at most: below half a pixel each they can't be told apart. */
const PIXELS_A_POINT = 0.5, POINTS_MAX = 2_000;

/**
 * What of the run the price chart shows: the newest bars (it *follows*), or the stretch to which a person has scrolled. Asks the server for
 * what is needed, and keeps the same bars in sight when they come anew.
 */
export class ChartView {
  readonly #session: ReplaySession;
  readonly #timeScale: ITimeScaleApi<Time>;
  readonly #pointsMax: number;
  /** Points across the chart while it follows. */
  #visible: number;
  /** Steps in one of these points. */
  #stepsPerPoint = 1;
  /** The visible steps, while it doesn't follow. */
  #steps: { readonly from: number; readonly to: number } | undefined;
  #touchedMs = -Infinity;
  #isHeld = false;
  #askTimer: ReturnType<typeof setTimeout> | undefined;

  constructor(session: ReplaySession, timeScale: ITimeScaleApi<Time>, width: number) {
    this.#session = session;
    this.#timeScale = timeScale;
    this.#pointsMax = Math.max(200, Math.min(POINTS_MAX, Math.floor(width / PIXELS_A_POINT)));
    const { bars, from, to } = session.zoom.peek();
    this.#visible = this.#within(bars ?? Math.max(40, Math.round(width / 6)));
    if (from !== undefined && to !== undefined) this.#steps = { from, to };
    timeScale.subscribeVisibleLogicalRangeChange(() => this.#moved());
  }

  /** Points that are worth keeping while it follows. */
  get keptPoints(): number {
    return Math.max(60, Math.ceil(1.25 * this.#visible));
  }

  /** Whether the chart is being dragged. */
  get isHeld(): boolean {
    return this.#isHeld;
  }

  /** Listens to a person's hand on the chart, until `until`. */
  listen(container: HTMLElement, until: AbortSignal): void {
    const touched = () => {
      this.#touchedMs = performance.now();
    };
    const hold = (isHeld: boolean) => () => {
      if (!isHeld && !this.#isHeld) return;
      this.#isHeld = isHeld;
      touched();
    };
    const options = { signal: until, passive: true };
    container.addEventListener("wheel", touched, options);
    container.addEventListener("pointerdown", hold(true), options);
    container.addEventListener("pointermove", () => this.#isHeld && touched(), options);
    addEventListener("pointerup", hold(false), options);
    addEventListener("pointercancel", hold(false), options);
    until.addEventListener("abort", () => clearTimeout(this.#askTimer));
  }

  /** Back to the newest bar. */
  followAgain(): void {
    this.#steps = undefined;
    this.#touchedMs = -Infinity;
    this.#session.follow.value = true;
    this.ask();
    this.#toNewest();
  }

  /** Fewer bars (a factor below 1) or more. */
  zoom(factor: number): void {
    const range = this.#timeScale.getVisibleLogicalRange();
    if (range === null) return;
    if (this.#session.follow.peek()) {
      this.#visible = this.#within(this.#visible * factor);
      this.#toNewest();
    } else {
      const middle = (range.from + range.to) / 2, half = (range.to - range.from) / 2 * factor;
      this.#timeScale.setVisibleLogicalRange({ from: middle - half, to: middle + half });
      this.#readSteps();
    }
    this.#askSoon();
  }

  /** Points have come; the same bars stay in sight, or the newest are brought there. */
  settle(isReplaced: boolean): void {
    const { stepsPerPoint } = this.#window;
    if (stepsPerPoint !== this.#stepsPerPoint) this.#visible *= this.#stepsPerPoint / stepsPerPoint;
    this.#stepsPerPoint = stepsPerPoint;
    if (!this.#session.follow.peek()) {
      if (isReplaced) this.#toSteps();
    } else if (!this.#isHeld) this.#toNewest();
  }

  /** Asks the server for what is to be shown, where that isn't there yet. */
  ask(): void {
    const session = this.#session, instrumentIndex = session.instrumentIndex.peek(), window = this.#window;
    if (session.follow.peek()) {
      const bars = Math.round(this.#visible * this.#stepsPerPoint);
      session.zoom.value = { bars };
      session.view({ name: "main", instrumentIndex, follow: true, ...followed(bars, this.#pointsMax) });
    } else {
      const { from, to } = this.#steps ?? { from: 0, to: 200 };
      session.zoom.value = { from: Math.max(0, Math.round(from)), to: Math.max(1, Math.round(to)) };
      const stretch = stretchToAsk({
        visibleFrom: from,
        visibleTo: to,
        heldFrom: window.firstStep,
        heldTo: window.instrumentIndex === instrumentIndex ? window.lastStep : -1,
        stepsPerPoint: window.stepsPerPoint,
        step: session.tick.peek()?.place.step ?? to,
      });
      if (stretch !== undefined) {
        session.view({ name: "main", instrumentIndex, follow: false, bars: 1_000, ...stretch });
      }
    }
    session.changed();
  }

  get #window(): BarsWindow {
    return this.#session.windows.get("main")!;
  }

  /** As many points as can be meant: no more than the run will have. */
  #within(visible: number): number {
    const steps = this.#session.description.peek()?.steps ?? Infinity;
    return Math.max(VISIBLE_MIN, Math.min(1.1 * steps / this.#stepsPerPoint, visible));
  }

  #toNewest(): void {
    const { length } = this.#window;
    if (length === 0) return;
    const gap = Math.max(2, this.#visible * 0.06);
    const from = length - this.#visible + gap, to = length - 1 + gap;
    const now = this.#timeScale.getVisibleLogicalRange();
    // It is there already where the chart has shifted by itself, and setting it would make the chart draw twice.
    if (now !== null && Math.abs(now.from - from) < 0.01 && Math.abs(now.to - to) < 0.01) return;
    this.#timeScale.setVisibleLogicalRange({ from, to });
  }

  #toSteps(): void {
    if (this.#steps === undefined) return;
    const from = this.#logicalAt(this.#steps.from), to = this.#logicalAt(this.#steps.to);
    if (to > from) this.#timeScale.setVisibleLogicalRange({ from, to });
  }

  /** The visible range has changed; if a person did it, the view goes along. */
  #moved(): void {
    if (performance.now() - this.#touchedMs > TOUCH_MS) return;
    const range = this.#timeScale.getVisibleLogicalRange(), window = this.#window, { length } = window;
    if (range === null || length === 0) return;
    const isNewest = window.lastStep >= (this.#session.tick.peek()?.place.step ?? 0) - window.stepsPerPoint;
    const isInSight = range.to >= length - 1.5 && range.from < length - 1;
    if (this.#session.follow.peek() && isNewest && isInSight) {
      const visible = range.to - range.from;
      if (Math.abs(visible - this.#visible) <= 0.5) return;
      this.#visible = visible;
    } else {
      this.#session.follow.value = false;
      this.#readSteps();
    }
    this.#askSoon();
  }

  #readSteps(): void {
    const range = this.#timeScale.getVisibleLogicalRange();
    if (range !== null) this.#steps = { from: this.#stepAt(range.from), to: this.#stepAt(range.to) };
  }

  #askSoon(): void {
    this.#askTimer ??= setTimeout(() => {
      this.#askTimer = undefined;
      this.ask();
    }, ASK_MS);
  }

  /** Steps from a point to the next: more than one where points are of many bars, or instruments take turns. */
  get #stride(): number {
    const { length, firstStep, lastStep, stepsPerPoint } = this.#window;
    return length < 2 ? stepsPerPoint : (lastStep - firstStep) / (length - 1);
  }

  #stepAt(logical: number): number {
    const window = this.#window, index = Math.max(0, Math.min(window.length - 1, Math.floor(logical)));
    return window.step(index) + (logical - index) * this.#stride;
  }

  #logicalAt(step: number): number {
    const window = this.#window, index = Math.min(window.length - 1, window.indexOfStep(step));
    return index < 0 ? 0 : index + (step - window.step(index)) / this.#stride;
  }
}
