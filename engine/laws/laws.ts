import { BAR_FIELDS, Bars } from "../bars.ts";
import { LockstepError } from "../error.ts";
import type { Universe } from "../frame.ts";
import { journalLine, readJournalLine } from "../journal.ts";
import { FILL_ROW, FILLED, ORDER_END_ROW, ORDER_ROW, REJECTED } from "../order.ts";
import { TRADE_ROW } from "../portfolio.ts";
import type { Random } from "../random.ts";
import type { Run } from "../run.ts";
import { cutFrames, stepTimes } from "./cut.ts";
import { firstDifference } from "./difference.ts";
import { emptyObservation, type Observation, observe } from "./observation.ts";
import { scrambleAfter } from "./random_market.ts";
import type { Violation } from "./violation.ts";

/** What a law is tried on: a way to make the pipeline anew, and the market that it runs over. */
export interface LawCase {
  makeRun(): Run;
  readonly universe: Universe;
  readonly bars: readonly Bars[];
  readonly initialCash: number;
  /** Told how many fills a run of the conservation law had: a strategy that never trades shows little. */
  onFills?(count: number): void;
  /** Steps of the frames, in turn, for the law's second run. */
  readonly cuts: readonly number[];
}

const WHOLE = [1_000_000_000];
/** The rule that closes an account out at its bar's close. */
const MARGIN_CALL = "margin_call";

/** Law 1: however the bars are cut into frames, everything that leaves is the same to the bit, snapshots included. */
export function frameLaw(subject: LawCase): Violation | undefined {
  return guarded(subject, (watch) => {
    const { universe, bars, cuts } = subject;
    const whole = observe(subject.makeRun(), cutFrames(universe, bars, WHOLE));
    for (const lengths of [cuts, [1]]) {
      const cut = observe(subject.makeRun(), watch(cutFrames(universe, bars, lengths)));
      const difference = firstDifference(whole, cut, subject.makeRun().plan.columns) ??
        firstDifference(cut, whole, subject.makeRun().plan.columns);
      const how = lengths[0] === 1 && lengths.length === 1
        ? "one-bar frames"
        : `frames of ${lengths.join(", ")} bars`;
      if (difference !== undefined) {
        return at(whole, difference.step, "frame", `in one frame or in ${how}, ${difference.what}`);
      }
      if (JSON.stringify(whole.snapshot) !== JSON.stringify(cut.snapshot)) {
        return at(
          whole,
          whole.timeMs.length - 1,
          "frame",
          `in one frame or in ${how}, the snapshots at the end differ`,
        );
      }
      if (JSON.stringify(whole.funnel) !== JSON.stringify(cut.funnel)) {
        return at(whole, whole.timeMs.length - 1, "frame", `in one frame or in ${how}, the funnels differ`);
      }
    }
    return undefined;
  });
}

/** Law 2: what has left by a time is the same whatever comes after it: nothing, or another market. */
export function causalityLaw(subject: LawCase, random: Random): Violation | undefined {
  return guarded(subject, () => {
    const { universe, bars } = subject, times = stepTimes(bars), columns = subject.makeRun().plan.columns;
    if (times.length < 2) return undefined;
    const whole = observe(subject.makeRun(), cutFrames(universe, bars, WHOLE));
    const step = random.integer(0, times.length - 2), untilMs = times[step];
    const known = bars.map((all) =>
      all.slice(0, all.closeTimeMs.filter((timeMs) => timeMs <= untilMs).length)
    );
    const cutOff = observe(subject.makeRun(), cutFrames(universe, known, WHOLE));
    const scrambled = observe(
      subject.makeRun(),
      cutFrames(universe, scrambleAfter(bars, untilMs, random), WHOLE),
    );
    for (const [other, how] of [[whole, "is cut off"], [scrambled, "is another"]] as const) {
      const difference = firstDifference(cutOff, other, columns);
      if (difference !== undefined) {
        return at(
          cutOff,
          difference.step,
          "causality",
          `when what comes after bar ${step} ${how}, ${difference.what}`,
        );
      }
    }
    return undefined;
  });
}

