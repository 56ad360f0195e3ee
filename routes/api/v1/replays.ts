import { createRoute, type OpenAPIHono, z } from "@hono/zod-openapi";
import { resultSchema } from "../../../engine/result.ts";
import { replayRequestSchema } from "../../../server/lockstep.ts";
import type { LockstepServer } from "../../../server/lockstep_server.ts";
import { ReplayClient } from "../../../server/replay/replay_client.ts";
import { controlSchema } from "../../../server/replay_messages.ts";
import { answers, type ApiEnv, apiPart, idParam, notFound } from "./api_context.ts";
import { upgraded } from "./upgraded.ts";

/** A replay without what happens in it. */
export const replaySchema = z.object({
  id: z.string(),
  strategy: z.string(),
  strategyTitle: z.string(),
  params: z.record(z.string(), z.unknown()).openapi({
    description: "What differs from the defaults, at its end",
  }),
  dataSet: z.string(),
  dataSetTitle: z.string(),
  steps: z.int(),
  step: z.int().openapi({ description: "Where it stood when it last came to rest" }),
  createdMs: z.number(),
  fork: z.object({ of: z.string(), atStep: z.int() }).optional(),
  commandCount: z.int().openapi({ description: "How many things were asked for by hand" }),
}).openapi("Replay");

const placeSchema = z.object({
  step: z.int(),
  timeMs: z.number(),
  isPlaying: z.boolean(),
  barsPerSecond: z.union([z.number(), z.literal("max")]),
}).openapi("ReplayPlace");

const tags = ["Replays"];

/** Replays: made, forked, controlled, watched over a WebSocket, deleted. */
export function replayRoutes(lockstep: LockstepServer): OpenAPIHono<ApiEnv> {
  const found = (id: string) => {
    const replay = lockstep.replay(id);
    if (replay === undefined) throw notFound("replay", id);
    return replay;
  };
  return apiPart()
    .openapi(
      createRoute({
        method: "post",
        path: "/replays",
        tags,
        summary: "Make a replay, or fork one",
        request: {
          body: {
            required: true,
            content: { "application/json": { schema: replayRequestSchema.openapi("ReplayRequest") } },
          },
        },
        responses: answers(201, "It stands at its first step; `Location` says where it is", replaySchema),
      }),
      async (c) => {
        const replay = await lockstep.createReplay(c.req.valid("json"));
        return c.json(replay, 201, { Location: `/api/v1/replays/${replay.id}` });
      },
    )
    .openapi(
      createRoute({
        method: "get",
        path: "/replays",
        tags,
        summary: "All replays, newest first",
        responses: answers(200, "All of them", z.array(replaySchema)),
      }),
      (c) => c.json(lockstep.replays()),
    )
    .openapi(
      createRoute({
        method: "get",
        path: "/replays/{id}",
        tags,
        summary: "One replay",
        request: { params: idParam },
        responses: answers(200, "What it is, and where it stands", replaySchema),
      }),
      (c) => c.json(found(c.req.valid("param").id)),
    )
    .openapi(
      createRoute({
        method: "delete",
        path: "/replays/{id}",
        tags,
        summary: "Delete a replay",
        request: { params: idParam },
        responses: { ...answers(204, "It is gone; forks of it stay") },
      }),
      async (c) => {
        const { id } = found(c.req.valid("param").id);
        await lockstep.deleteReplay(id);
        return c.body(null, 204);
      },
    )
    .openapi(
      createRoute({
        method: "post",
        path: "/replays/{id}/control",
        tags,
        summary: "Play, pause, step, seek, trade by hand",
        request: {
          params: idParam,
          body: {
            required: true,
            content: { "application/json": { schema: controlSchema.openapi("Control") } },
          },
        },
        responses: answers(200, "It is done (for `play`: it has begun)", placeSchema),
      }),
      async (c) => {
        const { id } = found(c.req.valid("param").id);
        return c.json(await lockstep.replayHost.control(id, c.req.valid("json")));
      },
    )
    .openapi(
      createRoute({
        method: "get",
        path: "/replays/{id}/record",
        tags,
        summary: "Record of the run up to where the replay stands",
        request: { params: idParam },
        responses: answers(200, "As a run's record", resultSchema),
      }),
      async (c) => c.json(await lockstep.replayHost.record(found(c.req.valid("param").id).id)),
    )
    .openapi(
      createRoute({
        method: "get",
        path: "/replays/{id}/socket",
        tags,
        summary: "WebSocket of a replay",
        description:
          "Messages are described in `server/replay_messages.ts`: JSON texts both ways, columns in binary.",
        request: { params: idParam },
        responses: { ...answers(101, "The connection is a WebSocket now") },
      }),
      (c) => {
        const { id } = found(c.req.valid("param").id);
        const { socket, response } = upgraded(c);
        new ReplayClient(socket, (client) => lockstep.replayHost.connect(id, client));
        return response;
      },
    );
}
