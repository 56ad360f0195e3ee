import type { Actor, Snapshot } from "./actor.ts";
import { LockstepError } from "./error.ts";
import type { Universe } from "./frame.ts";
import type { Indicated, Signalled } from "./messages.ts";
import { partFailureWithin, stretchFailure } from "./part_failure.ts";
import type { Plan } from "./pipeline.ts";
import { SignalEvents, type SignalKernel, type UniverseSignalKernel } from "./signal.ts";
import type { NumberText } from "./snapshot.ts";

/** Turns columns into sparse events, an instrument at a time or all of them at once. A signal that looks at its position is asked by the desk instead. */
export class SignalActor implements Actor<Indicated, Signalled> {
  readonly name = "signal";
  readonly #events: readonly SignalEvents[];
  readonly #kernels: readonly SignalKernel[];
  /** Each kernel's run. Bound, so that V8 compiles its loop by itself: within the loop over kernels it took twice the time. */
  readonly #runs: readonly SignalKernel["run"][];
  readonly #universeKernel: UniverseSignalKernel | null;
  readonly #reads: readonly number[];
  readonly #inputs: Float64Array[];
  /** What each kernel remembered before the stretch in hand. */
  readonly #memories: readonly Float64Array[];
  readonly #part: string;

  constructor({ signal, signalInputs }: Plan, universe: Universe) {
    this.#events = universe.instruments.map(() => new SignalEvents());
    this.#kernels = signal.scope === "instrument" ? universe.instruments.map(() => signal.kernel()) : [];
    this.#runs = this.#kernels.map((kernel) => kernel.run.bind(kernel));
    this.#universeKernel = signal.scope === "universe" ? signal.kernel(universe.instruments.length) : null;
    this.#reads = signalInputs;
    this.#inputs = signalInputs.map(() => new Float64Array(0));
    this.#memories = this.#kernels.map((kernel) => new Float64Array(kernel.snapshotLength));
    this.#part = `The signal "${signal.title}"`;
  }

  receive(message: Indicated): Signalled {
    const { frame, columns, barsBefore } = message, events = this.#events;
    for (let i = 0; i < events.length; i++) events[i].clear();
    for (let i = 0; i < this.#kernels.length; i++) {
      for (let n = 0; n < this.#reads.length; n++) this.#inputs[n] = columns[i][this.#reads[n]];
      this.#kernels[i].save(this.#memories[i]);
      try {
        this.#runs[i](this.#inputs, events[i], 0, frame.bars[i].length);
      } catch (error) {
        throw this.#failure(message, i, error);
      }
    }
    if (this.#universeKernel !== null) this.#runUniverse(this.#universeKernel, message);
    return { frame, columns, barsBefore, signals: events };
  }

  #runUniverse(kernel: UniverseSignalKernel, { frame, columns }: Indicated): void {
    try {
      kernel.run(frame, columns.map((own) => this.#reads.map((read) => own[read])), this.#events);
    } catch (error) {
      throw partFailureWithin(this.#part, frame.timeMs[0], frame.timeMs[frame.timeMs.length - 1], error);
    }
  }

  #failure({ frame, barsBefore }: Indicated, i: number, error: unknown): LockstepError {
    const kernel = this.#kernels[i];
    return stretchFailure(this.#part, {
      part: kernel,
      memory: this.#memories[i],
      symbol: frame.universe.instruments[i].symbol,
      bars: frame.bars[i],
      barsBefore: barsBefore[i],
      run: (bar) => kernel.run(this.#inputs, this.#events[i], bar, bar + 1),
    }, error);
  }

  snapshot(): Snapshot {
    const state = {
      kernels: this.#kernels.map((kernel) => kernel.snapshot()),
      universe: this.#universeKernel?.snapshot(),
    };
    return { actor: this.name, version: 1, state };
  }

  restore(snapshot: Snapshot): void {
    if (snapshot.actor !== this.name || snapshot.version !== 1) {
      throw new LockstepError(
        `Can't restore a signal from a snapshot of ${snapshot.actor} version ${snapshot.version}.`,
      );
    }
    const { kernels, universe } = snapshot.state as { kernels: NumberText[][]; universe?: NumberText[] };
    this.#kernels.forEach((kernel, i) => kernel.restore(kernels[i]));
    if (universe !== undefined) this.#universeKernel?.restore(universe);
  }
}
