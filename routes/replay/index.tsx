import { PlaySign } from "../../components/button.tsx";
import { DataSetsTable } from "../../components/lists/data_sets_table.tsx";
import { EmptyState } from "../../components/empty_state.tsx";
import { ReplaysTable } from "../../components/lists/replays_table.tsx";
import type { FormFaults } from "../../components/forms/faults_notice.tsx";
import { RunFormPanel } from "../../components/forms/run_form_panel.tsx";
import { PageTitle, Section } from "../../components/page/section.tsx";
import { firstStrategy } from "../../components/page/first_strategy.ts";
import { entryFaults, problemFaults } from "../../components/forms/form_problem.ts";
import type { PageContext } from "../../components/page/page_context.ts";
import { fittingTexts, type FormTexts, replayRequestOf, textsOf } from "../../components/forms/run_form.ts";

/** `/replay`: starts one, and those that are kept. */
export default function replays(c: PageContext) {
  const texts = textsOf(new URL(c.req.url).searchParams);
  return page(c, fittingTexts(texts));
}

/** Creates a replay and goes there, or deletes one. */
export const POST = [async (c: PageContext) => {
  const { lockstep } = c.env;
  const texts = textsOf(await c.req.formData());
  if (texts.do === "delete") {
    await lockstep.deleteReplay(texts.id ?? "");
    return c.redirect("/replay", 303);
  }
  const strategy = lockstep.strategy(texts.strategy ?? "");
  let faults = entryFaults(texts, strategy);
  if (faults === undefined) {
    try {
      const { id } = await lockstep.createReplay(replayRequestOf(texts, strategy));
      return c.redirect(`/replay/${id}`, 303);
    } catch (error) {
      faults = problemFaults(error);
    }
  }
  c.status(422);
  return page(c, fittingTexts(texts), faults);
}];

function page(c: PageContext, texts: FormTexts, faults?: FormFaults) {
  const { lockstep } = c.env;
  const kept = lockstep.replays(), dataSets = lockstep.dataSets(), strategy = firstStrategy(lockstep);
  const content = (
    <>
      <PageTitle title="Replay">
        <p>
          A run that can be held: play, step, seek back, change a parameter from there, trade by hand. It is
          kept with its place and all that was done in it.
        </p>
      </PageTitle>
      {kept.length > 0 && (
        <Section title="Kept replays" id="kept">
          <ReplaysTable replays={kept} canDelete />
        </Section>
      )}
      <Section title="Start a replay" id="start">
        <RunFormPanel
          lockstep={lockstep}
          action="/replay"
          texts={{ strategy: strategy?.name ?? "", ...texts }}
          faults={faults}
          hasDates={false}
          submit="Replay"
          submitSign={<PlaySign />}
        />
      </Section>
      <Section
        title="What there is to replay"
        id="data"
        aside={strategy !== undefined && <p class="small">each with {strategy.title} at its defaults</p>}
      >
        {dataSets.length === 0
          ? (
            <EmptyState title="No data">
              Start with a file of bars: <code>deno task start --data FILE.csv</code>
            </EmptyState>
          )
          : <DataSetsTable dataSets={dataSets} strategy={strategy?.name} />}
      </Section>
    </>
  );
  return c.render(content, {
    title: "Replay",
    description: "Start a replay of a strategy over history, or go on with one that was kept.",
  });
}
