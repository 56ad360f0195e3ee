import type { Reply } from "../../engine/live/outside.ts";
import type { Floor, Venue, VenueConnection, VenueRequest } from "../venue.ts";
import type { Wire } from "../wire/wire.ts";
import { KrakenConnection } from "./kraken_connection.ts";
import { krakenRefusal, KrakenRest } from "./kraken_rest.ts";

/** Kraken spot: market data of its WebSocket API, version 2, and of REST. */
export class Kraken implements Venue {
  readonly name = "kraken";
  /** About 150 connections in ten minutes. */
  readonly attempts = { most: 150, spanMs: 600_000 };
  readonly unknownMessage = `{"channel":"something_new","type":"update","data":[{"symbol":"BTC/USD"}]}`;
  readonly slowMessage = "";
  readonly #floor: Floor;
  readonly #rest: KrakenRest;

  constructor(floor: Floor) {
    this.#floor = floor;
    this.#rest = new KrakenRest(floor);
  }

  hasSocket(path: string): boolean {
    return path === "/v2" || path === "/v2/";
  }

  open(_request: VenueRequest, wire: Wire): VenueConnection {
    return new KrakenConnection(this.#floor, wire);
  }

  get(request: VenueRequest): Reply {
    return this.#rest.get(request);
  }

  refusal(status: 418 | 429 | 500, retryAfterS: number): Reply {
    return krakenRefusal(status, retryAfterS);
  }
}
