import { Bars } from "./bars.ts";
import type { Snapshot } from "./actor.ts";
import {
  STATEMENT_KINDS,
  STATEMENT_ROW,
  STATEMENT_ROW_WIDTH,
  type StatementKind,
  type Statements,
} from "./desk/statements.ts";
import { LockstepError } from "./error.ts";
import {
  type Command,
  commandFrame,
  type Frame,
  mergedFrame,
  type StandAside,
  type Universe,
} from "./frame.ts";
import type { Settled } from "./messages.ts";
import { Reasons } from "./reasons.ts";
import { RecordLog } from "./record_log.ts";
import type { Run } from "./run.ts";
import type { Trades } from "./ticks.ts";

/** Something asked for by hand once so many steps were settled: an input of the run, as its bars are. */
export interface TimedCommand {
  readonly afterStep: number;
  readonly command: Command;
}

/** Steps on which the strategy decides nothing: an input of the run too. */
export interface AsideSteps {
  /** The first of them, and the one behind the last. */
  readonly fromStep: number;
  readonly toStep: number;
  readonly standAside: StandAside;
}

/** What a held run is made of. */
export interface HeldRunParts {
  readonly universe: Universe;
  /** All bars of each instrument, in the universe's order; and trades, where orders are matched against them. */
  readonly bars: readonly Bars[];
  readonly trades?: readonly Trades[];
  readonly initialCash: number;
  /**
   * A fresh run of the plan that holds after so many `changes`, whose desk keeps statements and leaves out what is decided before
   * `tradeFromMs`.
   */
  make(changes: number, tradeFromMs: number): Run;
  /** Steps at which another plan takes over what is held, ascending; 0 is before the first bar. */
  readonly changes?: readonly number[];
  /** The number of the change, from 1, behind which no strategy trades any more: its plan takes the account over as it stands. */
  readonly idleChange?: number;
  /** In the order in which they were asked for, `afterStep` ascending. */
  readonly commands?: readonly TimedCommand[];
  /** What is asked for before these at its step, and can't be taken back; before the first bar, at `beginMs`, where `afterStep` is 0. Ascending. */
  readonly givenCommands?: readonly TimedCommand[];
  readonly beginMs?: number;
  /** Ascending, apart from each other. */
  readonly asides?: readonly AsideSteps[];
  /** Asked of the last frame, whenever that is reached. */
  readonly lastCommands?: readonly Command[];
  /** Told of every frame that is run, again where one is run again. */
  onSettled?(settled: Settled): void;
}

/** Steps in a frame of one instrument, and fewest of many. */
const FRAME_BARS = 4_096, FRAME_STEPS_FEWEST = 64;

/** Snapshots in a run, at most, and steps between them, at least: from any of them it is a few thousand bars at most to any step. */
const SNAPSHOTS_MOST = 256, SNAPSHOT_STEPS_FEWEST = 256;

/** Numbers that a held run keeps of indicators: half a gigabyte. */
const INDICATOR_VALUES_MOST = 64_000_000;

/** Where the run can be taken up again. */
interface Mark {
  readonly step: number;
  readonly changes: number;
  readonly actors: readonly Snapshot[];
  readonly statements: number;
  readonly peak: number;
  readonly worstDrawdown: number;
  readonly trades: number;
  readonly barsSeen: readonly number[];
}

/**
 * A run over stored bars that can be held at any step, taken on, and taken back. It *stands at* step n once the steps 0 … n−1 are settled.
 *
 * Going back restores the nearest snapshot and runs forward from there. However a step is reached, what the run knows and has done there is
 * the same to the last bit: actors are deterministic, frames may be cut anywhere (the frame law), and what a person asks for by hand is an
 * input that is given again at its step.
 */
