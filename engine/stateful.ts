import { type NumberText, packNumbers, unpackNumbers } from "./snapshot.ts";

/**
 * Something small that remembers: a kernel, a signal, a guard. Its whole memory is `state`, one array of numbers made once, and that of
 * its `parts`: a snapshot copies them, a restore writes them back, and nothing can be forgotten.
 */
export abstract class Stateful {
  readonly state: Float64Array;
  readonly #parts: readonly Stateful[];

  constructor(stateLength: number, parts: readonly Stateful[] = []) {
    this.state = new Float64Array(stateLength);
    this.#parts = parts;
  }

  snapshot(): NumberText[] {
    return [...packNumbers(this.state), ...this.#parts.flatMap((part) => part.snapshot())];
  }

  restore(snapshot: readonly NumberText[]): void {
    this.state.set(unpackNumbers(snapshot.slice(0, this.state.length)));
    let at = this.state.length;
    for (const part of this.#parts) {
      const length = part.snapshotLength;
      part.restore(snapshot.slice(at, at + length));
      at += length;
    }
  }

  /** Numbers in a snapshot. */
  get snapshotLength(): number {
    return this.#parts.reduce((sum, part) => sum + part.snapshotLength, this.state.length);
  }
}
