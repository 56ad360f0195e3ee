import { createRoute, type OpenAPIHono, z } from "@hono/zod-openapi";
import { notModified, tagOf } from "../../../server/http/entity_tag.ts";
import type { LockstepServer } from "../../../server/lockstep_server.ts";
import { answers, type ApiEnv, apiPart, idParam, notFound } from "./api_context.ts";
import { barsAnswer, barsQuery, barsSchema } from "./bars.ts";

const dataSetSchema = z.object({
  id: z.string(),
  title: z.string(),
  symbols: z.array(z.string()).openapi({ description: "Of its instruments" }),
  timeframe: z.string(),
  bars: z.int().openapi({ description: "Of all instruments together" }),
  firstTimeMs: z.number().openapi({ description: "When the first bar opens" }),
  lastTimeMs: z.number().openapi({ description: "When the last bar closes" }),
  source: z.string(),
  isSynthetic: z.boolean().openapi({ description: "Whether it is made up" }),
}).openapi("DataSet");

const tags = ["Data sets"];

/** Stored bars: what there is, and the bars at any resolution. */
export function dataSetRoutes(lockstep: LockstepServer): OpenAPIHono<ApiEnv> {
  const found = (id: string) => {
    const dataSet = lockstep.sets.get(id);
    if (dataSet === undefined) throw notFound("data set", id);
    return dataSet;
  };
  const tag = tagOf(JSON.stringify(lockstep.dataSets()));
  return apiPart()
    .openapi(
      createRoute({
        method: "get",
        path: "/data-sets",
        tags,
        summary: "All data sets",
        responses: answers(200, "In the order in which they are shown", z.array(dataSetSchema), {
          isTagged: true,
        }),
      }),
      async (c) => notModified(c, await tag) ?? c.json(lockstep.dataSets()),
    )
    .openapi(
      createRoute({
        method: "get",
        path: "/data-sets/{id}",
        tags,
        summary: "One data set",
        request: { params: idParam },
        responses: answers(200, "What there is to know of it", dataSetSchema, { isTagged: true }),
      }),
      (c) => {
        const { summary, tag } = found(c.req.valid("param").id);
        return notModified(c, tag) ?? c.json(summary);
      },
    )
    .openapi(
      createRoute({
        method: "get",
        path: "/data-sets/{id}/bars",
        tags,
        summary: "Bars of one instrument",
        request: { params: idParam, query: barsQuery },
        responses: answers(200, "Columns of one length", barsSchema, { isTagged: true }),
      }),
      async (c) => {
        const dataSet = found(c.req.valid("param").id), query = c.req.valid("query");
        const bars = await barsAnswer(dataSet, query);
        return notModified(c, dataSet.tag) ?? c.json(bars);
      },
    );
}
