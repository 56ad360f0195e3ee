import { ACCOUNT_FIELDS } from "./account_fields.ts";
import { keyOf, type ParamField, paramFields, textOf, valueOf } from "./param_field.ts";
import type { ReplayRequest, RunRequest, RunSummary, StrategySummary } from "../../server/lockstep.ts";

/** What was entered in a form, by field name. */
export type FormTexts = Readonly<Record<string, string>>;

/** The texts of a form that was sent; files are left out. */
export function textsOf(form: FormData | URLSearchParams): FormTexts {
  return Object.fromEntries(
    [...form].filter((entry): entry is [string, string] => typeof entry[1] === "string"),
  );
}

/** The backtest that a form asks for. What can't be read goes on as it is, so that whoever checks it says what is wrong. */
export function runRequestOf(texts: FormTexts, strategy: StrategySummary | undefined): RunRequest {
  const from = timeOf(texts.from), to = timeOf(texts.to);
  return {
    ...partsOf(texts, strategy),
    ...from !== undefined && { fromMs: from },
    ...to !== undefined && { toMs: to },
  };
}

/** The replay that a form asks for; `step` is where it shall stand. */
export function replayRequestOf(texts: FormTexts, strategy: StrategySummary | undefined): ReplayRequest {
  const step = Number(texts.step);
  return { ...partsOf(texts, strategy), ...Number.isInteger(step) && step > 0 && { step } };
}

/** A run's request as the texts of the form that asks for it again. */
export function textsOfRun({ request }: RunSummary): FormTexts {
  const { dataSet, fromMs, toMs } = request;
  return {
    dataSet,
    ...strategyTextsOf(request),
    ...fromMs !== undefined && { from: new Date(fromMs).toISOString().slice(0, 10) },
    ...toMs !== undefined && { to: new Date(toMs).toISOString().slice(0, 10) },
  };
}

/** What was entered, without the parameters of another strategy than the one that is chosen now: they mean nothing to it. */
export function fittingTexts(texts: FormTexts): FormTexts {
  if (texts.paramsOf === undefined || texts.paramsOf === texts.strategy) return texts;
  return Object.fromEntries(Object.entries(texts).filter(([name]) => !name.startsWith("params.")));
}

function partsOf(texts: FormTexts, strategy: StrategySummary | undefined) {
  return { dataSet: texts.dataSet ?? "", ...strategyPartOf(texts, strategy) };
}

/** Strategy, parameters and account as they were entered. */
export function strategyPartOf(texts: FormTexts, strategy: StrategySummary | undefined) {
  return {
    strategy: texts.strategy ?? "",
    params: strategy === undefined ? {} : valuesOf(texts, paramFields(strategy.paramsSchema)),
    account: valuesOf(texts, ACCOUNT_FIELDS),
    // What is no preset is refused by whoever checks the request.
    preset: (texts.preset || "lockstep") as "lockstep",
  };
}

/** The same as texts. */
export function strategyTextsOf(
  { strategy, params, account, preset }: Pick<RunSummary["request"], "strategy" | "params" | "account"> & {
    readonly preset: string;
  },
): FormTexts {
  return { strategy, preset, ...prefixed("params", params), ...prefixed("account", account) };
}

/** What was entered in some fields; those that are empty are left out. */
function valuesOf(texts: FormTexts, fields: readonly ParamField[]) {
  return Object.fromEntries(
    fields.filter(({ name }) => texts[name] !== undefined)
      .map((field) => [keyOf(field), valueOf(field, texts[field.name])])
      .filter(([, value]) => value !== undefined),
  );
}

function prefixed(prefix: string, values: Readonly<Record<string, unknown>>): FormTexts {
  return Object.fromEntries(
    Object.entries(values).map(([name, value]) => [`${prefix}.${name}`, textOf(value)]),
  );
}

/** A date as it stands in a form, at midnight UTC; NaN can't pass any check. */
function timeOf(text: string | undefined): number | undefined {
  return text === undefined || text.trim() === "" ? undefined : Date.parse(`${text.trim()}T00:00Z`);
}
