import { createRoute, type OpenAPIHono, z } from "@hono/zod-openapi";
import { resultSchema, type RunResult, tradeSchema } from "../../../engine/result.ts";
import { curvePoints } from "../../../server/data/curve_points.ts";
import { notModified } from "../../../server/http/entity_tag.ts";
import { ProblemError } from "../../../server/http/problem.ts";
import { runRequestSchema, type RunSummary } from "../../../server/lockstep.ts";
import type { LockstepServer } from "../../../server/lockstep_server.ts";
import { answers, type ApiEnv, apiPart, idParam, notFound } from "./api_context.ts";
import { barsAnswer, barsQuery, barsSchema } from "./bars.ts";

const runSchema = z.object({
  id: z.string(),
  status: z.enum(["running", "done", "failed", "cancelled"]),
  progress: z.number().openapi({ description: "Share of the bars that are through, 0 to 1" }),
  isWaiting: z.boolean().optional().openapi({
    description: "Whether other runs have to end before it begins",
  }),
  failure: z.string().optional().openapi({ description: "Why it failed, in words" }),
  request: runRequestSchema,
  strategyTitle: z.string(),
  dataSetTitle: z.string(),
  createdMs: z.number(),
  metrics: z.record(z.string(), z.number()).optional().openapi({
    description: "A few figures, once it is done",
  }),
  fingerprint: z.string().optional(),
}).openapi("Run");

const tradesSchema = z.object({
  total: z.int(),
  offset: z.int(),
  trades: z.array(tradeSchema.openapi("Trade")),
}).openapi("Trades");

const column = z.array(z.number());
const equitySchema = z.object({
  timeMs: column,
  equity: column.openapi({ description: "At the end of each point's stretch" }),
  equityLow: column,
  equityHigh: column,
  drawdownPct: column.openapi({ description: "Worst within the stretch" }),
  benchmark: column,
}).openapi("Equity");

const tags = ["Runs"];

