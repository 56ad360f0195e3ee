import { BuyAndHold } from "./analytics/buy_and_hold.ts";
import type { BesideEquity } from "./analytics/daily_equity.ts";
import { EquityCurve } from "./analytics/equity_curve.ts";
import { EquityStatistics } from "./analytics/equity_statistics.ts";
import { FillCosts } from "./analytics/fill_costs.ts";
import { MarketBeta } from "./analytics/market_beta.ts";
import { metrics, type MetricsConventions } from "./analytics/metrics.ts";
import { monthlyReturns } from "./analytics/monthly_returns.ts";
import { TradeStatistics } from "./analytics/trade_statistics.ts";
import { BAR_FIELDS } from "./bars.ts";
import { Fingerprint, joinFingerprints } from "./fingerprint.ts";
import type { Universe } from "./frame.ts";
import type { Settled } from "./messages.ts";
import {
  FILL_ROW,
  FILL_ROW_WIDTH,
  ORDER_END_ROW,
  ORDER_END_ROW_WIDTH,
  ORDER_ROW,
  ORDER_ROW_WIDTH,
  ORDER_STATUSES,
  ORDER_TYPES,
  TIMES_IN_FORCE,
} from "./order.ts";
import { TRADE_ROW, TRADE_ROW_WIDTH } from "./portfolio.ts";
import type { Reasons } from "./reasons.ts";
import { RecordLog } from "./record_log.ts";
import type { FillRecord, OrderRecord, RunConfig, RunResult, Trade } from "./result.ts";
import type { Run } from "./run.ts";

/** How a run is recorded. */
export interface RecorderSettings {
  readonly initialCash: number;
  readonly conventions: MetricsConventions;
  /** Steps before this time are warm-up: they count in no figure. */
  readonly fromMs?: number;
  /** Steps up to which the equity curve has every one; {@link EQUITY_POINTS} by default. */
  readonly equityPoints?: number;
  /** Whether trades, orders and fills stand in the result one by one (the default), or only in its figures: half a gigabyte a million fills. */
  readonly keepsRows?: boolean;
  /** First bar at which buy-and-hold buys, counted from the first that counts; 0 by default. */
  readonly buyAndHoldFromBar?: number;
}

/** What a run's record says beside what happened in it. */
export interface RunFacts {
  readonly config: RunConfig;
  readonly versions: RunResult["versions"];
  readonly skippedRows: Readonly<Record<string, number>>;
  /** Why the run ended early, where it did. */
  readonly incompleteReason?: string;
}

/** Steps up to which the equity curve has every one, unless somebody asks for more or fewer. */
export const EQUITY_POINTS = 10_000;
const DAY_MS = 86_400_000;

