import { ActionButton, LinkButton, PlaySign } from "../../components/button.tsx";
import { CodeView } from "../../components/code/code_view.tsx";
import { type Column, DataTable } from "../../components/data_table.tsx";
import { NotFound } from "../../components/page/not_found.tsx";
import { boundsText, keyOf, type ParamField, paramFields } from "../../components/forms/param_field.ts";
import { PageTitle, Section } from "../../components/page/section.tsx";
import { StageList } from "../../components/lists/stage_list.tsx";
import type { PageContext } from "../../components/page/page_context.ts";

const COLUMNS: readonly Column<ParamField>[] = [
  { head: "Parameter", isRowHead: true, cell: (field) => <code>{keyOf(field)}</code> },
  {
    head: "Default",
    kind: "number",
    cell: ({ defaultText }) => defaultText || <span class="faint">must be given</span>,
  },
  {
    head: "Kind",
    cell: ({ kind, choices }) => (
      <span class="muted">{choices.length > 0 ? choices.join(", ") : KINDS[kind]}</span>
    ),
  },
  { head: "Bounds", cell: ({ bounds }) => <span class="muted">{boundsText(bounds)}</span> },
];

const KINDS: Readonly<Record<ParamField["kind"], string>> = {
  number: "number",
  integer: "whole number",
  boolean: "true or false",
  choice: "choice",
  text: "text",
  json: "list",
};

/** `/strategies/NAME`: what it does, what it is made of, its parameters, its code. */
export default function strategyPage(c: PageContext) {
  const { lockstep } = c.env;
  const strategy = lockstep.strategy(c.req.param("name") ?? "");
  if (strategy === undefined) {
    c.status(404);
    return c.render(<NotFound what="This strategy" />, {
      title: "Not found",
      description: "No such strategy.",
    });
  }
  const { name, title, version, description, source, code, path, paramsSchema, stages } = strategy;
  const fields = paramFields(paramsSchema), dataSet = lockstep.dataSets()[0];
  const content = (
    <>
      <PageTitle
        title={title}
        actions={
          <>
            {dataSet !== undefined && (
              <ActionButton
                action="/replay"
                weight="primary"
                values={{ strategy: name, dataSet: dataSet.id }}
                title={`On ${dataSet.title}`}
              >
                <PlaySign />
                Replay
              </ActionButton>
            )}
            <LinkButton href={`/backtest?strategy=${encodeURIComponent(name)}`}>Backtest</LinkButton>
            <LinkButton href={`/paper?strategy=${encodeURIComponent(name)}#begin`}>Trade on paper</LinkButton>
          </>
        }
      >
        <p>{description}</p>
        <p class="small">{[source, `version ${version}`].filter(Boolean).join(" · ")}</p>
      </PageTitle>
      <div class="columns two">
        <Section title="What it is made of" id="stages">
          <StageList stages={stages} />
        </Section>
        <Section title="Parameters" id="parameters">
          {fields.length === 0
            ? <p class="muted">It has none.</p>
            : <DataTable label="Parameters" columns={COLUMNS} rows={fields} keyOf={({ name }) => name} />}
        </Section>
      </div>
      <Section title="Code" id="code" aside={<code class="faint">{path}</code>}>
        <CodeView code={code} path={path} />
      </Section>
    </>
  );
  return c.render(content, { title, description });
}
