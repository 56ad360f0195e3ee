import assert from "node:assert/strict";
import type { DeskEvent } from "../engine/desk/desk_event.ts";
import { eventText, quantityText } from "./event_text.ts";

const one = { instruments: [{ symbol: "AAPL" }] };
const two = { instruments: [{ symbol: "AAPL" }, { symbol: "MSFT" }] };
const event = (kind: DeskEvent["kind"], more: Partial<DeskEvent> = {}): DeskEvent => ({
  step: 0,
  timeMs: 0,
  instrumentIndex: 0,
  stage: "risk",
  kind,
  ...more,
});

const CASES: readonly [DeskEvent, string][] = [
  [event("signal", { direction: 1, reason: "fast crossed above slow" }), "▲ Long: fast crossed above slow"],
  [event("signal", { direction: 0, strength: 1 }), "● Flat"],
  [event("signal", { direction: -1, strength: 0.5 }), "▼ Short, strength 0.50"],
  [event("skipped", { reason: "already long" }), "– Skipped: already long"],
  [event("sized", { direction: -1, quantity: 1012 }), "● Sell 1,012"],
  [event("unsized", { reason: "below one lot" }), "✕ No size: below one lot"],
  [event("approved", { direction: 1, quantity: 3 }), "✓ Approved: buy 3"],
  [
    event("resized", {
      direction: 1,
      askedQuantity: 10,
      quantity: 4,
      reason: "trimmed to the exposure limit",
    }),
    "↓ Resized: buy 10 → 4, trimmed to the exposure limit",
  ],
  [
    event("refused", { reason: "exposure limit reached (82 % of 80 %)" }),
    "✕ Refused: exposure limit reached (82 % of 80 %)",
  ],
  [event("submitted", { direction: 1, quantity: 5, orderType: "market" }), "→ Market buy 5"],
  [
    event("submitted", {
      direction: -1,
      quantity: 5,
      orderType: "stop",
      stopPrice: 90.5,
      reason: "trailing_stop",
    }),
    "→ Stop sell 5 at 90.50, trailing stop",
  ],
  [
    event("submitted", { direction: 1, quantity: 5, orderType: "stop_limit", stopPrice: 9, limitPrice: 9.5 }),
    "→ Stop limit buy 5, stop 9.00, limit 9.50",
  ],
  [
    event("filled", { direction: 1, quantity: 2, price: 93.79, fee: 1.25, slippage: 0 }),
    "▲ Filled: buy 2 at 93.79, fee 1.25",
  ],
  [
    event("closed", { profit: -12.5, returnPct: -1.234, reason: "trailing stop" }),
    "− Trade closed: −12.50 (−1.23 %), trailing stop",
  ],
  [event("closed"), "■ Trade closed"],
  [event("halted", { reason: "max_drawdown" }), "■ Halted: max drawdown"],
];

for (const [given, text] of CASES) {
  Deno.test(`${given.kind} reads "${text}"`, () => {
    const said = eventText(given, one);
    assert.equal(`${said.sign} ${said.text}`, text);
  });
}

Deno.test("with several instruments the symbol stands before it", () => {
  assert.equal(
    eventText(event("approved", { instrumentIndex: 1, direction: 1, quantity: 3 }), two).text,
    "MSFT: Approved: buy 3",
  );
});

Deno.test("quantities have no more digits than they have", () => {
  assert.deepEqual([1012, 0.25, 1.00000001, 1e-9].map(quantityText), ["1,012", "0.25", "1.00000001", "0"]);
});
