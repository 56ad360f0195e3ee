import type { Reply } from "../../engine/live/outside.ts";
import type { Floor, Venue, VenueConnection, VenueRequest } from "../venue.ts";
import type { Wire } from "../wire/wire.ts";
import { CoinbaseConnection } from "./coinbase_connection.ts";
import { coinbaseRefusal, CoinbaseRest } from "./coinbase_rest.ts";

/** Coinbase Advanced Trade: market data only. */
export class Coinbase implements Venue {
  readonly name = "coinbase";
  /** https://docs.cdp.coinbase.com, "WebSocket rate limits": 8 connections a second. */
  readonly attempts = { most: 8, spanMs: 1_000 };
  readonly unknownMessage =
    `{"channel":"something_new","client_id":"","timestamp":"2026-01-01T00:00:00Z","events":[]}`;
  readonly slowMessage = "";
  readonly #floor: Floor;
  readonly #rest: CoinbaseRest;

  constructor(floor: Floor) {
    this.#floor = floor;
    this.#rest = new CoinbaseRest(floor);
  }

  hasSocket(path: string): boolean {
    return path === "" || path === "/";
  }

  open(_request: VenueRequest, wire: Wire): VenueConnection {
    return new CoinbaseConnection(this.#floor, wire);
  }

  get(request: VenueRequest): Reply {
    return this.#rest.get(request);
  }

  refusal(status: 418 | 429 | 500, retryAfterS: number): Reply {
    return coinbaseRefusal(status, retryAfterS);
  }
}
