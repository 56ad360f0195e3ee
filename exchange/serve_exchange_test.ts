/** The exchange on a real port, spoken to by a real WebSocket and by fetch. */
import assert from "node:assert/strict";
import { LockstepError } from "../engine/error.ts";
import { Random } from "../engine/random.ts";
import { realOutside } from "../feeds/real_outside.ts";
import { LocalExchange } from "./local_exchange.ts";
import { SYNTHETIC_SYMBOLS, SyntheticMarket } from "./market/synthetic_market.ts";
import { type ServedExchange, serveExchange } from "./serve_exchange.ts";

async function served(
  speed: number,
  use: (served: ServedExchange, exchange: LocalExchange) => Promise<void>,
) {
  const exchange = new LocalExchange({
    clock: realOutside().clock,
    random: new Random(1),
    market: new SyntheticMarket({ seed: 1, symbols: SYNTHETIC_SYMBOLS, tradesPerMinute: 600 }),
    startMs: Date.UTC(2026, 0, 1),
    speed,
  });
  const open = await serveExchange(exchange, { port: 0, hostname: "127.0.0.1" });
  try {
    await use(open, exchange);
  } finally {
    await open.stop();
  }
}

/** A client; `heard` gives its messages until so many have come. */
async function connect(
  url: string,
): Promise<{ socket: WebSocket; heard(count: number): Promise<string[]>; closed: Promise<CloseEvent> }> {
  const socket = new WebSocket(url), messages: string[] = [];
  let told = () => {};
  socket.onmessage = ({ data }) => {
    messages.push(data);
    told();
  };
  const closed = new Promise<CloseEvent>((resolve) => socket.onclose = resolve);
  await new Promise((resolve, reject) => {
    socket.onopen = resolve;
    socket.onerror = reject;
  });
  return {
    socket,
    closed,
    async heard(count) {
      while (messages.length < count) await new Promise<void>((resolve) => told = resolve);
      return messages;
    },
  };
}

Deno.test("a real client subscribes, hears every trade once and in order, and finds them over REST", async () => {
  await served(1_000, async ({ origin }) => {
    const client = await connect(`${origin.replace("http", "ws")}/binance/ws`);
    client.socket.send(`{"method":"SUBSCRIBE","params":["btcusd@trade"],"id":1}`);
    const [answer, ...texts] = await client.heard(2_001);
    assert.equal(answer, `{"result":null,"id":1}`);
    const trades = texts.map((text) => JSON.parse(text));
    assert.deepEqual(trades.map(({ t }) => t), trades.map((_, i) => trades[0].t + i));
    const response = await fetch(
      `${origin}/binance/api/v3/aggTrades?symbol=BTCUSD&fromId=${trades[0].t}&limit=500`,
    );
    const rows = await response.json() as { a: number; p: string; q: string; T: number }[];
    assert.deepEqual(
      rows.map(({ a, p, q, T }) => [a, p, q, T]),
      trades.slice(0, 500).map(({ t, p, q, T }) => [t, p, q, T]),
    );
    assert.equal(response.headers.get("x-mbx-used-weight-1m"), "4");
    client.socket.close();
    await client.closed;
  });
});

Deno.test("real pings are answered, and each end of a connection is seen by the client as it is", async () => {
  await served(1, async ({ origin }, exchange) => {
    const url = `${origin.replace("http", "ws")}/kraken/v2`;
    const patient = await connect(url);
    exchange.misbehave({ kind: "ping_close", withinMs: 50 });
    await new Promise((resolve) => setTimeout(resolve, 100));
    assert.equal(exchange.connectionCount, 1, "the pong came in time");
    exchange.misbehave({ kind: "drop", code: 1011, reason: "internal error" });
    const { code, reason } = await patient.closed;
    assert.deepEqual([code, reason], [1011, "internal error"]);
    const broken = await connect(url);
    broken.socket.onerror = () => {};
    exchange.misbehave({ kind: "drop" });
    assert.equal((await broken.closed).wasClean, false);
    exchange.misbehave({ kind: "refuse" });
    await assert.rejects(connect(url));
    await assert.rejects(connect(`${origin.replace("http", "ws")}/nowhere`));
    const back = await connect(url);
    assert.match((await back.heard(1))[0], /"system":"online"/);
    back.socket.close();
    await back.closed;
  });
});

Deno.test("faults over HTTP: put on, listed, ended, refused with a sentence", async () => {
  await served(1, async ({ origin }) => {
    const faults = async (method: string, body?: string): Promise<[number, string]> => {
      const response = await fetch(`${origin}/faults`, { method, body });
      return [response.status, await response.text()];
    };
    const skip = `{"fault":{"kind":"skip","count":2,"share":1},"timesLeft":2,"leftMs":null}`;
    assert.deepEqual(await faults("POST", `[{"kind":"skip","count":2}]`), [200, `[${skip}]`]);
    assert.deepEqual(await faults("GET"), [200, `[${skip}]`]);
    assert.deepEqual(await faults("DELETE"), [200, "[]"]);
    const [status, text] = await faults("POST", `{"kind":"explode"}`);
    assert.deepEqual([status, text.slice(0, 29)], [400, 'There is no fault "explode": ']);
    assert.equal((await faults("POST", `[{"kind":"skip"},{"kind":"explode"}]`))[0], 400);
    assert.deepEqual(await faults("GET"), [200, "[]"], "all or none");
    assert.match((await faults("POST", "{"))[1], /^The fault is no JSON: /);
    assert.equal((await faults("POST", " ".repeat(70_000)))[0], 400);
    assert.equal((await faults("PUT"))[0], 405);
    const page = await (await fetch(origin)).text();
    assert.match(page, /^A local exchange of Lockstep: .+\n\nIt speaks binance, coinbase, kraken, alpaca, /);
    assert.equal(
      (await fetch(`${origin}/nowhere`).then((response) => response.text())).startsWith(
        '{"message":"There is no such place',
      ),
      true,
    );
  });
});

Deno.test("answers that never come, and those that come a byte a second", async () => {
  await served(1, async ({ origin }, exchange) => {
    for (const kind of ["rest_silent", "rest_slow_loris"] as const) {
      exchange.misbehave({ kind });
      const asked = fetch(`${origin}/binance/api/v3/time`, { signal: AbortSignal.timeout(100) });
      await assert.rejects(asked.then((response) => response.text()), { name: "TimeoutError" });
    }
    assert.equal(
      (await fetch(`${origin}/binance/api/v3/time`).then((response) => response.json())).serverTime > 0,
      true,
    );
  });
});

Deno.test("a port that is taken is said to be", async () => {
  await served(1, async ({ origin }, exchange) => {
    const port = Number(new URL(origin).port);
    await assert.rejects(
      serveExchange(exchange, { port, hostname: "127.0.0.1" }),
      new LockstepError(
        `Cannot listen on port ${port}: something else does already. Choose another with --port.`,
      ),
    );
  });
});
