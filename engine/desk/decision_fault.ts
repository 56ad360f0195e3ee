import type { Decision } from "../decision.ts";
import { ORDER_TYPES, TIMES_IN_FORCE } from "../order.ts";

const DECISION_FIELDS: ReadonlySet<string> = new Set<keyof Decision>([
  "direction",
  "strength",
  "quantity",
  "type",
  "limitPrice",
  "stopPrice",
  "timeInForce",
  "stopLossPrice",
  "takeProfitPrice",
  "replacesEntries",
  "reason",
]);

/** What is impossible in a decision, or "". */
export function decisionFault(decision: Decision): string {
  const { direction, strength = 1, quantity, type = "market", limitPrice, stopPrice, timeInForce } = decision;
  if (direction !== 1 && direction !== 0 && direction !== -1) {
    return "impossible order: direction is not 1, 0 or −1";
  }
  if (!(strength > 0 && strength <= 1)) return "impossible order: strength is not above 0 and at most 1";
  if (quantity !== undefined && !(quantity > 0 && quantity < Infinity)) {
    return "impossible order: quantity is not above zero";
  }
  if ((type === "limit" || type === "stop_limit") && !isPrice(limitPrice)) {
    return "impossible order: no limit price";
  }
  if ((type === "stop" || type === "stop_limit") && !isPrice(stopPrice)) {
    return "impossible order: no stop price";
  }
  if (!ORDER_TYPES.includes(type)) return "impossible order: unknown type";
  if (type !== "limit" && type !== "stop_limit" && limitPrice !== undefined) {
    return `impossible order: a limit price, but its type is ${type}`;
  }
  if (type !== "stop" && type !== "stop_limit" && stopPrice !== undefined) {
    return `impossible order: a stop price, but its type is ${type}`;
  }
  if (timeInForce !== undefined && !TIMES_IN_FORCE.includes(timeInForce)) {
    return "impossible order: unknown time in force";
  }
  for (const field in decision) {
    if (!DECISION_FIELDS.has(field)) return `impossible order: unknown field ${field}`;
  }
  for (const price of [decision.stopLossPrice, decision.takeProfitPrice]) {
    if (price !== undefined && !isPrice(price)) return "impossible order: an exit's price is not above zero";
  }
  return "";
}

function isPrice(price: number | undefined): boolean {
  return price !== undefined && price > 0 && price < Infinity;
}
