import type { Universe } from "../../engine/frame.ts";
import {
  type Portfolio,
  type PortfolioFactory,
  type PositionFill,
  TRADE_ROW_WIDTH,
} from "../../engine/portfolio.ts";
import { RecordLog } from "../../engine/record_log.ts";
import { type NumberText, packNumber, packNumbers, unpackNumbers } from "../../engine/snapshot.ts";

/** Two quantities that differ by less than this share of them are one, but for rounding. */
const SAME_UNITS = 1e-9;

/**
 * One cash account over all instruments that keeps lots: every opening fill is a lot, and every closing of a lot, whole or in part, is a
 * trade of its own, with the lot's entry and its share of the fees. A fill closes what its own signal opened first (a lot's stop or
 * target), then the oldest lots; through zero it closes all of them and opens one with the rest. Cash and quantities are those of
 * {@link CashAccount}, bit for bit; only the trades and the mean price of what is held differ.
 */
export class FifoAccount implements Portfolio {
  cash: number;
  readonly quantity: Float64Array;
  readonly averagePrice: Float64Array;
  readonly entryTimeMs: Float64Array;
  readonly entryBar: Float64Array;
  readonly entrySignalId: Float64Array;
  /** Since the newest lot was opened; each lot keeps its own of the time before. */
  readonly lowestPrice: Float64Array;
  readonly highestPrice: Float64Array;
  readonly trades = new RecordLog(TRADE_ROW_WIDTH);
  readonly #multipliers: readonly number[];
  /** By instrument, oldest first. */
  readonly #lots: Lot[][];

  constructor(universe: Universe, initialCash: number) {
    const column = () => new Float64Array(universe.instruments.length);
    this.cash = initialCash;
    this.#multipliers = universe.instruments.map(({ multiplier }) => multiplier);
    this.#lots = universe.instruments.map(() => []);
    this.quantity = column();
    this.averagePrice = column();
    this.entryTimeMs = column();
    this.entryBar = column();
    this.entrySignalId = column();
    this.lowestPrice = column();
    this.highestPrice = column();
  }

