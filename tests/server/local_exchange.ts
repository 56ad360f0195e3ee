import { Random } from "../../engine/random.ts";
import { LocalExchange as Exchange } from "../../exchange/local_exchange.ts";
import { SYNTHETIC_SYMBOLS, SyntheticMarket } from "../../exchange/market/synthetic_market.ts";
import { serveExchange } from "../../exchange/serve_exchange.ts";
import { realOutside } from "../../feeds/real_outside.ts";

/** The local exchange on a free port of this machine, in this process: made-up prices, so many times as fast as real ones. */
export class LocalExchange implements AsyncDisposable {
  private constructor(readonly origin: string, readonly stop: () => Promise<void>) {}

  static async open(speed: number, startMs: number): Promise<LocalExchange> {
    const exchange = new Exchange({
      clock: realOutside().clock,
      random: new Random(3),
      market: new SyntheticMarket({ seed: 3, symbols: SYNTHETIC_SYMBOLS, tradesPerMinute: 20 }),
      startMs,
      speed,
    });
    const { origin, stop } = await serveExchange(exchange, { port: 0, hostname: "127.0.0.1" });
    return new LocalExchange(origin, stop);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.stop();
  }
}
