import { BAR_FIELDS, type BarField, type ForeignField } from "./bars.ts";
import type { BrokerFactory } from "./broker.ts";
import type { BarDecision, PositionView } from "./decision.ts";
import { LockstepError } from "./error.ts";
import type { IndicatorSpec } from "./indicator.ts";
import type { PortfolioFactory } from "./portfolio.ts";
import type { RiskRule } from "./risk.ts";
import type { SignalSpec } from "./signal.ts";
import type { Sizer } from "./sizer.ts";
import { Timeframe } from "./timeframe.ts";
import type { Window } from "./window.ts";

/** Column names that an indicator adds under a name: the name itself, or `name.output` where it has several outputs. */
export type ColumnsOf<Name extends string, Output extends string> = Output extends "value" ? Name
  : `${Name}.${Output}`;

/** A name that isn't taken; anything else is a type error that says so. */
type NewName<Name extends string, Columns extends string> = Name extends Columns | BarField
  ? `"${Name}" is taken already`
  : Extract<Columns, `${Name}.${string}`> extends never ? Name
  : `"${Name}" is taken already`;

/** Parts that a pipeline has, as properties: one that lacks a part lacks a property, and the type checker names it. */
type Having<Part extends string> = { readonly [Each in Part]: true };

/** Settings of `onBar`. */
export interface OnBarSettings {
  /** Bars back that the window keeps; 200 by default. */
  readonly lookbackBars?: number;
  /** Coarser timeframes that the window shows, such as ["1h"]. */
  readonly timeframes?: readonly string[];
}

/** An indicator in its place: which columns it reads and which it writes, by number. */
export interface PlannedIndicator {
  readonly name: string;
  readonly spec: IndicatorSpec;
  readonly inputs: readonly number[];
  readonly outputs: readonly number[];
  /** Bars before its first value, those of the indicators that it reads included; of its own timeframe. */
  readonly warmupBars: number;
}

/** A composition that has all its parts, checked: what the engine makes actors from. */
export interface Plan {
  /** {@link BAR_FIELDS}, then every indicator's outputs, and columns of other instruments ("SPY:close") where they were first named. */
  readonly columns: readonly string[];
  readonly indicators: readonly PlannedIndicator[];
  readonly signal: SignalSpec;
  /** Columns that the signal reads, by number. */
  readonly signalInputs: readonly number[];
  readonly sizer: Sizer;
  readonly rules: readonly RiskRule[];
  /** Absent: the run's. */
  readonly broker?: BrokerFactory;
  readonly portfolio?: PortfolioFactory;
}

/** What the builder knows so far. */
interface Parts {
  readonly columns: readonly string[];
  readonly indicators: readonly PlannedIndicator[];
  readonly signal?: SignalSpec;
  readonly sizer?: Sizer;
  readonly rules: readonly RiskRule[];
  readonly broker?: BrokerFactory;
  readonly portfolio?: PortfolioFactory;
}

/**
 * A pipeline under composition. Every call gives a new builder that has one part more; what is missing or misnamed is a type error
 * where types can say it, and a {@link LockstepError} at once otherwise.
 */
