import assert from "node:assert/strict";
import type { BarQuote, BrokerReports, OrderBook } from "../../engine/broker.ts";
import { instrument } from "../../engine/instrument.ts";
import { MARKET, Order, ORDER_TYPES, TIMES_IN_FORCE } from "../../engine/order.ts";
import { BarOrderBook } from "./bar_broker.ts";
import { QueueOrderBook } from "./queue_broker.ts";
import { basisPointSlippage } from "./slippages.ts";

const DAY_MS = 86_400_000;
const NO_SLIPPAGE = basisPointSlippage(0);
const SPY = instrument("SPY");

/**
 * What happens, the orders ("; " between them), the bars from the first that the orders see ("open high low close", " / " between them,
 * six hours each), and what BarOrderBook makes of it, then QueueOrderBook where that differs: order@price on bar. Orders that leave a long
 * position begin with "exit".
 */
// deno-fmt-ignore: one line a case
const CASES: readonly [string, string, string, string, string?][] = [
  ["market fills at the open", "buy market", "10 11 9 10", "1@10 on 0"],
  ["market on a bar of one price and no volume", "sell market", "10 10 10 10 0", "1@10 on 0"],
  ["the last bar is enough", "sell stop 9", "10 11 10 10 / 9.5 9.6 8 8", "1@9 on 1"],
  ["without a bar nothing happens", "buy market", "", "1 works"],

  ["stop buy inside the bar", "buy stop 11", "10 12 9 10", "1@11 on 0"],
  ["stop buy: the high is the stop", "buy stop 11", "10 11 9 10", "1@11 on 0"],
  ["stop buy: a tick short", "buy stop 11", "10 10.99 9 10", "1 works"],
  ["stop buy: gap through it", "buy stop 11", "12 13 11.5 12", "1@12 on 0"],
  ["stop buy: opens at it", "buy stop 11", "11 13 10 12", "1@11 on 0"],
  ["stop sell inside the bar", "sell stop 9", "10 11 8 10", "1@9 on 0"],
  ["stop sell: the low is the stop", "sell stop 9", "10 11 9 10", "1@9 on 0"],
  ["stop sell: gap through it", "sell stop 9", "8 8.5 7 8", "1@8 on 0"],

  ["limit buy inside the bar", "buy limit 9", "10 11 8 10", "1@9 on 0"],
  ["limit buy: the low is the limit", "buy limit 9", "10 11 9 10", "1@9 on 0"],
  ["limit buy: a tick short", "buy limit 9", "10 11 9.01 10", "1 works"],
  ["limit buy: opens better", "buy limit 9", "8 9 7 8", "1@8 on 0"],
  ["limit sell inside the bar", "sell limit 11", "10 12 9 10", "1@11 on 0"],
  ["limit sell: opens better", "sell limit 11", "12 13 11 12", "1@12 on 0"],
  ["limit on a bar of one price and no volume", "sell limit 11", "11 11 11 11 0", "1@11 on 0"],

  ["stop-limit, limit beyond: at the stop", "buy stop 11 limit 12", "10 13 9 12", "1@11 on 0"],
  ["stop-limit, limit beyond: gap between them", "buy stop 11 limit 12", "11.5 13 11 12", "1@11.5 on 0", "1@11 on 0"],
  ["stop-limit, limit beyond: gap past both", "buy stop 11 limit 12", "13 14 12.5 13 / 13 13 11 12", "1@12 on 1"],
  ["stop-limit, limit at the stop", "buy stop 11 limit 11", "10 12 9 12 / 12 13 11 12", "1@11 on 0", "1@11 on 1"],
  ["stop-limit, limit short of the stop: waits", "buy stop 11 limit 10", "10.5 12 9 12 / 12 12 9 10", "1@10 on 1"],
  ["stop-limit, the bar after opens better", "buy stop 11 limit 10", "10.5 12 9 12 / 9 12 8 10", "1@9 on 1"],
  ["stop-limit opens at its stop", "buy stop 11 limit 10", "11 12 9 12", "1@10 on 0", "1 works"],
  ["stop-limit sell, limit beyond", "sell stop 9 limit 8", "10 10 7 8", "1@9 on 0"],

  ["day order: works to its day's last bar", "buy limit 9 day", "10 11 10 10 / 10 11 10 10 / 10 11 10 10 / 9 9 9 9", "1@9 on 3"],
  ["day order: over with its day", "buy limit 9 day", "10 11 10 10 / 10 11 10 10 / 10 11 10 10 / 10 11 10 10 / 8 9 8 8", "1 expires on 4"],

  ["stop and target in one bar: the stop", "exit limit 12; exit stop 8", "10 13 7 10", "2@8 on 0"],
  ["opens beyond the target, then the stop", "exit limit 12; exit stop 8", "12.5 13 7 10", "1@12.5 on 0", "2@8 on 0"],
  ["opens beyond the stop, then the target", "exit stop 8; exit limit 12", "7 13 6 10", "1@7 on 0"],
  ["an exit before an entry at one open", "buy market; exit market", "10 11 9 10", "2@10 on 0, 1@10 on 0"],
  ["an entry sends exits at its open: stop", "buy market sl 9 tp 12", "10 11 8 10", "1@10 on 0, 2@9 on 0"],
  ["an entry sends exits at its open: target", "buy market sl 9 tp 12", "10 12 9.5 10", "1@10 on 0, 3@12 on 0"],
  ["an entry opens beyond its own stop", "buy market sl 9 tp 12", "8 8.5 7 8", "1@8 on 0, 2@8 on 0"],
  ["an entry opens beyond its own target", "buy market sl 9 tp 12", "13 14 12 13", "1@13 on 0, 3@13 on 0"],
  ["a stop entry inside the bar: its stop", "buy stop 11 sl 9 tp 14", "10 12 8 10", "1@11 on 0, 2@9 on 0", "1@11 on 0, 2 and 3 work"],
  ["a stop entry inside the bar: its target", "buy stop 11 sl 9 tp 14", "10 15 9.5 14", "1@11 on 0, 2 and 3 work", "1@11 on 0, 3@14 on 0"],
  ["a limit entry: its exits wait", "buy limit 9.5 sl 9 tp 14", "10 15 9.2 14 / 14 15 13 14", "1@9.5 on 0, 3@14 on 1"],
];

