import assert from "node:assert/strict";
import { compose, DEFAULT_ACCOUNT } from "../../actors/compose.ts";
import { fixedPlusPercentCommission } from "../../actors/brokers/commissions.ts";
import { queueBroker } from "../../actors/brokers/queue_broker.ts";
import { entrySpread } from "../../actors/brokers/slippages.ts";
import { LOCKSTEP, type Preset, presetOf } from "../../actors/presets.ts";
import { percentOfEquity } from "../../actors/sizers/percent_of_equity.ts";
import { Bars } from "../bars.ts";
import type { BarDecision } from "../decision.ts";
import { instrument } from "../instrument.ts";
import { cutFrames } from "../laws/cut.ts";
import { observe } from "../laws/observation.ts";
import { FILL_ROW } from "../order.ts";
import { pipeline } from "../pipeline.ts";
import { TRADE_ROW } from "../portfolio.ts";
import { Timeframe } from "../timeframe.ts";
import type { DeskSettings } from "./desk_settings.ts";

const HOUR_MS = 3_600_000;
const THEIRS = presetOf("backtesting.py")!;
const buy = (quantity: number, more = {}): BarDecision => ({ direction: 1, quantity, ...more });
const sell = (quantity: number, more = {}): BarDecision => ({ direction: -1, quantity, ...more });

/** What is decided at which bar, on which bars, in which account; and what comes of it. */
interface FillCase {
  readonly what: string;
  /** "open high low close" of each bar, " / " between them; one number is all four. */
  readonly bars: string;
  readonly decide: Readonly<Record<number, BarDecision>>;
  readonly preset?: Preset;
  readonly desk?: Partial<DeskSettings>;
  readonly leverage?: number;
  readonly lotSize?: number;
  readonly closesAtEnd?: boolean;
  /** "quantity@price on bar fee, …" */
  readonly fills: string;
  /** "quantity worst best profit": prices seen while held, and what it made after fees. */
  readonly trades?: string;
  /** Counts by reason of what was rejected, cancelled, submitted by rule or skipped. */
  readonly reasons?: string;
  /** Equity at the last bars. */
  readonly equity?: readonly number[];
}

