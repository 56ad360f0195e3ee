import type { Context } from "hono";

/**
 * Marks an answer that can't change any more with its tag; gives the answer 304 where the client has it already. Clients ask again each
 * time, since what is tagged may be deleted.
 */
export function notModified(c: Context, tag: string): Response | undefined {
  const entityTag = `"${tag}"`;
  c.header("ETag", entityTag);
  c.header("Cache-Control", "private, no-cache");
  const known = (c.req.header("if-none-match") ?? "").split(",").map((each) =>
    each.trim().replace(/^W\//, "")
  );
  return known.includes(entityTag) || known.includes("*") ? c.body(null, 304) : undefined;
}

/** A tag for texts. */
export async function tagOf(...texts: readonly string[]): Promise<string> {
  const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(texts.join("\0")));
  return new Uint8Array(digest).toHex().slice(0, 20);
}
