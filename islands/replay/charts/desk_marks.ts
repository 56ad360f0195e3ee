import type { BarsWindow } from "../session/bars_window.ts";
import type { FillColumns } from "../session/fill_columns.ts";
import { faded, type Palette } from "../../charts/palette.ts";
import type {
  IChartApi,
  IPrimitivePaneRenderer,
  IPrimitivePaneView,
  ISeriesPrimitive,
  Logical,
  SeriesAttachedParameter,
  SeriesType,
  Time,
} from "lightweight-charts";

/** Points over which a position was held. */
interface Band {
  readonly from: number;
  readonly to: number;
  readonly colour: string;
}

/** A fill: a triangle under the bar where it bought, over it where it sold. */
interface Mark {
  readonly at: number;
  /** The bar's low where it bought, its high where it sold. */
  readonly price: number;
  readonly isBuy: boolean;
  readonly colour: string;
  readonly text: string;
}

/** Fills that are drawn at most, the newest of them. */
const MARKS_MAX = 600;

type Draw = (target: Parameters<IPrimitivePaneRenderer["draw"]>[0]) => void;

/** Half a mark's width, its height, and how far it stays from its bar. */
const HALF = 5, HEIGHT = 8, AWAY = 5;

/**
 * What the desk did, over the candles: positions as bands behind them, fills as triangles. The library's own markers make the chart draw
 * twice whenever they change, which is every bar while a run is fast; these are drawn with whatever made the chart draw.
 */
export class DeskMarks implements ISeriesPrimitive<Time> {
  #bands: readonly Band[] = [];
  #marks: readonly Mark[] = [];
  #font = "";
  #attached: SeriesAttachedParameter<Time, SeriesType> | undefined;
  readonly #views: readonly IPrimitivePaneView[];

  constructor() {
    const view = (zOrder: "bottom" | "top", draw: Draw): IPrimitivePaneView => {
      const renderer = { draw };
      return { zOrder: () => zOrder, renderer: () => renderer };
    };
    this.#views = [
      view("bottom", (target) => this.#drawBands(target)),
      view("top", (target) => this.#drawMarks(target)),
    ];
  }

  attached(attached: SeriesAttachedParameter<Time, SeriesType>): void {
    this.#attached = attached;
  }

  paneViews(): readonly IPrimitivePaneView[] {
    return this.#views;
  }

  /** `held` is what the desk says that it holds. Shown with the chart's next drawing; where nothing else makes it draw, `redraw` does. */
  show(window: BarsWindow, fills: FillColumns, held: number, colours: Palette, redraw: boolean): void {
    this.#bands = bandsOf(window, fills, held, colours);
    this.#marks = marksOf(window, fills, colours);
    this.#font = colours.font;
    if (redraw) this.#attached?.requestUpdate();
  }

  #drawBands(target: Parameters<Draw>[0]): void {
    const timeScale = (this.#attached?.chart as IChartApi | undefined)?.timeScale();
    if (timeScale === undefined || this.#bands.length === 0) return;
    target.useBitmapCoordinateSpace(({ context, bitmapSize, horizontalPixelRatio }) => {
      const half = timeScale.options().barSpacing / 2;
      // One path a colour: bands that come to lie on one pixel, zoomed out, don't add up to a darker one.
      const paths = new Map<string, Path2D>();
      for (const { from, to, colour } of this.#bands) {
        const left = timeScale.logicalToCoordinate(from as Logical);
        const right = timeScale.logicalToCoordinate(to as Logical);
        if (left === null || right === null || right < 0) continue;
        const x = Math.round(Math.max(0, left - half) * horizontalPixelRatio);
        const path = paths.get(colour) ?? new Path2D();
        paths.set(colour, path);
        path.rect(x, 0, Math.round((right + half) * horizontalPixelRatio) - x, bitmapSize.height);
      }
      for (const [colour, path] of paths) {
        context.fillStyle = colour;
        context.fill(path);
      }
    });
  }

  #drawMarks(target: Parameters<Draw>[0]): void {
    const { chart, series } = this.#attached ?? {};
    if (chart === undefined || series === undefined || this.#marks.length === 0) return;
    const timeScale = (chart as IChartApi).timeScale();
    target.useMediaCoordinateSpace(({ context, mediaSize }) => {
      context.font = `12px ${this.#font}`;
      context.textAlign = "center";
      for (const { at, price, isBuy, colour, text } of this.#marks) {
        const x = timeScale.logicalToCoordinate(at as Logical), y = series.priceToCoordinate(price);
        if (x === null || y === null || x < -HALF || x > mediaSize.width + HALF) continue;
        const sign = isBuy ? 1 : -1, tip = y + sign * AWAY;
        context.fillStyle = colour;
        context.beginPath();
        context.moveTo(x, tip);
        context.lineTo(x - HALF, tip + sign * HEIGHT);
        context.lineTo(x + HALF, tip + sign * HEIGHT);
        context.fill();
        if (text !== "") context.fillText(text, x, tip + sign * (HEIGHT + 4) + (isBuy ? 10 : 0));
      }
    });
  }
}

function bandsOf(window: BarsWindow, fills: FillColumns, held: number, { gain, loss }: Palette): Band[] {
  if (window.length === 0) return [];
  const { instrumentIndex, lastStep } = window;
  const stretches = fills.held(instrumentIndex, firstStepOf(window), lastStep);
  // Fills of a long run come bit by bit: where the last of them leads isn't known until they are all here.
  const isComplete = Math.abs(fills.position(instrumentIndex) - held) <= 1e-6 * Math.max(1, Math.abs(held));
  if (!isComplete && stretches.at(-1)?.toStep === lastStep) stretches.pop();
  return stretches.map(({ fromStep, toStep, isShort }) => ({
    from: window.indexOfStep(fromStep),
    to: Math.min(window.length - 1, window.indexOfStep(toStep)),
    colour: faded(isShort ? loss : gain, 0.09),
  }));
}

/** One for each point and side: points of many bars would be covered by them. */
function marksOf(window: BarsWindow, fills: FillColumns, { gain, loss }: Palette): Mark[] {
  if (window.length === 0) return [];
  const low = window.column("low")!, high = window.column("high")!;
  const marks = new Map<number, Mark>();
  const all = fills.marks(window.instrumentIndex, firstStepOf(window), window.lastStep, MARKS_MAX);
  for (const { step, isBuy, isByHand } of all) {
    const at = window.indexOfStep(step);
    if (at >= window.length) continue;
    marks.set(2 * at + (isBuy ? 1 : 0), {
      at,
      price: isBuy ? low[at] : high[at],
      isBuy,
      colour: isBuy ? gain : loss,
      text: isByHand ? "by hand" : "",
    });
  }
  return [...marks.values()];
}

/** A point's step is that of its last bar. */
function firstStepOf(window: BarsWindow): number {
  return window.firstStep - window.stepsPerPoint + 1;
}
