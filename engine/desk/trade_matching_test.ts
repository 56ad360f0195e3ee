import assert from "node:assert/strict";
import fc from "fast-check";
import { compose, DEFAULT_ACCOUNT } from "../../actors/compose.ts";
import { presetOf } from "../../actors/presets.ts";
import { stopLoss } from "../../actors/risk/stop_loss.ts";
import { takeProfit } from "../../actors/risk/take_profit.ts";
import { trailingStop } from "../../actors/risk/trailing_stop.ts";
import { fixedQuantity } from "../../actors/sizers/fixed_quantity.ts";
import { Bars } from "../bars.ts";
import type { BarDecision, Decision } from "../decision.ts";
import type { Frame, Universe } from "../frame.ts";
import { instrument } from "../instrument.ts";
import { cutFrames } from "../laws/cut.ts";
import { observe } from "../laws/observation.ts";
import { FILL_ROW } from "../order.ts";
import { pipeline } from "../pipeline.ts";
import { TRADE_ROW } from "../portfolio.ts";
import type { RiskRule } from "../risk.ts";
import type { Trades } from "../ticks.ts";
import { Timeframe } from "../timeframe.ts";

const MINUTE = 60_000, SECOND = 1_000;

/** A market of trades: prices by bar, a second from one to the next; a bar without any has the bar "=PRICE" alone. */
function market(text: string, offsetMs = 0): { bars: Bars; trades: Trades } {
  const rows = text.split(" / ").map((bar) => bar.split(" "));
  const bars = Bars.allocate(rows.length), timeMs: number[] = [], price: number[] = [];
  rows.forEach((row, k) => {
    const isBare = row[0].startsWith("="), prices = row.map((each) => Number(each.replace("=", "")));
    bars.openTimeMs[k] = k * MINUTE;
    bars.closeTimeMs[k] = (k + 1) * MINUTE;
    bars.open[k] = prices[0];
    bars.high[k] = Math.max(...prices);
    bars.low[k] = Math.min(...prices);
    bars.close[k] = prices[prices.length - 1];
    bars.volume[k] = 1;
    if (isBare) return;
    prices.forEach((each, n) => {
      timeMs.push(k * MINUTE + n * SECOND + offsetMs);
      price.push(each);
    });
  });
  return {
    bars,
    trades: {
      timeMs: new Float64Array(timeMs),
      price: new Float64Array(price),
      quantity: new Float64Array(price.length).fill(1),
      takerSide: new Int8Array(price.length),
    },
  };
}

interface Run {
  /** By instrument: what is decided at which bar. */
  readonly decide: readonly Readonly<Record<number, BarDecision>>[];
  readonly markets: readonly ReturnType<typeof market>[];
  readonly rules?: readonly RiskRule[];
  readonly cash?: number;
  /** Steps of the frames, in turn. */
  readonly frames?: readonly number[];
}

/** All that left the pipeline. */
function seen({ decide, markets, rules = [], cash = 1e9, frames = [1_000_000] }: Run) {
  const universe: Universe = {
    instruments: markets.map((_, i) => instrument(`X${i}`, { lotSize: 0 })),
    timeframe: Timeframe.parse("1m"),
  };
  const plan = rules.reduce(
    (pipe, rule) => pipe.risk(rule),
    pipeline().onBar((window) => decide[Number(window.symbol.slice(1))][window.bars - 1]).sizer(
      fixedQuantity(1),
    ),
  ).plan();
  const account = { ...DEFAULT_ACCOUNT, cash, direction: "both" as const, feeBps: 0, slippageBps: 0 };
  const run = compose(plan, universe, account, { preset: presetOf("lockstep")! });
  const trades = markets.map((each) => each.trades);
  const all = [...cutFrames(universe, markets.map(({ bars }) => bars), frames)];
  return observe(run, all.map((frame): Frame => ({ ...frame, trades })));
}

/** "quantity@price at bar.second" of each fill. */
function fillsOf(run: Run): string {
  const { rows, width } = seen(run).logs.fills;
  return Array.from({ length: rows.length / width }, (_, row) => {
    const get = (column: number) => rows[row * width + column];
    const timeMs = get(FILL_ROW.timeMs), bar = get(FILL_ROW.bar);
    const name = run.markets.length > 1 ? `X${get(FILL_ROW.instrument)} ` : "";
    return `${name}${get(FILL_ROW.quantity)}@${Math.round(get(FILL_ROW.price) * 1e9) / 1e9} at ${bar}.${
      (timeMs - bar * MINUTE) / SECOND
    }`;
  }).join(", ");
}

