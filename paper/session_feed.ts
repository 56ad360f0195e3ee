import { LockstepError } from "../engine/error.ts";
import type { LiveFeed } from "../engine/live/live_feed.ts";
import type { Outside } from "../engine/live/outside.ts";
import type { SessionConfig } from "../engine/live/session_input.ts";
import { openFeed } from "../feeds/venues.ts";
import { scaledOutside } from "./scaled_outside.ts";
import { venueKeys } from "./venue_keys.ts";

/** The feed of a session, and the outside that keeps the time of its exchange. */
export interface SessionFeed {
  readonly feed: LiveFeed;
  readonly outside: Outside;
}

/** The local exchange answers within this, or isn't there. */
const ANSWER_MS_MOST = 5_000;

/**
 * Opens the feed of an exchange, or of the local one that stands in for it: then the outside keeps its time, whenever and however fast that
 * runs. Keys come from the environment.
 * `purpose`: history can be read at any speed.
 * @throws LockstepError where there is no such exchange, its keys are missing, or the local one doesn't answer or runs at another speed.
 */
export async function sessionFeed(
  { venue, exchange }: Pick<SessionConfig, "venue" | "exchange">,
  real: Outside,
  purpose: "trade" | "history" = "trade",
): Promise<SessionFeed> {
  const seed = Math.floor(real.clock.nowMs());
  if (exchange === undefined) {
    return { feed: openFeed(venue, real, { keys: venueKeys(venue), seed }), outside: real };
  }
  const url = exchange.url.replace(/\/+$/, "");
  if (!/^http:\/\/[^/\s]+$/.test(url)) {
    throw new LockstepError(
      `"${exchange.url}" is no local exchange: it must be like http://localhost:8200, as deno task exchange prints it.`,
    );
  }
  const { timeMs, speed } = await marketTime(url, real);
  if (purpose === "trade" && Number.isFinite(speed) && speed !== exchange.speed) {
    throw new LockstepError(
      `The local exchange at ${url} runs at --speed ${speed} and the session at --speed ${exchange.speed}: ` +
        `it must be the same on both sides.`,
    );
  }
  const outside = scaledOutside(real, exchange.speed, timeMs);
  const rest = `${url}/${venue.replace(/_.*/, "")}`, socket = rest.replace(/^http/, "ws");
  // Whatever is said to it is a good key.
  const keys = { key: "local", secret: "local" };
  return { feed: openFeed(venue, outside, { urls: { socket, rest }, keys, seed }), outside };
}

/** What time it is at a local exchange, as its Binance says it, and how fast that runs; NaN where it doesn't say. */
function marketTime(url: string, { network }: Outside): Promise<{ timeMs: number; speed: number }> {
  return new Promise((resolve, reject) =>
    network.get(`${url}/binance/api/v3/time`, { timeoutMs: ANSWER_MS_MOST }, ({ status, text, headers }) => {
      const timeMs = status === 200 ? Number(/"serverTime"\s*:\s*(\d+)/.exec(text)?.[1]) : NaN;
      if (Number.isFinite(timeMs)) {
        return resolve({ timeMs, speed: Number(headers["x-market-speed"] ?? NaN) });
      }
      const why = status === 0 ? text : `it answers ${status}`;
      reject(
        new LockstepError(
          `There is no local exchange at ${url} (${why}): start one with deno task exchange.`,
        ),
      );
    })
  );
}
