import type { ParamField } from "./param_field.ts";

/** Money and costs, with the defaults of `accountSchema`; what they must keep to beyond that the server tells. */
export const ACCOUNT_FIELDS: readonly ParamField[] = [
  number("cash", "Cash", "100000", { exclusiveMinimum: 0 }, "to start with"),
  {
    name: "account.direction",
    label: "Direction",
    kind: "choice",
    defaultText: "long",
    choices: ["long", "short", "both"],
    bounds: {},
    hint: "which way it may trade",
  },
  number("feeBps", "Fee", "5", { minimum: 0 }, "of notional, every fill", "bps"),
  number("feePerShare", "Fee per unit", "0", { minimum: 0 }, "in quote currency"),
  number("slippageBps", "Slippage", "1", { minimum: 0 }, "worse than quoted", "bps"),
  number("leverage", "Leverage", "1", { exclusiveMinimum: 0 }, "largest gross exposure", "× equity"),
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
