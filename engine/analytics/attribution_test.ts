import assert from "node:assert/strict";
import fc from "fast-check";
import { type AttributedTrade, Attribution, ATTRIBUTIONS } from "./attribution.ts";
import { DAY_MS } from "./daily_equity.ts";

const anyMoney = fc.oneof(
  fc.integer({ min: -100_000_000, max: 100_000_000 }).map((cents) => cents / 100),
  fc.double({ min: -1e9, max: 1e9, noNaN: true }),
);
const anyTrade: fc.Arbitrary<AttributedTrade> = fc.record({
  instrument: fc.constantFrom("AAPL", "IBM", "KO"),
  direction: fc.constantFrom("long" as const, "short" as const),
  entryTimeMs: fc.integer({ min: 0, max: 20_000 * DAY_MS }),
  heldMs: fc.integer({ min: 0, max: 200 * DAY_MS }),
  grossProfit: anyMoney,
  fees: fc.integer({ min: 0, max: 10_000 }).map((cents) => cents / 100),
  entryReason: fc.constantFrom("crossed", "gap", ""),
  exitReason: fc.constantFrom("stop", "crossed"),
}).map(({ heldMs, ...trade }) => ({
  ...trade,
  exitTimeMs: trade.entryTimeMs + heldMs,
  profit: trade.grossProfit - trade.fees,
}));

Deno.test("however profit is parted, the parts add up to the total, to the cent, wherever a snapshot is taken", () => {
  fc.assert(fc.property(fc.array(anyTrade, { maxLength: 200 }), fc.nat(200), (trades, cut) => {
    let attribution = new Attribution();
    trades.forEach((trade, i) => {
      if (i === cut) {
        const resumed = new Attribution();
        resumed.restore(JSON.parse(JSON.stringify(attribution.snapshot())));
        attribution = resumed;
      }
      attribution.update(trade);
    });
    // Cents as whole numbers have no rounding.
    const cents = (value: number) => BigInt(Math.round(value * 1e6));
    const exact = (key: "profit" | "grossProfit" | "fees") =>
      Number(trades.reduce((sum, trade) => sum + cents(trade[key]), 0n)) / 1e6;
    for (const name of ATTRIBUTIONS) {
      const groups = attribution.profitBy(name);
      const total = (key: "trades" | "profit" | "grossProfit" | "fees") =>
        groups.reduce((sum, group) => sum + group[key], 0);
      assert.equal(total("trades"), trades.length, name);
      for (const key of ["profit", "grossProfit", "fees"] as const) {
        assert.ok(
          Math.abs(total(key) - exact(key)) < 0.005,
          `${key} by ${name}: ${total(key)}, not ${exact(key)}`,
        );
      }
      for (const group of groups) {
        assert.ok(Math.abs(group.profit - (group.grossProfit - group.fees)) < 0.005);
      }
    }
  }));
});

Deno.test("trades are put where they belong", () => {
  const attribution = new Attribution();
  const trade = (entry: string, exit: string, profit: number, rest: Partial<AttributedTrade> = {}) =>
    attribution.update({
      instrument: "KO",
      direction: "long",
      entryTimeMs: Date.parse(entry),
      exitTimeMs: Date.parse(exit),
      grossProfit: profit + 1,
      fees: 1,
      profit,
      entryReason: "crossed",
      exitReason: "stop",
      ...rest,
    });
  trade("2024-03-04T09:00Z", "2024-03-04T09:59Z", 10);
  trade("2024-03-05T09:00Z", "2024-03-05T10:00Z", -4, { direction: "short" });
  trade("2024-03-31T23:00Z", "2024-04-01T23:00Z", 6, { instrument: "IBM", exitReason: "target" });
  const of = (name: typeof ATTRIBUTIONS[number]) =>
    attribution.profitBy(name).map(({ group, trades, wins, profit }) =>
      `${group}: ${trades}/${wins} ${profit}`
    );
  assert.deepEqual(ATTRIBUTIONS.map(of), [
    ["IBM: 1/1 6", "KO: 2/1 6"],
    ["long: 2/2 16", "short: 1/0 -4"],
    ["crossed: 3/2 12"],
    ["stop: 2/1 6", "target: 1/1 6"],
    ["2024-03: 2/1 6", "2024-04: 1/1 6"],
    ["09: 2/1 6", "23: 1/1 6"],
    ["Mon: 1/1 10", "Tue: 1/0 -4", "Sun: 1/1 6"],
    ["below an hour: 1/1 10", "1 to 24 hours: 1/0 -4", "1 to 7 days: 1/1 6"],
  ]);
});

Deno.test("costs are parted by instrument, into fees and slippage", () => {
  const attribution = new Attribution();
  attribution.updateFill({ instrument: "KO", fee: 1, slippage: 0.5 });
  attribution.updateFill({ instrument: "IBM", fee: 3, slippage: -0.25 });
  attribution.updateFill({ instrument: "KO", fee: 0.1, slippage: 0.2 });
  assert.deepEqual(attribution.costs(), [
    { instrument: "IBM", fills: 1, fees: 3, slippage: -0.25 },
    { instrument: "KO", fills: 2, fees: 1.1, slippage: 0.7 },
  ]);
});
