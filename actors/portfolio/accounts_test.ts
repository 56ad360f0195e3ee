import assert from "node:assert/strict";
import fc from "fast-check";
import { instrument } from "../../engine/instrument.ts";
import type { Portfolio } from "../../engine/portfolio.ts";
import { type PositionFill, TRADE_ROW } from "../../engine/portfolio.ts";
import { Timeframe } from "../../engine/timeframe.ts";
import { CashAccount } from "./cash_account.ts";
import { FifoAccount } from "./fifo_account.ts";

const CASH = 10_000;
const instruments = [instrument("A"), instrument("B", { multiplier: 5 })];
const universe = { instruments, timeframe: Timeframe.parse("1d") };

/**
 * What happens, the fills ("quantity@price fee; …", one a bar, fee 0 where it isn't said, #n is of signal n instead of one of its own),
 * what is held then ("quantity@mean price, first bar of it"), and the trades by CashAccount, then by FifoAccount where they differ:
 * "quantity entry>exit bars profit-before-fees fees".
 */
// deno-fmt-ignore: one line a case
const CASES: readonly [string, string, string, string, string?][] = [
  ["a round trip", "10@100 1; -10@110 2", "0", "10 100>110 0-1 100 3"],
  ["a short round trip", "-10@100 1; 10@110 2", "0", "-10 100>110 0-1 -100 3"],
  ["nothing closed is no trade", "10@100 1", "10@100, 0", ""],
  ["average cost of two entries", "10@100; 30@120", "40@115, 0", ""],
  ["two entries, one exit", "10@100 1; 30@120 3; -40@130 4", "0", "40 115>130 0-2 600 8", "10 100>130 0-2 300 2 | 30 120>130 1-2 300 6"],
  ["one entry, two exits", "40@100 4; -10@110 1; -30@120 3", "0", "40 100>117.5 0-2 700 8", "10 100>110 0-1 100 2 | 30 100>120 0-2 600 6"],
  ["first in, first out", "10@100; 10@110; -15@120", "5@110, 1", "", "10 100>120 0-2 200 0 | 5 110>120 1-2 50 0"],
  ["reversal: the fee is split by quantity", "10@100 1; -40@110 8", "-30@110, 1", "10 100>110 0-1 100 3"],
  ["reversal of two lots", "10@100 1; 10@110 1; -25@120 5", "-5@120, 2", "20 105>120 0-2 300 6", "10 100>120 0-2 200 3 | 10 110>120 1-2 100 3"],
  ["a lot's exit closes that lot", "10@100 1; 10@110 1; -10@90 1 #2", "10@100, 0", "", "10 110>90 1-2 -200 2"],
  ["and then the oldest", "10@100; 10@110; 10@120; -15@90 #2", "15@113.333333333, 0", "", "10 110>90 1-3 -200 0 | 5 100>90 0-3 -50 0"],
  ["what rounding leaves is no lot", "0.1@10; 0.2@10; -0.1@11; -0.2@11", "*", "*", "0.1 10>11 0-2 0.1 0 | 0.2 10>11 1-3 0.2 0"],
];

for (const [what, fills, held, trades, tradesByLots = trades] of CASES) {
  Deno.test(`accounts: ${what}`, () => {
    const cash = new CashAccount(universe, CASH), fifo = new FifoAccount(universe, CASH);
    for (const account of [cash, fifo]) {
      fills.split("; ").forEach((fill, bar) => apply(account, 0, fill, bar));
    }
    if (trades !== "*") assert.equal(tradesOf(cash), trades, "by CashAccount");
    assert.equal(tradesOf(fifo), tradesByLots, "by FifoAccount");
    if (held === "*") return;
    if (trades === tradesByLots) assert.equal(heldBy(cash), held, "held by CashAccount");
    assert.equal(heldBy(fifo), held, "held by FifoAccount");
  });
}

Deno.test("accounts: the worst and best price of a trade are of the time it was held; each lot has its own", () => {
  for (
    const [account, expected] of [
      [new CashAccount(universe, CASH), [[70, 150]]],
      [new FifoAccount(universe, CASH), [[70, 150], [95, 150]]],
    ] as const
  ) {
    apply(account, 0, "1@100", 0);
    see(account, 70, 105);
    apply(account, 0, "1@104", 1);
    see(account, 95, 120);
    apply(account, 0, "-2@150", 2);
    const rows = Array.from({ length: account.trades.length }, (_, row) => [
      account.trades.get(row, TRADE_ROW.lowestPrice),
      account.trades.get(row, TRADE_ROW.highestPrice),
    ]);
    assert.deepEqual(rows, expected);
  }
});

