import { LockstepError } from "../engine/error.ts";

/** What an account at an exchange is asked for by. Never printed, never kept. */
export interface VenueKeys {
  readonly key: string;
  readonly secret: string;
}

/** Alpaca's own names for them (https://docs.alpaca.markets/docs/authentication). */
const KEY = "APCA_API_KEY_ID", SECRET = "APCA_API_SECRET_KEY";

/** The exchanges that answer nobody without keys. */
const NEEDS_KEYS = ["alpaca", "alpaca_crypto"];

/**
 * Keys for an exchange from the environment; undefined where it needs none.
 * @throws LockstepError that names the variables where they are missing.
 */
export function venueKeys(
  venue: string,
  variable: (name: string) => string | undefined = (name) => Deno.env.get(name),
): VenueKeys | undefined {
  if (!NEEDS_KEYS.includes(venue)) return undefined;
  const key = variable(KEY) ?? "", secret = variable(SECRET) ?? "";
  const missing = [...key === "" ? [KEY] : [], ...secret === "" ? [SECRET] : []];
  if (missing.length === 0) return { key, secret };
  throw new LockstepError(
    `Alpaca answers only with keys: set ${missing.join(" and ")} in the environment ` +
      `(a free account at alpaca.markets has them).`,
  );
}