/** Law 3: a snapshot and the journaled inputs since, read back, give the same as never having stopped. */
export function journalLaw(subject: LawCase, random: Random): Violation | undefined {
  return guarded(subject, () => {
    const { universe, bars, cuts } = subject, columns = subject.makeRun().plan.columns;
    const frames = [...cutFrames(universe, bars, cuts)];
    const journal = frames.map((frame, index) => journalLine(index, frame));
    const stopAfter = random.integer(0, frames.length);
    const straight = observe(subject.makeRun(), frames);

    const crashed = subject.makeRun();
    const before = emptyObservation(crashed);
    merge(before, observe(crashed, frames.slice(0, stopAfter)));
    const snapshot = JSON.parse(JSON.stringify(crashed.snapshot()));
    const recovered = subject.makeRun();
    recovered.restore(snapshot);
    const since = journal.slice(stopAfter).map((line, k) => readJournalLine(line, universe, stopAfter + k));
    const after = observe(recovered, since);
    merge(before, after);

    const difference = firstDifference(straight, before, columns) ??
      firstDifference(before, straight, columns);
    if (difference !== undefined) {
      const restartStep = frames.slice(0, stopAfter).reduce((sum, frame) => sum + frame.timeMs.length, 0);
      return at(
        straight,
        difference.step,
        "journal",
        `restored at bar ${restartStep} or never stopped, ${difference.what}`,
      );
    }
    if (JSON.stringify(after.snapshot) !== JSON.stringify(straight.snapshot)) {
      return at(
        straight,
        straight.timeMs.length - 1,
        "journal",
        "restored or never stopped, the snapshots at the end differ",
      );
    }
    return undefined;
  });
}

/** Law 4: cash, positions, fees and equity follow from the fills, and every fill from an order, every order from a signal. */
export function conservationLaw(subject: LawCase): Violation | undefined {
  return guarded(subject, (watch) => {
    const { universe, bars, initialCash } = subject;
    const run = subject.makeRun();
    const seen = observe(run, watch(cutFrames(universe, bars, subject.cuts)));
    subject.onFills?.(seen.logs.fills.rows.length / seen.logs.fills.width);
    return fillsBelongToOrders(seen) ?? tradesFollowFromFills(seen, universe) ??
      equityFollowsFromFills(
        seen,
        universe,
        bars,
        initialCash,
        run.haltReason === MARGIN_CALL,
      );
  });
}

/** Law 5: every signal and order is accounted for, after every bar. */
export function noSilenceLaw(subject: LawCase): Violation | undefined {
  return guarded(subject, (watch) => {
    let violation: Violation | undefined;
    observe(subject.makeRun(), watch(cutFrames(subject.universe, subject.bars, [1])), (seen, run) => {
      if (violation === undefined) violation = funnelAddsUp(seen, run);
    });
    return violation;
  });
}

function funnelAddsUp(seen: Observation, run: Run): Violation | undefined {
  const funnel = run.funnel,
    sum = (counts: Record<string, number>) => Object.values(counts).reduce((a, b) => a + b, 0);
  const orders = seen.logs.orders.rows.length / seen.logs.orders.width;
  const step = seen.timeMs.length - 1;
  const checks: [string, number, number][] = [
    [
      "signals = skipped + unsized + sized",
      funnel.signals,
      sum(funnel.skipped) + sum(funnel.unsized) + funnel.sized,
    ],
    ["sized = approved + refused", funnel.sized, funnel.approved + sum(funnel.refused)],
    [
      "submitted = approved + by rules + by hand",
      funnel.submitted,
      funnel.approved + sum(funnel.submittedByRule) + funnel.submittedByHand,
    ],
    [
      "submitted = filled + rejected + cancelled + expired + working",
      funnel.submitted,
      funnel.filled + sum(funnel.rejected) + sum(funnel.cancelled) + funnel.expired + funnel.working,
    ],
    ["orders submitted = orders in the log", funnel.submitted, orders],
    ["orders filled = orders that ended as filled", funnel.filled, endedAs(seen, FILLED)],
    [
      "bars counted = bars seen",
      funnel.bars,
      seen.columns.reduce((bars, columns) => bars + columns[0].length, 0),
    ],
  ];
  if (run.plan.signal.scope !== "bar") {
    checks.push(["signals counted = signals given", funnel.signals, seen.signals.length]);
  }
  for (const [what, left, right] of checks) {
    if (left !== right) return at(seen, step, "no silence", `${what} doesn't hold: ${left} is not ${right}`);
  }
  for (
    const counts of [
      funnel.skipped,
      funnel.unsized,
      funnel.refused,
      funnel.resized,
      funnel.rejected,
      funnel.cancelled,
    ]
  ) {
    if ("" in counts || "undefined" in counts) {
      return at(seen, step, "no silence", "something was taken away without a reason");
    }
  }
  return undefined;
}

