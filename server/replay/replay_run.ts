import { compose } from "../../actors/compose.ts";
import { type Preset, presetOf } from "../../actors/presets.ts";
import { BAR_FIELDS, type Bars } from "../../engine/bars.ts";
import type { Universe } from "../../engine/frame.ts";
import { HeldRun, type HeldRunParts } from "../../engine/held_run.ts";
import { type Plan, warmupBars } from "../../engine/pipeline.ts";
import { EQUITY_POINTS, Recorder } from "../../engine/recorder.ts";
import type { RunResult } from "../../engine/result.ts";
import type { Strategy } from "../../engine/strategy.ts";
import { Timeframe } from "../../engine/timeframe.ts";
import { VERSION } from "../../engine/version.ts";
import { idlePlan } from "../../paper/idle_plan.ts";
import { loadStrategy } from "../../strategies/load_strategy.ts";
import { isRegistered } from "../../strategies/registry.ts";
import { barsOf } from "../data/shared_columns.ts";
import type { ReplayDefinition, ReplayedSession } from "../replay_definition.ts";
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
  /** What trades at the beginning, and after each change. */
  readonly #stretches: readonly [Stretch, ...Stretch[]];

  private constructor(
    definition: ReplayDefinition,
    shared: SharedBars,
    strategy: Strategy,
    onSettled?: HeldRunParts["onSettled"],
  ) {
    this.definition = definition;
    this.#bars = shared;
    this.#strategy = strategy;
    this.#preset = presetOf(definition.preset)!;
    this.universe = { instruments: shared.instruments, timeframe: Timeframe.parse(shared.timeframe) };
    this.#stretches = stretchesOf(definition);
    const changes = this.#stretches.slice(1), { session, commands } = definition;
    const bars: readonly Bars[] = shared.columns.map(barsOf);
    this.held = new HeldRun({
      universe: this.universe,
      bars,
      trades: shared.trades,
      initialCash: definition.account.cash,
      make: (changes, tradeFromMs) =>
        compose(this.#plan(changes), this.universe, definition.account, {
          preset: this.#preset,
          desk: {
            keepsStatements: true,
            tradeFromMs: Math.max(tradeFromMs, session?.tradeFromMs ?? -Infinity),
          },
        }),
      changes: changes.map(({ atStep }) => atStep),
      idleChange: 1 + changes.findIndex(({ params }) => params === undefined),
      commands,
      ...session !== undefined && givenOf(session),
      // A session ends where it was stopped, and closes nothing by itself.
      lastCommands: this.#preset.closesAtEnd && session === undefined ? [{ kind: "finalize" }] : [],
      onSettled,
    });
  }

  /** Loads the strategy and makes the run, at its beginning. @throws LockstepError where it can't be made. */
  static async make(
    definition: ReplayDefinition,
    bars: SharedBars,
    onSettled?: HeldRunParts["onSettled"],
  ): Promise<ReplayRun> {
    return new ReplayRun(definition, bars, await loadStrategy(definition.strategy), onSettled);
  }

  #plan(changes: number): Plan {
    const { params } = this.#stretches[changes];
    return params === undefined ? idlePlan() : this.#strategy.plan({ ...params }).plan;
  }

  /** Parameters from the beginning on, and from each of these steps on, up to a step. */
  #paramsUntil(step: number): { readonly atStep: number; readonly params: Record<string, unknown> }[] {
    return this.#stretches.flatMap(({ atStep, params }) =>
      params === undefined || atStep > step
        ? []
        : [{ atStep, params: this.#strategy.plan({ ...params }).params }]
    );
  }

  /** What doesn't change while it lives. */
  describe(): ReplayDescription {
    const { definition, held, universe } = this, { id, dataSet, account, fork } = definition;
    const { name, title, version } = this.#strategy;
    // Of one that has failed what it was is shown on.
    const inHand = this.#stretches.findLast(({ atStep }) => atStep <= held.step)!;
    const plan = inHand.params === undefined ? this.#plan(0) : held.run.plan;
    const words = stagesInWords(plan), spanMs = universe.timeframe.spanMs;
    return {
      id,
      strategy: { name, title, version },
      params: this.#paramsUntil(held.steps).at(-1)!.params,
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
        broker: [brokerInWords(definition)],
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
    const { definition, held, universe } = this, strategy = this.#strategy, { session } = definition;
    const [first, ...changes] = this.#paramsUntil(held.step), { params } = changes.at(-1) ?? first;
    const { plan } = strategy.plan({ ...params });
    const recorder = new Recorder(universe, {
      initialCash: definition.account.cash,
      fromMs: session?.tradeFromMs,
      conventions: this.#preset.metrics,
      buyAndHoldFromBar: this.#preset.buyAndHoldAfterWarmup ? warmupBars(plan, universe.timeframe) : 0,
    });
    const again = held.repeat((settled) => recorder.next(settled));
    const stopped = held.failure !== ""
      ? held.failure
      : held.step < held.steps
      ? `held after ${held.step.toLocaleString("en")} of ${held.steps.toLocaleString("en")} bars`
      : undefined;
    return recorder.result(again.run, {
      config: {
        strategy: strategy.name,
        strategyVersion: strategy.version,
        ...!isRegistered(definition.strategy) && { strategyFile: definition.strategy },
        params: first.params,
        ...changes.length > 0 && { changes },
        ...held.commands.length > 0 && {
          commands: held.commands.filter(({ afterStep }) => afterStep <= held.step).map((each) => ({
            ...each,
          })),
        },
        instruments: [...universe.instruments],
        timeframe: universe.timeframe.text,
        feed: { sources: [...this.#bars.sourceNames], timeZone: "UTC", adjusted: false, onBadRow: "fail" },
        ...session !== undefined && { fromMs: session.tradeFromMs },
        ...definition.account,
        ...this.#bars.trades !== undefined && { matching: "trades" },
        ...session?.takenOver !== undefined && { takesOver: session.takenOver.positions },
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

/** What trades from a step on: a strategy with these parameters, or none. */
interface Stretch {
  readonly atStep: number;
  readonly params?: Readonly<Record<string, unknown>>;
}

/** Parameters that change before the first bar have been so from the beginning. */
function stretchesOf({ params, changes, session }: ReplayDefinition): readonly [Stretch, ...Stretch[]] {
  const early = changes.findLast(({ atStep }) => atStep === 0), failedAtStep = session?.failedAtStep;
  const later: Stretch[] = changes.filter(({ atStep }) => atStep > 0);
  if (failedAtStep !== undefined) {
    const before = later.filter(({ atStep }) => atStep <= failedAtStep).length;
    later.splice(before, 0, { atStep: failedAtStep });
  }
  return [{ atStep: 0, params: early?.params ?? params }, ...later];
}

/** What a session's replay is given beside its bars and the commands that can be taken back. */
function givenOf({ asides, takenOver }: ReplayedSession): Partial<HeldRunParts> {
  return {
    asides: asides.map(({ fromStep, toStep, reason, then }) => ({
      fromStep,
      toStep,
      standAside: { reason, then },
    })),
    ...takenOver !== undefined && {
      beginMs: takenOver.atMs,
      givenCommands: [{
        afterStep: takenOver.afterStep,
        command: { kind: "takeOver", positions: takenOver.positions },
      }],
    },
  };
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
