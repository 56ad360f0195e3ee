import type { Actor, Snapshot } from "./actor.ts";
import { BAR_FIELDS, type BarField } from "./bars.ts";
import { LockstepError } from "./error.ts";
import type { Frame, Universe } from "./frame.ts";
import type { Kernel, PairedRun } from "./kernel.ts";
import type { Indicated } from "./messages.ts";
import { reasonOf, stretchFailure } from "./part_failure.ts";
import { foreignField, type Plan, type PlannedIndicator } from "./pipeline.ts";
import { ResampledKernel } from "./resampled_kernel.ts";
import { type NumberText, packNumbers, unpackNumbers } from "./snapshot.ts";
import { Timeframe } from "./timeframe.ts";

/** Runs every indicator of a plan over every instrument's columns, a column at a time. */
export class IndicatorActor implements Actor<Frame, Indicated> {
  readonly name = "indicators";
  readonly #indicators: readonly PlannedIndicator[];
  /** By instrument, then indicator. */
  readonly #kernels: readonly (readonly Kernel[])[];
  /** By instrument: columns as they are handed on, and which of them each indicator reads and writes. */
  readonly #columns: Float64Array[][];
  readonly #inputs: Float64Array[][][];
  readonly #outputs: Float64Array[][][];
  /** By instrument: what is run, one after the other. */
  readonly #passes: readonly (readonly Pass[])[];
  /** Columns of other instruments, and the last value of each before the frame in hand. */
  readonly #foreign: readonly ForeignColumn[];
  readonly #carried: number[];
  #capacity: number[];
  /** By instrument, then indicator: what its kernel remembered before the stretch in hand. */
  readonly #memories: readonly (readonly Float64Array[])[];
  /** Bars of each instrument in earlier frames, and up to the end of the frame in hand. */
  #barsBefore: number[];
  #barsSeen: number[];

