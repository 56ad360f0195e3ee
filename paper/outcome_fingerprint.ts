import { Fingerprint, joinFingerprints } from "../engine/fingerprint.ts";
import type { Settled } from "../engine/messages.ts";

/** Tells two runs apart by their equity, orders, fills and trades, to the last bit, warm-up included and however their frames were cut. */
export class OutcomeFingerprint {
  readonly #equity = new Fingerprint();
  readonly #rows = [new Fingerprint(), new Fingerprint(), new Fingerprint(), new Fingerprint()] as const;

  next({ frame, equity, orders, orderEnds, fills, trades }: Settled): void {
    this.#equity.update(equity, 0, frame.timeMs.length);
    [orders, orderEnds, fills, trades].forEach(({ data, length, width }, k) =>
      this.#rows[k].update(data, 0, length * width)
    );
  }

  toString(): string {
    return joinFingerprints([this.#equity, ...this.#rows].map(String));
  }
}
