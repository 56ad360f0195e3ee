import { ActionButton, LinkButton, PlaySign } from "../../components/button.tsx";
import { type Column, DataTable } from "../../components/data_table.tsx";
import { EmptyState } from "../../components/empty_state.tsx";
import { paramFields } from "../../components/forms/param_field.ts";
import { PageTitle } from "../../components/page/section.tsx";
import type { StrategySummary } from "../../server/lockstep.ts";
import type { PageContext } from "../../components/page/page_context.ts";

/** `/strategies`: what can be run, each with a button that replays it. */
export default function strategies(c: PageContext) {
  const { lockstep } = c.env;
  const all = lockstep.strategies(), dataSet = lockstep.dataSets()[0];
  const columns: Column<StrategySummary>[] = [
    {
      head: "Strategy",
      isRowHead: true,
      cell: ({ name, title, description }) => (
        <>
          <a href={`/strategies/${encodeURIComponent(name)}`}>{title}</a>
          <div class="muted">{description}</div>
        </>
      ),
    },
    {
      head: "Parameters",
      cell: ({ paramsSchema }) => (
        <span class="muted">
          {paramFields(paramsSchema).map(({ label, defaultText, unit }) =>
            [label, defaultText, defaultText && unit].filter(Boolean).join(" ")
          ).join(" · ") || "none"}
        </span>
      ),
    },
    { head: "From", cell: ({ source }) => <span class="faint small">{source}</span> },
    {
      head: <span class="visually-hidden">Run it</span>,
      kind: "actions",
      cell: ({ name, title }) => (
        <div class="button-row is-tight">
          {dataSet !== undefined && (
            <ActionButton
              action="/replay"
              values={{ strategy: name, dataSet: dataSet.id }}
              label={`Replay ${title}`}
            >
              <PlaySign />
              Replay
            </ActionButton>
          )}
          <LinkButton href={`/backtest?strategy=${encodeURIComponent(name)}`} weight="quiet">
            Backtest
          </LinkButton>
        </div>
      ),
    },
  ];
  const content = (
    <>
      <PageTitle title="Strategies">
        <p>
          Each is a short file: indicators, a signal, a size, risk rules. Your own stands here once it is
          named at the start: <code>deno task start --strategy ./mine.ts</code>
          {dataSet !== undefined && <>. A replay begins with {dataSet.title}.</>}
        </p>
      </PageTitle>
      {all.length === 0
        ? (
          <EmptyState title="No strategy">
            Start with one: <code>deno task start --strategy FILE.ts</code>
          </EmptyState>
        )
        : <DataTable stacks label="Strategies" columns={columns} rows={all} keyOf={({ name }) => name} />}
    </>
  );
  return c.render(content, {
    title: "Strategies",
    description:
      "Strategies that can be replayed and backtested, with their parameters and where they come from.",
  });
}