const buy = (more: Partial<Decision> = {}): Decision => ({ direction: 1, quantity: 1, ...more });

// deno-fmt-ignore: a line a case
const CASES: readonly [what: string, trades: string, decide: Readonly<Record<number, BarDecision>>, fills: string, rules?: readonly RiskRule[]][] = [
  ["a market order is filled at the next trade", "10 / 11 12", { 0: buy() }, "1@11 at 1.0"],
  ["a stop at the trade that reaches it, at its price", "10 / 10 11 12.5 13", { 0: buy({ type: "stop", stopPrice: 12 }) }, "1@12.5 at 1.2"],
  ["a limit at its own price once it waits", "10 / 10 9.5 8.5 8", { 0: buy({ type: "limit", limitPrice: 9 }) }, "1@9 at 1.2"],
  ["a limit at the first trade where that is better", "10 / 8.5 8", { 0: buy({ type: "limit", limitPrice: 9 }) }, "1@8.5 at 1.0"],
  ["it waits on over bars, at its own price then", "10 / 10 / 8", { 0: buy({ type: "limit", limitPrice: 9 }) }, "1@9 at 2.0"],
  ["a stop-limit is a limit from the next trade on", "10 / 11 12 12.5 11.5", { 0: buy({ type: "stop_limit", stopPrice: 12, limitPrice: 12 }) }, "1@12 at 1.3"],
  ["its limit is no worse than the trade that follows", "10 / 12 11.8", { 0: buy({ type: "stop_limit", stopPrice: 12, limitPrice: 12 }) }, "1@11.8 at 1.1"],
  ["exits follow the entry by the trades after it", "10 / 10 13 7", { 0: buy({ stopLossPrice: 8, takeProfitPrice: 12 }) }, "1@10 at 1.0, -1@13 at 1.1"],
  ["the stop, where it comes first", "10 / 10 7 13", { 0: buy({ stopLossPrice: 8, takeProfitPrice: 12 }) }, "1@10 at 1.0, -1@7 at 1.1"],
  ["a target that waits is filled at its own price", "10 / 10 11 13", { 0: buy({ stopLossPrice: 8, takeProfitPrice: 12 }) }, "1@10 at 1.0, -1@12 at 1.2"],
  ["a day order ends with its day", "10 / 10 / 8", { 0: buy({ type: "limit", limitPrice: 9, timeInForce: "day" }) }, "1@9 at 2.0"],
  ["a stop loss of a rule", "100 / 100 101 94 90", { 0: buy() }, "1@100 at 1.0, -1@94 at 1.2", [stopLoss(5)]],
  ["a target of a rule, at its level", "100 / 100 104 107", { 0: buy() }, "1@100 at 1.0, -1@105 at 1.2", [takeProfit(5)]],
  ["whichever came first: the target", "100 / 100 106 90", { 0: buy() }, "1@100 at 1.0, -1@105 at 1.1", [stopLoss(5), takeProfit(5)]],
  ["whichever came first: the stop", "100 / 100 90 106", { 0: buy() }, "1@100 at 1.0, -1@90 at 1.1", [stopLoss(5), takeProfit(5)]],
  ["a trailing stop follows the trades of its own bar", "100 / 100 120 107 / 100", { 0: buy() }, "1@100 at 1.0, -1@107 at 1.2", [trailingStop(10)]],
  ["and those of a later one", "100 / 100 / 100 110 120 109 107", { 0: buy() }, "1@100 at 1.0, -1@107 at 2.4", [trailingStop(10)]],
  ["a bar without trades is matched as a bar", "10 / =11", { 0: buy() }, "1@11 at 1.0"],
  ["one between others too", "100 / 100 110 / =90 / 80", { 0: buy() }, "1@100 at 1.0, -1@90 at 2.0", [trailingStop(10)]],
];