  applyFill(fill: PositionFill): void {
    const { instrumentIndex: i, quantity, price, fee, timeMs, bar, reasonCode, signalId } = fill;
    const before = this.quantity[i], after = before + quantity;
    this.cash -= quantity * price * this.#multipliers[i] + fee;
    const closing = before * quantity < 0 ? Math.min(Math.abs(before), Math.abs(quantity)) : 0;
    const closingFee = closing === Math.abs(quantity) ? fee : fee * (closing / Math.abs(quantity));
    if (closing > 0) this.#close(i, closing, price, closingFee, timeMs, bar, reasonCode, signalId, after);
    if (Math.abs(quantity) > closing) {
      this.#foldExtremes(i);
      const units = closing > 0 ? Math.abs(after) : Math.abs(quantity);
      this.#lots[i].push(
        new Lot(units, price, timeMs, bar, fee - closingFee, reasonCode, signalId, price, price),
      );
      this.lowestPrice[i] = this.highestPrice[i] = price;
    }
    this.quantity[i] = after;
    this.#describe(i);
  }

  /** Closes units of the signal's own lots, then of the oldest; `after` is what is held then. */
  #close(
    i: number,
    units: number,
    price: number,
    fee: number,
    timeMs: number,
    bar: number,
    reasonCode: number,
    signalId: number,
    after: number,
  ): void {
    if (price < this.lowestPrice[i]) this.lowestPrice[i] = price;
    if (price > this.highestPrice[i]) this.highestPrice[i] = price;
    const lots = this.#lots[i], direction = this.quantity[i] > 0 ? 1 : -1, isFlat = after * direction <= 0;
    let unitsLeft = units, feeLeft = fee;
    while (lots.length > 0 && (isFlat || unitsLeft > 0)) {
      const own = signalId === 0 ? -1 : lots.findIndex((lot) => lot.signalId === signalId);
      const at = Math.max(own, 0), lot = lots[at];
      const isWhole = isFlat || lots.length > 1 && unitsLeft >= lot.units * (1 - SAME_UNITS);
      const taken = isWhole ? lot.units : Math.min(unitsLeft, lot.units);
      const isLast = isFlat ? lots.length === 1 : !isWhole || unitsLeft - taken <= SAME_UNITS * units;
      const exitFee = isLast ? feeLeft : fee * (taken / units);
      const entryFee = isWhole ? lot.fee : lot.fee * (taken / lot.units);
      this.#log(i, direction, lot, taken, price, entryFee + exitFee, timeMs, bar, reasonCode);
      lot.fee -= entryFee;
      feeLeft -= exitFee;
      unitsLeft = isLast ? 0 : unitsLeft - taken;
      if (isWhole) lots.splice(at, 1);
      // Alone it is the position, rounding included.
      else lot.units = lots.length === 1 ? Math.abs(after) : lot.units - taken;
    }
  }

  #log(
    i: number,
    direction: number,
    lot: Lot,
    units: number,
    price: number,
    fees: number,
    timeMs: number,
    bar: number,
    reasonCode: number,
  ): void {
    const notionalPerPrice = units * this.#multipliers[i];
    const at = this.trades.append(), rows = this.trades.data;
    rows[at] = i;
    rows[at + 1] = direction;
    rows[at + 2] = units;
    rows[at + 3] = lot.timeMs;
    rows[at + 4] = timeMs;
    rows[at + 5] = lot.bar;
    rows[at + 6] = bar;
    rows[at + 7] = lot.price;
    rows[at + 8] = price;
    rows[at + 9] = direction * (price - lot.price) * notionalPerPrice;
    rows[at + 10] = fees;
    rows[at + 11] = Math.min(lot.lowestPrice, this.lowestPrice[i]);
    rows[at + 12] = Math.max(lot.highestPrice, this.highestPrice[i]);
    rows[at + 13] = lot.reasonCode;
    rows[at + 14] = reasonCode;
    rows[at + 15] = lot.price * notionalPerPrice;
    rows[at + 16] = lot.signalId;
  }

  /** What was seen since the newest lot belongs to all that are held: to be called before another one comes. */
  #foldExtremes(i: number): void {
    for (const lot of this.#lots[i]) {
      if (this.lowestPrice[i] < lot.lowestPrice) lot.lowestPrice = this.lowestPrice[i];
      if (this.highestPrice[i] > lot.highestPrice) lot.highestPrice = this.highestPrice[i];
    }
  }

  /** The position as the sum of its lots: its entry is the oldest one's. */
  #describe(i: number): void {
    const lots = this.#lots[i];
    let units = 0, notional = 0;
    for (const lot of lots) {
      units += lot.units;
      notional += lot.units * lot.price;
    }
    this.averagePrice[i] = lots.length === 0 ? 0 : lots.length === 1 ? lots[0].price : notional / units;
    if (lots.length === 0) return;
    this.entryTimeMs[i] = lots[0].timeMs;
    this.entryBar[i] = lots[0].bar;
    this.entrySignalId[i] = lots[0].signalId;
  }

  heldOf(instrumentIndex: number, signalId: number): number {
    let units = 0;
    for (const lot of this.#lots[instrumentIndex]) if (lot.signalId === signalId) units += lot.units;
    return units;
  }

  writeOffDebt(): void {
    if (this.cash < 0) this.cash = 0;
  }

  snapshot(): unknown {
    return {
      cash: packNumber(this.cash),
      columns: this.#columns().map((column) => packNumbers(column)),
      lots: this.#lots.map((lots) => lots.map((lot) => lot.pack())),
    };
  }

  restore(snapshot: unknown): void {
    const { cash, columns, lots } = snapshot as FifoAccountSnapshot;
    this.cash = Number(cash);
    this.#columns().forEach((column, k) => column.set(unpackNumbers(columns[k])));
    lots.forEach((packed, i) => this.#lots[i] = packed.map(Lot.unpack));
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
    ];
  }
}

interface FifoAccountSnapshot {
  readonly cash: NumberText;
  readonly columns: readonly NumberText[][];
  readonly lots: readonly NumberText[][][];
}

/** What is left of one opening fill. */
class Lot {
  constructor(
    public units: number,
    readonly price: number,
    readonly timeMs: number,
    readonly bar: number,
    /** What is left of the fee of the entry. */
    public fee: number,
    readonly reasonCode: number,
    readonly signalId: number,
    public lowestPrice: number,
    public highestPrice: number,
  ) {}

  pack(): NumberText[] {
    const { units, price, timeMs, bar, fee, reasonCode, signalId, lowestPrice, highestPrice } = this;
    return packNumbers([units, price, timeMs, bar, fee, reasonCode, signalId, lowestPrice, highestPrice]);
  }

  static unpack(packed: readonly NumberText[]): Lot {
    const [units, price, timeMs, bar, fee, reasonCode, signalId, lowestPrice, highestPrice] = packed.map(
      Number,
    );
    return new Lot(units, price, timeMs, bar, fee, reasonCode, signalId, lowestPrice, highestPrice);
  }
}

/** A {@link FifoAccount} for a run. */
export const fifoAccount: PortfolioFactory = (universe, initialCash) =>
  new FifoAccount(universe, initialCash);