  constructor(plan: Plan, universe: Universe) {
    this.#indicators = plan.indicators;
    this.#kernels = universe.instruments.map(() => plan.indicators.map(makeKernel));
    this.#columns = universe.instruments.map(() => plan.columns.map(() => NO_COLUMN));
    this.#inputs = universe.instruments.map(() =>
      plan.indicators.map(({ inputs }) => inputs.map(() => NO_COLUMN))
    );
    this.#outputs = universe.instruments.map(() =>
      plan.indicators.map(({ outputs }) => outputs.map(() => NO_COLUMN))
    );
    this.#capacity = universe.instruments.map(() => 0);
    this.#memories = this.#kernels.map((kernels) =>
      kernels.map((kernel) => new Float64Array(kernel.snapshotLength))
    );
    this.#passes = this.#kernels.map((kernels) => passes(plan.indicators, kernels));
    this.#barsBefore = universe.instruments.map(() => 0);
    this.#barsSeen = universe.instruments.map(() => 0);
    this.#foreign = plan.columns.flatMap((name, column) => foreignColumn(name, column, universe));
    this.#carried = this.#foreign.map(() => NaN);
    for (const { name, spec } of plan.indicators) {
      if (spec.timeframe === undefined) continue;
      const coarse = Timeframe.parse(spec.timeframe);
      if (coarse.spanMs <= universe.timeframe.spanMs) {
        throw new LockstepError(
          `The indicator "${name}" asks for ${coarse} bars, but the run has ${universe.timeframe} bars: ` +
            `an indicator's timeframe must be coarser.`,
        );
      }
    }
  }

  receive(frame: Frame): Indicated {
    for (let i = 0; i < this.#kernels.length; i++) {
      const bars = frame.bars[i], columns = this.#columns[i], length = bars.length;
      for (let field = 0; field < BAR_FIELDS.length; field++) columns[field] = bars[BAR_FIELDS[field]];
      if (length > this.#capacity[i]) this.#widen(i, length);
      if (this.#foreign.length > 0) this.#fillForeign(frame, i);
      for (let k = 0; k < this.#indicators.length; k++) {
        const reads = this.#indicators[k].inputs, inputs = this.#inputs[i][k];
        for (let n = 0; n < reads.length; n++) inputs[n] = columns[reads[n]];
        // Only of a stretch the failing bar would have to be found by running it again.
        if (length > 1) this.#kernels[i][k].save(this.#memories[i][k]);
      }
      const own = this.#passes[i], inputs = this.#inputs[i], outputs = this.#outputs[i];
      for (let p = 0; p < own.length; p++) {
        const { first, second, run, runBoth } = own[p];
        try {
          if (runBoth === undefined) run(inputs[first], outputs[first], 0, length);
          else runBoth(inputs[first], outputs[first], outputs[second], 0, length);
        } catch (error) {
          throw this.#failure(frame, i, first, error);
        }
      }
      this.#barsBefore[i] = this.#barsSeen[i];
      this.#barsSeen[i] += length;
    }
    this.#foreign.forEach(({ instrumentIndex, field }, k) => {
      const { length, [field]: values } = frame.bars[instrumentIndex];
      if (length > 0) this.#carried[k] = values[length - 1];
    });
    return { frame, columns: this.#columns, barsBefore: this.#barsBefore };
  }

  /** Writes what an instrument's bars know of the others: their last value at or before each bar's step. */
  #fillForeign({ bars, stepOfBar }: Frame, i: number): void {
    this.#foreign.forEach(({ column, instrumentIndex, field }, k) => {
      const room = this.#columns[i][column], values = bars[instrumentIndex][field];
      const own = stepOfBar[i], theirs = stepOfBar[instrumentIndex];
      for (let bar = 0, at = 0; bar < bars[i].length; bar++) {
        const step = own === null ? bar : own[bar];
        while (at < values.length && (theirs === null ? at : theirs[at]) <= step) at++;
        room[bar] = at > 0 ? values[at - 1] : this.#carried[k];
      }
    });
  }

  #failure(frame: Frame, i: number, k: number, error: unknown): LockstepError {
    const kernel = this.#kernels[i][k];
    return stretchFailure(`The indicator "${this.#indicators[k].name}"`, {
      part: kernel,
      memory: this.#memories[i][k],
      symbol: frame.universe.instruments[i].symbol,
      bars: frame.bars[i],
      barsBefore: this.#barsSeen[i],
      run: (bar) => kernel.run(this.#inputs[i][k], this.#outputs[i][k], bar, bar + 1),
    }, error);
  }

  #widen(instrumentIndex: number, length: number): void {
    this.#capacity[instrumentIndex] = length;
    for (const { column } of this.#foreign) this.#columns[instrumentIndex][column] = new Float64Array(length);
    this.#indicators.forEach(({ outputs }, k) =>
      outputs.forEach((column, n) => {
        const room = new Float64Array(length);
        this.#columns[instrumentIndex][column] = room;
        this.#outputs[instrumentIndex][k][n] = room;
      })
    );
  }

  snapshot(): Snapshot {
    return {
      actor: this.name,
      version: 3,
      state: {
        kernels: this.#kernels.map((kernels) => kernels.map((kernel) => kernel.snapshot())),
        barsSeen: [...this.#barsSeen],
        carried: packNumbers(this.#carried),
      } satisfies IndicatorState,
    };
  }

  restore(snapshot: Snapshot): void {
    if (snapshot.actor !== this.name || snapshot.version !== 3) {
      throw new LockstepError(
        `Can't restore indicators from a snapshot of ${snapshot.actor} version ${snapshot.version}.`,
      );
    }
    const { kernels, barsSeen, carried } = snapshot.state as IndicatorState;
    unpackNumbers(carried).forEach((value, k) => this.#carried[k] = value);
    this.#kernels.forEach((own, i) => own.forEach((kernel, k) => kernel.restore(kernels[i][k])));
    this.#barsSeen = [...barsSeen];
  }
}

interface IndicatorState {
  readonly kernels: readonly (readonly NumberText[][])[];
  readonly barsSeen: readonly number[];
  readonly carried: readonly NumberText[];
}

/** A column that holds what is known of another instrument. */
interface ForeignColumn {
  readonly column: number;
  readonly instrumentIndex: number;
  readonly field: BarField;
}

function foreignColumn(name: string, column: number, { instruments }: Universe): ForeignColumn[] {
  const foreign = foreignField(name);
  if (foreign === undefined) return [];
  const instrumentIndex = instruments.findIndex(({ symbol }) => symbol === foreign.symbol);
  if (instrumentIndex >= 0) return [{ column, instrumentIndex, field: foreign.field }];
  throw new LockstepError(
    `The strategy reads "${name}", but ${foreign.symbol} is none of the run's instruments (${
      instruments.map(({ symbol }) => symbol).join(", ")
    }): add its bars.`,
  );
}

const NO_COLUMN = new Float64Array(0);

/** One kernel's run, or that of two which go together; the numbers are those of their indicators. */
interface Pass {
  readonly first: number;
  readonly second: number;
  readonly run: Kernel["run"];
  readonly runBoth: PairedRun | undefined;
}

/**
 * What to run over an instrument's columns. A kernel goes with the first one behind it that reads the same columns and suits it. Runs are
 * bound, so that V8 compiles each loop by itself: put into the loop over kernels it took twice the time.
 */
function passes(indicators: readonly PlannedIndicator[], kernels: readonly Kernel[]): Pass[] {
  const taken = new Set<number>();
  return kernels.flatMap((kernel, first): Pass[] => {
    if (taken.has(first)) return [];
    for (let second = first + 1; second < kernels.length; second++) {
      if (taken.has(second) || `${indicators[first].inputs}` !== `${indicators[second].inputs}`) continue;
      const runBoth = kernel.pairedWith(kernels[second]);
      if (runBoth === undefined) continue;
      taken.add(second);
      return [{ first, second, run: kernel.run.bind(kernel), runBoth }];
    }
    return [{ first, second: first, run: kernel.run.bind(kernel), runBoth: undefined }];
  });
}

function makeKernel({ name, spec }: PlannedIndicator): Kernel {
  const { definition, params, timeframe } = spec;
  let kernel: Kernel;
  try {
    kernel = definition.kernel(params);
  } catch (error) {
    throw new LockstepError(`The indicator "${name}" can't be made: ${reasonOf(error)}.`, { cause: error });
  }
  if (timeframe === undefined) return kernel;
  const reads = definition.inputs.map((input) =>
    (input === "source" ? spec.of : input === "other" ? spec.with : input) as typeof BAR_FIELDS[number]
  );
  return new ResampledKernel(kernel, Timeframe.parse(timeframe), reads, definition.outputs.length);
}
