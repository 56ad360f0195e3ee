import { createRoute, type OpenAPIHono, z } from "@hono/zod-openapi";
import { sessionCommandSchema } from "../../../engine/live/session_input.ts";
import { resultSchema } from "../../../engine/result.ts";
import { notModified } from "../../../server/http/entity_tag.ts";
import type { LockstepServer } from "../../../server/lockstep_server.ts";
import {
  sessionClientMessageSchema,
  sessionEventSchema,
  sessionRequestSchema,
  sessionSchema,
} from "../../../server/session_messages.ts";
import { SocketClient } from "../../../server/socket_client.ts";
import { replaySchema } from "./replays.ts";
import { answers, type ApiEnv, apiPart, idParam, notFound } from "./api_context.ts";
import { upgraded } from "./upgraded.ts";

const shownSchema = sessionSchema.openapi("Session");

const killRequestSchema = z.strictObject({
  /** Whether what is held is closed. */
  flattens: z.boolean(),
  reason: z.string().min(1).max(200).default("pulled by hand, for all sessions"),
});

const killAnswerSchema = z.object({
  killed: z.array(z.string()),
  notReached: z.array(z.string()).openapi({
    description: "Run by another process, or hanging on a journal that can't be written",
  }),
}).openapi("KillAnswer");

const eventsSchema = z.object({
  total: z.int().openapi({ description: "Events so far; the next one has this number" }),
  events: z.array(sessionEventSchema.openapi("SessionEvent")),
}).openapi("SessionEvents");

const eventsQuery = z.object({
  before: z.coerce.number().int().min(0).max(Number.MAX_SAFE_INTEGER).optional().openapi({
    type: "integer",
    minimum: 0,
    description: "Only events of lower numbers",
  }),
  limit: z.coerce.number().int().min(1).max(1_000).default(100).openapi({
    type: "integer",
    minimum: 1,
    maximum: 1_000,
    default: 100,
  }),
});

const paritySchema = z.object({
  isIdentical: z.boolean(),
  verdict: z.string(),
  bars: z.int(),
  fills: z.int(),
  differences: z.array(z.object({
    what: z.enum(["bar", "order", "fill", "equity", "replay"]),
    instrument: z.string(),
    timeMs: z.number().nullable(),
    text: z.string(),
    cause: z.string().openapi({ description: "Empty where nothing explains it" }),
  })),
  unexplained: z.int(),
  interventions: z.array(z.string()),
  changes: z.array(z.string()),
  notes: z.array(z.string()),
}).openapi("Parity");

const tags = ["Sessions"];

