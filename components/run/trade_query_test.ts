import assert from "node:assert/strict";
import fc from "fast-check";
import type { Trade } from "../../engine/result.ts";
import {
  addressOf,
  askTrades,
  TRADE_FILTERS,
  TRADE_ORDERS,
  type TradeQuery,
  tradeQueryOf,
} from "./trade_query.ts";

const query = fc.record<TradeQuery>({
  order: fc.constantFrom(...TRADE_ORDERS),
  isDescending: fc.boolean(),
  filter: fc.constantFrom(...TRADE_FILTERS),
  page: fc.integer({ min: 1, max: 9 }),
});
const figure = fc.integer({ min: -5, max: 5 });
const trade = fc.record({
  profit: figure,
  returnPct: figure,
  maePct: figure,
  mfePct: figure,
  entryTimeMs: figure,
}).chain(
  (figures) =>
    fc.constantFrom("long", "short").map((direction) =>
      ({ quantity: 1, exitTimeMs: 9, direction, ...figures }) as unknown as Trade
    ),
);

Deno.test("a question goes into an address and comes back as it was", () => {
  fc.assert(fc.property(query, (asked) => {
    assert.deepEqual(tradeQueryOf(new URL(addressOf(asked), "http://localhost/").searchParams), { ...asked });
  }));
});

Deno.test("an address that is no question asks for the first page of all", () => {
  for (const search of ["", "?page=0", "?page=-1", "?page=1e99", "?page=x&order=x&show=x&down=2"]) {
    assert.equal(addressOf(tradeQueryOf(new URLSearchParams(search))), "?#trades", search);
  }
});

Deno.test("the pages of an answer together are the trades that fit, each once, in order", () => {
  fc.assert(fc.property(fc.array(trade, { maxLength: 80 }), query, (trades, asked) => {
    const first = askTrades(trades, { ...asked, page: 1 });
    const rows = Array.from(
      { length: first.pages },
      (_, k) => askTrades(trades, { ...asked, page: k + 1 }).rows,
    ).flat();
    assert.equal(rows.length, first.matching);
    assert.equal(new Set(rows.map(({ number }) => number)).size, rows.length);
    for (const { number, ...row } of rows) assert.deepEqual(row, trades[number - 1]);
    if (asked.filter === "won") assert.ok(rows.every(({ profit }) => profit > 0));
    if (asked.order === "profit") {
      const profits = rows.map(({ profit }) => asked.isDescending ? -profit : profit);
      assert.deepEqual(profits, profits.toSorted((a, b) => a - b));
    }
    assert.deepEqual(
      askTrades(trades, { ...asked, page: 999 }).rows,
      askTrades(trades, { ...asked, page: first.pages }).rows,
    );
  }));
});
