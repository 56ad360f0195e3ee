import type { MiddlewareHandler } from "hono";
import { getCookie, setCookie } from "hono/cookie";
import { ProblemError } from "./problem.ts";

const COOKIE = "lockstep_token";

/**
 * Lets in who knows the token: as `Authorization: Bearer TOKEN`, or once as `?token=TOKEN`, which is kept in a cookie and taken out of
 * the address.
 */
export function tokenGate(token: string): MiddlewareHandler {
  const expected = digest(token);
  const isRight = async (given: string | undefined) =>
    given !== undefined && isEqual(await digest(given), await expected);
  return async (c, next) => {
    const url = new URL(c.req.url), asked = url.searchParams.get("token") ?? undefined;
    if (asked !== undefined && c.req.method === "GET" && await isRight(asked)) {
      // Lax, not strict: strict would be left out on the way here from a link in a message. What changes anything has its origin checked.
      setCookie(c, COOKIE, token, { httpOnly: true, sameSite: "Lax", path: "/" });
      url.searchParams.delete("token");
      return c.redirect(url.pathname.replace(/^\/+/, "/") + url.search, 303); // "//name" would lead to another site
    }
    const bearer = /^Bearer +(\S+) *$/i.exec(c.req.header("authorization") ?? "")?.[1];
    if (await isRight(bearer) || await isRight(getCookie(c, COOKIE))) return await next();
    throw new ProblemError(
      "token-required",
      "Open the address that Lockstep printed when it was started; it has the token. Programs send it as Authorization: Bearer TOKEN.",
      { headers: { "WWW-Authenticate": "Bearer" } },
    );
  };
}

/** A token that can't be guessed. */
export function newToken(): string {
  return crypto.getRandomValues(new Uint8Array(24)).toBase64({ alphabet: "base64url" });
}

async function digest(text: string): Promise<Uint8Array> {
  return new Uint8Array(await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text)));
}

/** Takes as long wherever they differ. */
function isEqual(a: Uint8Array, b: Uint8Array): boolean {
  let difference = 0;
  for (let i = 0; i < a.length; i++) difference |= a[i] ^ b[i];
  return difference === 0;
}