export class Pipeline<Columns extends string = never, Has extends "signal" | "sizer" = never> {
  readonly #parts: Parts;
  /** For the type checker only. */
  declare readonly has: Having<Has>;

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  /** Adds an indicator under a name: its column, or `name.output` for each of several. */
  indicator<
    const Name extends string,
    Output extends string,
    Source extends Columns | BarField | ForeignField,
  >(
    name: NewName<Name, Columns>,
    spec: IndicatorSpec<Output, Source>,
  ): Pipeline<Columns | ColumnsOf<Name, Output>, Has> {
    return new Pipeline(withIndicator(this.#parts, name, spec as IndicatorSpec));
  }

  /** Says what the strategy wants to be: long, flat or short. */
  signal(spec: SignalSpec<Columns | BarField | ForeignField>): Pipeline<Columns, Has | "signal"> {
    if (this.#parts.signal !== undefined) {
      throw new LockstepError(
        "The pipeline has a signal already: combine signals with and(), or() and not().",
      );
    }
    const names = spec.scope === "bar" ? this.#parts.columns : spec.needs;
    const columns = withForeign(this.#parts.columns, names);
    names.forEach((name) => columnNumber(columns, name, `the signal "${spec.title}"`));
    return new Pipeline({ ...this.#parts, columns, signal: spec as SignalSpec });
  }

  /** A signal that is asked at every bar and may look at its position: answer 1, −1, 0, a decision, or nothing. */
  onBar(
    decide: (window: Window<Columns>, position: PositionView) => BarDecision,
    { lookbackBars = 200, timeframes = [] }: OnBarSettings = {},
  ): Pipeline<Columns, Has | "signal"> {
    if (!Number.isInteger(lookbackBars) || lookbackBars < 1 || lookbackBars > 1_000_000) {
      throw new LockstepError(
        `onBar: lookbackBars must be a whole number from 1 to 1,000,000: received ${lookbackBars}.`,
      );
    }
    timeframes.forEach(Timeframe.parse);
    return this.signal({ scope: "bar", title: "onBar", needs: [], lookbackBars, timeframes, decide });
  }

  /** Says how large the position should be. */
  sizer(sizer: Sizer<Columns | BarField | ForeignField>): Pipeline<Columns, Has | "sizer"> {
    if (this.#parts.sizer !== undefined) throw new LockstepError("The pipeline has a sizer already.");
    const columns = withForeign(this.#parts.columns, sizer.needs);
    sizer.needs.forEach((name) => columnNumber(columns, name, `the sizer "${sizer.title}"`));
    return new Pipeline({ ...this.#parts, columns, sizer: sizer as Sizer });
  }

  /** Adds risk rules; they are asked in the order in which they stand. */
  risk(...rules: readonly RiskRule[]): Pipeline<Columns, Has> {
    return new Pipeline({ ...this.#parts, rules: [...this.#parts.rules, ...rules] });
  }

  /** Takes this broker instead of the run's. */
  broker(broker: BrokerFactory): Pipeline<Columns, Has> {
    return new Pipeline({ ...this.#parts, broker });
  }

  /** Takes this portfolio instead of the run's. */
  portfolio(portfolio: PortfolioFactory): Pipeline<Columns, Has> {
    return new Pipeline({ ...this.#parts, portfolio });
  }

  /** The checked plan. @throws LockstepError naming the part that is missing. */
  plan(this: Pipeline<Columns, "signal" | "sizer">): Plan {
    const { signal, sizer } = this.#parts;
    if (signal === undefined) {
      throw new LockstepError("The pipeline has no signal: add one with .signal() or .onBar().");
    }
    if (sizer === undefined) throw new LockstepError("The pipeline has no sizer: add one with .sizer().");
    const signalInputs = signal.needs.map((name) =>
      columnNumber(this.#parts.columns, name, `the signal "${signal.title}"`)
    );
    return { ...this.#parts, signal, sizer, signalInputs };
  }
}

/** A pipeline that has all it needs. Its columns are nobody's business any more. */
export interface CompletePipeline {
  readonly has: Having<"signal" | "sizer">;
  plan(): Plan;
}

/** An empty pipeline, to be composed: `.indicator()`, `.signal()` or `.onBar()`, `.sizer()`, `.risk()`. */
export function pipeline(): Pipeline {
  return new Pipeline({ columns: BAR_FIELDS, indicators: [], rules: [] });
}

/** Bars of the run's timeframe that go by before every indicator has a value. */
export function warmupBars(plan: Plan, timeframe: Timeframe): number {
  return plan.indicators.reduce((most, { spec, warmupBars }) => {
    if (spec.timeframe === undefined) return Math.max(most, warmupBars);
    const finePerCoarse = Math.ceil(Timeframe.parse(spec.timeframe).spanMs / timeframe.spanMs);
    return Math.max(most, (warmupBars + 1) * finePerCoarse);
  }, 0);
}

/** Span of the finest coarser timeframe that a plan names: the run's bars must be shorter. Infinity where it names none. */
export function finestNamedTimeframeMs(plan: Plan): number {
  const named = plan.indicators.flatMap(({ spec }) => spec.timeframe ?? []);
  if (plan.signal.scope === "bar") named.push(...plan.signal.timeframes);
  return named.reduce((least, text) => Math.min(least, Timeframe.parse(text).spanMs), Infinity);
}

/** Columns with those of other instruments that are named here for the first time. */
function withForeign(columns: readonly string[], names: readonly string[]): readonly string[] {
  const added = names.filter((name) => foreignField(name) !== undefined && !columns.includes(name));
  return added.length === 0 ? columns : [...columns, ...new Set(added)];
}

/** What a column of another instrument names: "SPY:close" is SPY's close. Undefined for any other column. */
export function foreignField(column: string): { symbol: string; field: BarField } | undefined {
  const at = column.lastIndexOf(":"), field = column.slice(at + 1) as BarField;
  return at > 0 && BAR_FIELDS.includes(field) ? { symbol: column.slice(0, at), field } : undefined;
}

function withIndicator(parts: Parts, name: string, spec: IndicatorSpec): Parts {
  const { definition, of, with: other, timeframe } = spec;
  const owner = `the indicator "${name}"`;
  if (!/^[A-Za-z_]\w*$/.test(name)) {
    throw new LockstepError(
      `"${name}" can't name an indicator: use letters, digits and _, not starting with a digit.`,
    );
  }
  const outputs = definition.outputs as readonly string[];
  const added = outputs.map((output) => output === "value" ? name : `${name}.${output}`);
  for (const column of [name, ...added]) {
    if (parts.columns.includes(column) || parts.columns.some((taken) => taken.startsWith(`${column}.`))) {
      throw new LockstepError(`The name "${name}" is taken already: give ${owner} another.`);
    }
  }
  if (timeframe !== undefined) {
    Timeframe.parse(timeframe);
    const missing = [of, other ?? of].find((column) => !(BAR_FIELDS as readonly string[]).includes(column));
    if (missing !== undefined) {
      throw new LockstepError(
        `${
          capital(owner)
        } reads "${missing}" on ${timeframe} bars: a coarser timeframe has only a bar's columns.`,
      );
    }
  }
  if (definition.inputs.includes("other") && other === undefined) {
    throw new LockstepError(
      `${
        capital(owner)
      } compares two columns: name the second one, ${definition.name}({ …, with: "column" }).`,
    );
  }
  const read = definition.inputs.map((input) => input === "source" ? of : input === "other" ? other! : input);
  parts = { ...parts, columns: withForeign(parts.columns, read) };
  const inputs = (timeframe === undefined ? read : BAR_FIELDS).map((column) =>
    columnNumber(parts.columns, column, owner)
  );
  // Where it reads another indicator's column, that one's first value comes before its own.
  const sources = [
    ...definition.inputs.includes("source") ? [of] : [],
    ...definition.inputs.includes("other") ? [other!] : [],
  ];
  const warmup = definition.warmupBars(spec.params) + Math.max(
    0,
    ...sources.map((column) =>
      parts.indicators.find(({ outputs }) => outputs.includes(parts.columns.indexOf(column)))?.warmupBars ?? 0
    ),
  );
  const firstOutput = parts.columns.length;
  return {
    ...parts,
    columns: [...parts.columns, ...added],
    indicators: [...parts.indicators, {
      name,
      spec,
      inputs,
      outputs: added.map((_, k) => firstOutput + k),
      warmupBars: warmup,
    }],
  };
}

function columnNumber(columns: readonly string[], name: string, owner: string): number {
  const index = columns.indexOf(name);
  if (index >= 0) return index;
  throw new LockstepError(
    `${capital(owner)} reads a column "${name}" that isn't there: there are ${columns.join(", ")}.`,
  );
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
