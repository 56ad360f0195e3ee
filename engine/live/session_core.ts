import type { Snapshot } from "../actor.ts";
import { Bars } from "../bars.ts";
import { type DeskEvent, deskEvent } from "../desk/desk_event.ts";
import { STATEMENT_ROW, STATEMENT_ROW_WIDTH } from "../desk/statements.ts";
import { LockstepError } from "../error.ts";
import { Fingerprint, joinFingerprints } from "../fingerprint.ts";
import {
  type Command,
  commandFrame,
  type Frame,
  mergedFrame,
  type StandAside,
  type Universe,
} from "../frame.ts";
import type { Settled } from "../messages.ts";
import type { Run } from "../run.ts";
import { type NumberText, packNumber } from "../snapshot.ts";
import {
  barsOfColumns,
  barsOfInstruments,
  type SessionCommand,
  type SessionConfig,
  type SessionInput,
  tradesOfColumns,
} from "./session_input.ts";

/** How a session stands with its strategy. `failed`: the strategy can't go on. `stopped` is for good. */
export type SessionPhase = "running" | "paused" | "killed" | "failed" | "stopped";

/** A bar that has begun: its begin and its first price. */
export interface OpenedBar {
  readonly openTimeMs: number;
  readonly price: number;
}

/** What came of an input. */
export interface SessionTold {
  /** Close time of the last bar; NaN before the first. */
  readonly timeMs: number;
  /** What the parts of the desk said, in order. */
  readonly events: readonly DeskEvent[];
  /** Statements that it led to, equity after it, and the fingerprint of everything since the session began. */
  readonly statements: number;
  readonly equity: number;
  readonly fingerprint: string;
}

/** What a session's core is made of. */
export interface SessionCoreParts {
  readonly config: SessionConfig;
  readonly universe: Universe;
  /** A run of the configuration's strategy, at its beginning, whose desk keeps statements. */
  makeRun(): Run;
  /** One of a strategy that never wants anything, to look after what is held when the strategy has failed. */
  makeIdleRun(): Run;
  /** Told of frames as they are settled, lent until the next. */
  onSettled?(settled: Settled): void;
}

const NO_FINGERPRINT = "0000000000000000";
const LATE = "bars came late", PAUSED = "paused", KILLED = "kill switch", FAILED = "the strategy failed";

/**
 * A session as a machine that takes inputs, one after the other, and does nothing else: no clock, no disk, no network. The same inputs give
 * the same orders, fills and equity, live, on recovery and when a journal is replayed.
 *
 * What a person asks for counts from the moment it is asked: orders are cancelled at once, before the bar that is under way is matched; what
 * has to be bought or sold for it is submitted when that bar closes, since its open has gone by, and is filled at the next one's.
 */
export class SessionCore {
  readonly config: SessionConfig;
  readonly universe: Universe;
  /** Steps that are settled, and the close time of the last; NaN before the first. */
  steps = 0;
  timeMs = NaN;
  equity: number;
  peak: number;
  /** Worst drawdown so far as a share of the peak, ≤ 0. */
  worstDrawdown = 0;
  trades = 0;
  phase: SessionPhase = "running";
  /** Why it is killed or has failed; empty otherwise. */
  phaseReason = "";
  /** By instrument: close time and price of its last bar; NaN before it. */
  readonly lastCloseMs: number[];
  readonly lastClose: number[];
  /** Number and time of the last trade until then; NaN where they aren't known. */
  readonly lastTrade: (readonly [tradeId: number, timeMs: number])[];
  fingerprint = NO_FINGERPRINT;
  readonly #parts: SessionCoreParts;
  #run: Run;
  /** A run without a strategy that tries fills; made when it is needed first. */
  #preview: Run | undefined;
  /** What is to be asked for at the end of the next step. */
  #atClose: Command[] = [];
  /** Whether it ends once nothing is held any more. */
  #stopsWhenFlat = false;

