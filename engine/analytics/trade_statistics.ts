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
}

const COUNT = 0,
  WINS = 1,
  LOSSES = 2,
  WIN_STREAK = 3,
  LOSS_STREAK = 4,
  WIN_STREAK_MAX = 5,
  LOSS_STREAK_MAX = 6;
const BEST_PCT = 7, WORST_PCT = 8, PROFIT_MEAN = 9, PROFIT_SQUARES = 10, LONGEST_MS = 11, WIPED_OUT = 12;
const HELD_BARS = 13, HELD_TO_BAR = 14;
// Sums take two numbers each.
const FEES = 15,
  PROFIT_WON = 17,
  PROFIT_LOST = 19,
  PCT_WON = 21,
  PCT_LOST = 23,
  LOG_GROWTH = 25,
  DURATION_MS = 27;
const NUMBERS = 29;

/**
 * What closed trades tell, one trade at a time. A trade that made money after fees is a win, one that lost money a loss, one
 * that did neither is neither. Where there is nothing to average, an average is NaN: ask `count`, `wins` and `losses` first.
 * Memory does not grow.
 */
export class TradeStatistics {
  readonly #state = new Float64Array(NUMBERS);
  #instrument: string | null | undefined;

  constructor() {
    this.#state[BEST_PCT] = this.#state[WORST_PCT] = NaN;
    this.#state[HELD_TO_BAR] = -1;
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
    const firstNewBar = Math.max(trade.entryBar, state[HELD_TO_BAR] + 1);
    state[HELD_BARS] += Math.max(0, trade.exitBar - firstNewBar + 1);
    state[HELD_TO_BAR] = Math.max(state[HELD_TO_BAR], trade.exitBar);
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
    return { numbers: packNumbers(this.#state), instrument: this.#instrument };
  }

  restore(snapshot: TradeStatisticsSnapshot): void {
    this.#state.set(unpackNumbers(snapshot.numbers));
    this.#instrument = snapshot.instrument;
  }
}
