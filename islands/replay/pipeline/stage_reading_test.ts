import assert from "node:assert/strict";
import type { ReplayDescription, ReplayEvent } from "../../../server/replay_messages.ts";
import type { Tick } from "../session/session.ts";
import { readStages } from "./stage_reading.ts";

const description = {
  instruments: [{ symbol: "AAPL", currency: "USD", tickSize: 0.01, lotSize: 1 }],
  indicators: [
    { column: "fast", title: "EMA 9", pane: "price" },
    { column: "slow", title: "EMA 21", pane: "price" },
  ],
  stages: { indicator: ["EMA 9"], signal: ["crossover"], sizer: [], risk: [], broker: [], portfolio: [] },
  cash: 100_000,
} as unknown as ReplayDescription;
const tick = {
  bars: [[95, 97, 94, 96.35, 1_000]],
  indicators: [[96.5137, null]],
  positions: [],
  levels: [],
  equity: 104_211.8,
  cash: 104_211.8,
} as unknown as Tick;
const event = (
  stage: ReplayEvent["stage"],
  kind: ReplayEvent["kind"],
  more: Partial<ReplayEvent>,
): ReplayEvent => ({
  sequence: 0,
  step: 0,
  timeMs: 0,
  instrumentIndex: 0,
  stage,
  kind,
  ...more,
});
const told = (events: readonly ReplayEvent[], at: Tick = tick) =>
  readStages(at, events, description, 0).map(({ stage, takes, says, hasActed }) =>
    `${hasActed ? "*" : " "}${stage} [${takes}] ${says.map(({ sign, text }) => `${sign}${text}`).join(" | ")}`
  );

Deno.test("on a quiet bar every stage says that it had nothing to do", () => {
  assert.deepEqual(told([]), [
    " indicator [close 96.35] fast\t96.51 | slow\t—",
    " signal [fast 96.51 · slow —] no signal",
    " sizer [] nothing to size",
    " risk [] nothing to review",
    " broker [] no order",
    " portfolio [] flat | equity USD\t104,211.80 | cash\t104,211.80",
  ]);
});

Deno.test("a signal that is refused can be followed to where it ends", () => {
  assert.deepEqual(
    told([
      event("signal", "signal", { direction: 1, strength: 1, reason: "crossed up" }),
      event("sizer", "sized", { direction: 1, quantity: 1_012 }),
      event("risk", "refused", { direction: 1, askedQuantity: 1_012, reason: "exposure limit reached" }),
    ]).slice(1, 5),
    [
      "*signal [fast 96.51 · slow —] ▲Long: crossed up",
      "*sizer [long] ●Buy 1,012",
      "*risk [buy 1,012] ✕Refused: exposure limit reached",
      " broker [] no order",
    ],
  );
});

Deno.test("what is held, guarded and at work is told though nothing happened", () => {
  const holding = {
    ...tick,
    positions: [{
      instrumentIndex: 0,
      quantity: -10,
      averagePrice: 98,
      lastPrice: 96.35,
      unrealisedProfit: 16.5,
    }],
    levels: [
      { instrumentIndex: 0, kind: "guardStop", price: 101.237, label: "trailing_stop" },
      { instrumentIndex: 0, kind: "limit", price: 90, label: "buy 10 limit" },
      { instrumentIndex: 1, kind: "limit", price: 1, label: "another instrument's" },
    ],
  } as unknown as Tick;
  assert.deepEqual(told([], holding).slice(3), [
    " risk [] trailing stop\t101.24",
    " broker [] Works: buy 10 limit\t90.00",
    " portfolio [] ▼short 10\tat 98.00 | open profit\t+16.50 | equity USD\t104,211.80 | cash\t104,211.80",
  ]);
});

Deno.test("what another instrument's signal was given isn't taken from the one on the chart", () => {
  const two = {
    ...description,
    instruments: [description.instruments[0], {
      symbol: "MSFT",
      currency: "USD",
      tickSize: 0.01,
      lotSize: 1,
    }],
  };
  const crossed = event("signal", "signal", { direction: 1, instrumentIndex: 1, reason: "crossed up" });
  const [, signal] = readStages(tick, [crossed], two, 0);
  assert.deepEqual([signal.takes, signal.says[0].text], ["", "MSFT: Long: crossed up"]);
  assert.equal(
    readStages(tick, [{ ...crossed, instrumentIndex: 0 }], two, 0)[1].takes,
    "fast 96.51 · slow —",
  );
});
