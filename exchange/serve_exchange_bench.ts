/** Trades told to one client over a real socket: `deno bench -A exchange/serve_exchange_bench.ts`. */
import { Random } from "../engine/random.ts";
import { realOutside } from "../feeds/real_outside.ts";
import { LocalExchange } from "./local_exchange.ts";
import { SYNTHETIC_SYMBOLS, SyntheticMarket } from "./market/synthetic_market.ts";
import { serveExchange } from "./serve_exchange.ts";

const MESSAGES = 50_000;

Deno.bench("50,000 trades to one Binance client", async (bench) => {
  const exchange = new LocalExchange({
    clock: realOutside().clock,
    random: new Random(1),
    market: new SyntheticMarket({ seed: 1, symbols: SYNTHETIC_SYMBOLS, tradesPerMinute: 12_000 }),
    startMs: Date.UTC(2026, 0, 1),
    speed: 1_000,
  });
  const { origin, stop } = await serveExchange(exchange, { port: 0, hostname: "127.0.0.1" });
  const socket = new WebSocket(`${origin.replace("http", "ws")}/binance/ws`);
  await new Promise((opened) => socket.onopen = opened);
  exchange.get("/binance/api/v3/aggTrades?symbol=BTCUSD&limit=1"); // the hour's trades are made
  let count = 0;
  bench.start();
  await new Promise<void>((done) => {
    socket.onmessage = () => {
      if (++count > MESSAGES) done();
    };
    socket.send(`{"method":"SUBSCRIBE","params":["btcusd@trade"],"id":1}`);
  });
  bench.end();
  const closed = new Promise((resolve) => socket.onclose = resolve);
  socket.close();
  await closed;
  await stop();
});
