import { OpenAPIHono, z } from "@hono/zod-openapi";
import type { Context } from "hono";
import { faultsOf } from "../../../server/http/faults.ts";
import { ProblemError, problemSchema } from "../../../server/http/problem.ts";

/** What every part of the API is called with. */
export interface ApiEnv {
  Variables: { requestId: string };
}

/** A part of the API: what doesn't fit its schemas is a problem, field by field. */
export function apiPart(): OpenAPIHono<ApiEnv> {
  return new OpenAPIHono<ApiEnv>({
    async defaultHook(result, c) {
      if (result.success) return;
      const isBody = result.target === "json";
      const errors = faultsOf(result.error, await givenTo(c, result.target));
      const detail = errors.map(({ field, message }) =>
        field === undefined ? message : `${field}: ${message}`
      )
        .join(" ");
      throw new ProblemError(isBody ? "invalid" : "malformed", detail, { errors });
    },
  });
}

/** What came in, for sentences that say what was received. Hono keeps a body that was read. */
async function givenTo(c: Context, target: string): Promise<unknown> {
  if (target === "query") return c.req.query();
  if (target === "param") return c.req.param();
  return await c.req.json().catch(() => ({}));
}

/** Answers of a route as OpenAPI lists them. */
export type Answers = Record<string, {
  description: string;
  content?: Record<string, { schema: z.ZodType }>;
  headers?: z.ZodObject;
}>;

/** The answer to a request that succeeds, and to one that doesn't. */
export function answers(
  status: number,
  description: string,
  schema?: z.ZodType,
  { isTagged = false }: { readonly isTagged?: boolean } = {},
): Answers {
  return {
    [status]: {
      description,
      ...schema !== undefined && { content: { "application/json": { schema } } },
    },
    ...isTagged && { 304: { description: "As the client has it already (If-None-Match)" } },
    default: {
      description: "It failed; the body says why",
      content: { "application/problem+json": { schema: problemSchema.openapi("Problem") } },
    },
  };
}

/** An id in an address. */
export const idParam = z.object({
  id: z.string().max(200).openapi({ param: { name: "id", in: "path" }, example: "mi2k3x9q-5f0c1d2e3a" }),
});

/** There is nothing of this id. */
export function notFound(what: string, id: string): ProblemError {
  return new ProblemError("not-found", `There is no ${what} "${id.slice(0, 200)}".`);
}
