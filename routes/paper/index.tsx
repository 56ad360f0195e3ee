import { Button } from "../../components/button.tsx";
import { EmptyState } from "../../components/empty_state.tsx";
import { entryFaults, problemFaults } from "../../components/forms/form_problem.ts";
import { fittingTexts, type FormTexts, strategyTextsOf, textsOf } from "../../components/forms/run_form.ts";
import type { FormFaults } from "../../components/forms/faults_notice.tsx";
import { sessionRequestOf, sessionTextsOf } from "../../components/forms/session_form.ts";
import { SessionFormPanel } from "../../components/forms/session_form_panel.tsx";
import { SessionsTable } from "../../components/lists/sessions_table.tsx";
import { Notice } from "../../components/notice.tsx";
import { firstStrategy } from "../../components/page/first_strategy.ts";
import type { PageContext } from "../../components/page/page_context.ts";
import { PageTitle, Section } from "../../components/page/section.tsx";

/** What stands over the form and the list. */
interface Said {
  readonly faults?: FormFaults;
  readonly killed?: { readonly killed: number; readonly notReached: number };
}

/** `/paper`: sessions that trade, and the form that begins one (`?run=RUN` or `?session=SESSION` with what that had). */
export default async function paper(c: PageContext) {
  const { lockstep } = c.env, asked = textsOf(new URL(c.req.url).searchParams);
  const run = lockstep.run(asked.run ?? "");
  const session = asked.session === undefined ? undefined : await lockstep.session(asked.session);
  const texts = run !== undefined
    ? strategyTextsOf(run.request)
    : session !== undefined
    ? sessionTextsOf(session)
    : asked;
  return await page(c, fittingTexts(texts), {});
}

/** Begins a session and goes to it, or pulls the kill switch of all. */
export const POST = [async (c: PageContext) => {
  const { lockstep } = c.env, texts = textsOf(await c.req.formData());
  if (texts.do === "kill") {
    return await page(c, {}, { killed: await lockstep.killSessions(texts.flattens === "yes") });
  }
  const strategy = lockstep.strategy(texts.strategy ?? "");
  let faults = entryFaults(texts, strategy);
  if (faults === undefined) {
    try {
      const { id } = await lockstep.createSession(sessionRequestOf(texts, strategy));
      return c.redirect(`/paper/${id}`, 303);
    } catch (error) {
      faults = problemFaults(error);
    }
  }
  c.status(faults.status ?? 422);
  return await page(c, fittingTexts(texts), { faults });
}];

async function page(c: PageContext, texts: FormTexts, { faults, killed }: Said) {
  const { lockstep } = c.env, sessions = await lockstep.sessions();
  const running = sessions.filter(({ status }) => status === "here");
  const list = sessions.length > 0 && (
    <Section
      title="Sessions"
      id="sessions"
      aside={running.length > 0 && <KillAll count={running.length} />}
    >
      <SessionsTable sessions={sessions} />
    </Section>
  );
  const form = (
    <Section title="Begin one" id="begin">
      {lockstep.strategies().length === 0
        ? <EmptyState title="No strategy">The server has none that it could trade.</EmptyState>
        : (
          <SessionFormPanel
            lockstep={lockstep}
            texts={{ strategy: firstStrategy(lockstep)?.name ?? "", ...texts }}
            faults={faults}
          />
        )}
    </Section>
  );
  const content = (
    <>
      <PageTitle title="Paper">
        <p>
          A strategy at work on prices as they come: the pipeline, the costs and the fills of a backtest. No
          order leaves this machine, and what it did can be held against a backtest of the same time.
        </p>
      </PageTitle>
      {killed !== undefined && (
        <Notice
          kind={killed.notReached > 0 ? "warning" : "done"}
          title={`The kill switch was pulled: ${
            killed.killed === 1 ? "one session decides" : `${killed.killed} sessions decide`
          } nothing more`}
        >
          {killed.notReached > 0
            ? `${killed.notReached} could not be reached: they run in another process, or hang on a journal that can't be written.`
            : "Each waits to be lifted, on its own page."}
        </Notice>
      )}
      {faults === undefined ? <>{list}{form}</> : <>{form}{list}</>}
    </>
  );
  return c.render(content, {
    title: "Paper",
    description: "Trade strategies on paper: live prices, no order leaves this machine.",
  });
}

/** Asked twice: what is pressed first only shows what can be pressed then. */
function KillAll({ count }: { readonly count: number }) {
  return (
    <details class="sure kill-all">
      <summary class="button is-danger">
        {count === 1 ? "Kill switch" : `Kill switch for all ${count}`}
      </summary>
      <form method="post" action="/paper" class="button-row">
        <p class="muted small">
          Cancels all orders of {count === 1 ? "the session that runs" : `the ${count} sessions that run`}
          {" "}
          here, at once; positions are closed at the next open. Nothing is decided until it is lifted, on each
          one's own page.
        </p>
        <input type="hidden" name="do" value="kill" />
        <Button name="flattens" value="no">Cancel orders, hold positions</Button>
        <Button name="flattens" value="yes">Cancel orders, close positions</Button>
      </form>
    </details>
  );
}
