import type { HeldRun } from "../../engine/held_run.ts";
import { Timeframe } from "../../engine/timeframe.ts";
import { packColumns } from "../columns_message.ts";
import type { ClientMessage } from "../replay_messages.ts";

/** What a browser's chart shows; see `replay_messages.ts`. */
export type ViewRequest = Extract<ClientMessage, { type: "view" }>["view"];

/** Points that are appended at most; beyond it the whole view is cheaper. */
const APPENDED_MOST = 400;

const TIMELINE_POINTS = 2_000;

/** One chart of one browser: knows what it has been sent, and sends what is missing. */
export class BarsView {
  readonly request: ViewRequest;
  readonly #held: HeldRun;
  readonly #timeframe: Timeframe | undefined;
  readonly #names: readonly string[];
  /** Bars from…to−1 of the instrument that the browser has, in points of so many bars; −1 for none. */
  #from = -1;
  #to = -1;
  #perPoint = 0;
  /** Of a coarser timeframe: the last closed bar that the browser has, by its open time; and bars seen up to which there is no newer one. */
  #lastCoarseMs = NaN;
  #coarseSeen = -1;

  constructor(request: ViewRequest, held: HeldRun) {
    this.request = request;
    this.#held = held;
    this.#timeframe = request.timeframe === undefined ? undefined : Timeframe.parse(request.timeframe);
    this.#names = [
      "step",
      "openTimeMs",
      "open",
      "high",
      "low",
      "close",
      "volume",
      "equity",
      ...held.indicatorNames,
    ];
  }

  /** The run went back, or something behind a step is another now: bars from there on are sent anew. */
  invalidate(): void {
    this.#from = this.#to = -1;
    this.#lastCoarseMs = NaN;
    this.#coarseSeen = -1;
  }

  /** What the browser lacks, or undefined where it has everything. */
  next(): Uint8Array<ArrayBuffer> | undefined {
    return this.#timeframe === undefined ? this.#nextBars() : this.#nextCoarse(this.#timeframe);
  }

  #nextBars(): Uint8Array<ArrayBuffer> | undefined {
    const { request: { instrumentIndex: i, follow, bars, fromStep = 0, toStep = Infinity, points } } = this;
    const seen = this.#held.barsSeen(i);
    const to = follow ? seen : Math.min(seen, this.#held.barsBefore(i, toStep));
    const from = follow ? Math.max(0, to - bars) : Math.min(to, this.#held.barsBefore(i, fromStep));
    const perPoint = Math.max(1, Math.ceil((to - from) / points));
    const isSame = perPoint === this.#perPoint && this.#to >= 0;
    if (isSame && to === this.#to && (follow || from === this.#from)) return undefined;
    const behind = Math.ceil((to - this.#to) / perPoint);
    const appends = isSame && to > this.#to && behind <= APPENDED_MOST && this.#to > from &&
      (follow || from === this.#from);
    // Points begin at whole multiples, so that those of the past stay as they are; the last one may still grow.
    const start = appends ? this.#to - this.#to % perPoint : from - from % perPoint;
    if (!appends) this.#from = from;
    this.#to = to;
    this.#perPoint = perPoint;
    return this.#pack(appends ? "append" : "replace", pointEnds(start, to, perPoint), perPoint);
  }

  /** Bars of a coarser timeframe, as far as they are closed. */
  #nextCoarse(timeframe: Timeframe): Uint8Array<ArrayBuffer> | undefined {
    const { request: { instrumentIndex: i, bars, points } } = this, held = this.#held;
    const seen = held.barsSeen(i), { openTimeMs, closeTimeMs } = held.bars[i];
    if (this.#isStillOpen(timeframe, seen)) return undefined;
    this.#coarseSeen = seen;
    const first = Math.max(0, seen - bars);
    const ends: number[] = [];
    let start = first;
    // A bar that began before the stretch isn't whole.
    if (first > 0) {
      const bucketMs = timeframe.startMs(openTimeMs[first]);
      if (openTimeMs[first - 1] >= bucketMs) {
        while (start < seen && timeframe.startMs(openTimeMs[start]) === bucketMs) start++;
      }
    }
    const whole = start;
    for (let bar = start; bar < seen;) {
      const bucketMs = timeframe.startMs(openTimeMs[bar]), endMs = timeframe.endMs(openTimeMs[bar]);
      while (bar < seen && timeframe.startMs(openTimeMs[bar]) === bucketMs) bar++;
      // Closed once a later bar has come, or the time of its end is known to be over.
      if (bar < seen || closeTimeMs[bar - 1] >= endMs) ends.push(bar);
    }
    const kept = ends.slice(-points), begin = ends.length > points ? ends[ends.length - points - 1] : whole;
    const lastMs = kept.length === 0 ? -1 : openTimeMs[kept[kept.length - 1] - 1];
    if (lastMs === this.#lastCoarseMs) return undefined;
    this.#lastCoarseMs = lastMs;
    return this.#pack("replace", [begin, ...kept], 1);
  }

  /** Whether all bars since the last look lie in one bar of the timeframe that hasn't closed. */
  #isStillOpen(timeframe: Timeframe, seen: number): boolean {
    if (this.#coarseSeen < 1 || seen <= this.#coarseSeen) return seen === this.#coarseSeen;
    const { openTimeMs, closeTimeMs } = this.#held.bars[this.request.instrumentIndex];
    const before = openTimeMs[this.#coarseSeen - 1],
      last = openTimeMs[seen - 1],
      endMs = timeframe.endMs(last);
    return timeframe.endMs(before) === endMs && closeTimeMs[seen - 1] < endMs;
  }

  /** Points between consecutive bounds, each aggregated: the first open, the extremes, the last of everything else, volume summed. */
  #pack(mode: "append" | "replace", bounds: readonly number[], perPoint: number): Uint8Array<ArrayBuffer> {
    const { request: { instrumentIndex: i, name } } = this, held = this.#held;
    const { openTimeMs, open, high, low, close, volume } = held.bars[i];
    const length = Math.max(0, bounds.length - 1);
    const columns = this.#names.map(() => new Float64Array(length));
    for (let point = 0; point < length; point++) {
      const from = bounds[point], last = bounds[point + 1] - 1, step = held.stepAt(i, last);
      let highest = high[from], lowest = low[from], sum = volume[from];
      for (let bar = from + 1; bar <= last; bar++) {
        if (high[bar] > highest) highest = high[bar];
        if (low[bar] < lowest) lowest = low[bar];
        sum += volume[bar];
      }
      columns[0][point] = step;
      columns[1][point] = openTimeMs[from];
      columns[2][point] = open[from];
      columns[3][point] = highest;
      columns[4][point] = lowest;
      columns[5][point] = close[last];
      columns[6][point] = sum;
      columns[7][point] = held.equity[step];
      for (let k = 8; k < columns.length; k++) columns[k][point] = held.indicators[i][k - 8][last];
    }
    return packColumns({
      type: "bars",
      view: name,
      instrumentIndex: i,
      mode,
      stepsPerPoint: perPoint,
      columns: this.#names,
      length,
    }, columns);
  }
}

/** Bounds of points of `perPoint` bars from `start` up to `to`; the last one may be shorter. */
function pointEnds(start: number, to: number, perPoint: number): number[] {
  const bounds = [start];
  for (let at = start; at < to;) bounds.push(at = Math.min(to, at + perPoint));
  return bounds;
}

/** The whole run so far, for the timeline. */
export function packTimeline(held: HeldRun): Uint8Array<ArrayBuffer> {
  const { step: steps, equity, timeMs } = held;
  const perPoint = Math.max(1, Math.ceil(held.steps / TIMELINE_POINTS)), length = Math.ceil(steps / perPoint);
  const names = ["step", "timeMs", "equity", "equityLow", "equityHigh", "drawdownPct"];
  const columns = names.map(() => new Float64Array(length));
  let peak = equity[0];
  for (let point = 0; point < length; point++) {
    const from = point * perPoint, to = Math.min(steps, from + perPoint);
    let low = equity[from], high = equity[from], worst = 0;
    for (let step = from; step < to; step++) {
      const value = equity[step];
      if (value > high) high = value;
      if (value < low) low = value;
      if (value > peak) peak = value;
      if (value / peak - 1 < worst) worst = value / peak - 1;
    }
    columns[0][point] = to - 1;
    columns[1][point] = timeMs[to - 1];
    columns[2][point] = equity[to - 1];
    columns[3][point] = low;
    columns[4][point] = high;
    columns[5][point] = 100 * worst;
  }
  return packColumns({ type: "timeline", columns: names, length }, columns);
}
