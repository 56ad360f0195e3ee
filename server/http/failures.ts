import type { Context } from "hono";
import { HTTPException } from "hono/http-exception";
import { RequestProblem } from "../lockstep.ts";
import { ProblemError, type ProblemKind, problemResponse } from "./problem.ts";

/** Whether a request is for the API rather than for a page. */
export function isForApi(c: Context): boolean {
  return c.req.path.startsWith("/api/");
}

/**
 * Answers what was thrown. What nobody expected is logged with its stack and the request's id; the answer has the id alone.
 */
export function answerFailure(error: unknown, c: Context, log: (text: string) => void): Response {
  if (error instanceof ProblemError) return problemResponse(c, error);
  if (error instanceof RequestProblem) return problemResponse(c, ofRequest(error));
  if (error instanceof HTTPException) return problemResponse(c, ofHono(error));
  const id = c.get("requestId");
  log(
    `${c.req.method} ${c.req.path} failed (request ${id}): ${error instanceof Error ? error.stack : error}`,
  );
  return problemResponse(
    c,
    new ProblemError(
      "fault",
      `Something in Lockstep itself went wrong. The server's log says more at ${id}.`,
    ),
  );
}

const KIND_OF_STATUS: Readonly<Record<RequestProblem["status"], ProblemKind>> = {
  400: "malformed",
  404: "not-found",
  409: "not-now",
  422: "invalid",
  429: "too-many",
  504: "no-answer",
};

function ofRequest({ status, title, faults }: RequestProblem): ProblemError {
  return new ProblemError(KIND_OF_STATUS[status], faults.map(({ message }) => message).join(" ") || title, {
    title,
    errors: faults.filter(({ field }) => field !== undefined),
    ...status === 429 && { headers: { "Retry-After": "5" } },
  });
}

/** What Hono and its validators throw. */
function ofHono({ status }: HTTPException): ProblemError {
  switch (status) {
    case 413:
      return new ProblemError("too-large", "The body is larger than is taken here.");
    case 415:
      return new ProblemError("not-json", "Send the body as JSON, with Content-Type: application/json.");
    default:
      return new ProblemError("malformed", "The body is not JSON.");
  }
}
