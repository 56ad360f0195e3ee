import { ACCOUNT_FIELDS } from "./account_fields.ts";
import { faultOf, paramFields } from "./param_field.ts";
import type { FormFaults } from "./faults_notice.tsx";
import type { RequestProblem, StrategySummary } from "../../server/lockstep.ts";
import { isRequestProblem } from "../page/page_context.ts";
import type { FormTexts } from "./run_form.ts";

const TITLE = "This can't be run as it stands";

/**
 * What is wrong with what was entered, before anyone is asked to run it: a strategy that was changed without its parameters being
 * seen, texts that are no numbers, bounds. Undefined where nothing is.
 */
export function entryFaults(texts: FormTexts, strategy: StrategySummary | undefined): FormFaults | undefined {
  if (strategy === undefined) return undefined;
  if (texts.paramsOf !== undefined && texts.paramsOf !== strategy.name) {
    return {
      title: `These are the parameters of ${strategy.title}: look them over, then run it`,
      byField: {},
      others: [],
    };
  }
  const byField: Record<string, string> = {};
  for (const field of [...paramFields(strategy.paramsSchema), ...ACCOUNT_FIELDS]) {
    const fault = texts[field.name] === undefined ? undefined : faultOf(field, texts[field.name]);
    if (fault !== undefined) byField[field.name] = fault;
  }
  for (const name of ["from", "to"]) {
    if (texts[name] && Number.isNaN(Date.parse(`${texts[name].trim()}T00:00Z`))) {
      byField[name] = `must be a date, as 2016-03-31: received "${texts[name]}"`;
    }
  }
  return Object.keys(byField).length === 0 ? undefined : { title: TITLE, byField, others: [] };
}

/** What whoever was asked to run it found wrong. @throws the error itself where it tells of something else. */
export function problemFaults(error: unknown): FormFaults {
  const faults = isRequestProblem(error) ? error.faults : schemaFaults(error);
  if (faults === undefined) throw error;
  const byField: Record<string, string> = {};
  const others: string[] = [];
  for (const { field, message } of faults) {
    if (field === undefined || !FIELD.test(field)) others.push(message);
    else byField[field] = byField[field] === undefined ? message : `${byField[field]}; ${message}`;
  }
  // That something doesn't answer, or not now, isn't the form's fault.
  const { status, title } = isRequestProblem(error) && error.status !== 422
    ? error
    : { status: undefined, title: TITLE };
  return { title, byField, others, status };
}

/** The same in words, where no form stands beside it. @throws as above. */
export function problemInWords(error: unknown): {
  readonly title: string;
  readonly text: string;
  readonly status: RequestProblem["status"];
} {
  const { title, byField, others, status = 422 } = problemFaults(error);
  return { title, text: [...others, ...Object.values(byField)].join(" "), status };
}

/** Fields that the form has. */
const FIELD =
  /^(params\.\w+|account\.\w+|strategy|dataSet|fromMs|toMs|preset|venue|symbols|timeframe|exchange(\.speed)?|onLateBars|onFailure|matching)$/;

/** Faults of a request that doesn't fit its schema. */
function schemaFaults(error: unknown): { field: string; message: string }[] | undefined {
  if (!(error instanceof Error) || !Array.isArray((error as { issues?: unknown }).issues)) return undefined;
  const { issues } = error as unknown as { issues: { path: PropertyKey[]; message: string }[] };
  return issues.map(({ path, message }) => ({ field: path.join("."), message }));
}
