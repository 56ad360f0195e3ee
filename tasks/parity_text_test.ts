import assert from "node:assert/strict";
import type { ParityReport } from "../engine/live/parity.ts";
import { parityText } from "./parity_text.ts";
import { inkOf } from "./terminal_text.ts";

const GOOD: ParityReport = {
  isIdentical: true,
  verdict: "The session and the backtest agree to the last bit: 412 bars, 8 fills.",
  bars: 412,
  fills: 8,
  differences: [],
  unexplained: 0,
  interventions: ["paused by hand at 2024-01-01T00:08:30Z"],
  changes: [],
  notes: [],
};

const BAD: ParityReport = {
  ...GOOD,
  isIdentical: false,
  verdict: "2 differences (1 in bars, 1 in what followed), 1 unexplained; 412 bars and 8 fills compared.",
  unexplained: 1,
  changes: ["mine was version 1.0.0 when the session began and is 1.1.0 now"],
  notes: ["The strategy failed."],
  differences: [
    {
      what: "bar",
      instrument: "BTCUSDT",
      timeMs: 0,
      text: "1970-01-01 differs: close 101.5, the exchange's history says 101.6 (−0.1)",
      cause: "",
    },
    {
      what: "order",
      instrument: "ETHUSDT",
      timeMs: 0,
      text: "1970-01-01 only in the session: market buy 1",
      cause: "follows from the bar BTCUSDT 1970-01-01 (unexplained itself)",
    },
  ],
};

Deno.test("where all agrees the verdict is all there is to read", () => {
  assert.equal(
    parityText(GOOD, 80, inkOf(false)),
    "✓ The session and the backtest agree to the last bit: 412 bars, 8 fills.\n",
  );
});

Deno.test("differences stand below the verdict, each with its cause, the symbol where there are several", () => {
  assert.equal(
    parityText(BAD, 60, inkOf(false)),
    `✕ 2 differences (1 in bars, 1 in what followed), 1
  unexplained; 412 bars and 8 fills compared.

The strategy failed.

What has changed since
  mine was version 1.0.0 when the session began and is 1.1.0
    now

What was asked by hand, and when it stood aside
  paused by hand at 2024-01-01T00:08:30Z

Bars
  BTCUSDT 1970-01-01 differs: close 101.5, the exchange's
    history says 101.6 (−0.1)
    ✕ unexplained

Orders
  ETHUSDT 1970-01-01 only in the session: market buy 1
    ↳ follows from the bar BTCUSDT 1970-01-01 (unexplained
      itself)
`,
  );
});

Deno.test("of many differences the first stand there, and how many more there are", () => {
  const [bar] = BAD.differences;
  const text = parityText({ ...BAD, differences: Array.from({ length: 45 }, () => bar) }, 80, inkOf(false));
  assert.equal(text.match(/unexplained$/gm)!.length, 40);
  assert.match(text, /\n {2}and 5 more: --json has them\n$/);
});
