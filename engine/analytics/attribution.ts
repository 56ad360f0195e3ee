import type { FillRecord, Trade } from "../result.ts";
import { type NumberText, packNumbers, unpackNumbers } from "../snapshot.ts";
import { addCompensated, compensatedSum } from "./compensated_sum.ts";
import { DAY_MS } from "./daily_equity.ts";

/** What profit is parted by. Months are those of the exit; hours and weekdays those of the entry, in UTC. */
export const ATTRIBUTIONS = [
  "instrument",
  "side",
  "entryReason",
  "exitReason",
  "month",
  "hour",
  "weekday",
  "holdingTime",
] as const;

/** One of {@link ATTRIBUTIONS}. */
export type AttributionName = typeof ATTRIBUTIONS[number];

/** What one group of closed trades made: money in quote currency. */
export interface AttributedProfit {
  /** "AAPL", "long", "2024-03", "15" (an hour), "Tue", "1 to 7 days". */
  readonly group: string;
  readonly trades: number;
  readonly wins: number;
  /** After fees: before them, less `fees`. */
  readonly profit: number;
  readonly grossProfit: number;
  readonly fees: number;
}

/** What fills of one instrument cost. */
export interface AttributedCost {
  readonly instrument: string;
  readonly fills: number;
  readonly fees: number;
  readonly slippage: number;
}

/** The part of a trade that attribution needs. */
export type AttributedTrade = Pick<
  Trade,
  | "instrument"
  | "direction"
  | "entryTimeMs"
  | "exitTimeMs"
  | "grossProfit"
  | "fees"
  | "profit"
  | "entryReason"
  | "exitReason"
>;

/** See {@link Attribution.snapshot}. */
export type AttributionSnapshot = Record<string, [group: string, numbers: NumberText[]][]>;

const TRADES = 0, WINS = 1, PROFIT = 2, GROSS_PROFIT = 4, FEES = 6, PROFIT_NUMBERS = 8;
const FILLS = 0, FILL_FEES = 1, FILL_SLIPPAGE = 3, COST_NUMBERS = 5;

type Groups = Map<string, Float64Array>;

/**
 * Where profit and cost come from: each closed trade is counted once in every way of parting them, so that the groups of each add up to
 * the same total, to the cent. Memory grows with groups, not with trades.
 *
 *     for (const trade of result.trades) attribution.update(trade);
 *     attribution.profitBy("weekday"); // [{ group: "Mon", trades: 12, wins: 7, profit: 431.2, … }, …]
 */
export class Attribution {
  readonly #profits = new Map<AttributionName, Groups>(ATTRIBUTIONS.map((name) => [name, new Map()]));
  readonly #costs: Groups = new Map();

  /** Takes a closed trade. */
  update(trade: AttributedTrade): void {
    for (const [name, groups] of this.#profits) {
      const numbers = numbersOf(groups, GROUP_OF[name](trade), PROFIT_NUMBERS);
      numbers[TRADES]++;
      if (trade.profit > 0) numbers[WINS]++;
      addCompensated(numbers, PROFIT, trade.profit);
      addCompensated(numbers, GROSS_PROFIT, trade.grossProfit);
      addCompensated(numbers, FEES, trade.fees);
    }
  }

  /** Takes a fill. */
  updateFill({ instrument, fee, slippage }: Pick<FillRecord, "instrument" | "fee" | "slippage">): void {
    const numbers = numbersOf(this.#costs, instrument, COST_NUMBERS);
    numbers[FILLS]++;
    addCompensated(numbers, FILL_FEES, fee);
    addCompensated(numbers, FILL_SLIPPAGE, slippage);
  }

  /** Profit of closed trades by group: times in their own order, all else the most profitable first. */
  profitBy(name: AttributionName): AttributedProfit[] {
    const found = [...this.#profits.get(name)!].map(([group, numbers]): AttributedProfit => ({
      group,
      trades: numbers[TRADES],
      wins: numbers[WINS],
      profit: compensatedSum(numbers, PROFIT),
      grossProfit: compensatedSum(numbers, GROSS_PROFIT),
      fees: compensatedSum(numbers, FEES),
    }));
    const order = ORDERED[name];
    if (order === undefined) return found.sort((a, b) => b.profit - a.profit || (a.group < b.group ? -1 : 1));
    return found.sort((a, b) => order(a.group) < order(b.group) ? -1 : 1);
  }

  /** Fees and slippage by instrument, the dearest first. */
  costs(): AttributedCost[] {
    return [...this.#costs].map(([instrument, numbers]): AttributedCost => ({
      instrument,
      fills: numbers[FILLS],
      fees: compensatedSum(numbers, FILL_FEES),
      slippage: compensatedSum(numbers, FILL_SLIPPAGE),
    })).sort((a, b) => b.fees + b.slippage - a.fees - a.slippage || (a.instrument < b.instrument ? -1 : 1));
  }

  snapshot(): AttributionSnapshot {
    const packed = (groups: Groups) =>
      [...groups].map(([group, numbers]): [string, NumberText[]] => [group, packNumbers(numbers)]);
    return {
      ...Object.fromEntries([...this.#profits].map(([name, groups]) => [name, packed(groups)])),
      costs: packed(this.#costs),
    };
  }

  restore(snapshot: AttributionSnapshot): void {
    const unpack = (into: Groups, packed: AttributionSnapshot[string]) => {
      into.clear();
      for (const [group, numbers] of packed) into.set(group, unpackNumbers(numbers));
    };
    for (const [name, groups] of this.#profits) unpack(groups, snapshot[name]);
    unpack(this.#costs, snapshot.costs);
  }
}

function numbersOf(groups: Groups, group: string, length: number): Float64Array {
  let numbers = groups.get(group);
  if (numbers === undefined) groups.set(group, numbers = new Float64Array(length));
  return numbers;
}

const WEEKDAYS = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];

/** Holding times up to, but not including, so many days. */
const HOLDING_TIMES: readonly [days: number, text: string][] = [
  [1 / 24, "below an hour"],
  [1, "1 to 24 hours"],
  [7, "1 to 7 days"],
  [30, "7 to 30 days"],
  [90, "30 to 90 days"],
  [Infinity, "90 days and more"],
];

const GROUP_OF: Readonly<Record<AttributionName, (trade: AttributedTrade) => string>> = {
  instrument: ({ instrument }) => instrument,
  side: ({ direction }) => direction,
  entryReason: ({ entryReason }) => entryReason,
  exitReason: ({ exitReason }) => exitReason,
  month: ({ exitTimeMs }) => new Date(exitTimeMs).toISOString().slice(0, -17),
  hour: ({ entryTimeMs }) => String(new Date(entryTimeMs).getUTCHours()).padStart(2, "0"),
  weekday: ({ entryTimeMs }) => WEEKDAYS[(new Date(entryTimeMs).getUTCDay() + 6) % 7],
  holdingTime: ({ entryTimeMs, exitTimeMs }) =>
    HOLDING_TIMES.find(([days]) => exitTimeMs - entryTimeMs < days * DAY_MS)![1],
};

/** What groups that have an order of their own are sorted by. */
const ORDERED: Readonly<Partial<Record<AttributionName, (group: string) => string | number>>> = {
  month: (group) => group,
  hour: (group) => group,
  weekday: (group) => WEEKDAYS.indexOf(group),
  holdingTime: (group) => HOLDING_TIMES.findIndex(([, text]) => text === group),
};