/** A sink that keeps a run's record, in memory that grows with its orders and its days but not with its bars. */
export class Recorder {
  readonly #universe: Universe;
  readonly #settings: RecorderSettings;
  readonly #equity: EquityStatistics;
  readonly #trades = new TradeStatistics();
  readonly #costs = new FillCosts();
  readonly #buyAndHold: BuyAndHold;
  readonly #marketBeta: MarketBeta | undefined;
  readonly #curve: EquityCurve;
  readonly #orderRows = new RecordLog(ORDER_ROW_WIDTH);
  readonly #orderEndRows = new RecordLog(ORDER_END_ROW_WIDTH);
  readonly #fillRows = new RecordLog(FILL_ROW_WIDTH);
  readonly #tradeRows = new RecordLog(TRADE_ROW_WIDTH);
  /** Of equity, orders and fills, each for itself: frames mix them differently. */
  readonly #outcome = [new Fingerprint(), new Fingerprint(), new Fingerprint()] as const;
  /** By instrument, then field. */
  readonly #data: readonly (readonly Fingerprint[])[];
  /** Each instrument's first close that counts, and its last before the frame in hand. */
  readonly #firstClose: Float64Array;
  readonly #lastClose: Float64Array;
  /** The step of the frame in hand at which the first close is; 0 where that was earlier. */
  readonly #firstStep: Int32Array;
  /** Units of each instrument, as the fills counted so far leave them; and how many of the frame in hand are. */
  readonly #held: Float64Array;
  #fillsCounted = 0;
  /** The frame in hand. */
  #settled!: Settled;
  readonly #beside: BesideEquity = {
    benchmark: (step) => this.#benchmarkAt(this.#settled, step),
    grossNotional: (step) => this.#grossNotionalAt(this.#settled, step),
  };
  /** First stops by signal, until its trade is closed. */
  readonly #sellStops = new Map<number, number>();
  readonly #buyStops = new Map<number, number>();
  readonly #barsToSkip: number[];
  #bars = 0;
  #firstTimeMs = NaN;
  #lastTimeMs = NaN;

  constructor(universe: Universe, settings: RecorderSettings) {
    const count = universe.instruments.length;
    this.#universe = universe;
    this.#settings = settings;
    this.#equity = new EquityStatistics(settings.initialCash);
    this.#buyAndHold = new BuyAndHold(count);
    // Two logarithms a bar: cheap for daily bars, not worth it for minutes unless the convention asks for it.
    const wantsBeta = count === 1 &&
      (universe.timeframe.spanMs >= DAY_MS || settings.conventions === "backtesting.py");
    this.#marketBeta = wantsBeta ? new MarketBeta() : undefined;
    this.#curve = new EquityCurve(settings.equityPoints ?? EQUITY_POINTS);
    this.#data = universe.instruments.map(() => BAR_FIELDS.map(() => new Fingerprint()));
    this.#firstClose = new Float64Array(count).fill(NaN);
    this.#lastClose = new Float64Array(count).fill(NaN);
    this.#firstStep = new Int32Array(count);
    this.#held = new Float64Array(count);
    this.#barsToSkip = universe.instruments.map(() => settings.buyAndHoldFromBar ?? 0);
  }

  /** Steps recorded. */
  get steps(): number {
    return this.#equity.steps;
  }

  next(settled: Settled): void {
    const { frame, equity, exposed } = settled, steps = frame.timeMs.length;
    const from = firstAfter(frame.timeMs, this.#settings.fromMs ?? -Infinity, steps);
    this.#takeBars(settled, from);
    this.#fillsCounted = 0;
    if (from < steps) {
      this.#settled = settled;
      this.#equity.updateRun(frame.timeMs, equity, exposed, from, steps, this.#beside);
      this.#curve.updateRun(frame.timeMs, equity, from, steps, (step) => this.#benchmarkAt(settled, step));
      this.#marketBeta?.updateRun(equity, frame.bars[0].close, from, steps);
      this.#outcome[0].update(equity, from, steps);
    }
    this.#countFills(settled, Infinity);
    this.#takeRows(settled);
    for (let i = 0; i < frame.bars.length; i++) {
      const { close, length } = frame.bars[i];
      if (length > 0) this.#lastClose[i] = close[length - 1];
    }
    this.#firstStep.fill(0);
  }

  #takeBars({ frame }: Settled, fromStep: number): void {
    for (let i = 0; i < frame.bars.length; i++) {
      const bars = frame.bars[i];
      if (bars.length === 0) continue;
      const data = this.#data[i];
      for (let field = 0; field < data.length; field++) data[field].update(bars[BAR_FIELDS[field]]);
      const from = firstBarAt(frame.stepOfBar[i], fromStep, bars.length);
      if (this.#firstClose[i] !== this.#firstClose[i] && from < bars.length) {
        this.#firstClose[i] = bars.close[from];
        this.#firstStep[i] = frame.stepOfBar[i]?.[from] ?? from;
      }
      const skip = Math.min(this.#barsToSkip[i], bars.length - from);
      this.#barsToSkip[i] -= skip;
      this.#buyAndHold.updateRun(i, bars.close, from + skip, bars.length);
      this.#bars += bars.length - from;
      if (from < bars.length) {
        if (!(this.#firstTimeMs <= bars.openTimeMs[from])) this.#firstTimeMs = bars.openTimeMs[from];
        if (!(this.#lastTimeMs >= bars.closeTimeMs[bars.length - 1])) {
          this.#lastTimeMs = bars.closeTimeMs[bars.length - 1];
        }
      }
    }
  }

  #takeRows({ orders, orderEnds, fills, trades }: Settled): void {
    if (this.#settings.keepsRows !== false) {
      this.#orderRows.appendAll(orders);
      this.#orderEndRows.appendAll(orderEnds);
      this.#fillRows.appendAll(fills);
      this.#tradeRows.appendAll(trades);
    }
    for (let row = 0; row < fills.length; row++) {
      const { multiplier } = this.#universe.instruments[fills.get(row, FILL_ROW.instrument)];
      this.#costs.update({
        fee: fills.get(row, FILL_ROW.fee),
        slippage: fills.get(row, FILL_ROW.slippage),
        notional: fills.get(row, FILL_ROW.quantity) * fills.get(row, FILL_ROW.price) * multiplier,
      });
    }
    for (let row = 0; row < orders.length; row++) this.#rememberStop(orders, row);
    for (let row = 0; row < trades.length; row++) {
      this.#trades.update({
        ...this.#trade(trades, row, undefined),
        riskedMoney: this.#riskedMoney(trades, row),
      });
    }
    this.#outcome[1].update(orders.data, 0, orders.length * orders.width);
    this.#outcome[2].update(fills.data, 0, fills.length * fills.width);
  }

  /** Remembers the first stop that a signal's orders set on each side. */
  #rememberStop(orders: RecordLog, row: number): void {
    const signalId = orders.get(row, ORDER_ROW.signalId);
    if (signalId === 0 || ORDER_TYPES[orders.get(row, ORDER_ROW.type)] !== "stop") return;
    const stops = orders.get(row, ORDER_ROW.side) > 0 ? this.#buyStops : this.#sellStops;
    if (!stops.has(signalId)) stops.set(signalId, orders.get(row, ORDER_ROW.stopPrice));
  }

  /** What the stop of a trade's own signal would have lost at its price, fees aside; undefined where there was none. */
  #riskedMoney(trades: RecordLog, row: number): number | undefined {
    const signalId = trades.get(row, TRADE_ROW.signalId), side = trades.get(row, TRADE_ROW.direction);
    const stopPrice = (side > 0 ? this.#sellStops : this.#buyStops).get(signalId);
    this.#sellStops.delete(signalId);
    this.#buyStops.delete(signalId);
    if (stopPrice === undefined) return undefined;
    const share = side * (1 - stopPrice / trades.get(row, TRADE_ROW.entryPrice));
    return share > 0 ? share * trades.get(row, TRADE_ROW.entryNotional) : undefined;
  }

  /** Money in positions at a step of the frame in hand; to be asked in the order of the steps. */
  #grossNotionalAt(settled: Settled, step: number): number {
    this.#countFills(settled, step);
    let notional = 0;
    for (let i = 0; i < this.#held.length; i++) {
      if (this.#held[i] === 0) continue;
      notional += Math.abs(this.#held[i]) * this.#closeAt(settled, i, step) *
        this.#universe.instruments[i].multiplier;
    }
    return notional;
  }

  /** Counts what the fills up to a step have made of what is held. */
  #countFills({ frame, fills, barsBefore }: Settled, step: number): void {
    for (; this.#fillsCounted < fills.length; this.#fillsCounted++) {
      const i = fills.get(this.#fillsCounted, FILL_ROW.instrument);
      const bar = fills.get(this.#fillsCounted, FILL_ROW.bar) - barsBefore[i];
      if ((frame.stepOfBar[i]?.[bar] ?? bar) > step) break;
      this.#held[i] += fills.get(this.#fillsCounted, FILL_ROW.quantity);
    }
  }

  /** An instrument's last close at a step; NaN before its first. */
  #closeAt({ frame }: Settled, i: number, step: number): number {
    const bar = lastBarAt(frame.stepOfBar[i], step, frame.bars[i].length);
    return bar < 0 ? this.#lastClose[i] : frame.bars[i].close[bar];
  }

  /** Equity of the same money spread over all instruments at their first closes. */
  #benchmarkAt(settled: Settled, step: number): number {
    let growth = 0;
    for (let i = 0; i < this.#firstClose.length; i++) {
      const close = this.#closeAt(settled, i, step);
      // Before its first close, which may be in this very frame, nothing is known of it.
      growth += close === close && this.#firstClose[i] === this.#firstClose[i] && step >= this.#firstStep[i]
        ? close / this.#firstClose[i]
        : 1;
    }
    return this.#settings.initialCash * growth / this.#firstClose.length;
  }

  /** The record so far; `run` says what is still open. */
  result(run: Run, facts: RunFacts): RunResult {
    const { config, versions, skippedRows, incompleteReason } = facts;
    const figures = metrics({
      equity: this.#equity,
      trades: this.#trades,
      costs: this.#costs,
      buyAndHold: this.#buyAndHold,
      marketBeta: this.#marketBeta,
      timeframe: this.#universe.timeframe,
      conventions: this.#settings.conventions,
    });
    const curve = this.#curve.columns();
    let peak = this.#settings.initialCash;
    return {
      schema: 1,
      fingerprint: joinFingerprints(this.#outcome.map(String)),
      complete: incompleteReason === undefined,
      ...incompleteReason !== undefined && { incompleteReason },
      config,
      versions,
      data: {
        fingerprint: joinFingerprints(this.#data.flat().map(String)),
        firstTimeMs: this.#firstTimeMs === this.#firstTimeMs ? this.#firstTimeMs : 0,
        lastTimeMs: this.#lastTimeMs === this.#lastTimeMs ? this.#lastTimeMs : 0,
        bars: this.#bars,
        skippedRows: { ...skippedRows },
      },
      metrics: figures.metrics,
      metricsAbsent: figures.metricsAbsent,
      funnel: run.funnel,
      equity: {
        timeMs: curve.timeMs,
        equity: curve.equity,
        drawdownPct: curve.equity.map((value) => {
          peak = Math.max(peak, value);
          return 100 * (value / peak - 1);
        }),
        benchmark: curve.benchmark,
      },
      ...this.#curve.isThinned && { dailyEquity: this.#dailyEquity() },
      monthlyReturnsPct: monthlyReturns(this.#equity),
      drawdowns: this.#equity.drawdowns.worst(),
      trades: Array.from(
        { length: this.#tradeRows.length },
        (_, row) => this.#trade(this.#tradeRows, row, run.reasons),
      ),
      openPositions: run.openPositions,
      orders: this.#orders(run.reasons),
      fills: Array.from({ length: this.#fillRows.length }, (_, row) => this.#fill(row)),
    };
  }

  #dailyEquity(): NonNullable<RunResult["dailyEquity"]> {
    const { days, closes } = this.#equity.daily;
    return { timeMs: Array.from(days, (day) => (day + 1) * DAY_MS), equity: Array.from(closes) };
  }

  #trade(rows: RecordLog, row: number, reasons: Reasons | undefined): Trade {
    const get = (column: number) => rows.get(row, column);
    const side = get(TRADE_ROW.direction), entryPrice = get(TRADE_ROW.entryPrice), fees = get(TRADE_ROW.fees);
    const fromEntryPct = (price: number) => 100 * side * (price / entryPrice - 1);
    const lowest = fromEntryPct(get(TRADE_ROW.lowestPrice)),
      highest = fromEntryPct(get(TRADE_ROW.highestPrice));
    const profit = get(TRADE_ROW.grossProfit) - fees;
    return {
      instrument: this.#universe.instruments[get(TRADE_ROW.instrument)].symbol,
      direction: side > 0 ? "long" : "short",
      quantity: get(TRADE_ROW.quantity),
      entryTimeMs: get(TRADE_ROW.entryTimeMs),
      exitTimeMs: get(TRADE_ROW.exitTimeMs),
      entryBar: get(TRADE_ROW.entryBar),
      exitBar: get(TRADE_ROW.exitBar),
      entryPrice,
      exitPrice: get(TRADE_ROW.exitPrice),
      grossProfit: get(TRADE_ROW.grossProfit),
      fees,
      profit,
      returnPct: 100 * profit / get(TRADE_ROW.entryNotional),
      maePct: Math.min(0, lowest, highest),
      mfePct: Math.max(0, lowest, highest),
      entryReason: reasons?.text(get(TRADE_ROW.entryReason)) ?? "",
      exitReason: reasons?.text(get(TRADE_ROW.exitReason)) ?? "",
    };
  }

  #orders(reasons: Reasons): OrderRecord[] {
    const orders = Array.from({ length: this.#orderRows.length }, (_, row): OrderRecord => {
      const get = (column: number) => this.#orderRows.get(row, column);
      const limitPrice = get(ORDER_ROW.limitPrice), stopPrice = get(ORDER_ROW.stopPrice);
      return {
        id: get(ORDER_ROW.id),
        instrument: this.#universe.instruments[get(ORDER_ROW.instrument)].symbol,
        signalId: get(ORDER_ROW.signalId),
        submittedTimeMs: get(ORDER_ROW.submittedMs),
        side: get(ORDER_ROW.side) > 0 ? "buy" : "sell",
        type: ORDER_TYPES[get(ORDER_ROW.type)],
        quantity: get(ORDER_ROW.quantity),
        ...limitPrice === limitPrice && { limitPrice },
        ...stopPrice === stopPrice && { stopPrice },
        timeInForce: TIMES_IN_FORCE[get(ORDER_ROW.timeInForce)],
        reason: reasons.text(get(ORDER_ROW.reason)),
        status: "working",
      };
    });
    for (let row = 0; row < this.#orderEndRows.length; row++) {
      const get = (column: number) => this.#orderEndRows.get(row, column);
      // Orders are numbered from 1 without a gap, in the order in which they stand here.
      const order = orders[get(ORDER_END_ROW.id) - 1];
      order.status = ORDER_STATUSES[get(ORDER_END_ROW.status)];
      order.closedTimeMs = get(ORDER_END_ROW.timeMs);
      if (order.status !== "filled") order.statusReason = reasons.text(get(ORDER_END_ROW.reason));
    }
    return orders;
  }

  #fill(row: number): FillRecord {
    const get = (column: number) => this.#fillRows.get(row, column);
    const quantity = get(FILL_ROW.quantity);
    return {
      orderId: get(FILL_ROW.orderId),
      instrument: this.#universe.instruments[get(FILL_ROW.instrument)].symbol,
      timeMs: get(FILL_ROW.timeMs),
      bar: get(FILL_ROW.bar),
      side: quantity > 0 ? "buy" : "sell",
      price: get(FILL_ROW.price),
      quantity: Math.abs(quantity),
      fee: get(FILL_ROW.fee),
      slippage: get(FILL_ROW.slippage),
    };
  }
}

/** First step whose time is after `timeMs`, at most `count`. */
function firstAfter(times: Float64Array, timeMs: number, count: number): number {
  if (count === 0 || times[0] > timeMs) return 0;
  let step = 0;
  while (step < count && times[step] <= timeMs) step++;
  return step;
}

/** First bar at or after a step. */
function firstBarAt(stepOfBar: Int32Array | null, step: number, length: number): number {
  if (stepOfBar === null) return Math.min(step, length);
  let bar = 0;
  while (bar < length && stepOfBar[bar] < step) bar++;
  return bar;
}

/** Last bar at or before a step, −1 where there is none. */
function lastBarAt(stepOfBar: Int32Array | null, step: number, length: number): number {
  if (stepOfBar === null) return Math.min(step, length - 1);
  let low = 0, high = length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (stepOfBar[middle] <= step) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}
