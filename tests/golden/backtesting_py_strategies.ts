/** Strategies that decide what those behind figures/backtesting_py_runs.json decided in backtesting.py. */
import { z } from "zod";
import type { BrokerFactory } from "../../engine/broker.ts";
import type { BarDecision, Decision } from "../../engine/decision.ts";
import type { CompletePipeline } from "../../engine/pipeline.ts";
import type { Direction } from "../../engine/signal.ts";
import { type Strategy, strategy } from "../../engine/strategy.ts";
import type { Window } from "../../engine/window.ts";
import { crossedAbove, crossedBelow, crossover, percentOfEquity, pipeline, sma, when } from "../../mod.ts";

/** What a run's figures were made with. */
export interface Recipe {
  readonly strategy: string;
  readonly params: Readonly<Record<string, number | string>>;
  readonly leverage: number;
}

/** The strategy of a recipe; `broker` where its costs aren't those that an account has. */
export function strategyOf(recipe: Recipe, broker?: BrokerFactory): Strategy {
  const built = BUILDERS[recipe.strategy](recipe.params as never, 100 * recipe.leverage);
  return strategyFrom(
    recipe.strategy.toLowerCase(),
    broker === undefined ? built : withBroker(built, broker),
  );
}

/** A strategy without parameters from a pipeline. */
export function strategyFrom(name: string, built: CompletePipeline): Strategy {
  return strategy({ name, version: "1.0.0", params: z.object({}), build: () => built });
}

function withBroker(built: CompletePipeline, broker: BrokerFactory): CompletePipeline {
  return { has: built.has, plan: () => ({ ...built.plan(), broker }) };
}

type Params = {
  fast: number;
  slow: number;
  mode: string;
  sl: number;
  tp: number;
  seed: number;
  n: number;
  kinds: number;
  scale: number;
};

const BUILDERS: Readonly<Record<string, (params: Partial<Params>, percent: number) => CompletePipeline>> = {
  Cross: ({ fast = 10, slow = 30, mode, sl, tp }, percent) => {
    const averages = pipeline().indicator("fast", sma(fast)).indicator("slow", sma(slow)).sizer(
      percentOfEquity(percent),
    );
    if (mode === "long") {
      return averages.signal(
        when({ long: crossedAbove("fast", "slow"), flat: crossedBelow("fast", "slow") }),
      );
    }
    if (sl === undefined || tp === undefined) return averages.signal(crossover("fast", "slow"));
    return averages.onBar((window): BarDecision => {
      const above = (back: number) => Math.sign(window.value("fast", back) - window.value("slow", back));
      if (!(above(0) * above(1) < 0)) return;
      const direction = above(0) as Direction, close = window.close();
      return {
        direction,
        stopLossPrice: close * (1 - direction * sl),
        takeProfitPrice: close * (1 + direction * tp),
      };
    });
  },
  One: ({ seed, n, kinds = 4, scale = 1 }, percent) =>
    pipeline().sizer(percentOfEquity(percent)).onBar((window, position): BarDecision => {
      const draw = (k: number) => chance(window, k, seed!);
      if (isOutside(window, n!)) return;
      if (position.direction !== 0) return draw(0) < 0.1 ? 0 : undefined;
      return draw(1) < 0.4 ? entry(window.close(), draw, kinds, scale) : undefined;
    }),
  Lots: ({ seed, n }, percent) =>
    pipeline().sizer(percentOfEquity(percent)).onBar((window, position): BarDecision => {
      if (isOutside(window, n!)) return;
      const which = chance(window, 0, seed!), quantity = 1 + Math.floor(9 * chance(window, 1, seed!));
      if (which < 0.25) return { direction: 1, quantity };
      if (which < 0.45) return { direction: -1, quantity };
      if (which < 0.5 && position.direction !== 0) {
        return { direction: 0, quantity: Math.abs(position.quantity) };
      }
    }),
  LotExits: ({ seed, n }, percent) =>
    pipeline().sizer(percentOfEquity(percent)).onBar((window, position): BarDecision => {
      if (isOutside(window, n!)) return;
      const draw = (k: number) => chance(window, k, seed!), close = window.close();
      if (draw(0) < 0.3) {
        return {
          direction: 1,
          quantity: 1 + Math.floor(9 * draw(1)),
          stopLossPrice: close * (1 - 0.01 - 0.08 * draw(2)),
          takeProfitPrice: close * (1 + 0.01 + 0.1 * draw(3)),
        };
      }
      if (draw(0) < 0.34 && position.quantity !== 0) return { direction: 0, quantity: position.quantity };
    }),
};

/** An order of one of the four types, mostly with exits. */
function entry(close: number, draw: (k: number) => number, kinds: number, scale: number): Decision {
  const direction = draw(2) < 0.5 ? 1 : -1, kind = Math.floor(draw(3) * kinds), away = 0.02 * draw(4) * scale;
  const stopPrice = kind >= 2 ? close * (1 + direction * away) : undefined;
  const limitPrice = kind === 1
    ? close * (1 - direction * away)
    : kind === 3
    ? stopPrice! * (1 + direction * (draw(5) - 0.5) * 0.01 * scale)
    : undefined;
  const reference = limitPrice ?? stopPrice ?? close;
  return {
    direction,
    type: (["market", "limit", "stop", "stop_limit"] as const)[kind],
    limitPrice,
    stopPrice,
    ...draw(7) < 0.8 && { stopLossPrice: reference * (1 - direction * (0.01 + 0.04 * draw(6)) * scale) },
    ...draw(9) < 0.7 && { takeProfitPrice: reference * (1 + direction * (0.01 + 0.06 * draw(8)) * scale) },
  };
}

/** backtesting.py asks first at the second bar; the last two are left alone, since what they ask for can't be filled. */
function isOutside(window: Window<never>, bars: number): boolean {
  return window.bars < 2 || window.bars - 1 >= bars - 2;
}

/** A number in [0, 1) that follows from the bar's number, `k` and the seed. */
function chance(window: Window<never>, k: number, seed: number): number {
  const hash = Math.imul((window.bars - 1) * 7919 + k * 104_729 + seed, 2_654_435_761) >>> 0;
  return (hash >>> 16) / 65_536;
}
