import { bodyLimit } from "hono/body-limit";
import { createMiddleware } from "hono/factory";
import { secureHeaders } from "hono/secure-headers";
import { ProblemError } from "./problem.ts";

/** What a request's body may have at most. */
export const BODY_BYTES_MAX = 256 * 1024;

/**
 * Headers that tell browsers what a page of ours may do: load and talk to this server alone, and stand in nobody's frame. Styles may stand
 * in the page (charts set them); scripts may not. The referrer isn't left out altogether: without it browsers send forms with
 * `Origin: null`, which can't be told from another site's.
 */
export const securityHeaders = secureHeaders({
  contentSecurityPolicy: {
    defaultSrc: ["'self'"],
    scriptSrc: ["'self'"],
    styleSrc: ["'self'", "'unsafe-inline'"],
    imgSrc: ["'self'", "data:"],
    connectSrc: ["'self'"], // WebSockets to this server included (CSP 3)
    objectSrc: ["'none'"],
    baseUri: ["'none'"],
    formAction: ["'self'"],
    frameAncestors: ["'none'"],
  },
  referrerPolicy: "same-origin",
  xFrameOptions: "DENY",
  strictTransportSecurity: false, // it is http on localhost
  permissionsPolicy: { camera: [], microphone: [], geolocation: [], payment: [], usb: [] },
});

/**
 * Answers only to the names of this machine: a page of another site whose name is made to lead here (DNS rebinding) would otherwise be
 * of the same origin as we are.
 */
export const localNamesOnly = createMiddleware(async (c, next) => {
  const host = c.req.header("host") ?? "";
  if (!/^(localhost|127\.0\.0\.1|\[::1\])(:\d+)?$/i.test(host)) {
    throw new ProblemError(
      "foreign-host",
      "This server answers to localhost only. To reach it under another name, start it with --host.",
    );
  }
  await next();
});

/** Refuses what another site's page asks for: all that changes something, and WebSockets. Programs other than browsers send no origin. */
export const ownOriginOnly = createMiddleware(async (c, next) => {
  const isSocket = c.req.header("upgrade")?.toLowerCase() === "websocket";
  if (!isSocket && /^(GET|HEAD|OPTIONS)$/.test(c.req.method)) return await next();
  const origin = c.req.header("origin"), site = c.req.header("sec-fetch-site");
  const isOwn = origin === undefined
    ? site === undefined || site === "same-origin" || site === "none"
    : hostOf(origin) === c.req.header("host")?.toLowerCase();
  if (!isOwn) {
    throw new ProblemError(
      "foreign-origin",
      "Only Lockstep's own pages, and programs other than browsers, may ask that.",
    );
  }
  await next();
});

/** Larger bodies are refused unread, or as soon as they are known to be larger. */
export const limitedBody = bodyLimit({
  maxSize: BODY_BYTES_MAX,
  onError() {
    throw new ProblemError("too-large", `The body may have ${BODY_BYTES_MAX / 1024} kB at most.`);
  },
});

function hostOf(origin: string): string | undefined {
  try {
    return new URL(origin).host;
  } catch {
    return undefined; // "null"
  }
}
