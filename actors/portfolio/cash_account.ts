import type { Universe } from "../../engine/frame.ts";
import {
  type Portfolio,
  type PortfolioFactory,
  type PositionFill,
  TRADE_ROW_WIDTH,
} from "../../engine/portfolio.ts";
import { RecordLog } from "../../engine/record_log.ts";
import { type NumberText, packNumber, packNumbers, unpackNumbers } from "../../engine/snapshot.ts";

/**
 * One cash account over all instruments, at average cost. A trade runs from flat to flat; a fill through zero closes one trade and
 * opens the next, its fee split by quantity. Prices are quote currency, quantities units, negative when short.
 */
export class CashAccount implements Portfolio {
  cash: number;
  readonly quantity: Float64Array;
  readonly averagePrice: Float64Array;
  readonly entryTimeMs: Float64Array;
  readonly entryBar: Float64Array;
  readonly entrySignalId: Float64Array;
  readonly lowestPrice: Float64Array;
  readonly highestPrice: Float64Array;
  readonly trades = new RecordLog(TRADE_ROW_WIDTH);
  readonly #multipliers: readonly number[];
  // Of the trade in progress: what was put in and taken out, as sums of quantity × price and of quantity.
  readonly #entryNotional: Float64Array;
  readonly #entryQuantity: Float64Array;
  readonly #exitNotional: Float64Array;
  readonly #fees: Float64Array;
  readonly #largest: Float64Array;
  readonly #entryReason: Float64Array;

  constructor(universe: Universe, initialCash: number) {
    const column = () => new Float64Array(universe.instruments.length);
    this.cash = initialCash;
    this.#multipliers = universe.instruments.map(({ multiplier }) => multiplier);
    this.quantity = column();
    this.averagePrice = column();
    this.entryTimeMs = column();
    this.entryBar = column();
    this.entrySignalId = column();
    this.lowestPrice = column();
    this.highestPrice = column();
    this.#entryNotional = column();
    this.#entryQuantity = column();
    this.#exitNotional = column();
    this.#fees = column();
    this.#largest = column();
    this.#entryReason = column();
  }

  applyFill(fill: PositionFill): void {
    const { instrumentIndex: i, quantity, price, fee } = fill;
    const before = this.quantity[i], after = before + quantity;
    this.cash -= quantity * price * this.#multipliers[i] + fee;
    if (before === 0) {
      this.#open(fill);
    } else if (before * quantity > 0) {
      this.#enlarge(i, Math.abs(quantity), price, fee);
    } else if (after === 0 || before * after > 0) {
      this.#reduce(i, Math.abs(quantity), price, fee);
      if (after === 0) this.#close(fill);
    } else {
      const closed = Math.abs(before), closingFee = fee * (closed / Math.abs(quantity));
      this.#reduce(i, closed, price, closingFee);
      this.#close(fill);
      fill.quantity = after;
      fill.fee = fee - closingFee;
      this.#open(fill);
      fill.quantity = quantity;
      fill.fee = fee;
    }
    this.quantity[i] = after;
  }

  #open(fill: PositionFill): void {
    const i = fill.instrumentIndex, units = Math.abs(fill.quantity), { price } = fill;
    this.averagePrice[i] = price;
    this.entryTimeMs[i] = fill.timeMs;
    this.entryBar[i] = fill.bar;
    this.entrySignalId[i] = fill.signalId;
    this.lowestPrice[i] = this.highestPrice[i] = price;
    this.#entryNotional[i] = units * price;
    this.#entryQuantity[i] = units;
    this.#exitNotional[i] = 0;
    this.#fees[i] = fill.fee;
    this.#largest[i] = units;
    this.#entryReason[i] = fill.reasonCode;
  }

  #enlarge(i: number, units: number, price: number, fee: number): void {
    const held = Math.abs(this.quantity[i]);
    this.averagePrice[i] = (this.averagePrice[i] * held + price * units) / (held + units);
    this.#entryNotional[i] += units * price;
    this.#entryQuantity[i] += units;
    this.#fees[i] += fee;
    if (held + units > this.#largest[i]) this.#largest[i] = held + units;
  }

  #reduce(i: number, units: number, price: number, fee: number): void {
    this.#exitNotional[i] += units * price;
    this.#fees[i] += fee;
    if (price < this.lowestPrice[i]) this.lowestPrice[i] = price;
    if (price > this.highestPrice[i]) this.highestPrice[i] = price;
  }

  #close({ instrumentIndex: i, timeMs, bar, reasonCode }: PositionFill): void {
    const direction = this.quantity[i] > 0 ? 1 : -1,
      units = this.#entryQuantity[i],
      multiplier = this.#multipliers[i];
    const at = this.trades.append(), rows = this.trades.data;
    rows[at] = i;
    rows[at + 1] = direction;
    rows[at + 2] = this.#largest[i];
    rows[at + 3] = this.entryTimeMs[i];
    rows[at + 4] = timeMs;
    rows[at + 5] = this.entryBar[i];
    rows[at + 6] = bar;
    rows[at + 7] = this.#entryNotional[i] / units;
    rows[at + 8] = this.#exitNotional[i] / units;
    rows[at + 9] = direction * (this.#exitNotional[i] - this.#entryNotional[i]) * multiplier;
    rows[at + 10] = this.#fees[i];
    rows[at + 11] = this.lowestPrice[i];
    rows[at + 12] = this.highestPrice[i];
    rows[at + 13] = this.#entryReason[i];
    rows[at + 14] = reasonCode;
    rows[at + 15] = this.#entryNotional[i] * multiplier;
    rows[at + 16] = this.entrySignalId[i];
    this.averagePrice[i] = 0;
  }

  writeOffDebt(): void {
    if (this.cash < 0) this.cash = 0;
  }

  snapshot(): unknown {
    return { cash: packNumber(this.cash), columns: this.#columns().map((column) => packNumbers(column)) };
  }

  restore(snapshot: unknown): void {
    const { cash, columns } = snapshot as { cash: NumberText; columns: NumberText[][] };
    this.cash = Number(cash);
    this.#columns().forEach((column, k) => column.set(unpackNumbers(columns[k])));
  }

  #columns(): Float64Array[] {
    return [
      this.quantity,
      this.averagePrice,
      this.entryTimeMs,
      this.entryBar,
      this.entrySignalId,
      this.lowestPrice,
      this.highestPrice,
      this.#entryNotional,
      this.#entryQuantity,
      this.#exitNotional,
      this.#fees,
      this.#largest,
      this.#entryReason,
    ];
  }
}

/** A {@link CashAccount} for a run. */
export const cashAccount: PortfolioFactory = (universe, initialCash) =>
  new CashAccount(universe, initialCash);
