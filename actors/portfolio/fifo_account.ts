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

/** Two quantities that differ by less than this share of them are one, but for rounding. */
const SAME_UNITS = 1e-9;

/**
 * One cash account over all instruments that keeps lots: every opening fill is a lot, and every closing of a lot, whole or in part, is a
 * trade of its own, with the lot's entry and its share of the fees. A fill closes what its own signal opened first (a lot's stop or
 * target), then the oldest lots; through zero it closes all of them and opens one with the rest. Cash and quantities are those of
 * {@link CashAccount}, bit for bit; only the trades and the mean price of what is held differ.
 */
export class FifoAccount implements Portfolio {
  cash = NaN;
  declare readonly positions: readonly FifoPosition[];
  readonly trades = new RecordLog(TRADE_ROW_WIDTH);

  constructor(universe: Universe, initialCash: number) {
    this.cash = initialCash;
    this.positions = universe.instruments.map(({ multiplier }) => new FifoPosition(multiplier));
  }

  applyFill(fill: PositionFill): void {
    const { quantity, price, fee, timeMs, bar, reasonCode, signalId } = fill;
    const position = this.positions[fill.instrumentIndex];
    const before = position.quantity, after = before + quantity;
    this.cash -= quantity * price * position.multiplier + fee;
    const closing = before * quantity < 0 ? Math.min(Math.abs(before), Math.abs(quantity)) : 0;
    const closingFee = closing === Math.abs(quantity) ? fee : fee * (closing / Math.abs(quantity));
    if (closing > 0) position.close(fill, closing, closingFee, after, this.trades);
    if (Math.abs(quantity) > closing) {
      const units = closing > 0 ? Math.abs(after) : Math.abs(quantity);
      position.add(new Lot(units, price, timeMs, bar, fee - closingFee, reasonCode, signalId, price, price));
    }
    position.quantity = after;
    position.describe();
  }

  heldOf(instrumentIndex: number, signalId: number): number {
    let units = 0;
    for (const lot of this.positions[instrumentIndex].lots) if (lot.signalId === signalId) units += lot.units;
    return units;
  }

  writeOffDebt(): void {
    if (this.cash < 0) this.cash = 0;
  }

  snapshot(): unknown {
    return {
      cash: packNumber(this.cash),
      positions: this.positions.map((position) => packNumbers(position.numbers())),
      lots: this.positions.map(({ lots }) => lots.map((lot) => lot.pack())),
    } satisfies FifoAccountSnapshot;
  }

  restore(snapshot: unknown): void {
    const { cash, positions, lots } = snapshot as FifoAccountSnapshot;
    this.cash = Number(cash);
    this.positions.forEach((position, i) => {
      position.restore(unpackNumbers(positions[i]));
      position.lots = lots[i].map(Lot.unpack);
    });
  }
}

interface FifoAccountSnapshot {
  readonly cash: NumberText;
  readonly positions: readonly NumberText[][];
  readonly lots: readonly NumberText[][][];
}

/** The sum of its lots. Its lowest and highest price are of the time since the newest lot was opened; each lot keeps its own of before. */
class FifoPosition extends Position {
  readonly multiplier = NaN;
  /** Oldest first. */
  lots: Lot[] = [];

  constructor(multiplier: number) {
    super();
    this.multiplier = multiplier;
  }

  /** Takes a lot in behind the others. What was seen since the newest of them belongs to all of them. */
  add(lot: Lot): void {
    for (const held of this.lots) {
      if (this.lowestPrice < held.lowestPrice) held.lowestPrice = this.lowestPrice;
      if (this.highestPrice > held.highestPrice) held.highestPrice = this.highestPrice;
    }
    this.lots.push(lot);
    this.lowestPrice = lot.price;
    this.highestPrice = lot.price;
  }

  /** Closes units of the signal's own lots, then of the oldest; `after` is what is held then. */
  close(fill: PositionFill, units: number, fee: number, after: number, trades: RecordLog): void {
    const { price, signalId } = fill, { lots } = this;
    if (price < this.lowestPrice) this.lowestPrice = price;
    if (price > this.highestPrice) this.highestPrice = price;
    const direction = this.quantity > 0 ? 1 : -1, isFlat = after * direction <= 0;
    let unitsLeft = units, feeLeft = fee;
    while (lots.length > 0 && (isFlat || unitsLeft > 0)) {
      const own = signalId === 0 ? -1 : lots.findIndex((lot) => lot.signalId === signalId);
      const at = Math.max(own, 0), lot = lots[at];
      const isWhole = isFlat || lots.length > 1 && unitsLeft >= lot.units * (1 - SAME_UNITS);
      const taken = isWhole ? lot.units : Math.min(unitsLeft, lot.units);
      const isLast = isFlat ? lots.length === 1 : !isWhole || unitsLeft - taken <= SAME_UNITS * units;
      const exitFee = isLast ? feeLeft : fee * (taken / units);
      const entryFee = isWhole ? lot.fee : lot.fee * (taken / lot.units);
      this.#log(fill, lot, taken, entryFee + exitFee, trades);
      lot.fee -= entryFee;
      feeLeft -= exitFee;
      unitsLeft = isLast ? 0 : unitsLeft - taken;
      if (isWhole) lots.splice(at, 1);
      // Alone it is the position, rounding included.
      else lot.units = lots.length === 1 ? Math.abs(after) : lot.units - taken;
    }
  }

  #log(
    { instrumentIndex, price, timeMs, bar, reasonCode }: PositionFill,
    lot: Lot,
    units: number,
    fees: number,
    trades: RecordLog,
  ): void {
    const notionalPerPrice = units * this.multiplier, direction = this.quantity > 0 ? 1 : -1;
    const at = trades.append(), rows = trades.data;
    rows[at] = instrumentIndex;
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
    rows[at + 11] = Math.min(lot.lowestPrice, this.lowestPrice);
    rows[at + 12] = Math.max(lot.highestPrice, this.highestPrice);
    rows[at + 13] = lot.reasonCode;
    rows[at + 14] = reasonCode;
    rows[at + 15] = lot.price * notionalPerPrice;
    rows[at + 16] = lot.signalId;
  }

  /** Works out the position from its lots: its entry is the oldest one's. */
  describe(): void {
    const { lots } = this;
    let units = 0, notional = 0;
    for (const lot of lots) {
      units += lot.units;
      notional += lot.units * lot.price;
    }
    this.averagePrice = lots.length === 0 ? 0 : lots.length === 1 ? lots[0].price : notional / units;
    if (lots.length === 0) return;
    this.entryTimeMs = lots[0].timeMs;
    this.entryBar = lots[0].bar;
    this.entrySignalId = lots[0].signalId;
  }
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
