import type { Bars } from "../bars.ts";
import { LockstepError } from "../error.ts";
import type { Universe } from "../frame.ts";
import { journalLine, readJournalLine } from "../journal.ts";
import { FILL_ROW, ORDER_END_ROW } from "../order.ts";
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
  /** Steps of the frames, in turn, for the law's second run. */
  readonly cuts: readonly number[];
}

const WHOLE = [1_000_000_000];

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
    return fillsBelongToOrders(seen) ?? tradesFollowFromFills(seen, universe) ??
      equityFollowsFromFills(seen, universe, bars, initialCash);
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
  const rows = (name: "orders" | "fills") => seen.logs[name].rows.length / seen.logs[name].width;
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
    ["orders submitted = orders in the log", funnel.submitted, rows("orders")],
    ["fills counted = fills in the log", funnel.filled, rows("fills")],
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

function fillsBelongToOrders(seen: Observation): Violation | undefined {
  const orders = new Map<number, { signalId: number; quantity: number; side: number }>();
  const { orders: orderLog, fills, orderEnds } = seen.logs;
  for (let at = 0; at < orderLog.rows.length; at += orderLog.width) {
    const [id, , signalId, , side, quantity] = orderLog.rows.slice(at, at + orderLog.width);
    orders.set(id, { signalId, quantity, side });
  }
  const ended = new Set<number>();
  for (let row = 0; row < orderEnds.rows.length; row += orderEnds.width) {
    const id = orderEnds.rows[row + ORDER_END_ROW.id];
    if (ended.has(id) || !orders.has(id)) {
      return at(seen, 0, "conservation", `order ${id} ended twice or was never sent`);
    }
    ended.add(id);
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
  }
  return undefined;
}

function tradesFollowFromFills(seen: Observation, universe: Universe): Violation | undefined {
  const { fills, trades } = seen.logs;
  const profit = new Map<string, { sum: number; scale: number }>();
  const open = universe.instruments.map(() => ({ units: 0, cash: 0, scale: 0 }));
  // Profit of every round trip, from the fills alone: what came in less what went out between two times of being flat.
  for (let row = 0; row < fills.rows.length; row += fills.width) {
    const i = fills.rows[row + FILL_ROW.instrument], bar = fills.rows[row + FILL_ROW.bar];
    const quantity = fills.rows[row + FILL_ROW.quantity],
      price = fills.rows[row + FILL_ROW.price],
      fee = fills.rows[row + FILL_ROW.fee];
    const account = open[i],
      { multiplier } = universe.instruments[i],
      before = account.units,
      after = before + quantity;
    const closingShare = before * quantity < 0 ? Math.min(1, Math.abs(before / quantity)) : 0;
    const closes = before !== 0 && before * after <= 0;
    const share = closes ? closingShare : 1;
    account.cash -= (quantity * price * multiplier + fee) * share;
    account.scale += Math.abs(quantity * price * multiplier);
    if (closes) {
      const key = `${i}:${bar}`, known = profit.get(key) ?? { sum: 0, scale: 0 };
      profit.set(key, { sum: known.sum + account.cash, scale: known.scale + account.scale });
      account.cash = -(quantity * price * multiplier + fee) * (1 - closingShare);
      // Turning from a large position to a small one leaves the small one with the large one's rounding.
      account.scale = Math.abs(account.cash) + 1e-3 * Math.abs(quantity * price * multiplier);
    }
    account.units = after;
  }
  const byBar = new Map<string, number>();
  for (let row = 0; row < trades.rows.length; row += trades.width) {
    const key = `${trades.rows[row + TRADE_ROW.instrument]}:${trades.rows[row + TRADE_ROW.exitBar]}`;
    byBar.set(
      key,
      (byBar.get(key) ?? 0) + trades.rows[row + TRADE_ROW.grossProfit] - trades.rows[row + TRADE_ROW.fees],
    );
  }
  for (const [key, { sum, scale }] of profit) {
    const booked = byBar.get(key);
    if (booked !== undefined && Math.abs(booked - sum) <= 1e-9 * scale) continue;
    const [i, bar] = key.split(":").map(Number);
    return at(
      seen,
      seen.stepOfBar[i][bar],
      "conservation",
      `the trade that ended made ${sum} by its fills, but ${booked ?? "nothing"} is booked`,
    );
  }
  return undefined;
}

function equityFollowsFromFills(
  seen: Observation,
  universe: Universe,
  bars: readonly Bars[],
  initialCash: number,
): Violation | undefined {
  const { fills } = seen.logs,
    units = universe.instruments.map(() => 0),
    nextBar = universe.instruments.map(() => 0);
  const byStep = new Map<number, number[]>();
  for (let row = 0; row < fills.rows.length; row += fills.width) {
    const step = seen.stepOfBar[fills.rows[row + FILL_ROW.instrument]][fills.rows[row + FILL_ROW.bar]];
    byStep.set(step, [...byStep.get(step) ?? [], row]);
  }
  let cash = initialCash, scale = initialCash;
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

/** Runs a law; an error on the way breaks it too, since nothing may fail quietly or half-way. The bar is where it got to. */
function guarded(
  { bars }: LawCase,
  body: (
    watch: <T extends { timeMs: Float64Array; firstStep: number }>(frames: Iterable<T>) => Iterable<T>,
  ) => Violation | undefined,
): Violation | undefined {
  let reached = 0;
  function* watch<T extends { timeMs: Float64Array; firstStep: number }>(frames: Iterable<T>): Generator<T> {
    for (const frame of frames) {
      reached = frame.firstStep + frame.timeMs.length - 1;
      yield frame;
    }
  }
  try {
    return body(watch);
  } catch (error) {
    if (!(error instanceof LockstepError)) throw error;
    const named = /bar (\d+)/.exec(error.message);
    const bar = named === null ? reached : Number(named[1]), timeMs = stepTimes(bars)[bar] ?? NaN;
    return { law: "no silence", bar, timeMs, what: error.message };
  }
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
