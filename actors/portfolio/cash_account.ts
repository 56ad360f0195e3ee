import type { Universe } from "../../engine/frame.ts";
import {
  type Portfolio,
  type PortfolioFactory,
  Position,
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
  cash = NaN;
  declare readonly positions: readonly CashPosition[];
  readonly trades = new RecordLog(TRADE_ROW_WIDTH);

  constructor(universe: Universe, initialCash: number) {
    this.cash = initialCash;
    this.positions = universe.instruments.map(({ multiplier }) => new CashPosition(multiplier));
  }

  applyFill(fill: PositionFill): void {
    const { quantity, price, fee } = fill, position = this.positions[fill.instrumentIndex];
    const before = position.quantity, after = before + quantity;
    this.cash -= quantity * price * position.multiplier + fee;
    if (before === 0) {
      position.open(fill);
    } else if (before * quantity > 0) {
      position.enlarge(Math.abs(quantity), price, fee);
    } else if (after === 0 || before * after > 0) {
      position.reduce(Math.abs(quantity), price, fee);
      if (after === 0) position.close(fill, this.trades);
    } else {
      const closed = Math.abs(before), closingFee = fee * (closed / Math.abs(quantity));
      position.reduce(closed, price, closingFee);
      position.close(fill, this.trades);
      fill.quantity = after;
      fill.fee = fee - closingFee;
      position.open(fill);
      fill.quantity = quantity;
      fill.fee = fee;
    }
    position.quantity = after;
  }

  writeOffDebt(): void {
    if (this.cash < 0) this.cash = 0;
  }

  snapshot(): unknown {
    return {
      cash: packNumber(this.cash),
      positions: this.positions.map((position) => packNumbers(position.numbers())),
    };
  }

  restore(snapshot: unknown): void {
    const { cash, positions } = snapshot as { cash: NumberText; positions: NumberText[][] };
    this.cash = Number(cash);
    this.positions.forEach((position, i) => position.restore(unpackNumbers(positions[i])));
  }
}

/** With what was put into the trade in progress and taken out of it, as sums of quantity × price and of quantity. */
class CashPosition extends Position {
  readonly multiplier = NaN;
  entryNotional = NaN;
  entryQuantity = NaN;
  exitNotional = NaN;
  fees = NaN;
  largest = NaN;
  entryReason = NaN;

  constructor(multiplier: number) {
    super();
    this.multiplier = multiplier;
    this.entryNotional = this.entryQuantity = this.exitNotional = 0;
    this.fees = this.largest = this.entryReason = 0;
  }

  open(fill: PositionFill): void {
    const units = Math.abs(fill.quantity), { price } = fill;
    this.averagePrice = price;
    this.entryTimeMs = fill.timeMs;
    this.entryBar = fill.bar;
    this.entrySignalId = fill.signalId;
    this.lowestPrice = price;
    this.highestPrice = price;
    this.entryNotional = units * price;
    this.entryQuantity = units;
    this.exitNotional = 0;
    this.fees = fill.fee;
    this.largest = units;
    this.entryReason = fill.reasonCode;
  }

  enlarge(units: number, price: number, fee: number): void {
    const held = Math.abs(this.quantity);
    this.averagePrice = (this.averagePrice * held + price * units) / (held + units);
    this.entryNotional += units * price;
    this.entryQuantity += units;
    this.fees += fee;
    if (held + units > this.largest) this.largest = held + units;
  }

  reduce(units: number, price: number, fee: number): void {
    this.exitNotional += units * price;
    this.fees += fee;
    if (price < this.lowestPrice) this.lowestPrice = price;
    if (price > this.highestPrice) this.highestPrice = price;
  }

  /** Writes the trade down; its last fill has been counted. */
  close({ instrumentIndex, timeMs, bar, reasonCode }: PositionFill, trades: RecordLog): void {
    const direction = this.quantity > 0 ? 1 : -1, units = this.entryQuantity, { multiplier } = this;
    const at = trades.append(), rows = trades.data;
    rows[at] = instrumentIndex;
    rows[at + 1] = direction;
    rows[at + 2] = this.largest;
    rows[at + 3] = this.entryTimeMs;
    rows[at + 4] = timeMs;
    rows[at + 5] = this.entryBar;
    rows[at + 6] = bar;
    rows[at + 7] = this.entryNotional / units;
    rows[at + 8] = this.exitNotional / units;
    rows[at + 9] = direction * (this.exitNotional - this.entryNotional) * multiplier;
    rows[at + 10] = this.fees;
    rows[at + 11] = this.lowestPrice;
    rows[at + 12] = this.highestPrice;
    rows[at + 13] = this.entryReason;
    rows[at + 14] = reasonCode;
    rows[at + 15] = this.entryNotional * multiplier;
    rows[at + 16] = this.entrySignalId;
    this.averagePrice = 0;
  }

  override numbers(): number[] {
    const { entryNotional, entryQuantity, exitNotional, fees, largest, entryReason } = this;
    return [...super.numbers(), entryNotional, entryQuantity, exitNotional, fees, largest, entryReason];
  }

  override restore(numbers: ArrayLike<number>): void {
    super.restore(numbers);
    this.entryNotional = numbers[7];
    this.entryQuantity = numbers[8];
    this.exitNotional = numbers[9];
    this.fees = numbers[10];
    this.largest = numbers[11];
    this.entryReason = numbers[12];
  }
}

/** A {@link CashAccount} for a run. */
export const cashAccount: PortfolioFactory = (universe, initialCash) =>
  new CashAccount(universe, initialCash);