export class HeldRun {
  readonly universe: Universe;
  readonly bars: readonly Bars[];
  /** Steps that there are, and the close time of each. */
  readonly steps: number;
  readonly timeMs: Float64Array;
  /** For each instrument the step of each of its bars; null where it has one at every step. */
  readonly stepOfBar: readonly (Int32Array | null)[];
  /** Equity at each step that is settled. */
  readonly equity: Float64Array;
  /** By instrument, then indicator column: values by bar, as far as bars are settled. */
  readonly indicators: readonly (readonly Float64Array[])[];
  /** Names of these columns. */
  readonly indicatorNames: readonly string[];
  /** What every part of the desk said: rows of `STATEMENT_ROW`, `step` counted from the run's first, reasons as in `reasons`. */
  readonly statements = new RecordLog(STATEMENT_ROW_WIDTH);
  readonly reasons = new Reasons();
  /** Steps that are settled. */
  step = 0;
  /** Highest equity so far, the worst drawdown as a share of it (≤ 0), and trades closed. */
  peak: number;
  worstDrawdown = 0;
  trades = 0;
  /** Why the strategy failed at the step at which the run stands; empty while it didn't. */
  failure = "";
  readonly #parts: HeldRunParts;
  readonly #commands: TimedCommand[];
  readonly #changes: readonly number[];
  readonly #idleChange: number;
  readonly #givenCommands: readonly TimedCommand[];
  readonly #asides: readonly AsideSteps[];
  /** Where each of them ends. */
  readonly #asideEnds: readonly number[];
  readonly #frameSteps: number;
  readonly #markSteps: number;
  /** Ascending by step; the first is the beginning. */
  readonly #marks: Mark[] = [];
  /** Where {@link scout} came to last, between the others; gives way to the next. */
  #scouted: Mark | undefined;
  /** What the plan behind each change knew of the bars before it. */
  readonly #warm = new Map<number, readonly Snapshot[]>();
  /** Bars of each instrument that are settled. */
  #barsSeen: number[];
  #run: Run;
  #changesDone = 0;
  /** The step at which the strategy failed, once it did; the run can't go beyond. */
  #failsAt = Infinity;

  constructor(parts: HeldRunParts) {
    const { universe, bars, changes = [], commands = [], givenCommands = [], asides = [] } = parts;
    this.#parts = parts;
    this.universe = universe;
    this.bars = bars;
    const { timeMs, stepOfBar } = mergedFrame(universe, bars, 0);
    this.timeMs = timeMs;
    this.stepOfBar = stepOfBar;
    this.steps = timeMs.length;
    this.equity = new Float64Array(this.steps);
    this.peak = parts.initialCash;
    this.#commands = [...commands];
    this.#changes = changes.filter((step) => step <= this.steps);
    this.#idleChange = parts.idleChange ?? 0;
    this.#givenCommands = givenCommands;
    this.#asides = asides;
    this.#asideEnds = asides.map(({ toStep }) => toStep);
    const perStep = Math.max(1, bars.length);
    this.#frameSteps = Math.max(FRAME_STEPS_FEWEST, Math.floor(FRAME_BARS / perStep));
    this.#markSteps = Math.max(SNAPSHOT_STEPS_FEWEST, Math.ceil(this.steps / SNAPSHOTS_MOST));
    this.#barsSeen = bars.map(() => 0);
    this.#run = parts.make(0, -Infinity);
    const { plan } = this.#run;
    this.indicatorNames = plan.indicators.flatMap(({ outputs }) =>
      outputs.map((column) => plan.columns[column])
    );
    const values = this.indicatorNames.length * bars.reduce((sum, { length }) => sum + length, 0);
    if (values > INDICATOR_VALUES_MOST) {
      throw new LockstepError(
        `A replay keeps every indicator's values, and these would be ${
          values.toLocaleString("en")
        }, more than ${
          INDICATOR_VALUES_MOST.toLocaleString("en")
        }: replay fewer bars or instruments, or use deno task backtest.`,
      );
    }
    this.indicators = bars.map(({ length }) => this.indicatorNames.map(() => new Float64Array(length)));
    this.#begin();
    this.#mark();
  }

  /** The actors as they stand: what they hold and count, between frames. Another object after going back. */
  get run(): Run {
    return this.#run;
  }

