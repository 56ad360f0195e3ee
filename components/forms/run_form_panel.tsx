import type { ComponentChildren } from "preact";
import RunForm from "../../islands/run_form.tsx";
import type { Lockstep } from "../../server/lockstep.ts";
import type { FormTexts } from "./run_form.ts";
import { Button, type ButtonProps } from "../button.tsx";
import { EmptyState } from "../empty_state.tsx";
import { FaultsNotice, type FormFaults } from "./faults_notice.tsx";

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
