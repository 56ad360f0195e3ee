import type { RequestProblem } from "../../server/lockstep.ts";
import { Notice } from "../notice.tsx";
import { ACCOUNT_FIELDS } from "./account_fields.ts";
import { idOf } from "./field.tsx";
import { paramLabel } from "./param_field.ts";

/** What is wrong with what was entered. */
export interface FormFaults {
  readonly title: string;
  readonly byField: Readonly<Record<string, string>>;
  readonly others: readonly string[];
  /** With which the page answers; 422 where it isn't said. */
  readonly status?: RequestProblem["status"];
}

/** What is wrong, over the form; each leads to its field. */
export function FaultsNotice({ title, byField, others }: FormFaults) {
  const fields = Object.entries(byField);
  return (
    <Notice kind="failure" title={title}>
      <ul>
        {others.map((message) => <li key={message}>{message}</li>)}
        {fields.map(([name, message]) => (
          <li key={name}>
            <a href={`#${idOf(FIELD_OF[name] ?? name)}`}>{labelOf(name)}</a>: {message}
          </li>
        ))}
      </ul>
    </Notice>
  );
}

function labelOf(name: string): string {
  return ACCOUNT_FIELDS.find((field) => field.name === name)?.label ?? LABELS[name] ??
    paramLabel(name.replace(/^\w+\./, "")).label;
}

const LABELS: Readonly<Record<string, string>> = {
  strategy: "Strategy",
  dataSet: "Data",
  preset: "Conventions",
  from: "Trade from",
  fromMs: "Trade from",
  to: "Up to",
  toMs: "Up to",
  venue: "Exchange",
  symbols: "Symbols",
  timeframe: "Bars of",
  exchange: "Local exchange",
  "exchange.speed": "Its speed",
  onLateBars: "Bars come too late",
  onFailure: "The strategy fails",
  matching: "Matched against",
};

/** Fields whose inputs are called otherwise. */
const FIELD_OF: Readonly<Record<string, string>> = {
  fromMs: "from",
  toMs: "to",
  exchange: "isLocal",
  "exchange.speed": "speed",
};