/** Paper sessions: begun, commanded, left and taken up, watched over a WebSocket, held against a backtest. */
export function sessionRoutes(lockstep: LockstepServer): OpenAPIHono<ApiEnv> {
  const { sessionHost } = lockstep, { journals } = sessionHost;
  const found = (id: string) => {
    if (!sessionHost.has(id)) throw notFound("session", id);
    return id;
  };
  return apiPart()
    .openapi(
      createRoute({
        method: "post",
        path: "/sessions",
        tags,
        summary: "Begin a session",
        description:
          "It trades on paper: no order leaves the machine. Answers 504 where the exchange is silent.",
        request: {
          body: {
            required: true,
            content: { "application/json": { schema: sessionRequestSchema.openapi("SessionRequest") } },
          },
        },
        responses: answers(201, "It runs in this server; `Location` says where it is", shownSchema),
      }),
      async (c) => {
        const session = await sessionHost.create(c.req.valid("json"));
        return c.json(session, 201, { Location: `/api/v1/sessions/${session.id}` });
      },
    )
    .openapi(
      createRoute({
        method: "get",
        path: "/sessions",
        tags,
        summary: "All sessions, newest first",
        responses: answers(200, "Those that run, here or elsewhere, and those at rest", z.array(shownSchema)),
      }),
      (c) => c.json(sessionHost.list()),
    )
    .openapi(
      createRoute({
        method: "post",
        path: "/sessions/kill",
        tags,
        summary: "The kill switch of all sessions that run here",
        request: {
          body: {
            required: true,
            content: { "application/json": { schema: killRequestSchema.openapi("KillRequest") } },
          },
        },
        responses: answers(
          200,
          "Their orders are cancelled; nothing is decided until each is lifted",
          killAnswerSchema,
        ),
      }),
      async (c) => {
        const { flattens, reason } = c.req.valid("json");
        return c.json(await sessionHost.killAll(flattens, reason));
      },
    )
    .openapi(
      createRoute({
        method: "get",
        path: "/sessions/{id}",
        tags,
        summary: "One session",
        request: { params: idParam },
        responses: answers(200, "What it is, how it stands, its last alerts", shownSchema),
      }),
      (c) => c.json(sessionHost.get(found(c.req.valid("param").id))),
    )
    .openapi(
      createRoute({
        method: "post",
        path: "/sessions/{id}/command",
        tags,
        summary: "Pause, resume, flatten, cancel, kill, lift, stop",
        request: {
          params: idParam,
          body: {
            required: true,
            content: { "application/json": { schema: sessionCommandSchema.openapi("SessionCommand") } },
          },
        },
        responses: answers(200, "It is in the journal, and acted on", shownSchema),
      }),
      async (c) => c.json(await sessionHost.command(found(c.req.valid("param").id), c.req.valid("json"))),
    )
    .openapi(
      createRoute({
        method: "post",
        path: "/sessions/{id}/take-up",
        tags,
        summary: "Go on with a session that rests",
        request: { params: idParam },
        responses: answers(200, "It runs in this server", shownSchema),
      }),
      async (c) => c.json(await sessionHost.takeUp(found(c.req.valid("param").id))),
    )
    .openapi(
      createRoute({
        method: "post",
        path: "/sessions/{id}/leave",
        tags,
        summary: "Leave a session as it stands",
        request: { params: idParam },
        responses: answers(200, "It rests, until it is taken up here or by `deno task paper`", shownSchema),
      }),
      async (c) => c.json(await sessionHost.leave(found(c.req.valid("param").id))),
    )
    .openapi(
      createRoute({
        method: "get",
        path: "/sessions/{id}/record",
        tags,
        summary: "Record of all that it did so far",
        request: { params: idParam },
        responses: answers(200, "As a run's record", resultSchema, { isTagged: true }),
      }),
      async (c) => {
        const id = found(c.req.valid("param").id);
        // The tag first: of a session that runs the record may be of a later bar, never of an earlier one.
        const known = notModified(c, journals.tag(id));
        return known ??
          c.body(await journals.recordBytes(id), 200, { "Content-Type": "application/json" });
      },
    )
    .openapi(
      createRoute({
        method: "get",
        path: "/sessions/{id}/events",
        tags,
        summary: "What the desk said, newest first",
        request: { params: idParam, query: eventsQuery },
        responses: answers(200, "A page of it", eventsSchema),
      }),
      async (c) => {
        const id = found(c.req.valid("param").id), { before = Infinity, limit } = c.req.valid("query");
        return c.json(await journals.events(id, before, limit));
      },
    )
    .openapi(
      createRoute({
        method: "get",
        path: "/sessions/{id}/parity",
        tags,
        summary: "The session held against a backtest over the exchange's history",
        description: "Answers 504 where the exchange is silent.",
        request: { params: idParam },
        responses: answers(200, "Every difference, and where it comes from", paritySchema),
      }),
      async (c) => c.json(await journals.parity(found(c.req.valid("param").id))),
    )
    .openapi(
      createRoute({
        method: "post",
        path: "/sessions/{id}/replay",
        tags,
        summary: "Make a replay of a session",
        description:
          "It goes over the session's own bars, up to the last one, and repeats what was asked of it and when it decided nothing: " +
          "at its end it has done what the session did, to the last bit. Answers 409 where that can't be.",
        request: { params: idParam },
        responses: answers(201, "It stands where trading began; `Location` says where it is", replaySchema),
      }),
      async (c) => {
        const replay = await lockstep.replaySession(found(c.req.valid("param").id));
        return c.json(replay, 201, { Location: `/api/v1/replays/${replay.id}` });
      },
    )
    .openapi(
      createRoute({
        method: "get",
        path: "/sessions/{id}/socket",
        tags,
        summary: "WebSocket of a session",
        description: "Messages are described in `server/session_messages.ts`: JSON texts both ways.",
        request: { params: idParam },
        responses: { ...answers(101, "The connection is a WebSocket now") },
      }),
      (c) => {
        const id = found(c.req.valid("param").id), { socket, response } = upgraded(c);
        new SocketClient(socket, sessionClientMessageSchema, (client) => sessionHost.connect(id, client));
        return response;
      },
    );
}
