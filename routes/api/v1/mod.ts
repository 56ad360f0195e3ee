import { OpenAPIHono } from "@hono/zod-openapi";
import { methodNotAllowed } from "hono/method-not-allowed";
import { VERSION } from "../../../engine/version.ts";
import { notModified, tagOf } from "../../../server/http/entity_tag.ts";
import { limitedBody } from "../../../server/http/guards.ts";
import { ProblemError, problemResponse } from "../../../server/http/problem.ts";
import type { LockstepServer } from "../../../server/lockstep_server.ts";
import type { ApiEnv } from "./api_context.ts";
import { dataSetRoutes } from "./data_sets.ts";
import { referencePage } from "./reference.tsx";
import { replayRoutes } from "./replays.ts";
import { runRoutes } from "./runs.ts";
import { sessionRoutes } from "./sessions.ts";
import { strategyRoutes } from "./strategies.ts";

/** The API, to be mounted at /api/v1; `stylesheet` is the address of the pages' style, where they are built. */
export function apiV1(lockstep: LockstepServer, stylesheet?: string): OpenAPIHono<ApiEnv> {
  const api = new OpenAPIHono<ApiEnv>();
  api.use(methodNotAllowed({
    app: api,
    onMethodNotAllowed(c, methods) {
      const allow = methods.toSorted().join(", ");
      const detail = `${c.req.method} isn't possible here; ${allow} is.`;
      return problemResponse(
        c,
        new ProblemError("method-not-allowed", detail, { headers: { Allow: allow } }),
      );
    },
  }));
  api.use(limitedBody);
  api.route("/", dataSetRoutes(lockstep));
  api.route("/", strategyRoutes(lockstep));
  api.route("/", runRoutes(lockstep));
  api.route("/", replayRoutes(lockstep));
  api.route("/", sessionRoutes(lockstep));

  const document = api.getOpenAPI31Document({
    openapi: "3.1.0",
    info: {
      title: "Lockstep",
      version: VERSION,
      description:
        "Backtests, replays and paper sessions. Times are UTC epoch milliseconds, percentages percent, money quote currency. " +
        "What can't be known is missing, never 0.",
    },
    servers: [{ url: "/api/v1" }],
    tags: ["Data sets", "Strategies", "Runs", "Replays", "Sessions"].map((name) => ({ name })),
  });
  const text = JSON.stringify(document);
  api.get(
    "/openapi.json",
    async (c) =>
      notModified(c, await tagOf(text)) ?? c.body(text, 200, { "Content-Type": "application/json" }),
  );
  api.get("/reference", (c) => c.html(referencePage(document, c, stylesheet)));
  api.get("/", (c) => c.redirect("/api/v1/reference"));
  // Answered, not thrown: only then can it be seen whether another method would have been right.
  api.all("*", (c) => {
    const detail = `There is nothing at ${c.req.path.slice(0, 200)}. See /api/v1/reference.`;
    return problemResponse(c, new ProblemError("not-found", detail));
  });
  return api;
}
