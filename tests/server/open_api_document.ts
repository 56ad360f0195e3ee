import assert from "node:assert/strict";
import { z } from "zod";
import type { Answer } from "./running_server.ts";

// deno-lint-ignore no-explicit-any -- a document of any depth
type Json = any;

/** The OpenAPI document, and which of its operations have been tried. */
export class OpenApiDocument {
  readonly #document: Json;
  readonly untried: Set<string>;
  readonly #schemas = new Map<Json, z.ZodType>();

  constructor(document: Json) {
    this.#document = document;
    this.untried = new Set(
      Object.entries(document.paths).flatMap(([path, methods]) =>
        Object.keys(methods as object).map((method) => `${method} ${path}`)
      ),
    );
  }

  /** Fails where an answer isn't one that the operation names. */
  check(operation: string, { status, headers, body }: Answer): void {
    const [method, path] = operation.split(" ");
    const { responses } = this.#document.paths[path][method];
    const named = responses[status] ?? (status >= 400 ? responses.default : undefined);
    assert.ok(named !== undefined, `${operation} answers ${status}, which isn't named`);
    this.untried.delete(operation);
    if (named.content === undefined) return assert.equal(body, "", `${operation} ${status} has a body`);
    const type = headers.get("content-type")!.split(";")[0];
    assert.ok(named.content[type] !== undefined, `${operation} answers ${type}, which isn't named`);
    const parsed = this.#schemaOf(named.content[type].schema).safeParse(body);
    assert.ok(
      parsed.success,
      `${operation} ${status}: ${parsed.error}\n${JSON.stringify(body).slice(0, 500)}`,
    );
  }

  #schemaOf(schema: Json): z.ZodType {
    let known = this.#schemas.get(schema);
    if (known === undefined) {
      const $defs = this.#local(this.#document.components.schemas);
      this.#schemas.set(schema, known = z.fromJSONSchema({ ...this.#local(schema), $defs }));
    }
    return known;
  }

  /** As a JSON Schema by itself, in which nothing may stand that isn't named. */
  #local(schema: Json): Json {
    return JSON.parse(
      JSON.stringify(schema).replaceAll("#/components/schemas/", "#/$defs/"),
      (_, value) =>
        value?.type === "object" && value.properties !== undefined
          ? { additionalProperties: false, ...value }
          : value,
    );
  }
}
