import { createRoute, type OpenAPIHono, z } from "@hono/zod-openapi";
import { notModified, tagOf } from "../../../server/http/entity_tag.ts";
import type { LockstepServer } from "../../../server/lockstep_server.ts";
import { answers, type ApiEnv, apiPart, notFound } from "./api_context.ts";

const words = z.array(z.string());

const strategySchema = z.object({
  name: z.string(),
  version: z.string(),
  title: z.string(),
  description: z.string(),
  source: z.string().openapi({ description: "Book, paper or page it comes from" }),
  paramsSchema: z.record(z.string(), z.unknown()).openapi({
    description: "JSON Schema (2020-12) of its parameters",
  }),
  code: z.string().openapi({ description: "The file's text" }),
  path: z.string(),
  stages: z.object({ indicator: words, signal: words, sizer: words, risk: words }).openapi({
    description: "What it is composed of at its default parameters, in words",
  }),
}).openapi("Strategy");

const tags = ["Strategies"];

/** Strategies that can be run, with the schema of their parameters. */
export function strategyRoutes(lockstep: LockstepServer): OpenAPIHono<ApiEnv> {
  return apiPart()
    .openapi(
      createRoute({
        method: "get",
        path: "/strategies",
        tags,
        summary: "All strategies",
        responses: answers(200, "Registered ones, then files of the command line", z.array(strategySchema), {
          isTagged: true,
        }),
      }),
      async (c) => {
        const strategies = lockstep.strategies();
        return notModified(c, await tagOf(JSON.stringify(strategies))) ?? c.json(strategies);
      },
    )
    .openapi(
      createRoute({
        method: "get",
        path: "/strategies/{name}",
        tags,
        summary: "One strategy",
        request: {
          params: z.object({
            name: z.string().max(200).openapi({
              param: { name: "name", in: "path" },
              example: "ema_crossover",
            }),
          }),
        },
        responses: answers(200, "Its description, parameters and code", strategySchema, { isTagged: true }),
      }),
      async (c) => {
        const { name } = c.req.valid("param");
        const strategy = lockstep.strategy(name);
        if (strategy === undefined) throw notFound("strategy", name);
        return notModified(c, await tagOf(JSON.stringify(strategy))) ?? c.json(strategy);
      },
    );
}
