import { ActionButton, LinkButton, PlaySign } from "../../components/button.tsx";
import { NotFound } from "../../components/page/not_found.tsx";
import { Notice } from "../../components/notice.tsx";
import { RunReport } from "../../components/run/run_report.tsx";
import { RunTitle } from "../../components/run/run_title.tsx";
import { tradeQueryOf } from "../../components/run/trade_query.ts";
import RunProgress from "../../islands/run_progress.tsx";
import { problemInWords } from "../../components/forms/form_problem.ts";
import type { RunSummary } from "../../server/lockstep.ts";
import type { PageContext } from "../../components/page/page_context.ts";
import { textsOf } from "../../components/forms/run_form.ts";

/** Without JavaScript a run that goes on is looked at again every so often. */
const REFRESH_SECONDS = 1;

/** `/backtest/ID`: a run: how far it is, why it failed, or what came of it. */
export default async function runPage(c: PageContext) {
  const run = c.env.lockstep.run(c.req.param("id") ?? "");
  return run === undefined ? missing(c) : await page(c, run);
}

/** What can be done with a run: the same again, stop it, replay it at a trade. */
export const POST = [async (c: PageContext) => {
  const { lockstep } = c.env;
  const run = lockstep.run(c.req.param("id") ?? "");
  if (run === undefined) return missing(c);
  const texts = textsOf(await c.req.formData());
  try {
    switch (texts.do) {
      case "again":
        return c.redirect(`/backtest/${(await lockstep.startRun(run.request)).id}`, 303);
      case "cancel":
        lockstep.cancelRun(run.id);
        return c.redirect(`/backtest/${run.id}`, 303);
      case "replay": {
        const { strategy, params, dataSet, account, preset } = run.request;
        const step = await stepOfTrade(c, run.id, Number(texts.trade));
        const replay = await lockstep.createReplay({ strategy, params, dataSet, account, preset, step });
        return c.redirect(`/replay/${replay.id}`, 303);
      }
    }
  } catch (error) {
    const { text, status } = problemInWords(error);
    c.status(status);
    return await page(c, run, text);
  }
  c.status(422);
  return await page(c, run, `A run can't do "${texts.do ?? ""}".`);
}];

/** The step after the bar on which a trade was entered, so that it is the newest one; 0 without a trade. */
async function stepOfTrade(c: PageContext, runId: string, number: number): Promise<number> {
  const record = await c.env.lockstep.record(runId);
  const trade = record?.trades[number - 1];
  return trade === undefined ? 0 : trade.entryBar + 1;
}

async function page(c: PageContext, run: RunSummary, problem?: string) {
  const { id, status, strategyTitle, dataSetTitle, request } = run;
  const record = status === "running" ? undefined : await c.env.lockstep.record(id);
  const address = `/backtest/${id}`;
  const actions = status === "running"
    ? <ActionButton action={address} values={{ do: "cancel" }}>Stop</ActionButton>
    : (
      <>
        <ActionButton action={address} values={{ do: "replay" }} weight="primary">
          <PlaySign />
          Replay
        </ActionButton>
        <ActionButton action={address} values={{ do: "again" }}>Run again</ActionButton>
        <LinkButton href={`/backtest?again=${id}`}>Change and run</LinkButton>
        <LinkButton href={`/paper?run=${id}#begin`}>Trade on paper</LinkButton>
      </>
    );
  const content = (
    <>
      <RunTitle run={run} params={record?.config.params ?? request.params} actions={actions} />
      {problem !== undefined && <Notice kind="failure" title={problem} />}
      {status === "running" && (
        <div class="panel">
          <RunProgress id={id} progress={run.progress} isWaiting={run.isWaiting ?? false} />
        </div>
      )}
      {status === "failed" && (
        <Notice kind="failure" title="The run failed">
          <p>{run.failure ?? "No reason was given."}</p>
        </Notice>
      )}
      {status === "cancelled" && (
        <Notice
          kind="warning"
          title={`The run was stopped at ${Math.floor(100 * run.progress)} % of its bars`}
        >
          {record === undefined && <p>Nothing of it was kept. Run it again to have a result.</p>}
        </Notice>
      )}
      {status === "done" && record === undefined && (
        <Notice kind="failure" title="The record of this run can't be read">
          <p>
            Its file in the data folder is missing or damaged. Run it again: the same request gives the same
            result.
          </p>
        </Notice>
      )}
      {record !== undefined && c.env.lockstep.dataSet(request.dataSet)?.isSynthetic && (
        <Notice
          kind="warning"
          title="These bars are made up: what came of them says nothing about any market"
        />
      )}
      {record !== undefined && (
        <RunReport run={run} result={record} tradeQuery={tradeQueryOf(new URL(c.req.url).searchParams)} />
      )}
    </>
  );
  return c.render(content, {
    title: `${strategyTitle} on ${dataSetTitle}`,
    description: `Backtest of ${strategyTitle} on ${dataSetTitle}: return, drawdown, trades, and why.`,
    ...status === "running" && { refreshSeconds: REFRESH_SECONDS },
  });
}

function missing(c: PageContext) {
  c.status(404);
  return c.render(<NotFound what="This run" />, { title: "Not found", description: "There is no such run." });
}
