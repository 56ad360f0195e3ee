import { EmptyState } from "../../components/empty_state.tsx";
import type { FormFaults } from "../../components/forms/faults_notice.tsx";
import { RunFormPanel } from "../../components/forms/run_form_panel.tsx";
import { RunsTable } from "../../components/lists/runs_table.tsx";
import { PageTitle, Section } from "../../components/page/section.tsx";
import { firstStrategy } from "../../components/page/first_strategy.ts";
import { entryFaults, problemFaults } from "../../components/forms/form_problem.ts";
import type { PageContext } from "../../components/page/page_context.ts";
import {
  fittingTexts,
  type FormTexts,
  runRequestOf,
  textsOf,
  textsOfRun,
} from "../../components/forms/run_form.ts";

/** `/backtest`: sets one up (`?again=RUN` with what a run had), and the runs that there are. */
export default function backtest(c: PageContext) {
  const { lockstep } = c.env;
  const again = lockstep.run(c.req.query("again") ?? "");
  const asked = textsOf(new URL(c.req.url).searchParams);
  const texts = again === undefined ? asked : textsOfRun(again);
  return page(c, fittingTexts(texts));
}

/** Starts the run and goes to its page; what is wrong is said in the form, with all that was entered kept. */
export const POST = [async (c: PageContext) => {
  const { lockstep } = c.env;
  const texts = textsOf(await c.req.formData());
  const strategy = lockstep.strategy(texts.strategy ?? "");
  let faults = entryFaults(texts, strategy);
  if (faults === undefined) {
    try {
      const { id } = await lockstep.startRun(runRequestOf(texts, strategy));
      return c.redirect(`/backtest/${id}`, 303);
    } catch (error) {
      faults = problemFaults(error);
    }
  }
  c.status(422);
  return page(c, fittingTexts(texts), faults);
}];

function page(c: PageContext, texts: FormTexts, faults?: FormFaults) {
  const { lockstep } = c.env;
  const runs = lockstep.runs();
  const content = (
    <>
      <PageTitle title="Backtest">
        <p>
          A strategy over a whole history. Orders are decided at a bar's close and filled on the next bar at
          the earliest; costs are on.
        </p>
      </PageTitle>
      <RunFormPanel
        lockstep={lockstep}
        action="/backtest"
        texts={{ strategy: firstStrategy(lockstep)?.name ?? "", ...texts }}
        faults={faults}
        hasDates
        submit="Run"
      />
      <Section title="Runs" id="runs">
        {runs.length === 0
          ? (
            <EmptyState title="No run yet">
              Press Run: what comes of it stands here, and is kept. The fields are set to the demo.
            </EmptyState>
          )
          : <RunsTable runs={runs} />}
      </Section>
    </>
  );
  return c.render(content, {
    title: "Backtest",
    description: "Set up a backtest: strategy, parameters, history, money and costs.",
  });
}
