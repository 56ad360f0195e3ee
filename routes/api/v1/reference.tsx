import type { Context } from "hono";
import { getCookie } from "hono/cookie";
import { Fragment } from "preact";
import { renderToString } from "preact-render-to-string";
import { PageFrame } from "../../../components/page/page_frame.tsx";
import { isTheme, THEME_COOKIE } from "../../../components/page/theme_switch.tsx";
import { PROBLEMS } from "../../../server/http/problem.ts";

/** What is shown of an OpenAPI document. */
interface ApiDocument {
  readonly info: { readonly title: string; readonly version: string; readonly description?: string };
  readonly tags?: readonly { readonly name: string }[];
  readonly paths?: Readonly<Record<string, object>>;
  readonly components?: { readonly schemas?: Readonly<Record<string, unknown>> };
}

/** An operation of it. */
interface Operation {
  readonly tags?: readonly string[];
  readonly summary?: string;
  readonly description?: string;
  readonly parameters?: readonly {
    readonly name: string;
    readonly in: string;
    readonly required?: boolean;
    readonly description?: string;
    readonly schema?: JsonSchema;
  }[];
  readonly requestBody?: { readonly content: Readonly<Record<string, { readonly schema?: JsonSchema }>> };
  readonly responses: Readonly<
    Record<string, {
      readonly description: string;
      readonly content?: Readonly<Record<string, { readonly schema?: JsonSchema }>>;
    }>
  >;
}

/** What is shown of a JSON Schema. */
interface JsonSchema {
  readonly $ref?: string;
  readonly type?: string | readonly string[];
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
  readonly items?: JsonSchema;
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: boolean | JsonSchema;
  readonly oneOf?: readonly JsonSchema[];
  readonly anyOf?: readonly JsonSchema[];
  readonly description?: string;
  readonly default?: unknown;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly exclusiveMinimum?: number;
}

/** The API's reference as a page: every operation, every shape, every kind of problem. No script. */
export function referencePage(document: object, c: Context, stylesheet?: string): string {
  const { info, tags = [], paths = {}, components } = document as ApiDocument;
  const chosen = getCookie(c, THEME_COOKIE), theme = isTheme(chosen) ? chosen : undefined;
  const operations = Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({
      path,
      method,
      operation: operation as Operation,
    }))
  );
  const page = renderToString(
    <html lang="en" data-theme={theme}>
      <head>
        <meta charSet="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>API · Lockstep</title>
        <meta name="description" content="Every operation of Lockstep's API, with its shapes and problems." />
        <meta name="color-scheme" content={theme ?? "dark light"} />
        {stylesheet !== undefined && <link rel="icon" href="/favicon.svg" type="image/svg+xml" />}
        {stylesheet !== undefined && <link rel="stylesheet" href={stylesheet} />}
        <style dangerouslySetInnerHTML={{ __html: STYLE }} />
      </head>
      <body>
        <PageFrame path="/api/v1/reference" theme={theme} isWide={false}>
          <div class="reference">
            <h1>API {info.version}</h1>
            <p>
              {info.description} As OpenAPI 3.1: <a href="/api/v1/openapi.json">openapi.json</a>.
            </p>
            <nav aria-label="On this page">
              <ul>
                {tags.map(({ name }) => (
                  <li key={name}>
                    <a href={`#${idOf(name)}`}>{name}</a>
                  </li>
                ))}
                <li>
                  <a href="#problems">Problems</a>
                </li>
                <li>
                  <a href="#shapes">Shapes</a>
                </li>
              </ul>
            </nav>
            {tags.map(({ name }) => (
              <section key={name} aria-labelledby={idOf(name)}>
                <h2 id={idOf(name)}>{name}</h2>
                {operations.filter(({ operation }) => operation.tags?.includes(name)).map((each) => (
                  <OperationView key={each.method + each.path} {...each} />
                ))}
              </section>
            ))}
            <section aria-labelledby="problems">
              <h2 id="problems">Problems</h2>
              <p>
                What fails is answered with <code>application/problem+json</code> (RFC 9457). Its{" "}
                <code>type</code> leads to one of these.
              </p>
              <dl>
                {Object.entries(PROBLEMS).map(([kind, { status, title }]) => (
                  <Fragment key={kind}>
                    <dt id={kind}>
                      <code>{kind}</code>
                    </dt>
                    <dd>{status}: {title}</dd>
                  </Fragment>
                ))}
              </dl>
            </section>
            <section aria-labelledby="shapes">
              <h2 id="shapes">Shapes</h2>
              {Object.entries(components?.schemas ?? {}).map(([name, schema]) => (
                <article key={name}>
                  <h3 id={`shape-${name}`}>{name}</h3>
                  <Shape schema={schema as JsonSchema} />
                </article>
              ))}
            </section>
          </div>
        </PageFrame>
      </body>
    </html>,
  );
  return `<!doctype html>\n${page}`;
}

