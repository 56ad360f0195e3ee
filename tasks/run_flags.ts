import { DEFAULT_ACCOUNT } from "../actors/compose.ts";
import { PRESET_NAMES } from "../actors/presets.ts";
import { LockstepError } from "../engine/error.ts";
import type { Strategy } from "../engine/strategy.ts";
import { noSuchFlag } from "./command.ts";
import type { Flags } from "./flag.ts";

/** Flags of the account; the same in every task that runs a strategy. */
export const ACCOUNT_FLAGS = {
  cash: { type: "number", help: "money to start with, in quote currency", default: DEFAULT_ACCOUNT.cash },
  direction: {
    type: "choice",
    choices: ["long", "short", "both"],
    help: "which way it may trade",
    default: DEFAULT_ACCOUNT.direction,
  },
  "fee-bps": {
    type: "number",
    help: "fee on every fill, in basis points of notional",
    default: DEFAULT_ACCOUNT.feeBps,
    min: 0,
    max: 10_000,
  },
  "fee-per-share": { type: "number", help: "fee for every unit filled, in currency", default: 0, min: 0 },
  "slippage-bps": {
    type: "number",
    help: "how much worse than the quoted price market and stop orders are filled",
    default: DEFAULT_ACCOUNT.slippageBps,
    min: 0,
    max: 5_000,
  },
  leverage: {
    type: "number",
    help: "largest gross exposure as a multiple of equity",
    default: 1,
    min: 0.01,
    max: 100,
  },
  preset: {
    type: "choice",
    choices: PRESET_NAMES,
    help: "whose conventions of filling and counting",
    default: "lockstep",
  },
} as const satisfies Flags;

/** Strategy parameters from the command line: `--fast 10` becomes { fast: 10 }, checked against the schema later. */
export function strategyParams(
  strategy: Strategy,
  given: Readonly<Record<string, string>>,
  known: readonly string[],
): Record<string, unknown> {
  const names = Object.keys(strategy.params.shape);
  const params: Record<string, unknown> = {};
  for (const [flag, text] of Object.entries(given)) {
    const name = names.find((each) =>
      each === flag || each.toLowerCase() === flag.replaceAll("-", "").toLowerCase()
    );
    if (name === undefined) throw noSuchFlag(flag, [...known, ...names]);
    params[name] = valueOf(text);
  }
  return params;
}

function valueOf(text: string): unknown {
  if (text === "true" || text === "false") return text === "true";
  const number = Number(text);
  return text.trim() !== "" && !Number.isNaN(number) ? number : text;
}

/** @throws LockstepError unless `cash` is above zero. */
export function requireCash(cash: number): void {
  if (!(cash > 0)) {
    throw new LockstepError(`--cash ${cash}: the account needs cash to start with, above zero.`);
  }
}