/** Cash is 1,000, the sizer asks for all of it. */
// deno-fmt-ignore: a line or two a case
const CASES: readonly FillCase[] = [
  { what: "an order is filled on the next bar", bars: "10 / 11 12 10 11 / 12", decide: { 0: buy(5) }, fills: "5@11 on 1", equity: [1_000, 1_000, 1_005] },
  { what: "what the last bar decides isn't filled", bars: "10 / 11", decide: { 1: buy(5) }, fills: "" },
  { what: "the stop cancels the target", bars: "10 / 10 / 9 9 7 8 / 20", decide: { 0: buy(5, { stopLossPrice: 8, takeProfitPrice: 12 }) },
    fills: "5@10 on 1, -5@8 on 2", trades: "5 8 10 -10", reasons: "cancelled the other exit was filled 1, by rule stop loss 1, by rule take profit 1" },
  { what: "the target cancels the stop", bars: "10 / 10 / 11 13 9 12 / 1", decide: { 0: buy(5, { stopLossPrice: 8, takeProfitPrice: 12 }) },
    fills: "5@10 on 1, -5@12 on 2", trades: "5 10 12 10", reasons: "cancelled the other exit was filled 1, by rule stop loss 1, by rule take profit 1" },
  { what: "a stop in the bar of the entry", bars: "10 / 10 11 7 11 / 11", decide: { 0: buy(5, { stopLossPrice: 8 }) },
    fills: "5@10 on 1, -5@8 on 1", trades: "5 8 10 -10", reasons: "by rule stop loss 1" },
  { what: "a short's stop, gap through it", bars: "10 / 10 / 14 15 13 14", decide: { 0: sell(5, { stopLossPrice: 12 }) },
    fills: "-5@10 on 1, 5@14 on 2", trades: "-5 10 14 -20", reasons: "by rule stop loss 1" },
  { what: "an exit by hand leaves no exits behind", bars: "10 / 10 / 11 / 5", decide: { 0: buy(5, { stopLossPrice: 8 }), 1: { direction: 0, quantity: 5 } },
    fills: "5@10 on 1, -5@11 on 2", reasons: "cancelled nothing left to close 1, by rule stop loss 1" },
  { what: "a day order ends with its day", bars: "10 / 10 / 10 / 10 / 8", decide: { 0: buy(5, { type: "limit", limitPrice: 9, timeInForce: "day" }) },
    fills: "", reasons: "expired 1" },
  { what: "a newer order takes an entry's place, not an exit's", bars: "10 / 10 / 10 / 9 9 8 9 / 6",
    decide: { 0: buy(1, { stopLossPrice: 7 }), 1: buy(5, { type: "limit", limitPrice: 9 }), 2: buy(2, { type: "limit", limitPrice: 8.5, replacesEntries: true }) },
    fills: "1@10 on 1, 2@8.5 on 3, -1@6 on 4", reasons: "cancelled replaced by a newer order 1, by rule stop loss 1" },

  { what: "excursions: every bar held, from the entry's open", bars: "10 / 10 12 9 11 / 11 14 10 12 / 12 20 5 12", decide: { 0: buy(5), 2: 0 },
    fills: "5@10 on 1, -5@12 on 3", trades: "5 9 14 10" },
  { what: "excursions: after an entry inside a bar its close alone", bars: "10 / 10 13 8 12 / 12 12 11 11 / 11", decide: { 0: buy(5, { type: "stop", stopPrice: 11 }), 2: 0 },
    fills: "5@11 on 1, -5@11 on 3", trades: "5 11 12 0" },
  { what: "excursions: the same by a queue", preset: THEIRS, bars: "10 / 10 13 8 12 / 12 12 11 11 / 11", decide: { 0: buy(5, { type: "stop", stopPrice: 11 }), 2: 0 },
    fills: "5@11 on 1, -5@11 on 3", trades: "5 11 12 0" },

  { what: "a reversal is one fill", bars: "10 / 10 / 12 / 12", decide: { 0: buy(5), 1: sell(8) }, fills: "5@10 on 1, -8@12 on 2", trades: "5 10 12 10" },
  { what: "a reversal is a close and an open where the preset says so", preset: withCosts(2, 0.01), bars: "100 / 100 / 120 / 120", decide: { 0: buy(5), 1: sell(8) },
    fills: "5@101 on 1 2, -5@120 on 2 2, -3@118.8 on 2 2", trades: "5 100 120 91" },
  { what: "where the open can't be had the close stands", preset: THEIRS, bars: "100 / 100 / 100 / 100", decide: { 0: buy(5), 1: sell(50) },
    fills: "5@100 on 1, -5@100 on 2", trades: "5 100 100 0", reasons: "rejected insufficient cash 1" },
  { what: "an order smaller than the position only closes", preset: THEIRS, bars: "100 / 100 / 110 / 110", decide: { 0: buy(5), 1: sell(3) },
    fills: "5@100 on 1, -3@110 on 2", trades: "3 100 110 30" },
  { what: "a reversal is sized by what the close leaves", preset: THEIRS, bars: "100 / 100 / 50 / 50", decide: { 0: 1, 1: -1 },
    fills: "10@100 on 1, -10@50 on 2, -10@50 on 2", trades: "10 50 100 -500" },
  { what: "a size follows from the price of the fill, fee included", preset: withCosts(20, 0), bars: "100 / 80 / 80", decide: { 0: 1 }, fills: "10@80 on 1 20" },
  { what: "each lot has its own exits", preset: THEIRS, bars: "100 / 100 / 100 / 100 100 94 95 / 95 / 95 120 95 95",
    decide: { 0: buy(1, { stopLossPrice: 90, takeProfitPrice: 110 }), 1: buy(2, { stopLossPrice: 95 }) },
    fills: "1@100 on 1, 2@100 on 2, -2@95 on 3, -1@110 on 5", trades: "2 95 100 -10 | 1 94 110 10",
    reasons: "cancelled the other exit was filled 1, by rule stop loss 2, by rule take profit 1" },
  { what: "the exits of a lot that was sold go with it", preset: THEIRS, bars: "100 / 100 / 100 / 100 / 85",
    decide: { 0: buy(1, { stopLossPrice: 90 }), 1: buy(2, { stopLossPrice: 80 }), 2: sell(1) },
    fills: "1@100 on 1, 2@100 on 2, -1@100 on 3", reasons: "cancelled nothing left to close 1, by rule stop loss 2" },

  { what: "at the close: filled where it was decided", desk: { fillAt: "close" }, bars: "10 / 11 12 9 12 / 13", decide: { 1: buy(5) }, fills: "5@12 on 1", equity: [1_000, 1_000, 1_005] },
  { what: "at the close: stops wait for the next bar", desk: { fillAt: "close" }, bars: "10 / 11 12 9 12 / 13 13 8 9", decide: { 1: buy(5, { stopLossPrice: 10 }) },
    fills: "5@12 on 1, -5@10 on 2", reasons: "by rule stop loss 1" },
  { what: "a margin call closes at the close and forgives the debt", preset: THEIRS, leverage: 5, bars: "100 / 100 / 70 / 100 / 100", decide: { 0: buy(50), 2: 1, 3: 1 },
    fills: "50@100 on 1, -50@70 on 2", trades: "50 70 100 -1500", reasons: "by rule margin_call 1, skipped halted: margin_call 2", equity: [1_000, 1_000, 0, 0, 0] },
  { what: "without that rule a debt is a debt", leverage: 5, bars: "100 / 100 / 70 / 100", decide: { 0: buy(50) }, fills: "50@100 on 1", equity: [1_000, 1_000, -500, 1_000] },
  { what: "to finalize closes at the last open", preset: THEIRS, closesAtEnd: true, bars: "10 / 10 / 12 15 12 14", decide: { 0: buy(5, { stopLossPrice: 5 }) },
    fills: "5@10 on 1, -5@12 on 2", trades: "5 10 12 10", reasons: "cancelled end of the run 1, by rule stop loss 1, by rule end of the run 1", equity: [1_000, 1_000, 1_010] },

  { what: "a stop closes first, then a resting reversal only opens", bars: "10 / 10 / 10 10 8 9 / 12 12 12 12", decide: { 0: buy(5, { stopLossPrice: 9 }), 1: sell(10, { type: "limit", limitPrice: 12 }) },
    fills: "5@10 on 1, -5@9 on 2, -5@12 on 3", reasons: "by rule stop loss 1" },
  { what: "turning lets the old exits go", bars: "10 / 10 / 10 / 10 / 10 10 8 10 / 10", decide: { 0: buy(5, { stopLossPrice: 9 }), 1: sell(10), 2: buy(10, { stopLossPrice: 7 }) },
    fills: "5@10 on 1, -10@10 on 2, 10@10 on 3", reasons: "cancelled nothing left to close 1, by rule stop loss 2" },
  { what: "exits of an order that turns are as large as what it opened", bars: "10 / 10 / 10 / 10 / 6", decide: { 0: sell(5), 1: buy(10, { stopLossPrice: 7 }), 2: buy(5) },
    fills: "-5@10 on 1, 10@10 on 2, 5@10 on 3, -5@6 on 4", reasons: "by rule stop loss 1" },
  { what: "what can't be afforded of a reversal leaves the exit", bars: "10 / 10 / 10 / 10", decide: { 0: buy(5), 1: sell(500) }, fills: "5@10 on 1, -5@10 on 2" },
  { what: "flat cancels a resting entry", bars: "10 / 10 / 9 9 8 9", decide: { 0: { direction: 1, type: "limit", limitPrice: 9 }, 1: 0 },
    fills: "", reasons: "cancelled replaced by a newer signal 1, skipped already flat 1" },
  { what: "a bracket stays while a newer limit waits", bars: "10 / 10 / 10 / 10 10 8 9 / 9", decide: { 0: buy(5, { stopLossPrice: 9 }), 1: { direction: 0, type: "limit", limitPrice: 20 } },
    fills: "5@10 on 1, -5@9 on 3", reasons: "cancelled nothing left to close 1, by rule stop loss 1" },
  { what: "fractions of lots leave no dust", lotSize: 0.1, bars: "10 / 10 / 10 / 10 / 10", decide: { 0: buy(0.1), 1: buy(0.2), 2: sell(0.3) },
    fills: "0.1@10 on 1, 0.2@10 on 2, -0.3@10 on 3", trades: "0.3 10 10 0" },
  { what: "a price that its type doesn't have", bars: "10 / 10", decide: { 0: { direction: 1, limitPrice: 5 } }, fills: "",
    reasons: "skipped impossible order: a limit price, but its type is market 1" },
  { what: "the last signal of the warm-up is followed when trading begins", desk: { tradeFromMs: Date.UTC(2020, 0, 2) }, bars: "10 / 12 / 10 / 10 / 20", decide: { 0: 1 },
    fills: "100@10 on 3", reasons: "" },
  { what: "a warm-up that ends flat leaves nothing to follow", desk: { tradeFromMs: Date.UTC(2020, 0, 2) }, bars: "10 / 12 / 10 / 10 / 20", decide: { 0: 1, 1: 0 },
    fills: "", reasons: "skipped warm-up 2" },
];

