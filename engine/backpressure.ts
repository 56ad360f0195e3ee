/**
 * Lets whoever is slow hold up a replay: a sink that writes to a disk or a socket hands in what it waits for, and the feed sends its
 * next frame only once all of it is done. Nothing is queued, so memory stays as it is.
 */
export class Backpressure {
  #pending: Promise<void> | undefined;

  /** Holds the feed until `work` is done; a failure of it ends the feed with that error. */
  hold(work: Promise<unknown>): void {
    const done = work.then(() => {});
    this.#pending = this.#pending === undefined ? done : Promise.all([this.#pending, done]).then(() => {});
  }

  /** What to wait for before the next frame, or undefined. Asking takes it away. */
  take(): Promise<void> | undefined {
    const pending = this.#pending;
    this.#pending = undefined;
    return pending;
  }
}
