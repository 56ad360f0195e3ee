import type { Trade } from "../result.ts";
import { type NumberText, packNumbers, unpackNumbers } from "../snapshot.ts";
import { addCompensated, compensatedSum } from "./compensated_sum.ts";
import { DAY_MS } from "./daily_equity.ts";

/** The part of a trade that its statistics need. */
export type TradeOutcome = Pick<
  Trade,
  "instrument" | "entryTimeMs" | "exitTimeMs" | "entryBar" | "exitBar" | "fees" | "profit" | "returnPct"
>;

/** See {@link TradeStatistics.snapshot}. */
export interface TradeStatisticsSnapshot {
  readonly numbers: NumberText[];
  /** The one instrument traded so far, null where there were several, absent before the first trade. */
  readonly instrument?: string | null;
  /** First and last bars of stretches in which something was held. */
  readonly stretches: readonly number[];
}

const COUNT = 0,
  WINS = 1,
  LOSSES = 2,
  WIN_STREAK = 3,
  LOSS_STREAK = 4,
  WIN_STREAK_MAX = 5,
  LOSS_STREAK_MAX = 6;
const BEST_PCT = 7, WORST_PCT = 8, PROFIT_MEAN = 9, PROFIT_SQUARES = 10, LONGEST_MS = 11, WIPED_OUT = 12;
const HELD_BARS = 13;
// Sums take two numbers each.
const FEES = 14,
  PROFIT_WON = 16,
  PROFIT_LOST = 18,
  PCT_WON = 20,
  PCT_LOST = 22,
  LOG_GROWTH = 24,
  DURATION_MS = 26;
const NUMBERS = 28;

/** Stretches of held bars that are remembered, for a lot that outlives those that were opened after it. */
const STRETCHES_MAX = 512;

/**
 * What closed trades tell, one trade at a time. A trade that made money after fees is a win, one that lost money a loss, one
 * that did neither is neither. Where there is nothing to average, an average is NaN: ask `count`, `wins` and `losses` first.
 * Memory does not grow.
 */
export class TradeStatistics {
  readonly #state = new Float64Array(NUMBERS);
  #instrument: string | null | undefined;
  /** First and last bar of each stretch of held bars, in order. */
  #stretches: number[] = [];

  constructor() {
    this.#state[BEST_PCT] = this.#state[WORST_PCT] = NaN;
  }

