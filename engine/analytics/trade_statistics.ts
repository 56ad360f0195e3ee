import type { Trade } from "../result.ts";
import { type NumberText, packNumbers, unpackNumbers } from "../snapshot.ts";
import { addCompensated, compensatedSum } from "./compensated_sum.ts";
import { DAY_MS } from "./daily_equity.ts";

/** The part of a trade that its statistics need, and what may not be known of it. */
export type TradeOutcome =
  & Pick<
    Trade,
    "instrument" | "entryTimeMs" | "exitTimeMs" | "entryBar" | "exitBar" | "fees" | "profit" | "returnPct"
  >
  & Partial<Pick<Trade, "direction" | "maePct" | "mfePct">>
  & {
    /** Money that the stop set at the entry would have lost, where there was one. */
    readonly riskedMoney?: number;
  };

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
// Of one side: trades, wins, and the sum of profits.
const LONG = 28, SHORT = 32, SIDE_WINS = 1, SIDE_PROFIT = 2;
const BARS = 36, BARS_MAX = 37, WIN_BARS = 38, LOSS_BARS = 39;
const EXCURSIONS = 40, MAE_WORST = 41, MFE_BEST = 42, MAE_SUM = 43, MFE_SUM = 45;
const BEST_PROFIT = 47, WORST_PROFIT = 48, LOSS_MEAN = 49, LOSS_SQUARES = 50;
const CLOSED_PEAK = 51, CLOSED_DRAWDOWN = 52, PEAK_OF_DRAWDOWN = 53;
const RISKED = 54, R_SUM = 55;
/** Profits of the best trades, best first; 0 where there are fewer. */
const BEST_PROFITS = 57;
const NUMBERS = BEST_PROFITS + 5;

/** How many of the best trades are remembered. */
export const BEST_TRADES_KEPT = NUMBERS - BEST_PROFITS;

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
    this.#state[BEST_PROFIT] = this.#state[WORST_PROFIT] = NaN;
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
    this.#countSide(trade);
    this.#countBars(trade.exitBar - trade.entryBar, profit);
    this.#countExcursions(trade);
    this.#rankProfit(profit);
    this.#measureClosedDrawdown();
    if (trade.riskedMoney !== undefined && trade.riskedMoney > 0) {
      state[RISKED]++;
      addCompensated(state, R_SUM, profit / trade.riskedMoney);
    }
  }

  #countSide({ direction, profit }: TradeOutcome): void {
    if (direction === undefined) return;
    const side = direction === "long" ? LONG : SHORT;
    this.#state[side]++;
    if (profit > 0) this.#state[side + SIDE_WINS]++;
    addCompensated(this.#state, side + SIDE_PROFIT, profit);
  }

  #countBars(bars: number, profit: number): void {
    const state = this.#state;
    state[BARS] += bars;
    state[BARS_MAX] = Math.max(state[BARS_MAX], bars);
    if (profit > 0) state[WIN_BARS] += bars;
    else if (profit < 0) state[LOSS_BARS] += bars;
  }

  #countExcursions({ maePct, mfePct }: TradeOutcome): void {
    if (maePct === undefined || mfePct === undefined) return;
    const state = this.#state;
    state[EXCURSIONS]++;
    addCompensated(state, MAE_SUM, maePct);
    addCompensated(state, MFE_SUM, mfePct);
    state[MAE_WORST] = Math.min(state[MAE_WORST], maePct);
    state[MFE_BEST] = Math.max(state[MFE_BEST], mfePct);
  }

  #rankProfit(profit: number): void {
    const state = this.#state;
    if (!(profit <= state[BEST_PROFIT])) state[BEST_PROFIT] = profit;
    if (!(profit >= state[WORST_PROFIT])) state[WORST_PROFIT] = profit;
    if (profit < 0) {
      const off = profit - state[LOSS_MEAN];
      state[LOSS_MEAN] += off / state[LOSSES];
      state[LOSS_SQUARES] += off * (profit - state[LOSS_MEAN]);
    }
    let at = NUMBERS - 1;
    if (!(profit > state[at])) return;
    for (; at > BEST_PROFITS && profit > state[at - 1]; at--) state[at] = state[at - 1];
    state[at] = profit;
  }

  /** The fall of what closed trades have made since its peak, in money. */
  #measureClosedDrawdown(): void {
    const state = this.#state, made = this.profitWon + this.profitLost;
    if (made > state[CLOSED_PEAK]) state[CLOSED_PEAK] = made;
    else if (state[CLOSED_PEAK] - made > state[CLOSED_DRAWDOWN]) {
      state[CLOSED_DRAWDOWN] = state[CLOSED_PEAK] - made;
      state[PEAK_OF_DRAWDOWN] = state[CLOSED_PEAK];
    }
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

  /** Trades, wins and profit of one side; undefined where a trade didn't say its side. */
  side(direction: "long" | "short"): { count: number; wins: number; profit: number } | undefined {
    const state = this.#state, at = direction === "long" ? LONG : SHORT;
    if (state[LONG] + state[SHORT] !== state[COUNT]) return undefined;
    return { count: state[at], wins: state[at + SIDE_WINS], profit: compensatedSum(state, at + SIDE_PROFIT) };
  }

  /** Bars from entry to exit: mean of all trades, of the wins, of the losses, and the most. */
  get averageBars(): number {
    return this.#state[BARS] / this.count;
  }

  get averageWinBars(): number {
    return this.#state[WIN_BARS] / this.wins;
  }

  get averageLossBars(): number {
    return this.#state[LOSS_BARS] / this.losses;
  }

  get longestBars(): number {
    return this.#state[BARS_MAX];
  }

  /** Worst and best prices reached, from the entry; undefined where a trade didn't say. */
  get excursions():
    | { averageMaePct: number; averageMfePct: number; worstMaePct: number; bestMfePct: number }
    | undefined {
    const state = this.#state;
    if (state[EXCURSIONS] !== state[COUNT]) return undefined;
    return {
      averageMaePct: compensatedSum(state, MAE_SUM) / this.count,
      averageMfePct: compensatedSum(state, MFE_SUM) / this.count,
      worstMaePct: state[MAE_WORST],
      bestMfePct: state[MFE_BEST],
    };
  }

  /** Largest and smallest profit of a trade. */
  get bestProfit(): number {
    return this.#state[BEST_PROFIT];
  }

  get worstProfit(): number {
    return this.#state[WORST_PROFIT];
  }

  /** Profit of the best trades together, at most {@link BEST_TRADES_KEPT} of them, and only of wins. */
  get bestTradesProfit(): number {
    let sum = 0;
    for (let at = BEST_PROFITS; at < NUMBERS; at++) sum += this.#state[at];
    return sum;
  }

  /** Standard deviation of the profits of losses (n); NaN without any. */
  get lossDeviation(): number {
    return Math.sqrt(this.#state[LOSS_SQUARES] / this.losses);
  }

  /** Deepest fall of what closed trades made, in money, from no profit or a later peak; and what they had made at that peak. */
  get closedDrawdown(): { money: number; peakProfit: number } {
    return { money: this.#state[CLOSED_DRAWDOWN], peakProfit: this.#state[PEAK_OF_DRAWDOWN] };
  }

  /** Trades whose risk was known at the entry, and the sum of their profits in multiples of it. */
  get risked(): { count: number; rSum: number } {
    return { count: this.#state[RISKED], rSum: compensatedSum(this.#state, R_SUM) };
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
