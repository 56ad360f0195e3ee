import type { BarColumns } from "./session_input.ts";

/** A bar's figures. */
export interface BarFigures {
  readonly openTimeMs: number;
  readonly open: number;
  readonly high: number;
  readonly low: number;
  readonly close: number;
  readonly volume: number;
}

/** Bars of an instrument that are remembered. */
const KEPT_MOST = 128;
/** By how much volumes may differ, as a share: sums of floats. */
const TOLERANCE = 1e-9;

const FIELDS = ["open", "high", "low", "close", "volume"] as const;

/** One instrument's bars by their begin: those that were built, those that the exchange stated meanwhile, and those that were told of. */
interface Books {
  readonly built: Map<number, BarFigures>;
  readonly stated: Map<number, BarFigures>;
  readonly told: Set<number>;
  /** Begin of the first that was built, and of the last. */
  firstMs: number;
  lastMs: number;
}

/**
 * Holds the bars that were built from trades against those that the exchange states: on its stream, whichever come first, and over REST
 * now and then. Nothing is replaced: a difference is told, once a bar, so that nobody takes a bar for certain that isn't.
 */
export class BarComparison {
  readonly #books: readonly Books[];
  readonly #differs: (instrumentIndex: number, openTimeMs: number, text: string) => void;

  constructor(
    instruments: number,
    differs: (instrumentIndex: number, openTimeMs: number, text: string) => void,
  ) {
    this.#differs = differs;
    this.#books = Array.from({ length: instruments }, () => ({
      built: new Map(),
      stated: new Map(),
      told: new Set(),
      firstMs: NaN,
      lastMs: NaN,
    }));
  }

  /** Bars were built: of each instrument one, or none. */
  built(bars: readonly BarColumns[]): void {
    bars.forEach(([open, high, low, close, volume, openTimeMs], i) => {
      if (open.length === 0) return;
      const books = this.#books[i];
      const bar = {
        openTimeMs: openTimeMs[0],
        open: open[0],
        high: high[0],
        low: low[0],
        close: close[0],
        volume: volume[0],
      };
      if (Number.isNaN(books.firstMs)) books.firstMs = bar.openTimeMs;
      books.lastMs = bar.openTimeMs;
      keep(books.built, bar);
      this.#compare(i, bar, books.stated.get(bar.openTimeMs));
    });
  }

  /** The exchange states one, whenever. */
  stated(instrumentIndex: number, bar: BarFigures): void {
    const { built, stated, firstMs, lastMs } = this.#books[instrumentIndex];
    keep(stated, bar);
    const own = built.get(bar.openTimeMs);
    if (own !== undefined) this.#compare(instrumentIndex, own, bar);
    else if (bar.volume > 0 && bar.openTimeMs >= firstMs && bar.openTimeMs < lastMs) {
      this.#tell(instrumentIndex, bar.openTimeMs, "no trade of it came, and the exchange states it");
    }
  }

  #compare(instrumentIndex: number, own: BarFigures, stated: BarFigures | undefined): void {
    if (stated === undefined) return;
    const text = FIELDS.filter((field) => isOther(own[field], stated[field], field)).map((field) =>
      `${field} ${own[field]}, the exchange says ${stated[field]}`
    ).join("; ");
    if (text !== "") this.#tell(instrumentIndex, own.openTimeMs, text);
  }

  #tell(instrumentIndex: number, openTimeMs: number, text: string): void {
    const { told } = this.#books[instrumentIndex];
    if (told.has(openTimeMs)) return;
    if (told.size >= KEPT_MOST) told.delete(told.values().next().value!);
    told.add(openTimeMs);
    this.#differs(instrumentIndex, openTimeMs, text);
  }
}

function keep(bars: Map<number, BarFigures>, bar: BarFigures): void {
  bars.set(bar.openTimeMs, bar);
  if (bars.size > KEPT_MOST) bars.delete(bars.keys().next().value!);
}

function isOther(own: number, stated: number, field: typeof FIELDS[number]): boolean {
  return field === "volume" ? Math.abs(own - stated) > TOLERANCE * Math.abs(stated) : own !== stated;
}
