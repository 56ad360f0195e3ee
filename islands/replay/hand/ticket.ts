import { signal } from "@preact/signals";
import type { HandOrder } from "../../../server/replay_messages.ts";
import { decimalsOf } from "../../page/value_text.ts";

/** How an order by hand is filled. */
export type TicketType = "market" | "limit" | "stop" | "stop_limit";

/** What stands on the ticket for orders by hand, as it is written. */
export class Ticket {
  readonly quantity = signal("");
  readonly type = signal<TicketType>("market");
  readonly limitPrice = signal("");
  readonly stopPrice = signal("");
  readonly hasBracket = signal(false);
  readonly stopLossPrice = signal("");
  readonly takeProfitPrice = signal("");
  /** What keeps it from being sent, in words. */
  readonly fault = signal("");

  /** The order, or undefined with {@link fault} saying why it can't be one. */
  order(direction: 1 | -1, lastPrice: number): HandOrder | undefined {
    const type = this.type.peek();
    const limitPrice = /limit/.test(type) ? price(this.limitPrice.peek()) : undefined;
    const stopPrice = /stop/.test(type) ? price(this.stopPrice.peek()) : undefined;
    const quantity = this.quantity.peek().trim() === "" ? undefined : price(this.quantity.peek());
    const hasBracket = this.hasBracket.peek();
    const stopLossPrice = hasBracket ? price(this.stopLossPrice.peek(), true) : undefined;
    const takeProfitPrice = hasBracket ? price(this.takeProfitPrice.peek(), true) : undefined;
    const entry = limitPrice ?? stopPrice ?? lastPrice;
    this.fault.value = faultOf({
      type,
      quantity,
      limitPrice,
      stopPrice,
      stopLossPrice,
      takeProfitPrice,
      entry,
      direction,
    });
    if (this.fault.peek() !== "") return undefined;
    return {
      direction,
      quantity,
      type,
      limitPrice,
      stopPrice,
      stopLossPrice,
      takeProfitPrice,
      reason: "by hand",
    };
  }

  /** Turns the bracket on or off; where it has no prices yet, some around the last one. */
  setBracket(isOn: boolean, lastPrice: number, tickSize: number): void {
    this.hasBracket.value = isOn;
    if (!isOn || !(lastPrice > 0)) return;
    const tick = tickSize > 0 ? tickSize : 0.01;
    const rounded = (value: number) => (Math.round(value / tick) * tick).toFixed(decimalsOf(tick));
    if (this.stopLossPrice.peek() === "") this.stopLossPrice.value = rounded(lastPrice * 0.95);
    if (this.takeProfitPrice.peek() === "") this.takeProfitPrice.value = rounded(lastPrice * 1.1);
  }
}

interface Written {
  readonly type: TicketType;
  readonly quantity?: number;
  readonly limitPrice?: number;
  readonly stopPrice?: number;
  readonly stopLossPrice?: number;
  readonly takeProfitPrice?: number;
  readonly entry: number;
  readonly direction: 1 | -1;
}

function faultOf({ type, direction, entry, ...prices }: Written): string {
  const { quantity, limitPrice, stopPrice, stopLossPrice, takeProfitPrice } = prices;
  if (quantity !== undefined && !(quantity > 0)) {
    return "Units must be a number above 0, or empty for the sizer's size.";
  }
  if (/limit/.test(type) && !(limitPrice! > 0)) return "A limit order needs a limit price above 0.";
  if (/stop/.test(type) && !(stopPrice! > 0)) return "A stop order needs a stop price above 0.";
  for (
    const [name, value, side] of [["stop loss", stopLossPrice, -1], ["target", takeProfitPrice, 1]] as const
  ) {
    if (value === undefined) continue;
    if (!(value > 0)) return `The ${name} must be a price above 0, or empty.`;
    if ((value - entry) * side * direction <= 0) {
      const where = side * direction > 0 ? "above" : "below";
      return `To ${direction > 0 ? "buy" : "sell"}, the ${name} must be ${where} the entry (${entry}).`;
    }
  }
  return "";
}

/** A price as it is written; NaN where it is none, undefined where it may be empty and is. */
function price(text: string, mayBeEmpty = false): number | undefined {
  const trimmed = text.trim().replace(",", ".");
  return trimmed === "" ? (mayBeEmpty ? undefined : NaN) : Number(trimmed);
}