function endedAs({ logs: { orderEnds } }: Observation, status: number): number {
  let count = 0;
  for (let row = ORDER_END_ROW.status; row < orderEnds.rows.length; row += orderEnds.width) {
    if (orderEnds.rows[row] === status) count++;
  }
  return count;
}

function fillsBelongToOrders(seen: Observation): Violation | undefined {
  const orders = new Map<number, { signalId: number; quantity: number; side: number }>();
  const { orders: orderLog, fills, orderEnds } = seen.logs;
  for (let at = 0; at < orderLog.rows.length; at += orderLog.width) {
    const [id, , signalId, , side, quantity] = orderLog.rows.slice(at, at + orderLog.width);
    orders.set(id, { signalId, quantity, side });
  }
  const ended = new Map<number, number>(), filled = new Set<number>(), units: number[] = [];
  for (let row = 0; row < orderEnds.rows.length; row += orderEnds.width) {
    const id = orderEnds.rows[row + ORDER_END_ROW.id];
    if (ended.has(id) || !orders.has(id)) {
      return at(seen, 0, "conservation", `order ${id} ended twice or was never sent`);
    }
    ended.set(id, orderEnds.rows[row + ORDER_END_ROW.status]);
  }
  for (let row = 0; row < fills.rows.length; row += fills.width) {
    const id = fills.rows[row + FILL_ROW.orderId],
      quantity = fills.rows[row + FILL_ROW.quantity],
      order = orders.get(id);
    const step = seen.stepOfBar[fills.rows[row + FILL_ROW.instrument]][fills.rows[row + FILL_ROW.bar]];
    if (order === undefined) return at(seen, step, "conservation", `a fill belongs to no order (${id})`);
    if (order.signalId < 0 || !(Math.sign(quantity) === order.side)) {
      return at(seen, step, "conservation", `a fill of ${quantity} is on the wrong side of its order ${id}`);
    }
    // An order that turns a position may have closed it before it was rejected.
    const i = fills.rows[row + FILL_ROW.instrument], before = units[i] ?? 0;
    const onlyCloses = before * quantity < 0 && Math.abs(quantity) <= Math.abs(before);
    if (ended.get(id) !== FILLED && !(ended.get(id) === REJECTED && onlyCloses)) {
      return at(seen, step, "conservation", `order ${id} has a fill but did not end as filled`);
    }
    filled.add(id);
    units[i] = before + quantity;
  }
  for (const [id, status] of ended) {
    if (status === FILLED && !filled.has(id)) {
      return at(seen, 0, "conservation", `order ${id} ended as filled without a fill`);
    }
  }
  return undefined;
}

/** What an instrument was held from one time of being flat to the next, by the fills alone. */
interface Holding {
  readonly instrument: number;
  /** What came in less what went out. */
  cash: number;
  /** Money moved, for the rounding that is allowed. */
  scale: number;
  endBar: number;
  /** By the trades: their profit, and the bar of the last. */
  booked: number;
  lastExitBar: number;
}