Deno.test("accounts: units of a signal's lots, and a debt that is written off", () => {
  const account = new FifoAccount(universe, 100);
  apply(account, 0, "5@100 #7", 0);
  apply(account, 0, "3@100 #8", 1);
  apply(account, 0, "-6@10 #9", 2);
  assert.deepEqual([7, 8, 9].map((signalId) => account.heldOf(0, signalId)), [0, 2, 0]);
  assert.equal(account.cash, 100 - 800 + 60);
  for (const each of [account, new CashAccount(universe, -1)]) {
    each.writeOffDebt();
    assert.equal(each.cash, 0);
  }
});

const anyFill = fc.record({
  instrument: fc.nat(1),
  quantity: fc.oneof(fc.integer({ min: -20, max: 20 }), fc.double({ min: -5, max: 5, noNaN: true })).filter((
    x,
  ) => Math.abs(x) > 1e-3),
  price: fc.double({ min: 1, max: 200, noNaN: true }),
  fee: fc.double({ min: 0, max: 5, noNaN: true }),
  signalId: fc.integer({ min: 0, max: 6 }),
});

Deno.test("accounts: lots change the trades, never the money; a copy through JSON goes on the same", () => {
  fc.assert(
    fc.property(fc.array(anyFill, { maxLength: 40 }), fc.nat(40), (fills, copyAt) => {
      const cash = new CashAccount(universe, CASH);
      let fifo = new FifoAccount(universe, CASH), made = CASH;
      fills.forEach(({ instrument, quantity, price, fee, signalId }, bar) => {
        if (bar === copyAt) {
          const copy = new FifoAccount(universe, 0);
          copy.restore(JSON.parse(JSON.stringify(fifo.snapshot())));
          assert.deepEqual(copy.snapshot(), fifo.snapshot());
          copy.trades.appendAll(fifo.trades);
          fifo = copy;
        }
        for (const each of [cash, fifo]) {
          each.applyFill(fillOf(instrument, quantity, price, fee, bar, signalId));
        }
      });
      assert.equal(fifo.cash, cash.cash);
      assert.deepEqual(
        fifo.positions.map(({ quantity }) => quantity),
        cash.positions.map(({ quantity }) => quantity),
      );
      // Close all: what the trades made is what the account made.
      [0, 1].forEach((i) => {
        const held = fifo.positions[i].quantity;
        if (held !== 0) fifo.applyFill(fillOf(i, -held, 100, 1, 99, 0));
        assert.equal(fifo.positions[i].quantity, 0);
      });
      for (let row = 0; row < fifo.trades.length; row++) {
        made += fifo.trades.get(row, TRADE_ROW.grossProfit) - fifo.trades.get(row, TRADE_ROW.fees);
      }
      assert.ok(Math.abs(made - fifo.cash) < 1e-6, `trades make ${made}, cash is ${fifo.cash}`);
    }),
    { numRuns: 2_000 },
  );
});

/** "10@100 1 #2" */
function apply(account: Portfolio, i: number, text: string, bar: number): void {
  const [, quantity, price, fee = "0", signalId = bar + 1] = /^(.+)@(\S+)(?: ([\d.]+))?(?: #(\d+))?$/.exec(
    text,
  )!;
  account.applyFill(fillOf(i, Number(quantity), Number(price), Number(fee), bar, Number(signalId)));
}

/** A fill at a bar whose time is its number. */
function fillOf(
  instrumentIndex: number,
  quantity: number,
  price: number,
  fee: number,
  bar: number,
  signalId: number,
): PositionFill {
  return { instrumentIndex, quantity, price, fee, timeMs: bar, bar, reasonCode: 0, signalId };
}

/** The prices of bars that go by, as the desk counts them. */
function see(account: Portfolio, low: number, high: number): void {
  const position = account.positions[0];
  position.lowestPrice = Math.min(position.lowestPrice, low);
  position.highestPrice = Math.max(position.highestPrice, high);
}

function heldBy({ positions: [{ quantity, averagePrice, entryBar }] }: Portfolio): string {
  return quantity === 0 ? "0" : `${quantity}@${rounded(averagePrice)}, ${entryBar}`;
}

function tradesOf({ trades }: Portfolio): string {
  return Array.from({ length: trades.length }, (_, row) => {
    const get = (name: keyof typeof TRADE_ROW) => rounded(trades.get(row, TRADE_ROW[name]));
    const quantity = get("direction") * get("quantity");
    return `${quantity} ${get("entryPrice")}>${get("exitPrice")} ${get("entryBar")}-${get("exitBar")} ` +
      `${get("grossProfit")} ${get("fees")}`;
  }).join(" | ");
}

function rounded(x: number): number {
  return Math.round(x * 1e9) / 1e9;
}
