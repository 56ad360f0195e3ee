import { Guard } from "../../engine/risk.ts";

const LEVEL = 0, SIDE = 1;

/**
 * A guard whose level is set on entry and stays: at the entry price × (1 + direction × `offset`). State: the level (NaN for none) and
 * the position's direction.
 */
export class FixedLevelGuard extends Guard {
  override readonly kind: "stop" | "target";
  readonly #offset: number;

  constructor(kind: "stop" | "target", offset: number) {
    super(2);
    this.kind = kind;
    this.#offset = offset;
    this.state[LEVEL] = NaN;
  }

  override get level(): number {
    return this.state[LEVEL];
  }

  override arm(direction: number, entryPrice: number): void {
    this.state[LEVEL] = entryPrice * (1 + direction * this.#offset);
    this.state[SIDE] = direction;
  }

  override disarm(): void {
    this.state[LEVEL] = NaN;
    this.state[SIDE] = 0;
  }

  override scan(
    high: Float64Array,
    low: Float64Array,
    _close: Float64Array,
    from: number,
    to: number,
  ): number {
    // A level above the entry (a long's target, a short's stop) is met by the high, one below it by the low.
    const level = this.state[LEVEL];
    return this.state[SIDE] * this.#offset > 0
      ? firstAtOrAbove(high, level, from, to)
      : firstAtOrBelow(low, level, from, to);
  }

  override passSpan(lowest: number, highest: number): boolean {
    const level = this.state[LEVEL];
    return this.state[SIDE] * this.#offset > 0 ? highest < level : lowest > level;
  }

  override pass(): void {}
}

function firstAtOrAbove(column: Float64Array, level: number, from: number, to: number): number {
  for (let bar = from; bar < to; bar++) if (column[bar] >= level) return bar;
  return to;
}

function firstAtOrBelow(column: Float64Array, level: number, from: number, to: number): number {
  for (let bar = from; bar < to; bar++) if (column[bar] <= level) return bar;
  return to;
}
