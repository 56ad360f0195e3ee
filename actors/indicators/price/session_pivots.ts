import { Kernel } from "../../../engine/kernel.ts";
import type { SessionName } from "./session.ts";
import { SessionBars } from "./session_bars.ts";

/**
 * What all pivot points share: levels that follow from the last closed session, NaN before there is one. It reads `openTimeMs`,
 * `closeTimeMs`, `open`, `high`, `low` and `close`; a kind of pivots says what the levels are, in the order of its outputs.
 */
export abstract class SessionPivots extends Kernel {
  readonly #closed: SessionBars;
  readonly #levels: Float64Array;

  constructor(session: SessionName, levelCount: number) {
    const closed = new SessionBars(session);
    super(0, [closed]);
    this.#closed = closed;
    this.#levels = new Float64Array(levelCount);
  }

  /** Writes the levels that follow from a session. */
  protected abstract write(session: SessionBars, levels: Float64Array): void;

  override run(
    inputs: readonly Float64Array[],
    outputs: readonly Float64Array[],
    from: number,
    to: number,
  ): void {
    const openTimeMs = inputs[0],
      closeTimeMs = inputs[1],
      open = inputs[2],
      high = inputs[3],
      low = inputs[4],
      close = inputs[5];
    const closed = this.#closed, levels = this.#levels;
    for (let i = from; i < to; i++) {
      const isWhole = openTimeMs[i] === openTimeMs[i] && closeTimeMs[i] === closeTimeMs[i] &&
        open[i] === open[i] &&
        high[i] === high[i] && low[i] === low[i] && close[i] === close[i];
      const isKnown = isWhole &&
        closed.next(openTimeMs[i], closeTimeMs[i], open[i], high[i], low[i], close[i]);
      if (isKnown) this.write(closed, levels);
      for (let k = 0; k < levels.length; k++) outputs[k][i] = isKnown ? levels[k] : NaN;
    }
  }
}
