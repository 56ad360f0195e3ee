import type { ParamField } from "./param_field.ts";

/** Money and costs, with the defaults and the bounds of `accountSchema`. */
export const ACCOUNT_FIELDS: readonly ParamField[] = [
  number("cash", "Cash", "100000", { exclusiveMinimum: 0, maximum: 1e15 }, "to start with"),
  {
    name: "account.direction",
    label: "Direction",
    kind: "choice",
    defaultText: "long",
    choices: ["long", "short", "both"],
    bounds: {},
    hint: "which way it may trade",
  },
  number("feeBps", "Fee", "5", { minimum: 0, maximum: 5_000 }, "of notional, every fill", "bps"),
  number("feePerShare", "Fee per unit", "0", { minimum: 0, maximum: 1_000 }, "in quote currency"),
  number("slippageBps", "Slippage", "1", { minimum: 0, maximum: 5_000 }, "worse than quoted", "bps"),
  number("leverage", "Leverage", "1", { minimum: 0.01, maximum: 100 }, "largest gross exposure", "× equity"),
];

/** Whose conventions of filling and counting hold. */
export const PRESET_FIELD: ParamField = {
  name: "preset",
  label: "Conventions",
  kind: "choice",
  defaultText: "lockstep",
  choices: ["lockstep", "backtesting.py"],
  bounds: {},
  hint: "of filling and counting",
};

function number(
  key: string,
  label: string,
  defaultText: string,
  bounds: ParamField["bounds"],
  hint: string,
  unit?: string,
): ParamField {
  return { name: `account.${key}`, label, kind: "number", defaultText, choices: [], bounds, hint, unit };
}
