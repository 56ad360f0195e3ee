import { LockstepError } from "../engine/error.ts";
import type { LiveFeed } from "../engine/live/live_feed.ts";
import type { Outside } from "../engine/live/outside.ts";
import { alpaca, type AlpacaKeys } from "./alpaca/alpaca.ts";
import { binance } from "./binance/binance.ts";
import { coinbase } from "./coinbase/coinbase.ts";
import { ExchangeFeed } from "./exchange_feed.ts";
import type { ExchangeProtocol } from "./exchange_protocol.ts";
import { kraken } from "./kraken/kraken.ts";
import { withoutKeys } from "./without_keys.ts";

/** Exchanges that can be followed live, as they are called on the command line. */
export const VENUES = ["binance", "coinbase", "kraken", "alpaca", "alpaca_crypto"] as const;
/** One of {@link VENUES}. */
export type Venue = typeof VENUES[number];

/** How an exchange is reached. */
export interface FeedOptions {
  /** In place of its own hosts: what its paths are put behind, without a slash at the end. */
  readonly urls?: { readonly socket: string; readonly rest: string };
  /** Alpaca wants them; nothing else is asked for them. They appear in no message and no error. */
  readonly keys?: AlpacaKeys;
  /** Draws the jitter of waits. */
  readonly seed: number;
}

interface VenueHosts {
  readonly socket: string;
  readonly rest: string;
  readonly needsKeys: boolean;
  protocol(socket: string, rest: string, keys: AlpacaKeys): ExchangeProtocol;
}

const ALPACA = {
  socket: "wss://stream.data.alpaca.markets",
  rest: "https://data.alpaca.markets",
  needsKeys: true,
};

const HOSTS: Readonly<Record<Venue, VenueHosts>> = {
  binance: {
    socket: "wss://data-stream.binance.vision",
    rest: "https://data-api.binance.vision",
    needsKeys: false,
    protocol: binance,
  },
  coinbase: {
    socket: "wss://advanced-trade-ws.coinbase.com",
    rest: "https://api.coinbase.com",
    needsKeys: false,
    protocol: coinbase,
  },
  kraken: {
    socket: "wss://ws.kraken.com",
    rest: "https://api.kraken.com",
    needsKeys: false,
    protocol: kraken,
  },
  alpaca: { ...ALPACA, protocol: (...hosts) => alpaca("stocks", ...hosts) },
  alpaca_crypto: { ...ALPACA, protocol: (...hosts) => alpaca("crypto", ...hosts) },
};

/**
 * The client of an exchange. Nothing is asked of it before somebody subscribes, or asks for history.
 * @throws LockstepError where there is no such exchange, or it wants keys and there are none.
 */
export function openFeed(venue: string, outside: Outside, { urls, keys, seed }: FeedOptions): LiveFeed {
  const hosts = Object.hasOwn(HOSTS, venue) ? HOSTS[venue as Venue] : undefined;
  if (hosts === undefined) {
    throw new LockstepError(`There is no exchange "${venue}": it must be one of ${VENUES.join(", ")}.`);
  }
  if (hosts.needsKeys && !(keys?.key && keys.secret)) {
    throw new LockstepError(`${venue} wants a key and a secret, and there are none.`);
  }
  const given = keys ?? { key: "", secret: "" };
  const protocol = hosts.protocol(urls?.socket ?? hosts.socket, urls?.rest ?? hosts.rest, given);
  return new ExchangeFeed(protocol, withoutKeys(outside, [given.key, given.secret]), seed);
}
