import type { Clock } from "../engine/live/outside.ts";
import type { Random } from "../engine/random.ts";
import type { Fault, FaultKind, VenueName } from "./fault.ts";

type FaultOf<K extends FaultKind> = Extract<Fault, { kind: K }>;

/** A fault that is on. */
export interface ActiveFault {
  readonly fault: Fault;
  /** How often it will strike yet; null where only time ends it. */
  readonly timesLeft: number | null;
  /** How long it lasts yet, by the exchange's clock; null where only the count ends it. */
  readonly leftMs: number | null;
}

interface Standing {
  readonly fault: Fault & { readonly venue?: VenueName; readonly share?: number };
  left: number;
  readonly untilSteadyMs: number;
}

/** Which faults are on, and how often they strike. */
export class ActiveFaults {
  readonly #clock: Clock;
  readonly #random: Random;
  #standing: Standing[] = [];

  constructor(clock: Clock, random: Random) {
    this.#clock = clock;
    this.#random = random;
  }

  /** Nothing is on: whoever sends needn't ask. */
  get isQuiet(): boolean {
    return this.#standing.length === 0;
  }

  add(fault: Fault & { readonly count?: number; readonly forMs?: number }): void {
    this.#standing.push({
      fault,
      left: fault.count ?? (fault.forMs === undefined ? 1 : Infinity),
      untilSteadyMs: fault.forMs === undefined ? Infinity : this.#clock.steadyMs() + fault.forMs,
    });
  }

  /** The fault of this kind, and one that fits, that strikes now, and counts as having struck; undefined where none does. */
  take<K extends FaultKind>(
    kind: K,
    venue: VenueName,
    fits: (fault: FaultOf<K>) => boolean = () => true,
  ): FaultOf<K> | undefined {
    if (this.#standing.length === 0) return undefined;
    this.#forget();
    for (const each of this.#standing) {
      const { fault } = each;
      if (fault.kind !== kind || (fault.venue ?? venue) !== venue || !fits(fault as FaultOf<K>)) continue;
      const { share = 1 } = fault;
      if (share < 1 && this.#random.uniform() >= share) continue;
      if (--each.left === 0) this.#standing.splice(this.#standing.indexOf(each), 1);
      return fault as FaultOf<K>;
    }
    return undefined;
  }

  list(): ActiveFault[] {
    this.#forget();
    return this.#standing.map(({ fault, left, untilSteadyMs }) => ({
      fault,
      timesLeft: left === Infinity ? null : left,
      leftMs: untilSteadyMs === Infinity ? null : untilSteadyMs - this.#clock.steadyMs(),
    }));
  }

  /** Ends them all. */
  clear(): void {
    this.#standing = [];
  }

  #forget(): void {
    const nowMs = this.#clock.steadyMs();
    if (this.#standing.some(({ untilSteadyMs }) => untilSteadyMs <= nowMs)) {
      this.#standing = this.#standing.filter(({ untilSteadyMs }) => untilSteadyMs > nowMs);
    }
  }
}
