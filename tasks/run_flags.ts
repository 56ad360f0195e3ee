import { z } from "zod";
import { DEFAULT_ACCOUNT } from "../actors/compose.ts";
import { PRESET_NAMES } from "../actors/presets.ts";
import { LockstepError } from "../engine/error.ts";
import type { Strategy } from "../engine/strategy.ts";
import { loadStrategy } from "../strategies/load_strategy.ts";
import { noSuchFlag } from "./command.ts";
import type { HelpSection } from "./command_help.ts";
import { type Flags, numberOf } from "./flag.ts";
import { nearest } from "./nearest_word.ts";

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
  "fee-per-share": {
    type: "number",
    help: "fee for every unit filled, in quote currency",
    default: 0,
    min: 0,
  },
  "slippage-bps": {
    type: "number",
    help: "how much worse than quoted market and stop orders are filled, in basis points",
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
    value: "NAME",
    help: `whose conventions of filling and counting: ${PRESET_NAMES.join(" or ")}`,
    default: "lockstep",
  },
} as const satisfies Flags;

/**
 * Strategy parameters from the command line: `--fast 10` and `--trail-pct 5` become { fast: 10, trailPct: 5 }, checked against the schema later.
 * @throws LockstepError where the strategy has no such parameter, or one that a flag hides.
 */
export function strategyParams(
  strategy: Strategy,
  given: Readonly<Record<string, string>>,
  flags: readonly string[],
): Record<string, unknown> {
  const { shape } = strategy.params, names = Object.keys(shape);
  const hidden = names.find((name) => flags.some((flag) => isSameName(flag, name)));
  if (hidden !== undefined) {
    throw new LockstepError(
      `${strategy.name}: its parameter ${hidden} has the name of a flag, so it can't be set here: rename it.`,
    );
  }
  const params: Record<string, unknown> = {};
  for (const [flag, text] of Object.entries(given)) {
    const name = names.find((each) => isSameName(flag, each));
    if (name === undefined) throw noSuchParameter(flag, flags, strategy.name, names);
    if (name in params) throw new LockstepError(`--${flag} stands twice.`);
    const value = valueOf(text);
    if (text === "" || value === true && !(shape[name] as z.ZodType).safeParse(true).success) {
      throw new LockstepError(`--${flag}: a value must follow.`);
    }
    params[name] = value;
  }
  return params;
}

/** The parameters of the strategy that a command line names, for `--help`; undefined where it names none that can be loaded. */
export async function parametersSection(args: readonly string[]): Promise<HelpSection | undefined> {
  const at = args.findIndex((arg) => /^--strategy(=|$)/.test(arg));
  const name = at < 0 ? undefined : args[at].slice("--strategy=".length) || args[at + 1];
  if (name === undefined || name.startsWith("-")) return undefined;
  const strategy = await loadStrategy(name);
  const properties = Object.entries(
    z.toJSONSchema(strategy.params, { io: "input", unrepresentable: "any" }).properties ?? {},
  );
  return {
    title: properties.length === 0 ? `${strategy.name} has no parameters.` : `Parameters of ${strategy.name}`,
    rows: properties.map(([name, schema]) => parameterRow(name, schema as ParameterSchema)),
  };
}

/** What JSON Schema says of a parameter. */
interface ParameterSchema {
  readonly type?: string;
  readonly description?: string;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly exclusiveMinimum?: number;
  readonly exclusiveMaximum?: number;
  readonly enum?: readonly unknown[];
  readonly default?: unknown;
}

/** ["--fast N", "a whole number, 2 to 500 (default 9)"]. */
function parameterRow(name: string, schema: ParameterSchema): [label: string, help: string] {
  const { type, description, minimum, maximum, exclusiveMinimum, exclusiveMaximum } = schema;
  const isNumber = type === "integer" || type === "number";
  const kind = schema.enum !== undefined
    ? schema.enum.join(" or ")
    : type === "integer"
    ? "a whole number"
    : type === "number"
    ? "a number"
    : type === "boolean"
    ? "true or false"
    : "a text";
  const limits = ([
    [minimum, "at least"],
    [exclusiveMinimum, "above"],
    [maximum, "at most"],
    [exclusiveMaximum, "below"],
  ] as const).filter(([limit]) => limit !== undefined && Math.abs(limit) < Number.MAX_SAFE_INTEGER);
  const parts = [
    ...description === undefined ? [] : [description],
    kind,
    ...limits.length === 2 && limits[0][1] === "at least" && limits[1][1] === "at most"
      ? [`${limits[0][0]} to ${limits[1][0]}`]
      : limits.map(([limit, word]) => `${word} ${limit}`),
  ];
  const fallback = schema.default === undefined ? "required" : `default ${schema.default}`;
  return [`--${name} ${isNumber ? "N" : "VALUE"}`, `${parts.join(", ")} (${fallback})`];
}

/** "trail-pct", "trailpct" and "trailPct" are one. */
function isSameName(flag: string, name: string): boolean {
  return flag.replaceAll("-", "").toLowerCase() === name.replaceAll("_", "").toLowerCase() || flag === name;
}

function noSuchParameter(
  flag: string,
  flags: readonly string[],
  strategyName: string,
  names: readonly string[],
): LockstepError {
  if (nearest(flag, [...flags, ...names]) !== undefined) return noSuchFlag(flag, [...flags, ...names]);
  const has = names.length === 0
    ? "has no parameters"
    : `has ${names.length === 1 ? "only the parameter" : "the parameters"} ${
      names.map((name) => `--${name}`).join(", ")
    }`;
  return new LockstepError(`--${flag}: there is no such flag, and ${strategyName} ${has}. See --help.`);
}

/** Numbers and true or false as what they are, all else as text. */
function valueOf(text: string): unknown {
  if (text === "true" || text === "false") return text === "true";
  const number = numberOf(text);
  return Number.isNaN(number) ? text : number;
}

/** @throws LockstepError unless `cash` is above zero. */
export function requireCash(cash: number): void {
  if (!(cash > 0)) {
    throw new LockstepError(`--cash ${cash}: the account needs cash to start with, above zero.`);
  }
}