  constructor(parts: SessionCoreParts) {
    const { config, universe } = parts;
    this.#parts = parts;
    this.config = config;
    this.universe = universe;
    this.#run = parts.makeRun();
    this.equity = this.peak = config.account.cash;
    this.lastCloseMs = universe.instruments.map(() => NaN);
    this.lastClose = universe.instruments.map(() => NaN);
    this.lastTrade = universe.instruments.map(() => NO_TRADE);
  }

  /** The actors as they stand. */
  get run(): Run {
    return this.#run;
  }

  /** Whether any order works, or will be submitted when the bar under way closes. */
  get hasOrders(): boolean {
    return this.#run.funnel.working > 0 || this.#atClose.length > 0;
  }

  /** An input without trades that nothing waits for: they are many, and nothing follows from them. */
  withoutIdleTrades(input: SessionInput): SessionInput {
    if (input.kind !== "bars" || input.trades === undefined) return input;
    const trades = input.trades.map((each, i) => this.#run.waitsForPrices(i) ? each : null);
    if (trades.some((each) => each !== null)) return { ...input, trades };
    const { trades: _, ...rest } = input;
    return rest;
  }

  /**
   * Takes the next input. @throws LockstepError where the strategy fails on it: then nothing here may be used any more, and the session is
   * to be made again from its journal.
   */
  take(input: SessionInput): SessionTold {
    switch (input.kind) {
      case "bars":
        return this.#takeBars(input);
      case "command":
        return this.#obey(input.command);
      case "failed":
        return this.#fail(input.reason);
      case "open":
      case "feed":
        return this.#nothing();
    }
  }

  /**
   * Goes on without the strategy, which has failed at the close of the bar that comes next: orders that work are still filled on it, since at
   * an exchange they would be; the input that says so follows.
   */
  giveUpStrategy(reason: string): void {
    const idle = this.#parts.makeIdleRun();
    idle.takeOver(this.#run.accountSnapshot());
    this.#run = idle;
    this.phase = "failed";
    this.phaseReason = reason;
  }

  /**
   * What fills the first trades of bars let expect: of market orders that work; nothing here is changed by it. `opened` is by instrument, and
   * undefined for those whose bar hasn't begun; one that began before its last bar closed says nothing.
   */
  expected(opened: readonly (OpenedBar | undefined)[]): readonly DeskEvent[] {
    const bars = opened.map((bar, i) => {
      // None is the rule, and what follows takes a fraction of a millisecond.
      if (bar === undefined || bar.openTimeMs < this.lastCloseMs[i] || !this.#run.hasMarketOrder(i)) {
        return Bars.NONE;
      }
      const { openTimeMs, price } = bar, closeTimeMs = this.universe.timeframe.endMs(openTimeMs);
      return barsOfColumns([[price], [price], [price], [price], [0], [openTimeMs], [closeTimeMs]]);
    });
    if (bars.every(({ length }) => length === 0)) return [];
    // Without the strategy: of a bar that hasn't closed it must not know.
    const run = this.#preview ??= this.#parts.makeIdleRun();
    run.takeOver(this.#run.accountSnapshot());
    const frame = mergedFrame(this.universe, bars, this.steps);
    const { statements } = run.receive(frame);
    if (statements === null) return [];
    const events: DeskEvent[] = [];
    for (let row = 0; row < statements.rows.length; row++) {
      const step = statements.rows.get(row, STATEMENT_ROW.step);
      const event = deskEvent(statements.rows, row, statements.reasons, this.steps, frame.timeMs[step]);
      if (event.kind === "filled" && event.orderType === "market") events.push(event);
    }
    return events;
  }

  snapshot(): string {
    const { steps, timeMs, equity, peak, worstDrawdown, trades, phase, phaseReason, fingerprint } = this;
    const state: CoreState = {
      steps,
      numbers: [
        ...[timeMs, equity, peak, worstDrawdown],
        ...this.lastCloseMs,
        ...this.lastClose,
        ...this.lastTrade.flat(),
      ].map(packNumber),
      trades,
      phase,
      phaseReason,
      fingerprint,
      atClose: this.#atClose,
      stopsWhenFlat: this.#stopsWhenFlat,
      actors: this.#run.snapshot(),
    };
    return JSON.stringify(state);
  }

  restore(body: string): void {
    const state: CoreState = JSON.parse(body), count = this.lastClose.length;
    const [timeMs, equity, peak, worstDrawdown, ...last] = state.numbers.map(Number);
    this.steps = state.steps;
    this.timeMs = timeMs;
    this.equity = equity;
    this.peak = peak;
    this.worstDrawdown = worstDrawdown;
    this.trades = state.trades;
    this.phase = state.phase;
    this.#run = state.phase === "failed" ? this.#parts.makeIdleRun() : this.#parts.makeRun();
    this.phaseReason = state.phaseReason;
    this.fingerprint = state.fingerprint;
    this.#atClose = [...state.atClose];
    this.#stopsWhenFlat = state.stopsWhenFlat;
    for (let i = 0; i < count; i++) {
      this.lastCloseMs[i] = last[i];
      this.lastClose[i] = last[count + i];
      this.lastTrade[i] = [last[2 * (count + i)], last[2 * (count + i) + 1]];
    }
    this.#run.restore(state.actors);
  }

  #takeBars(input: Extract<SessionInput, { kind: "bars" }>): SessionTold {
    const told = this.#begin(input);
    input.bars.forEach(([open], i) => {
      if (open.length > 0) this.lastTrade[i] = input.lastTrades?.[i] ?? NO_TRADE;
    });
    return told;
  }

  /** Settles bars. The first are those of the warm-up, as a rule: what another session leaves is taken over at their end, else before them. */
  #begin(input: Extract<SessionInput, { kind: "bars" }>): SessionTold {
    const { inherits, tradeFromMs } = this.config;
    const frame = this.#frameOf(input);
    if (inherits === undefined || this.steps > 0) return this.#settle(frame);
    const takeOver: Command = { kind: "takeOver", positions: inherits.positions };
    if (input.origin === "history") {
      return this.#settle({ ...frame, commands: [takeOver, ...frame.commands ?? []] });
    }
    const taken = this.#settle(commandFrame(this.universe, 0, [takeOver], tradeFromMs));
    const told = this.#settle(frame);
    return {
      ...told,
      events: [...taken.events, ...told.events],
      statements: taken.statements + told.statements,
    };
  }

  #frameOf({ bars, origin, isLate, trades }: Extract<SessionInput, { kind: "bars" }>): Frame {
    const frame = mergedFrame(this.universe, barsOfInstruments(bars), this.steps);
    const commands = this.#atClose;
    this.#atClose = [];
    const standAside = this.#standAside(isLate && origin !== "history");
    return {
      ...frame,
      ...trades !== undefined && { trades: trades.map((each, i) => tradesOfColumns(each, frame.bars[i])) },
      ...commands.length > 0 && { commands },
      ...standAside !== undefined && { standAside },
    };
  }

