import type { IChartApi } from "lightweight-charts";
import { compactNumber, indicatorText, timeText } from "../page/value_text.ts";

/** Text and how it looks: a class, or a colour. */
export type LegendPart = readonly [text: string, look: string];

/** A line of text over a pane. */
interface Legend {
  readonly element: HTMLElement;
  readonly paneIndex: number;
  /** Of each of its parts. */
  readonly looks: string[];
  top: number;
}

/** A line of text over each pane of a chart. Written every frame, so nothing is made anew that stays. */
export class PaneLegends {
  readonly #chart: IChartApi;
  readonly #legends: readonly Legend[];

  /** The chart has all its panes. */
  constructor(container: HTMLElement, chart: IChartApi) {
    this.#chart = chart;
    this.#legends = chart.panes().map((_, paneIndex) => {
      const element = container.appendChild(document.createElement("div"));
      element.className = "chart-legend";
      return { element, paneIndex, looks: [], top: 0 };
    });
  }

  /** Panes change their heights with the window, and when a person drags what is between them. */
  place(): void {
    let top = 0;
    const panes = this.#chart.panes();
    for (const legend of this.#legends) {
      if (legend.top !== top) legend.element.style.transform = `translateY(${top}px)`;
      legend.top = top;
      top += panes[legend.paneIndex].getHeight() + 1;
    }
  }

  write(partsOf: (paneIndex: number) => readonly LegendPart[]): void {
    for (const legend of this.#legends) writeParts(legend, partsOf(legend.paneIndex));
  }
}

/** A bar as it is read over its candles. */
export function barParts(
  { symbol, tickSize }: { readonly symbol: string; readonly tickSize: number },
  timeframe: string,
  timeMs: number,
  [open, high, low, close, volume]: readonly number[],
): LegendPart[] {
  const look = close < open ? "loss" : "gain";
  return [
    [symbol, "name"],
    [timeText(timeMs, timeframe), "time"],
    ...Object.entries({ O: open, H: high, L: low, C: close }).map(([name, value]) =>
      [`${name} ${indicatorText(value, "price", tickSize)}`, look] as const
    ),
    [`V ${volumeText(volume)}`, "muted"],
  ];
}

function writeParts(legend: Legend, parts: readonly LegendPart[]): void {
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
