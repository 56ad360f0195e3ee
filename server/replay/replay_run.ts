import { compose } from "../../actors/compose.ts";
import { type Preset, presetOf } from "../../actors/presets.ts";
import { BAR_FIELDS, type Bars } from "../../engine/bars.ts";
import type { Universe } from "../../engine/frame.ts";
import { HeldRun } from "../../engine/held_run.ts";
import { type Plan, warmupBars } from "../../engine/pipeline.ts";
import { EQUITY_POINTS, Recorder } from "../../engine/recorder.ts";
import type { RunResult } from "../../engine/result.ts";
import type { Strategy } from "../../engine/strategy.ts";
import { Timeframe } from "../../engine/timeframe.ts";
import { VERSION } from "../../engine/version.ts";
import { loadStrategy } from "../../strategies/load_strategy.ts";
import { isRegistered } from "../../strategies/registry.ts";
import { barsOf } from "../data/shared_columns.ts";
import type { ReplayDefinition } from "../replay_definition.ts";
import type { ReplayDescription } from "../replay_messages.ts";
import type { SharedBars } from "./replay_worker_messages.ts";
import { stagesInWords } from "../stages_in_words.ts";

/** Timeframes that a second chart may show, where they are coarser than the bars. */
const COARSER = ["5m", "15m", "1h", "4h", "1d", "1w", "1M", "3M"];

/** A replay's run with what it was made from. */
export class ReplayRun {
  readonly held: HeldRun;
  readonly definition: ReplayDefinition;
  readonly universe: Universe;
  readonly #strategy: Strategy;
  readonly #preset: Preset;
  readonly #bars: SharedBars;
  /** Params at the beginning, and after each change. */
  readonly #params: readonly Readonly<Record<string, unknown>>[];

