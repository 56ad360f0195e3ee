import type { Reply } from "../../engine/live/outside.ts";
import type { EditedSeries } from "../market/edited_series.ts";
import type { Floor, Venue, VenueConnection, VenueRequest } from "../venue.ts";
import type { Wire } from "../wire/wire.ts";
import { AlpacaConnection } from "./alpaca_connection.ts";
import { alpacaError } from "./alpaca_errors.ts";
import { alpacaRefusal, AlpacaRest } from "./alpaca_rest.ts";

/** Endpoints of the stream: all but SIP are in the free plan. */
const STREAMS = ["/v2/iex", "/v2/delayed_sip", "/v2/test", "/v1beta3/crypto/us", "/v2/sip"];

/** Alpaca's market data: shares (`/v2/iex`) and coins (`/v1beta3/crypto/us`), one connection to each. */
export class Alpaca implements Venue {
  readonly name = "alpaca";
  readonly attempts = { most: Infinity, spanMs: 1_000 };
  readonly unknownMessage = `[{"T":"zz","S":"AAPL","v":1}]`;
  readonly slowMessage = alpacaError(407);
  readonly #floor: Floor;
  readonly #rest: AlpacaRest;
  /** Who has each endpoint's one place. */
  readonly #places = new Map<string, Wire>();
  /** Until when, steady, nobody gets in, because a session that is gone still has its place. */
  #heldUntilMs = -Infinity;

  constructor(floor: Floor) {
    this.#floor = floor;
    this.#rest = new AlpacaRest(floor);
  }

  /** A session that is gone keeps its place for so long. */
  holdPlaces(forMs: number): void {
    this.#heldUntilMs = Math.max(this.#heldUntilMs, this.#floor.clock.steadyMs() + forMs);
  }

  hasSocket(path: string): boolean {
    return STREAMS.includes(path);
  }

  open(request: VenueRequest, wire: Wire): VenueConnection {
    const { path } = request, isCrypto = path.includes("crypto");
    const series: readonly EditedSeries[] = this.#floor.allSeries.filter(({ symbol }) =>
      symbol.includes("/") === isCrypto && (path === "/v2/test") === (symbol === "FAKEPACA")
    );
    return new AlpacaConnection(this.#floor, request, wire, {
      isCrypto,
      series,
      isIncluded: path !== "/v2/sip",
      isGood: (key, secret) => this.#isGood(key, secret),
      enter: (wire) => {
        if (this.#places.get(path)?.isOpen || this.#floor.clock.steadyMs() < this.#heldUntilMs) return false;
        this.#places.set(path, wire);
        return true;
      },
    });
  }

  get(request: VenueRequest): Reply {
    return this.#rest.get(request, (key, secret) => this.#isGood(key, secret));
  }

  refusal(status: 418 | 429 | 500, retryAfterS: number): Reply {
    return alpacaRefusal(status, retryAfterS);
  }

  #isGood(key: string | undefined, secret: string | undefined): boolean {
    const { alpacaKeys } = this.#floor.settings;
    if (!key || !secret) return false;
    return alpacaKeys === undefined || alpacaKeys.key === key && alpacaKeys.secret === secret;
  }
}
