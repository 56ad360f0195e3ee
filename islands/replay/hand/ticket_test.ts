import assert from "node:assert/strict";
import { Ticket } from "./ticket.ts";

Deno.test("an empty ticket is a market order of the sizer's size", () => {
  assert.deepEqual(JSON.parse(JSON.stringify(new Ticket().order(1, 100))), {
    direction: 1,
    type: "market",
    reason: "by hand",
  });
});

Deno.test("a bracket begins around the last price, on the instrument's ticks", () => {
  const ticket = new Ticket();
  ticket.quantity.value = "12,5";
  ticket.setBracket(true, 96.35, 0.05);
  const { quantity, stopLossPrice, takeProfitPrice } = ticket.order(1, 96.35)!;
  assert.deepEqual([quantity, stopLossPrice, takeProfitPrice], [12.5, 91.55, 106]);
});

const FAULTS: readonly [fault: string, direction: 1 | -1, set: (ticket: Ticket) => void][] = [
  [
    "Units must be a number above 0, or empty for the sizer's size.",
    1,
    ({ quantity }) => quantity.value = "-3",
  ],
  [
    "Units must be a number above 0, or empty for the sizer's size.",
    1,
    ({ quantity }) => quantity.value = "ten",
  ],
  ["A limit order needs a limit price above 0.", 1, ({ type }) => type.value = "limit"],
  ["A stop order needs a stop price above 0.", 1, ({ type }) => type.value = "stop"],
  ["To buy, the stop loss must be below the entry (100).", 1, (ticket) => {
    ticket.hasBracket.value = true;
    ticket.stopLossPrice.value = "101";
  }],
  ["To sell, the target must be below the entry (100).", -1, (ticket) => {
    ticket.hasBracket.value = true;
    ticket.takeProfitPrice.value = "110";
  }],
];

for (const [fault, direction, set] of FAULTS) {
  Deno.test(`a ticket is kept back: ${fault}`, () => {
    const ticket = new Ticket();
    set(ticket);
    assert.equal(ticket.order(direction, 100), undefined);
    assert.equal(ticket.fault.value, fault);
  });
}