for (const [what, trades, decide, fills, rules] of CASES) {
  Deno.test(`orders against trades: ${what}`, () => {
    const run = { decide: [decide], markets: [market(trades)], rules };
    assert.equal(fillsOf(run), fills);
    assert.equal(fillsOf({ ...run, frames: [1] }), fills, "in frames of a bar");
  });
}

Deno.test("orders against trades: what is seen while held is counted trade by trade", () => {
  const { logs: { trades: { rows } } } = seen({
    decide: [{ 0: buy({ type: "stop", stopPrice: 11 }), 2: { direction: 0, quantity: 1 } }],
    markets: [market("10 / 20 5 10 11 14 9 12 / 12 13 8 / 10 30")],
  });
  // Bought at 20, the first at or above the stop; the trades before it don't count, those after its exit neither.
  assert.deepEqual(
    [
      rows[TRADE_ROW.entryPrice],
      rows[TRADE_ROW.exitPrice],
      rows[TRADE_ROW.lowestPrice],
      rows[TRADE_ROW.highestPrice],
    ],
    [20, 10, 5, 20],
  );
});

Deno.test("orders against trades: over all instruments in the order of time", () => {
  const exit = { 0: buy(), 1: { direction: 0 as const, quantity: 1 } }, enter = { 1: buy() };
  const early = market("100 / 100 / 100"), late = market("100 / 100 / 100", 30 * SECOND);
  // The cash for the entry comes from the exit, which must have come first.
  assert.equal(
    fillsOf({ decide: [enter, exit], markets: [late, early], cash: 150 }),
    "X1 1@100 at 1.0, X1 -1@100 at 2.0, X0 1@100 at 2.30",
  );
  assert.equal(
    fillsOf({ decide: [enter, exit], markets: [early, late], cash: 150 }),
    "X1 1@100 at 1.30, X1 -1@100 at 2.30",
  );
});

Deno.test("orders against trades: a preset that knows bars alone says so", () => {
  const universe: Universe = { instruments: [instrument("X")], timeframe: Timeframe.parse("1m") };
  const plan = pipeline().onBar(() => undefined).sizer(fixedQuantity(1)).plan();
  const run = compose(plan, universe, DEFAULT_ACCOUNT, { preset: presetOf("backtesting.py")! });
  const { bars, trades } = market("10 / 11");
  const [frame] = cutFrames(universe, [bars], [10]);
  assert.throws(() => run.receive({ ...frame, trades: [trades] }), /matches orders against bars alone/);
});

/** An order of the reference, which knows nothing of the desk. */
interface PlainOrder {
  readonly side: number;
  readonly quantity: number;
  /** How much of it opens; the rest closes what was held against it when it was decided, as far as that is still held. */
  readonly opening: number;
  readonly type: "market" | "limit" | "stop" | "stop_limit";
  readonly limit: number;
  readonly stop: number;
  readonly isExit: boolean;
  readonly group: number;
  readonly stopLoss: number;
  readonly takeProfit: number;
  hasSeen: boolean;
  isTriggered: boolean;
}