for (const each of CASES) {
  Deno.test(`fills: ${each.what}`, () => {
    const { fills, trades, reasons, equity } = played(each);
    assert.equal(fills, each.fills);
    if (each.trades !== undefined) assert.equal(trades, each.trades);
    if (each.equity !== undefined) assert.deepEqual(equity, each.equity);
    assert.equal(reasons, each.reasons ?? "");
  });
}

/** backtesting.py's conventions at a fixed fee an order and a spread. */
function withCosts(fee: number, spread: number): Preset {
  return {
    ...THEIRS,
    broker: () => queueBroker(fixedPlusPercentCommission(fee, 0), entrySpread(spread * 10_000)),
  };
}

function played(
  { bars: text, decide, preset = LOCKSTEP, desk, leverage = 1, closesAtEnd = false, lotSize = 1 }: FillCase,
) {
  const prices = text.split(" / ").map((bar) => bar.split(" ").map(Number)),
    bars = Bars.allocate(prices.length);
  prices.forEach(([open, high = open, low = open, close = open], bar) => {
    // Six hours a bar: a day is four of them.
    bars.openTimeMs[bar] = Date.UTC(2020, 0, 1, 6) + 6 * HOUR_MS * bar;
    bars.closeTimeMs[bar] = bars.openTimeMs[bar] + 6 * HOUR_MS;
    Object.entries({ open, high, low, close }).forEach(([name, price]) => bars[name as "open"][bar] = price);
  });
  const universe = { instruments: [instrument("X", { lotSize })], timeframe: Timeframe.parse("6h") };
  const plan = pipeline().sizer(percentOfEquity(100)).onBar((window) => decide[window.bars - 1]).plan();
  const account = {
    ...DEFAULT_ACCOUNT,
    cash: 1_000,
    direction: "both" as const,
    feeBps: 0,
    slippageBps: 0,
    leverage,
  };
  const run = compose(plan, universe, account, { preset, desk });
  const [frame] = cutFrames(universe, [bars], [prices.length]);
  const seen = observe(run, [closesAtEnd ? { ...frame, commands: [{ kind: "finalize" as const }] } : frame]);
  const { fills, trades } = seen.logs, { funnel } = run;
  const rowsOf = ({ rows, width }: typeof fills) =>
    Array.from(
      { length: rows.length / width },
      (_, row) => (column: number) => rounded(rows[row * width + column]),
    );
  const counts = Object.entries({
    rejected: funnel.rejected,
    cancelled: funnel.cancelled,
    "by rule": funnel.submittedByRule,
    skipped: funnel.skipped,
  }).flatMap(([what, byReason]) =>
    Object.entries(byReason).map(([reason, count]) => `${what} ${reason} ${count}`)
  );
  if (funnel.expired > 0) counts.push(`expired ${funnel.expired}`);
  return {
    fills: rowsOf(fills).map((get) =>
      `${get(FILL_ROW.quantity)}@${get(FILL_ROW.price)} on ${get(FILL_ROW.bar)} ${get(FILL_ROW.fee) || ""}`
        .trim()
    ).join(", "),
    trades: rowsOf(trades).map((get) => {
      const quantity = get(TRADE_ROW.direction) * get(TRADE_ROW.quantity);
      const profit = rounded(get(TRADE_ROW.grossProfit) - get(TRADE_ROW.fees));
      return `${quantity} ${get(TRADE_ROW.lowestPrice)} ${get(TRADE_ROW.highestPrice)} ${profit}`;
    }).join(" | "),
    reasons: counts.join(", "),
    equity: seen.equity.map(rounded),
  };
}

function rounded(x: number): number {
  return Math.round(x * 1e9) / 1e9;
}