  /** What is remembered of the steps that were run, in bytes: equity, indicators, statements. */
  get keptBytes(): number {
    const columns = 1 + this.bars.length * this.indicatorNames.length;
    const steps = Math.max(this.step, this.#lastMark.step);
    return Float64Array.BYTES_PER_ELEMENT * (steps * columns + this.statements.data.length);
  }

  /** What was asked for by hand, in order. */
  get commands(): readonly TimedCommand[] {
    return this.#commands;
  }

  /** Bars of an instrument that are settled. */
  barsSeen(instrumentIndex: number): number {
    return this.#barsSeen[instrumentIndex];
  }

  /** Bars of an instrument up to a step, which is not among them. */
  barsBefore(instrumentIndex: number, step: number): number {
    const steps = this.stepOfBar[instrumentIndex];
    return steps === null ? Math.min(step, this.bars[instrumentIndex].length) : firstAtOrAfter(steps, step);
  }

  /** The step at which a bar is known. */
  stepAt(instrumentIndex: number, bar: number): number {
    return this.stepOfBar[instrumentIndex]?.[bar] ?? bar;
  }

  /** The first step that is known at or after a time; the number of steps where there is none. */
  stepAtTime(timeMs: number): number {
    return firstAtOrAfter(this.timeMs, timeMs);
  }

  /** Goes to a step, forward or back; not beyond the end, nor beyond a failure. */
  seek(step: number): void {
    const to = Math.max(0, Math.min(this.steps, step));
    if (to < this.step) this.#back(to);
    this.#forward(to);
  }

  /** Goes as near to a step ahead as it can without running anything: to the last snapshot before it. */
  jump(step: number): void {
    // Where it has been before all is known: columns and statements still stand behind their ends.
    const ahead = this.#marks.findLast((mark) => mark.step <= step)!;
    if (ahead.step > this.step) this.#takeUp(ahead);
  }

  /**
   * Runs ahead of all that was run before by so many steps, and comes back to where it stands: from then on every step up to there is near.
   * Says whether there is more ahead. However few steps are run, the next call goes on behind them.
   */
  scout(steps: number): boolean {
    const here = this.#standing(), { failure } = this, before = this.#scouted;
    this.seek(Math.max(here.step, this.#lastMark.step) + steps);
    const hasMore = this.step < this.steps && this.failure === "";
    if (this.#lastMark.step < this.step) this.#marks.push(this.#scouted = this.#standing());
    const at = before === undefined ? -1 : this.#marks.indexOf(before);
    if (at >= 0 && at < this.#marks.length - 1) this.#marks.splice(at, 1);
    this.#takeUp(here);
    this.failure = failure;
    return hasMore;
  }

  /**
   * Goes on until one of these things is said, and stands at the end of that step; to the end where none is any more. Says whether one was.
   * At most so many steps, so that a caller may look after other things in between.
   */
  seekNext(kinds: readonly StatementKind[], stepsMost = Infinity): boolean {
    const wanted = new Set(kinds.map((kind) => STATEMENT_KINDS.indexOf(kind)));
    const end = Math.min(this.steps, this.step + stepsMost);
    for (
      let chunk = 1;
      this.step < end && this.failure === "";
      chunk = Math.min(2 * chunk, this.#frameSteps)
    ) {
      let row = this.statements.length;
      this.#forward(Math.min(end, this.step + chunk));
      for (; row < this.statements.length; row++) {
        if (!wanted.has(this.statements.get(row, STATEMENT_ROW.kind))) continue;
        this.seek(this.statements.get(row, STATEMENT_ROW.step) + 1);
        return true;
      }
    }
    return false;
  }

  /**
   * Asks for something by hand at the step at which the run stands: at the close of its last bar. What was asked for at later steps stays.
   * @throws LockstepError before the first bar, where there is nothing yet to ask anything about.
   */
  command(command: Command): void {
    if (this.step === 0) {
      throw new LockstepError("Nothing can be asked for before the first bar: step forward once.");
    }
    let at = this.#commands.length;
    while (at > 0 && this.#commands[at - 1].afterStep > this.step) at--;
    this.#commands.splice(at, 0, { afterStep: this.step, command });
    this.#again();
  }

  /** Takes back what was asked for last at the step at which the run stands. Says whether there was something. */
  undo(): boolean {
    const at = this.#commands.findLastIndex(({ afterStep }) => afterStep === this.step);
    if (at < 0) return false;
    this.#commands.splice(at, 1);
    this.#again();
    return true;
  }

  /** The same run from its beginning up to the step at which this one stands, each frame shown to `onSettled`. */
  repeat(onSettled: (settled: Settled) => void): HeldRun {
    const again = new HeldRun({ ...this.#parts, commands: this.#commands, onSettled });
    again.seek(this.step);
    return again;
  }

  /** Runs the last step anew, with what is asked for there now. */
  #again(): void {
    const to = this.step;
    // What fails behind this step may not fail any more.
    this.#failsAt = Infinity;
    while (this.#lastMark.step >= to) this.#marks.pop();
    this.#back(to - 1);
    this.#forward(to);
  }

  #back(to: number): void {
    this.#takeUp(this.#marks.findLast(({ step }) => step <= to)!);
    this.#forward(to);
  }

  /** Stands where a snapshot was taken. */
  #takeUp(mark: Mark): void {
    this.#run = this.#parts.make(mark.changes, this.#tradeFromMs(mark.changes));
    this.#run.restore(mark.actors);
    this.step = mark.step;
    this.#changesDone = mark.changes;
    this.statements.length = mark.statements;
    this.peak = mark.peak;
    this.worstDrawdown = mark.worstDrawdown;
    this.trades = mark.trades;
    this.#barsSeen = [...mark.barsSeen];
    this.failure = "";
  }

  #forward(to: number): void {
    const end = Math.min(to, this.#failsAt);
    if (this.#parts.onSettled === undefined) this.jump(end);
    while (this.step < Math.min(end, this.#failsAt)) {
      const from = this.step, to = this.#cut(from, end);
      try {
        this.#frame(from, to);
      } catch (error) {
        if (!(error instanceof LockstepError)) throw error;
        this.#fail(from, to, error.message);
      }
    }
    if (this.step === this.#failsAt) this.failure = this.#failureText;
  }

  #failureText = "";

  /**
   * The strategy failed in the frame from…to−1: goes on a bar at a time to where it did, and stands there. One that doesn't fail again has
   * a memory of its own, outside what is held: it goes no further than the frame, since nothing there could be repeated.
   */
  #fail(from: number, to: number, message: string): void {
    let failsAt = from, text = message;
    this.#back(from);
    while (this.step < to) {
      try {
        this.#frame(this.step, this.step + 1);
        failsAt = this.step;
      } catch (error) {
        if (!(error instanceof LockstepError)) throw error;
        text = error.message;
        break;
      }
    }
    this.#failsAt = failsAt;
    this.#failureText = text;
    this.#back(failsAt);
  }

  /** Does what is given before the first bar; it is told of with that. */
  #begin(): void {
    while (this.#changes[this.#changesDone] === 0) this.#change();
    const commands = commandsAt(this.#givenCommands, 0);
    if (commands.length === 0) return;
    const settled = this.#run.receive(commandFrame(this.universe, 0, commands, this.#parts.beginMs ?? NaN));
    if (settled.statements !== null) this.#takeStatements(settled.statements, 1);
    this.#parts.onSettled?.(settled);
  }

  /** Where the next frame ends: at what happens there by hand, at a snapshot, when it is long enough. */
  #cut(from: number, to: number): number {
    let end = Math.min(to, from + this.#frameSteps, from - from % this.#markSteps + this.#markSteps);
    for (const commands of [this.#commands, this.#givenCommands]) {
      const next = commands.find(({ afterStep }) => afterStep > from);
      if (next !== undefined) end = Math.min(end, next.afterStep);
    }
    const aside = this.#asideAfter(from);
    if (aside !== undefined) end = Math.min(end, from < aside.fromStep ? aside.fromStep : aside.toStep);
    if (this.#changesDone < this.#changes.length) end = Math.min(end, this.#changes[this.#changesDone]);
    return end;
  }

  /** The steps on which it stands aside that end behind a step first. */
  #asideAfter(step: number): AsideSteps | undefined {
    return this.#asides[firstAtOrAfter(this.#asideEnds, step + 1)];
  }

  #frame(from: number, to: number): void {
    const settled = this.#run.receive(this.#frameOf(from, to));
    this.#take(settled, from, to);
    while (this.#changes[this.#changesDone] === to) this.#change();
    this.step = to; // only now: a plan may fail where it takes over
    if (to % this.#markSteps === 0 || this.#changes[this.#changesDone - 1] === to) this.#mark();
    this.#parts.onSettled?.(settled);
  }

  /** The steps from…to−1 as a frame, with what is asked for at its end. */
  #frameOf(from: number, to: number): Frame {
    const steps = to - from;
    const bars = this.bars.map((bars, i) => bars.slice(this.#barsSeen[i], this.barsBefore(i, to)));
    const stepOfBar = bars.map(({ length }, i) => {
      if (length === steps) return null;
      const first = this.#barsSeen[i];
      return Int32Array.from({ length }, (_, bar) => this.stepAt(i, first + bar) - from);
    });
    const commands = [...commandsAt(this.#givenCommands, to), ...commandsAt(this.#commands, to)];
    if (to === this.steps) commands.push(...this.#parts.lastCommands ?? []);
    const aside = this.#asideAfter(from);
    return {
      universe: this.universe,
      firstStep: from,
      timeMs: this.timeMs.subarray(from, to),
      bars,
      stepOfBar,
      ...this.#parts.trades !== undefined && { trades: this.#parts.trades },
      ...commands.length > 0 && { commands },
      ...aside !== undefined && aside.fromStep <= from && { standAside: aside.standAside },
    };
  }

  #take({ equity, columns, frame, statements }: Settled, from: number, to: number): void {
    this.equity.set(equity.subarray(0, to - from), from);
    let { peak, worstDrawdown } = this;
    for (let step = 0; step < to - from; step++) {
      if (equity[step] > peak) peak = equity[step];
      else if (equity[step] / peak - 1 < worstDrawdown) worstDrawdown = equity[step] / peak - 1;
    }
    this.peak = peak;
    this.worstDrawdown = worstDrawdown;
    const { plan } = this.#run;
    for (let i = 0; i < columns.length; i++) {
      const { length } = frame.bars[i];
      for (let k = 0; k < this.indicatorNames.length; k++) {
        // A plan that took over may lack a column.
        const column = plan.columns.indexOf(this.indicatorNames[k]), kept = this.indicators[i][k];
        if (column < 0) kept.fill(NaN, this.#barsSeen[i], this.#barsSeen[i] + length);
        else kept.set(columns[i][column].subarray(0, length), this.#barsSeen[i]);
      }
      this.#barsSeen[i] += length;
    }
    if (statements !== null) this.#takeStatements(statements, from);
  }

  #takeStatements({ rows, reasons }: Statements, from: number): void {
    const first = this.statements.length, closed = STATEMENT_KINDS.indexOf("closed");
    this.statements.appendAll(rows);
    const { data, length } = this.statements;
    for (let row = first; row < length; row++) {
      const at = row * STATEMENT_ROW_WIDTH, reason = data[at + STATEMENT_ROW.reason];
      data[at + STATEMENT_ROW.step] += from;
      if (reason === reason) data[at + STATEMENT_ROW.reason] = this.reasons.code(reasons.text(reason));
      if (data[at + STATEMENT_ROW.kind] === closed) this.trades++;
    }
  }

  /** Another plan takes over: warmed up on all bars so far, with the account of the one before. */
  #change(): void {
    const before = this.#run.snapshot(), changes = ++this.#changesDone;
    const run = this.#parts.make(changes, this.#tradeFromMs(changes));
    let warm = this.#warm.get(changes);
    if (warm === undefined) {
      warm = this.#warmUp(changes);
      this.#warm.set(changes, warm);
    }
    run.restore(warm);
    if (changes === this.#idleChange) run.takeOver(this.#run.accountSnapshot());
    else run.inherit(before, (i, fromBar) => this.bars[i].slice(fromBar, this.#barsSeen[i]));
    this.#run = run;
  }

  /** What a plan knows after all bars up to its change, none of which it has traded. */
  #warmUp(changes: number): readonly Snapshot[] {
    const run = this.#parts.make(changes, this.#tradeFromMs(changes));
    const at = this.#changes[changes - 1], seen = this.#barsSeen;
    this.#barsSeen = this.bars.map(() => 0);
    for (let from = 0; from < at;) {
      const to = Math.min(at, from + this.#frameSteps);
      const { commands: _, ...frame } = this.#frameOf(from, to);
      run.receive(frame);
      this.#barsSeen = this.bars.map((_, i) => this.barsBefore(i, to));
      from = to;
    }
    this.#barsSeen = seen;
    return run.snapshot();
  }

  /** A plan that took over trades from the step on that follows the change. */
  #tradeFromMs(changes: number): number {
    if (changes === 0) return -Infinity;
    const step = this.#changes[changes - 1];
    return step < this.steps ? this.timeMs[step] : Infinity;
  }

  get #lastMark(): Mark {
    return this.#marks[this.#marks.length - 1];
  }

  #mark(): void {
    if (this.#marks.length === 0 || this.#lastMark.step < this.step) this.#marks.push(this.#standing());
  }

  #standing(): Mark {
    return {
      step: this.step,
      changes: this.#changesDone,
      actors: this.#run.snapshot(),
      statements: this.statements.length,
      peak: this.peak,
      worstDrawdown: this.worstDrawdown,
      trades: this.trades,
      barsSeen: [...this.#barsSeen],
    };
  }
}

function commandsAt(commands: readonly TimedCommand[], step: number): Command[] {
  return commands.filter(({ afterStep }) => afterStep === step).map(({ command }) => command);
}

/** First index whose value is at or above `value` in an ascending column, or its length. */
function firstAtOrAfter(ascending: ArrayLike<number>, value: number): number {
  let low = 0, high = ascending.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (ascending[middle] < value) low = middle + 1;
    else high = middle;
  }
  return low;
}
