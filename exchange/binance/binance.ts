import type { Reply } from "../../engine/live/outside.ts";
import type { Floor, Venue, VenueConnection, VenueRequest } from "../venue.ts";
import type { Wire } from "../wire/wire.ts";
import { BinanceConnection } from "./binance_connection.ts";
import { binanceRefusal, BinanceRest } from "./binance_rest.ts";

/** Binance spot: market streams (trade, aggTrade, kline) and the market data of its REST interface. No books, no orders. */
export class Binance implements Venue {
  readonly name = "binance";
  /** web-socket-streams.md: 300 connections in five minutes. */
  readonly attempts = { most: 300, spanMs: 300_000 };
  readonly unknownMessage = `{"e":"somethingNew","E":0,"s":"BTCUSDT","z":[1,2,3]}`;
  readonly slowMessage = "";
  readonly #floor: Floor;
  readonly #rest: BinanceRest;

  constructor(floor: Floor) {
    this.#floor = floor;
    this.#rest = new BinanceRest(floor);
  }

  hasSocket(path: string): boolean {
    return path === "/stream" || path === "/ws" || path.startsWith("/ws/");
  }

  open(request: VenueRequest, wire: Wire): VenueConnection {
    return new BinanceConnection(this.#floor, request, wire);
  }

  get(request: VenueRequest): Reply {
    return this.#rest.get(request);
  }

  refusal(status: 418 | 429 | 500, retryAfterS: number): Reply {
    return binanceRefusal(status, retryAfterS);
  }
}
