/** A local exchange in a process of its own, for `bench:live`: JSON of what it trades as its argument, its address as its only line. */
import { Random } from "../../engine/random.ts";
import { LocalExchange } from "../../exchange/local_exchange.ts";
import { serveExchange } from "../../exchange/serve_exchange.ts";
import { realOutside } from "../../feeds/real_outside.ts";
import { EvenMarket } from "./even_market.ts";
import type { LiveExchangeRequest } from "./started_exchange.ts";

const { symbols, paces, startMs, speed }: LiveExchangeRequest = JSON.parse(Deno.args[0]);
const exchange = new LocalExchange({
  clock: realOutside().clock,
  random: new Random(1),
  market: new EvenMarket(symbols, paces),
  startMs,
  speed,
  hasLimits: false,
});
const { origin } = await serveExchange(exchange, { port: 0, hostname: "127.0.0.1" });
await Deno.stdout.write(new TextEncoder().encode(`${origin}\n`));