for (const [what, orders, bars, expected, expectedInQueue = expected] of CASES) {
  Deno.test(`orders against bars: ${what}`, () => {
    assert.equal(matched(new BarOrderBook(SPY, NO_SLIPPAGE), orders, bars), expected);
    assert.equal(matched(new QueueOrderBook(SPY, NO_SLIPPAGE), orders, bars), expectedInQueue, "in a queue");
  });
}

Deno.test("market and stop fills pay slippage, limits don't; in a queue all entries do", () => {
  const slippage = basisPointSlippage(100),
    orders = "buy market; sell stop 9; buy limit 9.5",
    bars = "10 10 8 9";
  const bar = matched(new BarOrderBook(SPY, slippage), orders, bars);
  const queue = matched(new QueueOrderBook(SPY, slippage), orders, bars);
  assert.equal(bar, "1@10.1 on 0, 2@8.91 on 0, 3@9.5 on 0");
  assert.equal(queue, "1@10.1 on 0, 2@8.91 on 0, 3@9.595 on 0");
});

Deno.test("an order that the venue can't take is refused with the reason", () => {
  const book = new BarOrderBook(instrument("X", { shortable: false, minNotional: 100 }), NO_SLIPPAGE);
  assert.equal(book.submit(orderOf("sell market", 1)), "instrument can't be sold short");
  assert.equal(book.submit(orderOf("buy limit 9", 2)), "below the venue's minimum notional");
  assert.equal(book.submit(orderOf("buy limit 90", 3, 0)), "quantity is not above zero");
  assert.equal(book.submit(orderOf("exit market", 4)), undefined);
});