  /** Takes a closed trade; trades come in the order in which they were closed. */
  update(trade: TradeOutcome): void {
    const state = this.#state;
    const { profit, returnPct } = trade;
    const count = ++state[COUNT];

    if (profit > 0) {
      state[WINS]++;
      state[WIN_STREAK]++;
      state[LOSS_STREAK] = 0;
      state[WIN_STREAK_MAX] = Math.max(state[WIN_STREAK_MAX], state[WIN_STREAK]);
      addCompensated(state, PROFIT_WON, profit);
      addCompensated(state, PCT_WON, returnPct);
    } else if (profit < 0) {
      state[LOSSES]++;
      state[LOSS_STREAK]++;
      state[WIN_STREAK] = 0;
      state[LOSS_STREAK_MAX] = Math.max(state[LOSS_STREAK_MAX], state[LOSS_STREAK]);
      addCompensated(state, PROFIT_LOST, profit);
      addCompensated(state, PCT_LOST, returnPct);
    } else {
      state[WIN_STREAK] = state[LOSS_STREAK] = 0;
    }

    const off = profit - state[PROFIT_MEAN];
    state[PROFIT_MEAN] += off / count;
    state[PROFIT_SQUARES] += off * (profit - state[PROFIT_MEAN]);

    if (!(returnPct <= state[BEST_PCT])) state[BEST_PCT] = returnPct;
    if (!(returnPct >= state[WORST_PCT])) state[WORST_PCT] = returnPct;
    if (returnPct > -100) addCompensated(state, LOG_GROWTH, Math.log1p(returnPct / 100));
    else state[WIPED_OUT]++;

    const durationMs = trade.exitTimeMs - trade.entryTimeMs;
    addCompensated(state, DURATION_MS, durationMs);
    state[LONGEST_MS] = Math.max(state[LONGEST_MS], durationMs);
    addCompensated(state, FEES, trade.fees);

    if (this.#instrument === undefined) this.#instrument = trade.instrument;
    else if (this.#instrument !== trade.instrument) this.#instrument = null;
    this.#countHeldBars(trade.entryBar, trade.exitBar);
  }

  /** Counts a trade's bars that no earlier trade has counted; stretches that it touches become one with it. */
  #countHeldBars(entryBar: number, exitBar: number): void {
    const stretches = this.#stretches;
    let from = entryBar, to = exitBar, known = 0;
    while (stretches.length > 0 && stretches[stretches.length - 1] >= from) {
      const end = stretches.pop()!, start = stretches.pop()!;
      known += end - start + 1;
      from = Math.min(from, start);
      to = Math.max(to, end);
    }
    this.#state[HELD_BARS] += to - from + 1 - known;
    stretches.push(from, to);
    if (stretches.length > 2 * STRETCHES_MAX) stretches.splice(0, STRETCHES_MAX);
  }

  get count(): number {
    return this.#state[COUNT];
  }

  get wins(): number {
    return this.#state[WINS];
  }

  get losses(): number {
    return this.#state[LOSSES];
  }

  /** Most wins in a row. */
  get winsInRowMax(): number {
    return this.#state[WIN_STREAK_MAX];
  }

  /** Most losses in a row. */
  get lossesInRowMax(): number {
    return this.#state[LOSS_STREAK_MAX];
  }

  get bestPct(): number {
    return this.#state[BEST_PCT];
  }

  get worstPct(): number {
    return this.#state[WORST_PCT];
  }

  /** Sum of the profits of wins, after fees. */
  get profitWon(): number {
    return compensatedSum(this.#state, PROFIT_WON);
  }

  /** Sum of the losses of losses, after fees: zero or negative. */
  get profitLost(): number {
    return compensatedSum(this.#state, PROFIT_LOST);
  }

  /** Sum of the returns of wins. */
  get pctWon(): number {
    return compensatedSum(this.#state, PCT_WON);
  }

  /** Sum of the returns of losses: zero or negative. */
  get pctLost(): number {
    return compensatedSum(this.#state, PCT_LOST);
  }

  get averageProfit(): number {
    return (this.profitWon + this.profitLost) / this.count;
  }

  get averagePct(): number {
    return (this.pctWon + this.pctLost) / this.count;
  }

  /** Return that, earned on every trade, would have compounded to the same; undefined where a trade lost all or more. */
  get geometricPct(): number | undefined {
    if (this.#state[WIPED_OUT] > 0) return undefined;
    return 100 * Math.expm1(compensatedSum(this.#state, LOG_GROWTH) / this.count);
  }

  /** Standard deviation of profit (n − 1); NaN with fewer than two trades. */
  get profitDeviation(): number {
    return this.count < 2 ? NaN : Math.sqrt(this.#state[PROFIT_SQUARES] / (this.count - 1));
  }

  get averageDays(): number {
    return compensatedSum(this.#state, DURATION_MS) / this.count / DAY_MS;
  }

  get longestDays(): number {
    return this.#state[LONGEST_MS] / DAY_MS;
  }

  /** Fees of closed trades. */
  get fees(): number {
    return compensatedSum(this.#state, FEES);
  }

  /** Bars from entry to exit, both counted, a bar of two trades once; undefined where several instruments were traded. */
  get heldBars(): number | undefined {
    return this.#instrument === null ? undefined : this.#state[HELD_BARS];
  }

  snapshot(): TradeStatisticsSnapshot {
    return {
      numbers: packNumbers(this.#state),
      instrument: this.#instrument,
      stretches: [...this.#stretches],
    };
  }

  restore(snapshot: TradeStatisticsSnapshot): void {
    this.#state.set(unpackNumbers(snapshot.numbers));
    this.#instrument = snapshot.instrument;
    this.#stretches = [...snapshot.stretches];
  }
}
