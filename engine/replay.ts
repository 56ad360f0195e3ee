import type { Subscriber } from "rxjs";
import { Observable } from "rxjs/internal/Observable";
import { Bars } from "./bars.ts";
import type { Backpressure } from "./backpressure.ts";
import { firstAtOrAfter, sliceTrades, type Trades } from "./ticks.ts";
import { type Command, commandFrame, cutFrame, type Frame, mergedFrame, type Universe } from "./frame.ts";

/** Bars of one instrument in time order, in pieces of any size; at once or as they can be had. */
export type BarPieces = Iterable<Bars> | AsyncIterable<Bars>;

/** How a replay is cut and paced. */
export interface ReplayOptions {
  /** Most steps in a frame; by default 4,096 for one instrument and fewer for many, so that a frame stays in the cache. */
  readonly frameSteps?: number;
  /** Trades of each instrument: orders are matched against them rather than against bars. */
  readonly trades?: readonly Trades[];
  /** Lets slow sinks hold the feed. */
  readonly backpressure?: Backpressure;
}

/** Bars of all instruments together that a frame is cut to by default. */
const BARS_A_FRAME = 4_096, FEWEST_STEPS = 256;

/**
 * A feed of stored bars: the instruments' pieces merged in time order and cut into frames. Where all pieces are at hand it runs
 * within `subscribe`; it waits where a source or a sink makes it wait.
 */
export function replay(
  universe: Universe,
  sources: readonly BarPieces[],
  options: ReplayOptions = {},
): Observable<Frame> {
  const { backpressure, trades } = options;
  const frameSteps = options.frameSteps ?? Math.max(FEWEST_STEPS, Math.floor(BARS_A_FRAME / sources.length));
  return new Observable((subscriber) => {
    const readers = sources.map((source) => new PieceReader(source));
    const merger = new Merger(universe, readers, frameSteps, trades);
    drive(merger, readers, backpressure, subscriber);
    return () => readers.forEach((reader) => reader.close());
  });
}

/** A feed whose last frame asks for something; each frame waits for the next to show that it isn't the last. */
export function commandsAtEnd(feed: Observable<Frame>, commands: readonly Command[]): Observable<Frame> {
  return new Observable((subscriber) => {
    let held: Frame | undefined;
    return feed.subscribe({
      next(frame) {
        if (held !== undefined) subscriber.next(held);
        held = frame;
      },
      error: (error) => subscriber.error(error),
      complete() {
        if (held !== undefined) subscriber.next({ ...held, commands: [...held.commands ?? [], ...commands] });
        subscriber.complete();
      },
    });
  });
}

/**
 * A feed that asks for something at the last step that closes before a time: frames are cut there. Where there is no such step a frame
 * without any asks for it first.
 */
export function commandsBefore(
  feed: Observable<Frame>,
  timeMs: number,
  commands: readonly Command[],
): Observable<Frame> {
  return new Observable((subscriber) => {
    let held: Frame | undefined, isAsked = false;
    const ask = () => {
      isAsked = true;
      if (held !== undefined) subscriber.next({ ...held, commands: [...held.commands ?? [], ...commands] });
      held = undefined;
    };
    const hold = (frame: Frame) => {
      if (held !== undefined) subscriber.next(held);
      held = frame;
    };
    return feed.subscribe({
      next(frame) {
        if (isAsked) return subscriber.next(frame);
        let step = 0;
        while (step < frame.timeMs.length && frame.timeMs[step] < timeMs) step++;
        if (step === frame.timeMs.length) return hold(frame);
        let rest = frame;
        if (step > 0) {
          const [before, after] = cutFrame(frame, step);
          hold(before);
          rest = after;
        } else if (held === undefined) {
          subscriber.next(commandFrame(frame.universe, frame.firstStep, commands, timeMs));
        }
        ask();
        subscriber.next(rest);
      },
      error: (error) => subscriber.error(error),
      complete() {
        ask();
        subscriber.complete();
      },
    });
  });
}

