import type { ReplaySession } from "../session/session.ts";
import type { Palette } from "../../charts/palette.ts";
import { faded } from "../../charts/palette.ts";

const TICKS_HEIGHT = 9;

/**
 * The whole run on one canvas: equity so far, where it began, and every fill a tick below. Ticks are summed up by pixel and only new ones
 * are added, so that a frame costs the same however long the run is.
 */
export class TimelinePicture {
  readonly #canvas: HTMLCanvasElement;
  readonly #session: ReplaySession;
  readonly #origin: ReplaySession | undefined;
  /** By pixel: 1 bought, 2 sold, 3 both. */
  #ticks = new Uint8Array(0);
  #ticksDone = 0;
  #cuts = -1;
  #steps = 1;

  constructor(canvas: HTMLCanvasElement, session: ReplaySession, origin?: ReplaySession) {
    this.#canvas = canvas;
    this.#session = session;
    this.#origin = origin;
  }

  draw(colours: Palette, steps: number, cash: number): void {
    const canvas = this.#canvas, context = canvas.getContext("2d")!;
    const ratio = devicePixelRatio, width = canvas.clientWidth, height = canvas.clientHeight;
    if (width === 0 || height === 0) return;
    if (canvas.width !== Math.round(width * ratio) || canvas.height !== Math.round(height * ratio)) {
      canvas.width = Math.round(width * ratio);
      canvas.height = Math.round(height * ratio);
    }
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
    context.clearRect(0, 0, width, height);
    this.#steps = Math.max(1, steps);
    const x = (step: number) => (step + 1) / this.#steps * width;
    const bottom = height - TICKS_HEIGHT - 3, top = 4;
    const place = this.#session.tick.peek()?.place.step ?? 0;
    let low = cash, high = cash;
    for (const session of [this.#session, this.#origin]) {
      const timeline = session?.timeline;
      if (timeline === undefined) continue;
      for (let k = 0; k < timeline.length && timeline.step(k) < place; k++) {
        low = Math.min(low, timeline.equityLow(k));
        high = Math.max(high, timeline.equityHigh(k));
      }
    }
    if (high - low < cash * 0.002) [low, high] = [low - cash * 0.001, high + cash * 0.001];
    const y = (value: number) => bottom - (value - low) / (high - low) * (bottom - top);
    context.strokeStyle = colours.line;
    context.lineWidth = 1;
    context.beginPath();
    context.moveTo(0, Math.round(y(cash)) + 0.5);
    context.lineTo(width, Math.round(y(cash)) + 0.5);
    context.stroke();
    if (this.#origin) this.#line(context, this.#origin, x, y, place, colours.accent, true);
    this.#line(
      context,
      this.#session,
      x,
      y,
      place,
      this.#origin ? colours.warn : colours.accent,
      false,
      bottom,
    );
    this.#drawTicks(context, colours, width, height);
  }

  #line(
    context: CanvasRenderingContext2D,
    { timeline }: ReplaySession,
    x: (step: number) => number,
    y: (value: number) => number,
    place: number,
    colour: string,
    isDashed: boolean,
    bottom?: number,
  ): void {
    let length = 0;
    context.beginPath();
    for (; length < timeline.length && timeline.step(length) < place; length++) {
      context.lineTo(x(timeline.step(length)), y(timeline.equity(length)));
    }
    if (length === 0) return;
    context.setLineDash(isDashed ? [4, 3] : []);
    context.strokeStyle = colour;
    context.lineWidth = 1.5;
    context.lineJoin = "round";
    context.stroke();
    context.setLineDash([]);
    if (bottom === undefined) return;
    context.lineTo(x(timeline.step(length - 1)), bottom);
    context.lineTo(x(timeline.step(0)), bottom);
    context.fillStyle = faded(colour, 0.1);
    context.fill();
  }

  #drawTicks(context: CanvasRenderingContext2D, colours: Palette, width: number, height: number): void {
    const { fills } = this.#session;
    if (this.#ticks.length !== Math.ceil(width) + 1 || fills.cuts !== this.#cuts) {
      this.#ticks = new Uint8Array(Math.ceil(width) + 1);
      this.#ticksDone = 0;
      this.#cuts = fills.cuts;
    }
    for (let k = this.#ticksDone; k < fills.length; k++) {
      const at = Math.floor((fills.stepAt(k) + 1) / this.#steps * width);
      this.#ticks[at] |= fills.isBuyAt(k) ? 1 : 2;
    }
    this.#ticksDone = fills.length;
    // Bought above the line and sold below it: which is which must not hang on the colour.
    const middle = height - Math.ceil(TICKS_HEIGHT / 2), half = Math.floor(TICKS_HEIGHT / 2);
    for (let at = 0; at < this.#ticks.length; at++) {
      const sides = this.#ticks[at];
      if (sides === 0) continue;
      if (sides & 1) {
        context.fillStyle = colours.gain;
        context.fillRect(at, middle - half, 1, half);
      }
      if (sides & 2) {
        context.fillStyle = colours.loss;
        context.fillRect(at, middle, 1, half);
      }
    }
  }
}
