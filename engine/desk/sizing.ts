import { roundDownToLot } from "../instrument.ts";
import type { Order } from "../order.ts";
import { partFailure } from "../part_failure.ts";
import type { Sizer } from "../sizer.ts";
import type { DeskBook } from "./desk_book.ts";
import type { Lane } from "./lane.ts";
import type { Marking } from "./marking.ts";
import { SizingView } from "./sizing_view.ts";

/** Asks the sizer: at a decision's close, or (presets) again at the price of the fill. */
export class Sizing {
  declare private readonly book: DeskBook;
  declare private readonly marking: Marking;
  declare private readonly sizer: Sizer;
  declare private readonly view: SizingView;
  /** Whether orders are sized again once their price is known. */
  readonly isAtFill: boolean;

  constructor(book: DeskBook, marking: Marking, sizer: Sizer, columns: readonly string[]) {
    this.book = book;
    this.marking = marking;
    this.sizer = sizer;
    this.view = new SizingView(columns);
    // A sizer that reads columns keeps its size: at the next bar's open its columns would be those of the bar before.
    this.isAtFill = book.settings.sizeAt === "fill" && sizer.needs.length === 0;
  }

  /** Takes the next frame's columns. */
  begin(columns: readonly (readonly Float64Array[])[]): void {
    this.view.begin(columns);
  }

  /** Units, in whole lots, that the position should have. */
  size(lane: Lane, bar: number, direction: number, strength: number): number {
    const { portfolio } = this.book, view = this.view;
    view.instrument = lane.instrument;
    view.instrumentIndex = lane.index;
    view.bar = bar;
    view.direction = direction;
    view.strength = strength;
    view.price = lane.priceAt(bar);
    view.equity = this.marking.equityNow();
    view.cash = portfolio.cash;
    view.quantity = lane.position.quantity;
    return this.#ask(lane, bar);
  }

  /** Sets the quantity of an order whose price is known now: what it closes, and what the sizer wants of the cash that is there then. */
  sizeAtFill(lane: Lane, order: Order): void {
    const { portfolio, broker: { commission } } = this.book, view = this.view, { fillPrice } = order;
    const before = lane.position.quantity;
    const feePerUnit = commission.fee(1, order.quotedPrice, lane.multiplier);
    const closing = before * order.side < 0 ? Math.abs(before) : 0;
    const closedCash = portfolio.cash - order.side * closing * fillPrice * lane.multiplier -
      (closing > 0 ? commission.fee(closing, fillPrice, lane.multiplier) : 0);
    view.instrument = lane.instrument;
    view.instrumentIndex = lane.index;
    view.direction = order.side;
    view.strength = order.strengthAtFill;
    view.price = fillPrice + feePerUnit / lane.multiplier;
    view.equity = view.cash = closedCash;
    view.quantity = before;
    order.quantity = closing + this.#ask(lane, lane.nextBar);
  }

  #ask(lane: Lane, bar: number): number {
    let units;
    try {
      units = this.sizer.quantity(this.view);
    } catch (error) {
      throw partFailure(
        `The sizer "${this.sizer.title}"`,
        lane.instrument.symbol,
        lane.barsBefore + bar,
        lane.openTimeMs[bar],
        error,
      );
    }
    return roundDownToLot(units, lane.instrument.lotSize);
  }
}
