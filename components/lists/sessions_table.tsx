import type { SessionSummary } from "../../server/session_messages.ts";
import { formatCount, formatNumber, formatSigned, moneyDecimals } from "../../tasks/number_format.ts";
import { Badge } from "../badge.tsx";
import { type Column, DataTable } from "../data_table.tsx";
import { marketOf, standingOf } from "../paper/session_words.ts";
import { toneOf } from "../tone.ts";
import { paramsInWords } from "./params_in_words.ts";
import { TimeAgo } from "./time_ago.tsx";

/** Paper sessions, how each stands and what came of it so far; each leads to its page. */
export function SessionsTable({ sessions }: { readonly sessions: readonly SessionSummary[] }) {
  const figure = (
    head: string,
    format: (
      state: NonNullable<SessionSummary["state"]>,
      session: SessionSummary,
    ) => preact.ComponentChildren,
  ): Column<SessionSummary> => ({
    head,
    kind: "number",
    cell: (session) =>
      session.state === undefined ? <span class="faint">—</span> : format(session.state, session),
  });
  const columns: Column<SessionSummary>[] = [
    {
      head: "Strategy",
      isRowHead: true,
      cell: ({ id, strategyTitle, config }) => (
        <>
          <a href={`/paper/${id}`}>{strategyTitle ?? config?.strategy ?? id}</a>
          <div class="faint small">
            {config === undefined
              ? "its journal can't be read"
              : paramsInWords(config.params) || "parameters at their defaults"}
          </div>
        </>
      ),
    },
    { head: "Market", cell: (session) => <span class="muted">{marketOf(session)}</span> },
    {
      head: "Stands",
      cell: (session) => {
        const { text, tone, why } = standingOf(session);
        return (
          <span title={why}>
            <Badge tone={tone}>{text}</Badge>
          </span>
        );
      },
    },
    figure(
      "Equity",
      ({ equityNow }, { config }) =>
        formatNumber(equityNow, moneyDecimals(config?.account.cash ?? equityNow)),
    ),
    figure(
      "Return, %",
      ({ returnPct }) => <span class={toneOf(returnPct)}>{formatSigned(returnPct, 2)}</span>,
    ),
    figure(
      "Held",
      ({ positions }) =>
        positions.length === 0 ? <span class="faint">nothing</span> : formatCount(positions.length),
    ),
    figure("Trades", ({ trades }) => formatCount(trades)),
    {
      head: "Last bar",
      kind: "number",
      cell: ({ state, config }) =>
        state?.timeMs === undefined
          ? <span class="faint">{state === undefined ? "—" : "none yet"}</span>
          : config?.exchange === undefined
          ? (
            <span class="muted">
              <TimeAgo timeMs={state.timeMs} />
            </span>
          )
          : <span class="muted">{new Date(state.timeMs).toISOString().slice(0, 16).replace("T", " ")}</span>,
    },
  ];
  return <DataTable stacks label="Paper sessions" columns={columns} rows={sessions} keyOf={({ id }) => id} />;
}
