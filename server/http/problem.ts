import type { Context } from "hono";
import { z } from "zod";
import { type Fault, pointerOf } from "./faults.ts";

/** Kinds of failure: the end of a problem's `type`, its status and its title. The reference page explains each. */
export const PROBLEMS = {
  "malformed": { status: 400, title: "The request can't be read" },
  "token-required": { status: 401, title: "A token is needed" },
  "foreign-origin": { status: 403, title: "The request comes from another site" },
  "not-found": { status: 404, title: "There is no such thing" },
  "method-not-allowed": { status: 405, title: "That can't be done here" },
  "not-now": { status: 409, title: "Not as things stand" },
  "too-large": { status: 413, title: "The request is too large" },
  "not-json": { status: 415, title: "The body must be JSON" },
  "foreign-host": { status: 421, title: "This server has another name" },
  "invalid": { status: 422, title: "The request can't be carried out" },
  "upgrade-required": { status: 426, title: "This is a WebSocket" },
  "too-many": { status: 429, title: "Too many at once" },
  "fault": { status: 500, title: "A fault of Lockstep" },
  "no-answer": { status: 504, title: "The exchange doesn't answer" },
} as const;

/** One of {@link PROBLEMS}. */
export type ProblemKind = keyof typeof PROBLEMS;

/** Body of every failure (RFC 9457). */
export const problemSchema = z.object({
  /** Says which kind of problem it is, and leads to its explanation. */
  type: z.string(),
  title: z.string(),
  status: z.int(),
  /** What happened this time, and what to do. */
  detail: z.string(),
  /** The path that was asked for. */
  instance: z.string(),
  /** Stands in the server's log too. */
  requestId: z.string(),
  /** What is wrong with single fields. */
  errors: z.array(z.object({
    /** "account.cash" */
    field: z.string().optional(),
    /** The same as a JSON pointer (RFC 6901): "/account/cash". */
    pointer: z.string().optional(),
    message: z.string(),
  })).optional(),
});

/** See {@link problemSchema}. */
export type Problem = z.infer<typeof problemSchema>;

/** A failure to be answered with. */
export class ProblemError extends Error {
  override readonly name = "ProblemError";

  constructor(
    readonly kind: ProblemKind,
    readonly detail: string,
    readonly more: {
      readonly title?: string;
      readonly errors?: readonly Fault[];
      readonly headers?: Readonly<Record<string, string>>;
    } = {},
  ) {
    super(detail);
  }
}

/** The answer to a request that failed. */
export function problemResponse(c: Context, problem: ProblemError): Response {
  const { kind, detail, more } = problem;
  const { status, title } = PROBLEMS[kind];
  const body: Problem = {
    type: `/api/v1/reference#${kind}`,
    title: more.title ?? title,
    status,
    detail,
    instance: c.req.path.slice(0, 500),
    requestId: c.get("requestId") ?? "",
    ...more.errors !== undefined && more.errors.length > 0 && {
      errors: more.errors.map(({ field, message }) => ({
        ...field !== undefined && { field, pointer: pointerOf(field) },
        message,
      })),
    },
  };
  return c.body(JSON.stringify(body), status, {
    "Content-Type": "application/problem+json",
    "Cache-Control": "no-store",
    ...more.headers,
  });
}
