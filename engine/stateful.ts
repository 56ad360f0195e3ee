import { type NumberText, packNumbers, unpackNumbers } from "./snapshot.ts";

/**
 * Something small that remembers: a kernel, a signal, a guard. Its whole memory is `state`, one array of numbers made once, and that of
 * its `parts`: a snapshot copies them, a restore writes them back, and nothing can be forgotten.
 */
export abstract class Stateful {
  declare readonly state: Float64Array;
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

  /** Copies the whole memory into `memory`, from `at` on, and returns where it ends: a snapshot that allocates nothing. */
  save(memory: Float64Array, at = 0): number {
    memory.set(this.state, at);
    let end = at + this.state.length;
    for (let k = 0; k < this.#parts.length; k++) end = this.#parts[k].save(memory, end);
    return end;
  }

  /** Takes back what `save` has copied. */
  load(memory: Float64Array, at = 0): number {
    let end = at + this.state.length;
    this.state.set(memory.subarray(at, end));
    for (const part of this.#parts) end = part.load(memory, end);
    return end;
  }

  /** Numbers in a snapshot. */
  get snapshotLength(): number {
    return this.#parts.reduce((sum, part) => sum + part.snapshotLength, this.state.length);
  }
}