/** What orders come to, as the documentation of the broker says it, slowly: every order at every trade. */
function reference(
  { bars, trades }: ReturnType<typeof market>,
  decide: Readonly<Record<number, readonly Decision[]>>,
): string[] {
  const fills: string[] = [];
  let held = 0, group = 0, orders: PlainOrder[] = [], at = 0;
  const fill = (order: PlainOrder, price: number, timeMs: number, bar: number) => {
    orders = orders.filter((each) => each !== order);
    const closable = Math.max(0, -held * order.side);
    const quantity = Math.min(order.quantity - order.opening, closable) + order.opening;
    if (quantity === 0) return;
    const before = held;
    held += order.side * quantity;
    if (Math.abs(held) < 1e-9) held = 0;
    fills.push(`${order.side * quantity}@${price} at ${bar}.${(timeMs - bar * MINUTE) / SECOND}`);
    const isOver = held === 0 || before * held < 0;
    orders = orders.filter((each) =>
      !(order.group !== 0 && each.group === order.group) && !(each.isExit && isOver)
    );
    const own = ++group,
      exit = {
        side: -order.side,
        quantity: Math.min(quantity, Math.abs(held)),
        opening: 0,
        isExit: true,
        group: own,
        stopLoss: NaN,
        takeProfit: NaN,
        hasSeen: false,
        isTriggered: false,
      };
    if (order.stopLoss > 0) orders.push({ ...exit, type: "stop", stop: order.stopLoss, limit: NaN });
    if (order.takeProfit > 0) orders.push({ ...exit, type: "limit", limit: order.takeProfit, stop: NaN });
  };
  for (let bar = 0; bar < bars.length; bar++) {
    for (; at < trades.timeMs.length && trades.timeMs[at] < bars.closeTimeMs[bar]; at++) {
      const price = trades.price[at], timeMs = trades.timeMs[at];
      for (const exits of [true, false]) {
        const side = Math.sign(held);
        if (exits && side === 0) continue;
        for (const order of [...orders]) {
          if (!orders.includes(order) || (order.side * side < 0) !== exits) continue;
          const isFirst = !order.hasSeen;
          order.hasSeen = true;
          const reaches = order.side * (price - order.stop) >= 0,
            allows = order.side * (order.limit - price) >= 0;
          if (order.type === "market" || order.type === "stop" && reaches) fill(order, price, timeMs, bar);
          else if (order.type === "stop_limit" && !order.isTriggered) {
            order.isTriggered = reaches;
            order.hasSeen = !reaches;
          } else if (order.type !== "stop" && allows) fill(order, isFirst ? price : order.limit, timeMs, bar);
        }
      }
    }
    for (const decision of decide[bar] ?? []) {
      const quantity = decision.quantity!;
      const opening = quantity - Math.min(quantity, Math.max(0, -held * decision.direction));
      orders.push({
        side: decision.direction,
        quantity,
        opening,
        type: decision.type ?? "market",
        limit: decision.limitPrice ?? NaN,
        stop: decision.stopPrice ?? NaN,
        isExit: opening === 0,
        group: 0,
        stopLoss: decision.stopLossPrice ?? NaN,
        takeProfit: decision.takeProfitPrice ?? NaN,
        hasSeen: false,
        isTriggered: false,
      });
    }
  }
  return fills;
}

const price = fc.integer({ min: 90, max: 110 });
const decision: fc.Arbitrary<Decision> = fc.record({
  direction: fc.constantFrom(1 as const, -1 as const),
  quantity: fc.integer({ min: 1, max: 4 }),
  type: fc.constantFrom("market" as const, "limit" as const, "stop" as const, "stop_limit" as const),
  limitPrice: price,
  stopPrice: price,
  exits: fc.constantFrom(0, 1, 2, 3),
  lower: fc.integer({ min: 80, max: 95 }),
  upper: fc.integer({ min: 105, max: 120 }),
}).map(({ type, limitPrice, stopPrice, exits, lower, upper, direction, quantity }) => ({
  direction,
  quantity,
  type,
  ...(type === "limit" || type === "stop_limit") && { limitPrice },
  ...(type === "stop" || type === "stop_limit") && { stopPrice },
  ...(exits & 1) !== 0 && { stopLossPrice: direction > 0 ? lower : upper },
  ...(exits & 2) !== 0 && { takeProfitPrice: direction > 0 ? upper : lower },
}));

Deno.test("orders against trades: 2,000 random programs come to what a slow reference says, however frames are cut", () => {
  fc.assert(
    fc.property(
      fc.array(fc.array(price, { minLength: 1, maxLength: 12 }), { minLength: 2, maxLength: 12 }),
      fc.array(fc.array(decision, { maxLength: 3 }), { maxLength: 12 }),
      fc.array(fc.integer({ min: 1, max: 5 }), { minLength: 1, maxLength: 3 }),
      (bars, decisions, frames) => {
        const made = market(bars.map((prices) => prices.join(" ")).join(" / "));
        const decide = Object.fromEntries(decisions.map((each, bar) => [bar, each]));
        const run = { decide: [decide], markets: [made] };
        const expected = reference(made, decide).join(", ");
        assert.equal(fillsOf(run), expected);
        assert.equal(fillsOf({ ...run, frames }), expected, `in frames of ${frames} bars`);
        const guarded = { ...run, rules: [trailingStop(4), takeProfit(6)] };
        assert.deepEqual(
          seen({ ...guarded, frames }).logs,
          seen(guarded).logs,
          `guarded, in frames of ${frames} bars`,
        );
      },
    ),
    { numRuns: 2_000 },
  );
});