/** Backtests: started, watched, cancelled, and what came of them. */
export function runRoutes(lockstep: LockstepServer): OpenAPIHono<ApiEnv> {
  const found = (id: string): RunSummary => {
    const run = lockstep.run(id);
    if (run === undefined) throw notFound("run", id);
    return run;
  };
  const recordOf = async (run: RunSummary): Promise<RunResult> => {
    const record = await lockstep.record(run.id);
    if (record === undefined) throw noRecord(run);
    return record;
  };
  return apiPart()
    .openapi(
      createRoute({
        method: "post",
        path: "/runs",
        tags,
        summary: "Start a run",
        request: {
          body: {
            required: true,
            content: { "application/json": { schema: runRequestSchema.openapi("RunRequest") } },
          },
        },
        responses: answers(202, "It has been taken; `Location` says where its status is", runSchema),
      }),
      async (c) => {
        const run = await lockstep.startRun(c.req.valid("json"));
        return c.json(run, 202, { Location: `/api/v1/runs/${run.id}` });
      },
    )
    .openapi(
      createRoute({
        method: "get",
        path: "/runs",
        tags,
        summary: "All runs, newest first",
        request: { query: pageQuery },
        responses: answers(
          200,
          "A page of them",
          z.object({ total: z.int(), offset: z.int(), runs: z.array(runSchema) }),
        ),
      }),
      (c) => {
        const { offset, limit } = c.req.valid("query"), runs = lockstep.runs();
        return c.json({ total: runs.length, offset, runs: runs.slice(offset, offset + limit) });
      },
    )
    .openapi(
      createRoute({
        method: "get",
        path: "/runs/{id}",
        tags,
        summary: "Status of a run",
        request: { params: idParam },
        responses: answers(200, "How far it is", runSchema, { isTagged: true }),
      }),
      (c) => {
        const run = found(c.req.valid("param").id);
        return (run.status === "running" ? undefined : notModified(c, tagOfRun(run))) ?? c.json(run);
      },
    )
    .openapi(
      createRoute({
        method: "delete",
        path: "/runs/{id}",
        tags,
        summary: "Cancel a run that goes on; delete one that has ended",
        request: { params: idParam },
        responses: { ...answers(200, "It is cancelled", runSchema), 204: { description: "It is deleted" } },
      }),
      async (c) => {
        const { id, status } = found(c.req.valid("param").id);
        if (status === "running") return c.json(lockstep.cancelRun(id), 200);
        await lockstep.deleteRun(id);
        return c.body(null, 204);
      },
    )
    .openapi(
      createRoute({
        method: "get",
        path: "/runs/{id}/result",
        tags,
        summary: "The whole record",
        request: { params: idParam },
        responses: answers(
          200,
          "As `deno task backtest --out FILE.json` writes it",
          resultSchema.openapi("RunResult"),
          {
            isTagged: true,
          },
        ),
      }),
      async (c) => {
        const run = found(c.req.valid("param").id);
        const bytes = await lockstep.runHost.recordBytes(run.id);
        if (bytes === undefined) throw noRecord(run);
        return notModified(c, tagOfRun(run)) ?? c.body(bytes, 200, { "Content-Type": "application/json" });
      },
    )
    .openapi(
      createRoute({
        method: "get",
        path: "/runs/{id}/trades",
        tags,
        summary: "Trades, in the order in which they were closed",
        request: { params: idParam, query: pageQuery },
        responses: answers(200, "A page of them", tradesSchema, { isTagged: true }),
      }),
      async (c) => {
        const run = found(c.req.valid("param").id), { offset, limit } = c.req.valid("query");
        const { trades } = await recordOf(run);
        return notModified(c, tagOfRun(run)) ??
          c.json({ total: trades.length, offset, trades: trades.slice(offset, offset + limit) });
      },
    )
    .openapi(
      createRoute({
        method: "get",
        path: "/runs/{id}/equity",
        tags,
        summary: "Equity at a resolution",
        request: { params: idParam, query: barsQuery.omit({ instrument: true }) },
        responses: answers(200, "Columns of one length", equitySchema, { isTagged: true }),
      }),
      async (c) => {
        const run = found(c.req.valid("param").id), { points, fromMs, toMs } = c.req.valid("query");
        const { equity } = await recordOf(run);
        return notModified(c, tagOfRun(run)) ?? c.json(curvePoints(equity, points, fromMs, toMs));
      },
    )
    .openapi(
      createRoute({
        method: "get",
        path: "/runs/{id}/bars",
        tags,
        summary: "Bars that the run traded on, at a resolution",
        request: { params: idParam, query: barsQuery },
        responses: answers(200, "Columns of one length", barsSchema, { isTagged: true }),
      }),
      async (c) => {
        const { request } = found(c.req.valid("param").id), query = c.req.valid("query");
        const dataSet = lockstep.sets.get(request.dataSet);
        if (dataSet === undefined) throw notFound("data set", request.dataSet);
        const bars = await barsAnswer(dataSet, {
          ...query,
          fromMs: Math.max(query.fromMs ?? -Infinity, request.fromMs ?? -Infinity),
          toMs: Math.min(query.toMs ?? Infinity, request.toMs ?? Infinity),
        });
        return notModified(c, dataSet.tag) ?? c.json(bars);
      },
    );
}

/** Which part of a list. */
const pageQuery = z.object({
  offset: z.coerce.number().int().min(0).max(1e9).default(0).openapi({
    type: "integer",
    minimum: 0,
    default: 0,
  }),
  limit: z.coerce.number().int().min(1).max(1_000).default(100).openapi({
    type: "integer",
    minimum: 1,
    maximum: 1_000,
    default: 100,
  }),
});

function tagOfRun({ id, status, fingerprint = "" }: RunSummary): string {
  return `${id}-${status}-${fingerprint}`;
}

function noRecord({ status, failure }: RunSummary): ProblemError {
  switch (status) {
    case "running":
      return new ProblemError("not-now", "The run hasn't ended yet: ask again later.", {
        headers: { "Retry-After": "1" },
      });
    case "failed":
      return new ProblemError("not-now", `The run failed, so there is no record: ${failure}`);
    case "cancelled":
      return new ProblemError("not-now", "The run was cancelled, so there is no record.");
    case "done":
      return new ProblemError(
        "not-found",
        "The run's record is missing from the data folder, or damaged there.",
      );
  }
}
