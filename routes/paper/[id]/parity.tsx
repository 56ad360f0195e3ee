import { CommandLine } from "../../../components/command_line.tsx";
import { LinkButton } from "../../../components/button.tsx";
import { type Column, DataTable } from "../../../components/data_table.tsx";
import { problemInWords } from "../../../components/forms/form_problem.ts";
import { Notice } from "../../../components/notice.tsx";
import { NotFound } from "../../../components/page/not_found.tsx";
import type { PageContext } from "../../../components/page/page_context.ts";
import { PageTitle, Section } from "../../../components/page/section.tsx";
import { marketOf } from "../../../components/paper/session_words.ts";
import type { ParityReport } from "../../../engine/live/parity.ts";
import type { SessionSummary } from "../../../server/session_messages.ts";
import { formatCount } from "../../../tasks/number_format.ts";

type Difference = ParityReport["differences"][number];

/** Differences that are listed; the verdict counts all. */
const LISTED_MOST = 500;

/** Asks for what is shown once it is there: see {@link parityPage}. */
const COMPARE = "compare";

/**
 * `/paper/ID/parity`: the session held against a backtest of the same time, every difference with where it comes from. What that takes (the
 * exchange is asked for its history) is said on a page which leads to the answer by itself, and stays in the window until that is there.
 */
export default async function parityPage(c: PageContext) {
  const { lockstep } = c.env, id = c.req.param("id") ?? "", session = await lockstep.session(id);
  if (session === undefined) {
    c.status(404);
    return c.render(<NotFound what="This session" />, {
      title: "Not found",
      description: "There is no such session.",
    });
  }
  const isAsked = c.req.query(COMPARE) !== undefined, address = `/paper/${id}/parity`;
  const name = session.strategyTitle ?? session.config?.strategy ?? "Session";
  const content = (
    <>
      <PageTitle
        title="Parity"
        actions={
          <>
            <LinkButton href={`/paper/${id}`}>Back to the session</LinkButton>
            {isAsked && <LinkButton href={address}>Compare again</LinkButton>}
          </>
        }
      >
        <p>
          {name},{" "}
          {marketOf(session)}: what the session did, held against a backtest over the exchange's history of
          the same time.
        </p>
      </PageTitle>
      {isAsked ? await compared(c, id) : <Waiting address={`${address}?${COMPARE}`} session={session} />}
    </>
  );
  return c.render(content, {
    title: `Parity of ${name}`,
    description: "A session held against a backtest, line by line.",
    ...!isAsked && { leadsTo: `${address}?${COMPARE}` },
  });
}

/** The report, or why there is none. */
async function compared(c: PageContext, id: string) {
  try {
    return <Report report={await c.env.lockstep.sessionParity(id)} />;
  } catch (error) {
    const { title, text, status } = problemInWords(error);
    c.status(status);
    return (
      <Notice kind="failure" title={title}>
        {text} Compare again when that is mended, or from the command line with a file of bars:
        <CommandLine>{`deno task parity ${id} --data FILE`}</CommandLine>
      </Notice>
    );
  }
}

function Waiting({ session, address }: { readonly session: SessionSummary; readonly address: string }) {
  const { config } = session;
  return (
    <div class="panel waiting" role="status">
      <p>
        <b>Comparing.</b> {config === undefined ? "The exchange" : config.venue} is asked for its bars of{" "}
        {config?.timeframe ?? "that time"}, and the backtest is run over them. It may take some seconds.
      </p>
      <p class="muted small">
        Nothing happens? <a href={address}>To the report</a>
      </p>
    </div>
  );
}

function Report({ report }: { readonly report: ParityReport }) {
  const { verdict, unexplained, isIdentical, differences, interventions, changes, notes } = report;
  const sorted = differences.toSorted((a, b) => Number(a.cause !== "") - Number(b.cause !== ""));
  return (
    <>
      <Notice kind={unexplained > 0 ? "failure" : "done"} title={verdict}>
        {isIdentical
          ? "Orders, fills and equity are the same to the last bit."
          : unexplained > 0
          ? "What isn't explained stands first. It should not be there: look at it before trusting the session."
          : "Each has its cause."}
      </Notice>
      {differences.length > 0 && (
        <Section title="Differences" id="differences">
          {differences.length > LISTED_MOST && (
            <p class="muted small">
              The first {formatCount(LISTED_MOST)} of {formatCount(differences.length)}.
            </p>
          )}
          <DataTable
            stacks
            label="Differences"
            columns={COLUMNS}
            rows={sorted.slice(0, LISTED_MOST).map((difference, k) => ({ ...difference, k }))}
            keyOf={({ k }) => k}
          />
        </Section>
      )}
      <Listed title="What was asked of it" id="interventions" lines={interventions} />
      <Listed title="What has changed since" id="changes" lines={changes} />
      <Listed title="Notes" id="notes" lines={notes} />
    </>
  );
}

const COLUMNS: readonly Column<Difference & { readonly k: number }>[] = [
  {
    head: "Explained",
    cell: ({ cause }) => cause === "" ? <span class="loss">✕ no</span> : <span class="muted">✓ yes</span>,
  },
  {
    head: "What",
    isRowHead: true,
    cell: ({ what, instrument }) => `${what}${instrument === "" ? "" : ` ${instrument}`}`,
  },
  { head: "Difference", cell: ({ text }) => <span class="wrapping">{text}</span> },
  {
    head: "Where it comes from",
    cell: ({ cause }) => <span class="wrapping muted">{cause || "nothing explains it"}</span>,
  },
];

function Listed(
  { title, id, lines }: { readonly title: string; readonly id: string; readonly lines: readonly string[] },
) {
  if (lines.length === 0) return null;
  return (
    <Section title={title} id={id}>
      <ul class="panel stack">{lines.map((line) => <li key={line}>{line}</li>)}</ul>
    </Section>
  );
}