/** However a portfolio cuts a holding into trades, together they make what its fills made, and the last ends with it. */
function tradesFollowFromFills(seen: Observation, universe: Universe): Violation | undefined {
  const { orders, fills, trades } = seen.logs;
  const signalOf = new Map<number, number>(), openedBy = new Map<number, Holding>(), ended: Holding[] = [];
  for (let row = 0; row < orders.rows.length; row += orders.width) {
    signalOf.set(orders.rows[row + ORDER_ROW.id], orders.rows[row + ORDER_ROW.signalId]);
  }
  const begin = (instrument: number, cash: number, scale: number): Holding => ({
    instrument,
    cash,
    scale,
    endBar: NaN,
    booked: 0,
    lastExitBar: NaN,
  });
  const units = universe.instruments.map(() => 0), open = universe.instruments.map((_, i) => begin(i, 0, 0));
  for (let row = 0; row < fills.rows.length; row += fills.width) {
    const i = fills.rows[row + FILL_ROW.instrument], quantity = fills.rows[row + FILL_ROW.quantity];
    const notional = quantity * fills.rows[row + FILL_ROW.price] * universe.instruments[i].multiplier;
    const cash = -(notional + fills.rows[row + FILL_ROW.fee]), before = units[i], after = before + quantity;
    const closes = before !== 0 && before * after <= 0,
      share = closes ? Math.min(1, Math.abs(before / quantity)) : 1;
    open[i].cash += cash * share;
    open[i].scale += Math.abs(notional);
    if (closes) {
      open[i].endBar = fills.rows[row + FILL_ROW.bar];
      ended.push(open[i]);
      // Turning from a large position to a small one leaves the small one with the large one's rounding.
      open[i] = begin(i, cash * (1 - share), Math.abs(cash * (1 - share)) + 1e-3 * Math.abs(notional));
    }
    if (after !== 0 && (before === 0 || before * quantity > 0 || closes)) {
      openedBy.set(signalOf.get(fills.rows[row + FILL_ROW.orderId])!, open[i]);
    }
    units[i] = after;
  }
  for (let row = 0; row < trades.rows.length; row += trades.width) {
    const holding = openedBy.get(trades.rows[row + TRADE_ROW.signalId]);
    const i = trades.rows[row + TRADE_ROW.instrument], exitBar = trades.rows[row + TRADE_ROW.exitBar];
    if (holding === undefined || holding.instrument !== i || exitBar > holding.endBar) {
      return at(seen, seen.stepOfBar[i][exitBar], "conservation", "a trade ended that no fill had opened");
    }
    holding.booked += trades.rows[row + TRADE_ROW.grossProfit] - trades.rows[row + TRADE_ROW.fees];
    holding.lastExitBar = exitBar;
  }
  for (const { instrument, cash, scale, endBar, booked, lastExitBar } of ended) {
    if (lastExitBar === endBar && Math.abs(booked - cash) <= 1e-9 * scale) continue;
    const what = lastExitBar === endBar ? booked : "nothing";
    const step = seen.stepOfBar[instrument][endBar];
    return at(
      seen,
      step,
      "conservation",
      `what was held made ${cash} by its fills, but ${what} is booked at its end`,
    );
  }
  return undefined;
}

function equityFollowsFromFills(
  seen: Observation,
  universe: Universe,
  bars: readonly Bars[],
  initialCash: number,
  isCalledAtZero: boolean,
): Violation | undefined {
  const { orders, fills } = seen.logs,
    units = universe.instruments.map(() => 0),
    nextBar = universe.instruments.map(() => 0);
  const byStep = new Map<number, number[]>(), decided = new Map<number, number>();
  for (let row = 0; row < orders.rows.length; row += orders.width) {
    const isCall = seen.reasons[orders.rows[row + ORDER_ROW.reason]] === MARGIN_CALL;
    decided.set(orders.rows[row + ORDER_ROW.id], isCall ? NaN : orders.rows[row + ORDER_ROW.submittedMs]);
  }
  for (let row = 0; row < fills.rows.length; row += fills.width) {
    const step = seen.stepOfBar[fills.rows[row + FILL_ROW.instrument]][fills.rows[row + FILL_ROW.bar]];
    // A fill at the close that decided it comes after that close was marked (a call marks it anew).
    const decidedMs = decided.get(fills.rows[row + FILL_ROW.orderId])!;
    const firstSeen = decidedMs === seen.timeMs[step] ? step + 1 : step;
    byStep.set(firstSeen, [...byStep.get(firstSeen) ?? [], row]);
  }
  let cash = initialCash, scale = initialCash, mayBeCalled = isCalledAtZero;
  for (let step = 0; step < seen.timeMs.length; step++) {
    for (const row of byStep.get(step) ?? []) {
      const i = fills.rows[row + FILL_ROW.instrument], quantity = fills.rows[row + FILL_ROW.quantity];
      const notional = quantity * fills.rows[row + FILL_ROW.price] * universe.instruments[i].multiplier;
      cash -= notional + fills.rows[row + FILL_ROW.fee];
      scale += Math.abs(notional) * 1e-3;
      units[i] += quantity;
      if (Math.abs(units[i]) < 1e-9 * Math.abs(quantity)) units[i] = 0;
    }
    let equity = cash;
    bars.forEach((all, i) => {
      while (nextBar[i] < all.length && all.closeTimeMs[nextBar[i]] <= seen.timeMs[step]) nextBar[i]++;
      if (nextBar[i] > 0) equity += units[i] * all.close[nextBar[i] - 1] * universe.instruments[i].multiplier;
    });
    if (mayBeCalled && equity <= 0) {
      // The call comes once; an account that is flat then owes nothing any more.
      mayBeCalled = false;
      if (cash < 0 && units.every((held) => held === 0)) equity = cash = 0;
    }
    if (!(Math.abs(equity - seen.equity[step]) <= 1e-9 * Math.max(scale, Math.abs(equity)))) {
      return at(
        seen,
        step,
        "conservation",
        `equity is ${seen.equity[step]}, but cash and positions by the fills are worth ${equity}`,
      );
    }
  }
  return undefined;
}

