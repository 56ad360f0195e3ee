import type { FunnelCounts } from "../result.ts";
import type { Reasons } from "../reasons.ts";

/** Counts by reason code. */
class ReasonCounts {
  #counts: number[] = [];

  add(code: number): void {
    while (this.#counts.length <= code) this.#counts.push(0);
    this.#counts[code]++;
  }

  /** What was counted has come to something else after all. */
  takeBack(code: number): void {
    this.#counts[code]--;
  }

  byText(reasons: Reasons): Record<string, number> {
    const texts: Record<string, number> = {};
    this.#counts.forEach((count, code) => {
      if (count > 0) texts[reasons.text(code)] = count;
    });
    return texts;
  }

  get counts(): readonly number[] {
    return this.#counts;
  }

  set counts(counts: readonly number[]) {
    this.#counts = [...counts];
  }
}

const BY_REASON = [
  "skipped",
  "unsized",
  "resized",
  "refused",
  "submittedByRule",
  "rejected",
  "cancelled",
] as const;
const PLAIN = [
  "bars",
  "signals",
  "sized",
  "approved",
  "submitted",
  "submittedByHand",
  "filled",
  "expired",
] as const;

/** Counts what became of every signal and order, so that nothing fails or does nothing quietly. */
export class Funnel {
  bars = 0;
  signals = 0;
  sized = 0;
  approved = 0;
  submitted = 0;
  submittedByHand = 0;
  filled = 0;
  expired = 0;
  readonly skipped = new ReasonCounts();
  readonly unsized = new ReasonCounts();
  readonly resized = new ReasonCounts();
  readonly refused = new ReasonCounts();
  readonly submittedByRule = new ReasonCounts();
  readonly rejected = new ReasonCounts();
  readonly cancelled = new ReasonCounts();

  /** The counts with their reasons in words; `working` orders are counted by the desk. */
  toCounts(reasons: Reasons, working: number): FunnelCounts {
    return {
      bars: this.bars,
      signals: this.signals,
      skipped: this.skipped.byText(reasons),
      sized: this.sized,
      unsized: this.unsized.byText(reasons),
      approved: this.approved,
      resized: this.resized.byText(reasons),
      refused: this.refused.byText(reasons),
      submitted: this.submitted,
      submittedByRule: this.submittedByRule.byText(reasons),
      submittedByHand: this.submittedByHand,
      filled: this.filled,
      rejected: this.rejected.byText(reasons),
      cancelled: this.cancelled.byText(reasons),
      expired: this.expired,
      working,
    };
  }

  snapshot(): FunnelSnapshot {
    return {
      plain: PLAIN.map((name) => this[name]),
      byReason: BY_REASON.map((name) => [...this[name].counts]),
    };
  }

  restore({ plain, byReason }: FunnelSnapshot): void {
    PLAIN.forEach((name, k) => this[name] = plain[k]);
    BY_REASON.forEach((name, k) => this[name].counts = byReason[k]);
  }
}

/** See {@link Funnel.snapshot}. */
export interface FunnelSnapshot {
  readonly plain: readonly number[];
  readonly byReason: readonly (readonly number[])[];
}