Deno.test("a book of orders survives JSON, triggered stop-limits and orders of the day included", () => {
  const before = new BarOrderBook(SPY, NO_SLIPPAGE), after = new BarOrderBook(SPY, NO_SLIPPAGE);
  const text = "buy stop 11 limit 10; sell limit 20 day; buy limit 5 sl 4 tp 9";
  text.split("; ").forEach((each, k) => before.submit(orderOf(each, k + 1)));
  before.matchInside(quote("10.5 12 10.2 12", 0), NO_REPORTS);
  after.restore(JSON.parse(JSON.stringify(before.snapshot())));
  assert.deepEqual(after.working, before.working);
  assert.equal(after.working[0].isTriggered, true);
});

const NO_REPORTS: BrokerReports = { fill: () => true, expire() {}, cancel() {} };

/** What becomes of orders, in words. A position's exits cancel each other, as the desk has it. */
function matched(book: OrderBook, orders: string, bars: string): string {
  const events: string[] = [];
  let bar = 0, count = 0, held = 0;
  const submit = (text: string) => assert.equal(book.submit(orderOf(text, ++count)), undefined);
  const reports: BrokerReports = {
    fill(order) {
      const price = order.fillPrice;
      events.push(`${order.id}@${Math.round(price * 1e6) / 1e6} on ${bar}`);
      held += order.side * order.quantity;
      if (order.isReduceOnly) {
        for (const other of [...book.working]) if (other.isReduceOnly) book.cancel(other);
      }
      if (order.stopLossPrice > 0) submit(`exit stop ${order.stopLossPrice}`);
      if (order.takeProfitPrice > 0) submit(`exit limit ${order.takeProfitPrice}`);
      return true;
    },
    expire: (order) => void events.push(`${order.id} expires on ${bar}`),
    cancel() {},
  };
  if (orders.includes("exit")) held = 1;
  orders.split("; ").forEach(submit);
  for (const text of bars === "" ? [] : bars.split(" / ")) {
    for (const exits of [true, false]) book.matchOpen(quote(text, bar), exits, held, reports);
    book.matchInside(quote(text, bar), reports);
    bar++;
  }
  const working = book.working.map(({ id }) => id).sort();
  if (working.length > 0) events.push(`${working.join(" and ")} work${working.length === 1 ? "s" : ""}`);
  return events.join(", ");
}

function quote(text: string, bar: number): BarQuote {
  const [open, high, low, close, volume = 1] = text.split(" ").map(Number), openTimeMs = bar * DAY_MS / 4;
  return { open, high, low, close, volume, openTimeMs, closeTimeMs: openTimeMs + DAY_MS / 4 };
}

/** "buy stop 11 limit 12 day sl 9 tp 14" */
function orderOf(text: string, id: number, quantity = 1): Order {
  const [verb, ...words] = text.split(" "), isExit = verb === "exit";
  const price = (word: string) => words.includes(word) ? Number(words[words.indexOf(word) + 1]) : NaN;
  const stop = price("stop"), limit = price("limit");
  const name = ["stop", "limit"].filter((word) => words.includes(word)).join("_") || "market";
  const type = ORDER_TYPES.findIndex((each) => each === name), side = verb === "buy" ? 1 : -1;
  const life = TIMES_IN_FORCE.indexOf(words.includes("day") ? "day" : "gtc"),
    expiresMs = life === 0 ? Infinity : NaN;
  const group = isExit && type !== MARKET ? 1 : 0;
  const order = new Order().become(id, 0, id, side, 0);
  order.submittedMs = 0;
  order.quantity = quantity;
  order.type = type;
  order.limitPrice = limit;
  order.stopPrice = stop;
  order.timeInForce = life;
  order.expiresMs = expiresMs;
  order.isReduceOnly = isExit;
  order.ocoGroup = group;
  order.stopLossPrice = price("sl");
  order.takeProfitPrice = price("tp");
  return order;
}
