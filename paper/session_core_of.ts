import { compose } from "../actors/compose.ts";
import { presetOf } from "../actors/presets.ts";
import { LockstepError } from "../engine/error.ts";
import type { Universe } from "../engine/frame.ts";
import { SessionCore, type SessionCoreParts } from "../engine/live/session_core.ts";
import type { SessionConfig } from "../engine/live/session_input.ts";
import type { Strategy } from "../engine/strategy.ts";
import { Timeframe } from "../engine/timeframe.ts";
import { idlePlan } from "./idle_plan.ts";

/**
 * What makes the core of a session, at its beginning: its strategy in the same composition as a backtest's.
 * @throws LockstepError where the configuration names what isn't there, or the parameters are none of the strategy's.
 */
export function sessionCoreOf(
  config: SessionConfig,
  strategy: Strategy,
  onSettled?: SessionCoreParts["onSettled"],
): () => SessionCore {
  const preset = presetOf(config.preset);
  if (preset === undefined) throw new LockstepError(`There is no preset "${config.preset}".`);
  const universe: Universe = {
    instruments: config.instruments,
    timeframe: Timeframe.parse(config.timeframe),
  };
  const desk = { keepsStatements: true, tradeFromMs: config.tradeFromMs };
  const make = () =>
    compose(strategy.plan({ ...config.params }).plan, universe, config.account, { preset, desk });
  const idle = idlePlan();
  make(); // what is wrong with it is said now
  return () =>
    new SessionCore({
      config,
      universe,
      makeRun: make,
      makeIdleRun: () => compose(idle, universe, config.account, { preset, desk }),
      onSettled,
    });
}