/** Sends frames until it has to wait, then goes on from there. */
function drive(
  merger: Merger,
  readers: PieceReader[],
  backpressure: Backpressure | undefined,
  out: Subscriber<Frame>,
): void {
  const goOn = () => drive(merger, readers, backpressure, out);
  const fail = (error: unknown) => out.error(error);
  try {
    while (!out.closed) {
      let wait: Promise<unknown> | undefined = backpressure?.take();
      for (let i = 0; wait === undefined && i < readers.length; i++) wait = readers[i].refill();
      if (wait !== undefined) {
        wait.then(goOn, fail);
        return;
      }
      const frame = merger.next();
      if (frame === undefined) return out.complete();
      out.next(frame);
    }
  } catch (error) {
    fail(error);
  }
}

/** Reads one instrument's pieces; holds the one in hand. */
class PieceReader {
  bars = Bars.NONE;
  at = 0;
  ended = false;
  readonly #iterator: Iterator<Bars> | AsyncIterator<Bars>;

  constructor(source: BarPieces) {
    this.#iterator = Symbol.iterator in source ? source[Symbol.iterator]() : source[Symbol.asyncIterator]();
  }

  get left(): number {
    return this.bars.length - this.at;
  }

  /** Fetches the next piece once the one in hand is used up; a promise where that takes time. */
  refill(): Promise<void> | undefined {
    while (!this.ended && this.at === this.bars.length) {
      const next = this.#iterator.next();
      if (next instanceof Promise) return next.then((result) => this.#take(result));
      this.#take(next);
    }
    return undefined;
  }

  #take(result: IteratorResult<Bars>): void {
    this.ended = result.done === true;
    this.bars = result.done === true ? Bars.NONE : result.value;
    this.at = 0;
  }

  close(): void {
    if (!this.ended) this.#iterator.return?.();
    this.ended = true;
  }
}

/** Cuts frames from what the readers hold: never past the end of a piece that has more behind it. */
class Merger {
  #step = 0;
  /** By instrument: trades that were in frames before. */
  readonly #tradesTold: number[];

  constructor(
    readonly universe: Universe,
    readonly readers: readonly PieceReader[],
    readonly frameSteps: number,
    readonly trades: readonly Trades[] | undefined,
  ) {
    this.#tradesTold = readers.map(() => 0);
  }

  next(): Frame | undefined {
    let untilMs = Infinity;
    for (const reader of this.readers) {
      if (reader.left === 0) continue;
      const last = Math.min(reader.at + this.frameSteps, reader.bars.length) - 1;
      untilMs = Math.min(untilMs, reader.bars.closeTimeMs[last]);
    }
    if (untilMs === Infinity) return undefined;
    const bars = this.readers.map((reader) => {
      const from = reader.at;
      reader.at = firstAfter(
        reader.bars.closeTimeMs,
        untilMs,
        from,
        Math.min(reader.bars.length, from + this.frameSteps),
      );
      return reader.bars.slice(from, reader.at);
    });
    const frame = mergedFrame(this.universe, bars, this.#step);
    this.#step += frame.timeMs.length;
    return this.trades === undefined ? frame : { ...frame, trades: this.#tradesUntil(this.trades, untilMs) };
  }

  #tradesUntil(trades: readonly Trades[], untilMs: number): Trades[] {
    return trades.map((each, i) => {
      const from = this.#tradesTold[i], to = this.#tradesTold[i] = firstAtOrAfter(each.timeMs, untilMs);
      return sliceTrades(each, from, to);
    });
  }
}

/** First index in from…to−1 whose time is after `timeMs`, or `to`. */
function firstAfter(times: Float64Array, timeMs: number, from: number, to: number): number {
  if (to === from || times[to - 1] <= timeMs) return to;
  let low = from, high = to;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (times[middle] <= timeMs) low = middle + 1;
    else high = middle;
  }
  return low;
}
