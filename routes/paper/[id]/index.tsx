import { ActionButton, Button, LinkButton } from "../../../components/button.tsx";
import { problemInWords } from "../../../components/forms/form_problem.ts";
import { textsOf } from "../../../components/forms/run_form.ts";
import { Notice } from "../../../components/notice.tsx";
import { NotFound } from "../../../components/page/not_found.tsx";
import type { PageContext } from "../../../components/page/page_context.ts";
import {
  AlertsList,
  FeedHealth,
  OrdersTable,
  SessionFigures,
  SessionPositions,
} from "../../../components/paper/session_facts.tsx";
import { isStopping, marketOf, standingOf } from "../../../components/paper/session_words.ts";
import { StandingNotice } from "../../../components/paper/standing_notice.tsx";
import PaperIsland from "../../../islands/paper.tsx";
import type { Lockstep } from "../../../server/lockstep.ts";
import type { SessionSummary } from "../../../server/session_messages.ts";

/** Without JavaScript the page is asked for again every so often. */
const REFRESH_SECONDS = 5;

/** `/paper/ID`: a session; what happens in it is the island's, and without a script it is as of now. */
export default async function sessionPage(c: PageContext) {
  const session = await c.env.lockstep.session(c.req.param("id") ?? "");
  return session === undefined ? missing(c) : page(c, session);
}

/** What can be asked of a session. */
export const POST = [async (c: PageContext) => {
  const { lockstep } = c.env, id = c.req.param("id") ?? "";
  const session = await lockstep.session(id);
  if (session === undefined) return missing(c);
  const texts = textsOf(await c.req.formData());
  try {
    if (texts.do === "replay") return c.redirect(`/replay/${(await lockstep.replaySession(id)).id}`, 303);
    const act = ACTS[texts.do ?? ""];
    if (act !== undefined) {
      await act(lockstep, id, texts.flattens === "yes");
      return c.redirect(`/paper/${id}`, 303);
    }
  } catch (error) {
    const { text, status } = problemInWords(error);
    c.status(status);
    return page(c, session, text);
  }
  c.status(422);
  return page(c, session, `A session can't do "${texts.do ?? ""}".`);
}];

const ACTS: Readonly<
  Record<string, (lockstep: Lockstep, id: string, flattens: boolean) => Promise<unknown>>
> = {
  pause: (lockstep, id) => lockstep.commandSession(id, { action: "pause" }),
  resume: (lockstep, id) => lockstep.commandSession(id, { action: "resume" }),
  flatten: (lockstep, id) => lockstep.commandSession(id, { action: "flatten" }),
  lift: (lockstep, id) => lockstep.commandSession(id, { action: "lift" }),
  kill: (lockstep, id, flattens) =>
    lockstep.commandSession(id, { action: "kill", flattens, reason: "pulled by hand" }),
  stop: (lockstep, id, flattens) => lockstep.commandSession(id, { action: "stop", flattens }),
  leave: (lockstep, id) => lockstep.leaveSession(id),
  takeUp: (lockstep, id) => lockstep.takeUpSession(id),
};

function page(c: PageContext, session: SessionSummary, problem?: string) {
  const sure = c.req.query("sure"),
    { config } = session,
    title = session.strategyTitle ?? config?.strategy ?? "Session";
  const content = (
    <>
      <h1 class="visually-hidden">{title}: {marketOf(session)}</h1>
      <noscript>
        <WithoutScript session={session} title={title} problem={problem} sure={sure} />
      </noscript>
      <PaperIsland
        session={session}
        stages={c.env.lockstep.strategy(config?.strategy ?? "")?.stages}
        problem={problem}
      />
    </>
  );
  return c.render(content, {
    title: `${title}: ${marketOf(session)}`,
    description: `${title} on paper: what it holds, what it ordered, what it is worth, how its feed does.`,
    isWide: true,
    ...session.status === "here" && sure === undefined && { refreshSeconds: REFRESH_SECONDS },
  });
}

/** What is asked before what can't be taken back; asked on a page that doesn't refresh itself meanwhile. */
const QUESTIONS: Readonly<
  Record<string, { readonly title: string; readonly close: string; readonly hold: string }>
> = {
  kill: {
    title: "Pull the kill switch? All orders are cancelled, and nothing is decided until you lift it.",
    close: "Kill, and close what is held",
    hold: "Kill, and hold it",
  },
  stop: {
    title: "Stop for good? All orders are cancelled, and it can't be taken up again.",
    close: "Close what is held, then stop",
    hold: "Stop, and hold it in the record",
  },
};

function WithoutScript(
  { session, title, problem, sure }: {
    readonly session: SessionSummary;
    readonly title: string;
    /** Which of {@link QUESTIONS} is asked. */
    readonly sure?: string;
    readonly problem?: string;
  },
) {
  const { id, state, alerts = [], status } = session, { text } = standingOf(session);
  const address = `/paper/${id}`,
    act = (what: string, name: string, more = {}) => (
      <ActionButton action={address} values={{ do: what, ...more }}>{name}</ActionButton>
    );
  const ask = sure === undefined ? undefined : QUESTIONS[sure];
  const isHere = status === "here", isStopped = state?.phase === "stopped";
  return (
    <div class="paper-without-script stack">
      <div class="section-head">
        <h2>{title}</h2>
        <p class="muted">{marketOf(session)} · {text}</p>
      </div>
      {problem !== undefined && <Notice kind="failure" title={problem} />}
      {ask === undefined && <StandingNotice session={session} />}
      {ask !== undefined && isHere && (
        <Notice kind="warning" title={ask.title}>
          <form method="post" action={address} class="button-row">
            <input type="hidden" name="do" value={sure} />
            <Button name="flattens" value="yes">{ask.close}</Button>
            <Button name="flattens" value="no">{ask.hold}</Button>
            <LinkButton href={address}>No</LinkButton>
          </form>
        </Notice>
      )}
      <SessionFigures session={session} />
      <div class="button-row">
        {isHere && !isStopped && (
          <>
            {state?.phase === "running" && act("pause", "Pause")}
            {state?.phase === "paused" && act("resume", "Resume")}
            {act("flatten", "Flatten")}
            {state?.phase === "killed" && !isStopping(session) && act("lift", "Lift the kill switch")}
            {(state?.phase === "running" || state?.phase === "paused") && (
              <LinkButton href={`${address}?sure=kill`}>Kill switch</LinkButton>
            )}
            <LinkButton href={`${address}?sure=stop`}>Stop for good</LinkButton>
            {act("leave", "Leave as it stands")}
          </>
        )}
        {status === "resting" && act("takeUp", "Take up")}
        <LinkButton href={`${address}/parity`}>Parity</LinkButton>
        {!isHere && act("replay", "Open in Replay")}
      </div>
      <div class="columns two">
        <section class="panel positions">
          <h3>Positions</h3>
          <SessionPositions session={session} />
        </section>
        <section class="panel positions">
          <h3>Orders and levels</h3>
          <OrdersTable session={session} />
        </section>
        <section class="panel">
          <h3>Feed</h3>
          <FeedHealth feed={state?.feed} />
        </section>
        <section class="panel">
          <h3>Alerts</h3>
          <AlertsList alerts={alerts} />
        </section>
      </div>
    </div>
  );
}

function missing(c: PageContext) {
  c.status(404);
  return c.render(<NotFound what="This session" />, {
    title: "Not found",
    description: "There is no such session.",
  });
}