  private constructor(definition: ReplayDefinition, shared: SharedBars, strategy: Strategy) {
    this.definition = definition;
    this.#bars = shared;
    this.#strategy = strategy;
    this.#preset = presetOf(definition.preset)!;
    this.universe = { instruments: shared.instruments, timeframe: Timeframe.parse(shared.timeframe) };
    // A change before the first bar is no change: it was so from the beginning.
    const early = definition.changes.findLast(({ atStep }) => atStep === 0);
    const changes = definition.changes.filter(({ atStep }) => atStep > 0);
    this.#params = [early?.params ?? definition.params, ...changes.map(({ params }) => params)];
    const bars: readonly Bars[] = shared.columns.map(barsOf);
    this.held = new HeldRun({
      universe: this.universe,
      bars,
      initialCash: definition.account.cash,
      make: (changes, tradeFromMs) =>
        compose(this.#plan(changes), this.universe, definition.account, {
          preset: this.#preset,
          desk: { keepsStatements: true, tradeFromMs },
        }),
      changes: changes.map(({ atStep }) => atStep),
      commands: definition.commands,
      lastCommands: this.#preset.closesAtEnd ? [{ kind: "finalize" }] : [],
    });
  }

  /** Loads the strategy and makes the run, at its beginning. @throws LockstepError where it can't be made. */
  static async make(definition: ReplayDefinition, bars: SharedBars): Promise<ReplayRun> {
    return new ReplayRun(definition, bars, await loadStrategy(definition.strategy));
  }

  #plan(changes: number): Plan {
    return this.#strategy.plan({ ...this.#params[changes] }).plan;
  }

  /** What doesn't change while it lives. */
  describe(): ReplayDescription {
    const { id, dataSet, account, fork } = this.definition, { held, universe } = this;
    const { name, title, version } = this.#strategy, { plan } = held.run;
    const words = stagesInWords(plan), spanMs = universe.timeframe.spanMs;
    return {
      id,
      strategy: { name, title, version },
      params: this.#strategy.plan({ ...this.#params[this.#params.length - 1] }).params,
      dataSet,
      instruments: universe.instruments.map(({ symbol, currency, tickSize, lotSize }) => ({
        symbol,
        currency,
        tickSize,
        lotSize,
      })),
      timeframe: universe.timeframe.text,
      coarserTimeframes: COARSER.filter((text) => Timeframe.parse(text).spanMs >= 2 * spanMs),
      steps: held.steps,
      firstTimeMs: Math.min(...held.bars.map(({ openTimeMs }) => openTimeMs[0] ?? Infinity)),
      lastTimeMs: held.timeMs[held.steps - 1],
      cash: account.cash,
      indicators: indicatorsOf(plan),
      stages: {
        ...words,
        broker: [brokerInWords(this.definition)],
        portfolio: [
          `one account, ${
            account.direction === "both" ? "long and short" : `${account.direction} only`
          }, leverage ${account.leverage}`,
        ],
      },
      ...fork !== undefined && { fork },
      commandCount: held.commands.length,
    };
  }

  /** The record of the run up to where it stands, commands by hand included. */
  record(): RunResult {
    const { definition, held, universe } = this, strategy = this.#strategy, { plan } = held.run;
    const recorder = new Recorder(universe, {
      initialCash: definition.account.cash,
      conventions: this.#preset.metrics,
      buyAndHoldFromBar: this.#preset.buyAndHoldAfterWarmup ? warmupBars(plan, universe.timeframe) : 0,
    });
    const again = held.repeat((settled) => recorder.next(settled));
    const stopped = held.failure !== ""
      ? held.failure
      : held.step < held.steps
      ? `held after ${held.step.toLocaleString("en")} of ${held.steps.toLocaleString("en")} bars`
      : undefined;
    const [first, ...changed] = this.#params;
    const changes = definition.changes.filter(({ atStep }) => atStep > 0 && atStep <= held.step);
    return recorder.result(again.run, {
      config: {
        strategy: strategy.name,
        strategyVersion: strategy.version,
        ...!isRegistered(definition.strategy) && { strategyFile: definition.strategy },
        params: strategy.plan({ ...first }).params,
        ...changes.length > 0 && {
          changes: changes.map(({ atStep }, k) => ({
            atStep,
            params: strategy.plan({ ...changed[k] }).params,
          })),
        },
        ...held.commands.length > 0 && {
          commands: held.commands.filter(({ afterStep }) => afterStep <= held.step).map((each) => ({
            ...each,
          })),
        },
        instruments: [...universe.instruments],
        timeframe: universe.timeframe.text,
        feed: { sources: [...this.#bars.sourceNames], timeZone: "UTC", adjusted: false, onBadRow: "fail" },
        ...definition.account,
        preset: this.#preset.name,
        seed: 0,
        equityPoints: EQUITY_POINTS,
      },
      versions: { lockstep: VERSION, deno: Deno.version.deno },
      skippedRows: {},
      ...stopped !== undefined && { incompleteReason: stopped },
    });
  }
}

/** Where each indicator's columns are drawn: over the prices what has their unit, else in a pane of its own. */
function indicatorsOf(plan: Plan): ReplayDescription["indicators"] {
  const panes = new Map<string, string>(
    BAR_FIELDS.map((field) => [field, field === "volume" ? "volume" : "price"]),
  );
  return plan.indicators.flatMap(({ name, spec, outputs }) => {
    const { definition: { scale, inputs, title }, of, params } = spec;
    const source = inputs.includes("source") ? panes.get(of) ?? name : "price";
    const pane = scale !== "source" || source === "volume" ? name : source;
    const text = [title, Object.values(params).join(", ")].filter((each) => each !== "").join(" ");
    return outputs.map((column) => {
      panes.set(plan.columns[column], pane);
      return { column: plan.columns[column], title: text, pane };
    });
  });
}

function brokerInWords({ account: { feeBps, feePerShare, slippageBps }, preset }: ReplayDefinition): string {
  const costs = [
    `${feeBps} bp fee`,
    ...feePerShare === 0 ? [] : [`${feePerShare} a share`],
    `${slippageBps} bp slippage`,
  ];
  return `next open, ${costs.join(", ")}${preset === "lockstep" ? "" : `, as ${preset}`}`;
}
