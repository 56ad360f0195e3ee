import type { ComponentChildren } from "preact";
import RunForm from "../../islands/run_form.tsx";
import type { Lockstep } from "../../server/lockstep.ts";
import type { FormTexts } from "./run_form.ts";
import { Button, type ButtonProps } from "../button.tsx";
import { EmptyState } from "../empty_state.tsx";
import { ACCOUNT_FIELDS } from "./account_fields.ts";
import { idOf } from "./field.tsx";
import { paramLabel } from "./param_field.ts";
import { Notice } from "../notice.tsx";

/** What is wrong with what was entered. */
export interface FormFaults {
  readonly title: string;
  readonly byField: Readonly<Record<string, string>>;
  readonly others: readonly string[];
}

/** A form that asks for a backtest or a replay; works without JavaScript, and says beside each field what is wrong with it. */
export function RunFormPanel(
  { lockstep, action, texts, faults, hasDates, submit, submitSign }: {
    readonly lockstep: Lockstep;
    readonly action: string;
    readonly texts: FormTexts;
    readonly faults?: FormFaults;
    readonly hasDates: boolean;
    readonly submit: string;
    readonly submitSign?: ComponentChildren;
  },
) {
  const strategies = lockstep.strategies().map(({ name, title, description, paramsSchema }) => ({
    name,
    title,
    description,
    paramsSchema,
  }));
  const dataSets = lockstep.dataSets().map(({ id, title, timeframe, bars, firstTimeMs, lastTimeMs }) => ({
    id,
    title,
    timeframe,
    bars,
    firstTimeMs,
    lastTimeMs,
  }));
  if (strategies.length === 0 || dataSets.length === 0) {
    return (
      <EmptyState title="Nothing to run">
        The server has {strategies.length === 0 ? "no strategy" : "no data"}: start it with{" "}
        <code>--strategy FILE.ts</code> or <code>--data FILE.csv</code>.
      </EmptyState>
    );
  }
  const primary: ButtonProps = { weight: "primary", children: <>{submitSign}{submit}</> };
  return (
    <form class="panel" method="post" action={action} noValidate>
      {faults !== undefined && <FaultsNotice {...faults} />}
      <RunForm
        strategies={strategies}
        dataSets={dataSets}
        texts={texts}
        faults={faults?.byField ?? {}}
        hasDates={hasDates}
      />
      <div class="form-end">
        <Button {...primary} />
        <noscript>
          <button class="button" type="submit" formAction={action} formMethod="get">
            Show this strategy's parameters
          </button>
        </noscript>
      </div>
    </form>
  );
}

function FaultsNotice({ title, byField, others }: FormFaults) {
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
};

/** Fields whose inputs are called otherwise. */
const FIELD_OF: Readonly<Record<string, string>> = { fromMs: "from", toMs: "to" };