/**
 * Runs a law; an error on the way breaks it too, since nothing may fail quietly or half-way. The bar is where it got to. Bars that were
 * written to on the way break the causality law: whoever writes to them can trade at prices that never were.
 */
function guarded(
  { bars }: LawCase,
  body: (
    watch: <T extends { timeMs: Float64Array; firstStep: number }>(frames: Iterable<T>) => Iterable<T>,
  ) => Violation | undefined,
): Violation | undefined {
  const untouched = bars.map((all) => Bars.concat([Bars.NONE, all]));
  let reached = 0;
  function* watch<T extends { timeMs: Float64Array; firstStep: number }>(frames: Iterable<T>): Generator<T> {
    for (const frame of frames) {
      reached = frame.firstStep + frame.timeMs.length - 1;
      yield frame;
    }
  }
  try {
    const violation = body(watch);
    return writtenBar(bars, untouched) ?? violation;
  } catch (error) {
    if (!(error instanceof LockstepError)) throw error;
    const named = /bar (\d+)/.exec(error.message);
    const bar = named === null ? reached : Number(named[1]), timeMs = stepTimes(bars)[bar] ?? NaN;
    return { law: "no silence", bar, timeMs, what: error.message };
  }
}

/** The first bar that isn't what it was; all are put back. */
function writtenBar(bars: readonly Bars[], untouched: readonly Bars[]): Violation | undefined {
  let found: Violation | undefined;
  bars.forEach((all, i) => {
    for (const field of BAR_FIELDS) {
      const bar = all[field].findIndex((value, k) => !Object.is(value, untouched[i][field][k]));
      if (bar < 0) continue;
      found ??= {
        law: "causality",
        bar,
        timeMs: untouched[i].closeTimeMs[bar],
        what: `${field} of instrument ${i} was ${untouched[i][field][bar]} and has been written over with ${
          all[field][bar]
        }`,
      };
      all[field].set(untouched[i][field]);
    }
  });
  return found;
}

function at(seen: Observation, step: number, law: Violation["law"], what: string): Violation {
  return { law, bar: step, timeMs: seen.timeMs[step] ?? NaN, what };
}

/** Appends what a later stretch of the same run observed. */
function merge(into: Observation, later: Observation): void {
  const offset = into.timeMs.length;
  into.timeMs.push(...later.timeMs);
  into.equity.push(...later.equity);
  into.exposed.push(...later.exposed);
  later.columns.forEach((columns, i) => columns.forEach((column, k) => into.columns[i][k].push(...column)));
  later.stepOfBar.forEach((steps, i) => into.stepOfBar[i].push(...steps.map((step) => step + offset)));
  into.signals.push(...later.signals.map((signal) => ({ ...signal, step: signal.step + offset })));
  for (const name of ["orders", "orderEnds", "fills", "trades"] as const) {
    into.logs[name].width = later.logs[name].width;
    into.logs[name].rows.push(...later.logs[name].rows);
  }
}