  #standAside(isLate: boolean): StandAside | undefined {
    if (this.phase === "killed") return { reason: KILLED, then: "forget" };
    if (this.phase === "failed") return { reason: FAILED, then: "forget" };
    if (this.phase === "paused") return { reason: PAUSED, then: "follow" };
    const { onLateBars } = this.config;
    return isLate && onLateBars !== "act" ? { reason: LATE, then: onLateBars } : undefined;
  }

  #obey(command: SessionCommand): SessionTold {
    if (this.phase === "stopped") return this.#nothing();
    switch (command.action) {
      case "pause":
        if (this.phase === "running") this.phase = "paused";
        return this.#nothing();
      case "resume":
        if (this.phase === "paused") this.phase = "running";
        return this.#nothing();
      case "flatten":
        return this.#cancel({ kind: "cancel" }, true);
      case "cancel":
        return this.#cancel({ kind: "cancel", instrumentIndex: command.instrumentIndex }, "as asked before");
      case "kill":
        if (this.phase !== "failed") this.phase = "killed";
        this.phaseReason = command.reason;
        // What is being stopped is still to be closed.
        return this.#cancel({ kind: "cancel" }, command.flattens || this.#stopsWhenFlat);
      case "lift":
        if (this.phase === "killed" && !this.#stopsWhenFlat) {
          this.phase = "running";
          this.phaseReason = "";
        }
        return this.#nothing();
      case "stop": {
        const told = this.#cancel({ kind: "cancel" }, command.flattens);
        this.#stopsWhenFlat = true;
        if (!command.flattens || this.#isFlat) this.#stop();
        else if (this.phase !== "failed") {
          this.phase = "killed";
          this.phaseReason = "it is being stopped";
        }
        return told;
      }
    }
  }

  /** Cancels at once; closes what is held when the bar under way has closed. */
  #cancel(command: Command, flattens: boolean | "as asked before"): SessionTold {
    if (flattens !== "as asked before") {
      this.#atClose = flattens && !this.#isFlat ? [{ kind: "flatten" }] : [];
    }
    return this.#settle(commandFrame(this.universe, this.steps, [command], this.timeMs));
  }

  /** The strategy decides nothing any more; what is held is closed, or stays as it is. */
  #fail(reason: string): SessionTold {
    if (this.phase !== "failed") this.giveUpStrategy(reason);
    return this.#cancel({ kind: "cancel" }, this.config.onFailure === "flatten");
  }

  get #isFlat(): boolean {
    return this.#run.openPositions.length === 0;
  }

  #stop(): void {
    this.phase = "stopped";
    this.phaseReason = "";
  }

  #settle(frame: Frame): SessionTold {
    const settled = this.#run.receive(frame), { equity, trades, statements, fills } = settled;
    const steps = frame.timeMs.length;
    for (let step = 0; step < steps; step++) {
      const value = equity[step];
      if (value > this.peak) this.peak = value;
      const drawdown = value / this.peak - 1;
      if (drawdown < this.worstDrawdown) this.worstDrawdown = drawdown;
    }
    if (statements === null) {
      throw new LockstepError("A session's desk must keep statements: make its run with keepsStatements.");
    }
    const { rows, reasons } = statements;
    const events: DeskEvent[] = [];
    for (let row = 0; row < rows.length; row++) {
      const step = rows.get(row, STATEMENT_ROW.step);
      const timeMs = step >= 0 ? frame.timeMs[step] : this.timeMs;
      events.push(deskEvent(rows, row, reasons, this.steps + step, timeMs));
    }
    const part = new Fingerprint();
    part.update(equity, 0, steps);
    part.update(withoutReasons(rows.rows()));
    part.update(fills.rows());
    part.update(trades.rows());
    this.fingerprint = joinFingerprints([this.fingerprint, part.toString()]);
    this.#parts.onSettled?.(settled);
    this.trades += trades.length;
    this.steps += steps;
    if (steps > 0) {
      this.timeMs = frame.timeMs[steps - 1];
      this.equity = equity[steps - 1];
    }
    frame.bars.forEach(({ closeTimeMs, close, length }, i) => {
      if (length === 0) return;
      this.lastCloseMs[i] = closeTimeMs[length - 1];
      this.lastClose[i] = close[length - 1];
    });
    if (this.#stopsWhenFlat && this.phase !== "stopped" && !this.hasOrders && this.#isFlat) this.#stop();
    return { ...this.#nothing(), events, statements: rows.length };
  }

  #nothing(): SessionTold {
    const { timeMs, equity, fingerprint } = this;
    return { timeMs, events: [], statements: 0, equity, fingerprint };
  }
}

interface CoreState {
  readonly steps: number;
  /** Time, equity, peak, worst drawdown; then the last close times, closes and trades (number and time) by instrument. */
  readonly numbers: readonly NumberText[];
  readonly trades: number;
  readonly phase: SessionPhase;
  readonly phaseReason: string;
  readonly fingerprint: string;
  readonly atClose: readonly Command[];
  readonly stopsWhenFlat: boolean;
  readonly actors: readonly Snapshot[];
}

const NO_TRADE = [NaN, NaN] as const;

/** Reasons are numbered in the order in which they came up, which begins anew after a restore: they don't count. */
function withoutReasons(rows: Float64Array): Float64Array {
  for (let at = STATEMENT_ROW.reason; at < rows.length; at += STATEMENT_ROW_WIDTH) rows[at] = 0;
  return rows;
}
