import type { Frame } from "./frame.ts";
import { Stateful } from "./stateful.ts";
import type { BarDecision, PositionView } from "./decision.ts";
import type { Window } from "./window.ts";

/** Where a signal wants to be: long, flat or short. */
export const LONG = 1, FLAT = 0, SHORT = -1;
/** One of {@link LONG}, {@link FLAT} and {@link SHORT}. */
export type Direction = 1 | 0 | -1;

/** The signals of one instrument within a frame, sparse: bar index in the frame, direction, strength in (0, 1]. */
export class SignalEvents {
  count = 0;
  bar = new Int32Array(16);
  direction = new Int8Array(16);
  strength = new Float64Array(16);

  push(barIndex: number, direction: Direction, strength = 1): void {
    const at = this.count++;
    if (at === this.bar.length) this.#grow();
    this.bar[at] = barIndex;
    this.direction[at] = direction;
    this.strength[at] = strength;
  }

  clear(): void {
    this.count = 0;
  }

  #grow(): void {
    const length = this.bar.length * 2;
    const bar = new Int32Array(length),
      direction = new Int8Array(length),
      strength = new Float64Array(length);
    bar.set(this.bar);
    direction.set(this.direction);
    strength.set(this.strength);
    this.bar = bar;
    this.direction = direction;
    this.strength = strength;
  }
}

/** Turns columns of one instrument into events. The laws of {@link Kernel} hold: streaming, no allocation, nothing from the future. */
export abstract class SignalKernel extends Stateful {
  abstract run(inputs: readonly Float64Array[], events: SignalEvents, from: number, to: number): void;
}

/** Sees all instruments of a timestamp at once: rank, spread, pair. */
export abstract class UniverseSignalKernel extends Stateful {
  /** `columns[i][k]` is column k of instrument i; `events[i]` takes that instrument's signals, in time order. */
  abstract run(
    frame: Frame,
    columns: readonly (readonly Float64Array[])[],
    events: readonly SignalEvents[],
  ): void;
}

/** Why a signal wants what it wants, in a few words each: they stand in orders and trades. */
export interface SignalReasons {
  readonly long: string;
  readonly short: string;
  readonly flat: string;
}

/** A signal over the columns of each instrument for itself. */
export interface ColumnSignal<Needs extends string = string> {
  readonly scope: "instrument";
  readonly reasons?: SignalReasons;
  /** What it says in words: "fast crosses slow". */
  readonly title: string;
  readonly needs: readonly Needs[];
  kernel(): SignalKernel;
}

/** A signal over all instruments at once. */
export interface UniverseSignal<Needs extends string = string> {
  readonly scope: "universe";
  readonly reasons?: SignalReasons;
  readonly title: string;
  readonly needs: readonly Needs[];
  kernel(instrumentCount: number): UniverseSignalKernel;
}

/** A function that is asked at every bar and may look at the position; stepped by the desk. */
export interface BarSignal<Needs extends string = string> {
  readonly scope: "bar";
  readonly reasons?: SignalReasons;
  readonly title: string;
  readonly needs: readonly Needs[];
  /** Bars back that the window keeps. */
  readonly lookbackBars: number;
  readonly timeframes: readonly string[];
  decide(window: Window<Needs>, position: PositionView): BarDecision;
}

/** Any of the three. */
export type SignalSpec<Needs extends string = string> =
  | ColumnSignal<Needs>
  | UniverseSignal<Needs>
  | BarSignal<Needs>;
