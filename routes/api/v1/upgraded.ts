import type { Context } from "hono";
import { ProblemError } from "../../../server/http/problem.ts";

/** Pings go out so often; a browser that doesn't answer is gone. */
const PING_SECONDS = 30;

/** Makes a request's connection a WebSocket. @throws ProblemError where it doesn't ask for one, or asks wrongly. */
export function upgraded({ req }: Context): { readonly socket: WebSocket; readonly response: Response } {
  if (req.header("upgrade")?.toLowerCase() !== "websocket") {
    throw new ProblemError("upgrade-required", "Connect to this address with a WebSocket.", {
      headers: { Upgrade: "websocket", Connection: "Upgrade" },
    });
  }
  try {
    return Deno.upgradeWebSocket(req.raw, { idleTimeout: PING_SECONDS });
  } catch (error) {
    throw new ProblemError(
      "malformed",
      `This is no WebSocket handshake: ${error instanceof Error ? error.message : error}.`,
    );
  }
}