function OperationView({ path, method, operation }: { path: string; method: string; operation: Operation }) {
  const { summary, description, parameters = [], requestBody, responses } = operation;
  const body = requestBody && Object.values(requestBody.content)[0]?.schema;
  return (
    <article>
      <h3 id={idOf(`${method} ${path}`)}>
        <code>
          <b>{method.toUpperCase()}</b> /api/v1{path}
        </code>
      </h3>
      <p>
        {summary}.{description && (
          <>
            {" "}
            <Words text={description} />
          </>
        )}
      </p>
      {parameters.length > 0 && (
        <dl>
          {parameters.map((parameter) => (
            <Fragment key={parameter.name}>
              <dt>
                <code>{parameter.name}</code>
              </dt>
              <dd>
                {parameter.in === "path" ? "in the path" : parameter.required ? "required" : "optional"},{" "}
                <Kind schema={parameter.schema ?? {}} />
                {parameter.description && `. ${parameter.description}`}
              </dd>
            </Fragment>
          ))}
        </dl>
      )}
      {body && (
        <p>
          Body: <Kind schema={body} />
        </p>
      )}
      <dl>
        {Object.entries(responses).map(([status, { description, content }]) => {
          const schema = content && Object.values(content)[0]?.schema;
          return (
            <Fragment key={status}>
              <dt>
                <code>{status === "default" ? "4xx" : status}</code>
              </dt>
              <dd>
                {description}
                {schema && (
                  <>
                    : <Kind schema={schema} />
                  </>
                )}
              </dd>
            </Fragment>
          );
        })}
      </dl>
    </article>
  );
}

/** A sentence whose `code` stands between backticks. */
function Words({ text }: { text: string }) {
  return <>{text.split("`").map((part, k) => k % 2 === 0 ? part : <code key={k}>{part}</code>)}</>;
}

/** A shape with its fields; where there are several, one after the other. */
function Shape({ schema }: { schema: JsonSchema }) {
  const several = schema.oneOf ?? schema.anyOf;
  if (several !== undefined) {
    return (
      <>
        <p>One of:</p>
        {several.map((each, k) => <Shape key={k} schema={each} />)}
      </>
    );
  }
  if (schema.properties === undefined) {
    return (
      <p>
        <Kind schema={schema} />
      </p>
    );
  }
  return (
    <dl>
      {Object.entries(schema.properties).map(([name, field]) => (
        <Fragment key={name}>
          <dt>
            <code>{name}</code>
          </dt>
          <dd>
            <Kind schema={field} />
            {schema.required?.includes(name) || field.default !== undefined ? "" : ", may be missing"}
            {field.description && `. ${field.description}`}
          </dd>
        </Fragment>
      ))}
    </dl>
  );
}

/** "a number from 0 to 100 (default 5)", or a link to a shape. */
function Kind({ schema }: { schema: JsonSchema }) {
  if (schema.$ref !== undefined) {
    const name = schema.$ref.slice(schema.$ref.lastIndexOf("/") + 1);
    return <a href={`#shape-${name}`}>{name}</a>;
  }
  const { items, oneOf, anyOf, minimum, maximum, exclusiveMinimum } = schema;
  const several = oneOf ?? anyOf;
  if (several !== undefined) {
    return (
      <>
        {several.map((each, k) => (
          <Fragment key={k}>
            {k > 0 && " or "}
            <Kind schema={each} />
          </Fragment>
        ))}
      </>
    );
  }
  const values = schema.const !== undefined ? [schema.const] : schema.enum;
  const limits = [
    minimum !== undefined && minimum > Number.MIN_SAFE_INTEGER ? `at least ${minimum}` : "",
    exclusiveMinimum !== undefined ? `above ${exclusiveMinimum}` : "",
    maximum !== undefined && maximum < Number.MAX_SAFE_INTEGER ? `at most ${maximum}` : "",
  ].filter((limit) => limit !== "").join(", ");
  return (
    <>
      {values !== undefined
        ? values.map((value) => JSON.stringify(value)).join(" or ")
        : items !== undefined
        ? (
          <>
            list of <Kind schema={items} />
          </>
        )
        : schema.properties !== undefined
        ? <Shape schema={schema} />
        : String(schema.type ?? "anything")}
      {limits && ` ${limits}`}
      {schema.default !== undefined && ` (default ${JSON.stringify(schema.default)})`}
    </>
  );
}

function idOf(text: string): string {
  return text.toLowerCase().replace(/[^a-z0-9]+/g, "-").replace(/^-|-$/g, "");
}

/** What the pages' style doesn't say; readable without it too. */
const STYLE = `
.reference { display: grid; gap: 24px; max-width: 800px; padding: 24px 0; overflow-wrap: anywhere; }
.reference nav ul { display: flex; flex-wrap: wrap; gap: 4px 16px; padding: 0; list-style: none; }
.reference section { display: grid; gap: 16px; }
.reference article { display: grid; gap: 8px; padding-top: 12px; border-top: 1px solid var(--line, #888); }
.reference h3 { margin: 0; font-size: inherit; font-weight: 600; }
.reference dl { display: grid; grid-template-columns: minmax(96px, max-content) 1fr; gap: 4px 16px; margin: 0; }
.reference dd { margin: 0; color: var(--muted, inherit); }
.reference dd dl { margin: 4px 0; }
.reference :target { color: var(--accent, inherit); }
@media (max-width: 500px) { .reference dl { grid-template-columns: 1fr; } .reference dd { padding-left: 12px; } }
`;
