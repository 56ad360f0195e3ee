import assert from "node:assert/strict";
import { instrument } from "../engine/instrument.ts";
import { LockstepError } from "../engine/error.ts";
import { Random } from "../engine/random.ts";
import { FeedRecorder, START_MS } from "./feed_recorder.ts";
import { ScriptedOutside } from "./scripted_outside.ts";
import { openFeed, VENUES } from "./venues.ts";

const keys = { key: "PKTESTKEY0123456789X", secret: "sEcReTsEcReTsEcReTsEcReT" };

Deno.test("each exchange is reached where it is, or where it is told to be", () => {
  const reached = VENUES.map((venue) => {
    const outside = new ScriptedOutside(START_MS);
    const feed = openFeed(venue, outside, {
      seed: 1,
      keys,
      urls: { socket: "ws://here/x", rest: "http://here/x" },
    });
    assert.equal(outside.sockets.length, 0, "nothing happens before somebody subscribes");
    feed.events({ instruments: [instrument("A")], timeframe: "1m", known: [] }).subscribe();
    return [feed.venue, outside.socket.url];
  });
  assert.deepEqual(reached, [
    ["binance", "ws://here/x/ws"],
    ["coinbase", "ws://here/x"],
    ["kraken", "ws://here/x/v2"],
    ["alpaca", "ws://here/x/v2/iex"],
    ["alpaca_crypto", "ws://here/x/v1beta3/crypto/us"],
  ]);
});

Deno.test("what can't be opened says why", () => {
  const outside = new ScriptedOutside(START_MS);
  const isSentence = (pattern: RegExp) => (error: unknown) =>
    error instanceof LockstepError && pattern.test(error.message);
  assert.throws(
    () => openFeed("nyse", outside, { seed: 1 }),
    isSentence(/no exchange "nyse".*binance, coinbase/),
  );
  assert.throws(() => openFeed("toString", outside, { seed: 1 }), isSentence(/no exchange "toString"/));
  assert.throws(() => openFeed("alpaca", outside, { seed: 1 }), isSentence(/wants a key and a secret/));
  const twice = new FeedRecorder("binance", ["A", "A"]);
  assert(isSentence(/for each once/)(twice.failure));
});

/**
 * A market of numbered trades through an exchange that loses, doubles, delays and swaps messages, spoils some, and drops the socket, all by
 * chance: whatever it does, each trade leaves once and in order.
 */
Deno.test("however the messages are mangled, each trade leaves once, in order, as it was", () => {
  for (let seed = 1; seed <= 100; seed++) {
    const random = new Random(seed);
    let newest = 0;
    const rowOf = (id: number) => ({
      a: id,
      p: String(100 + id % 7),
      q: "0.5",
      T: START_MS + id * 10,
      m: id % 2 === 0,
    });
    const recorder = new FeedRecorder("binance", ["BTCUSDT"], {
      known: [{ tradeId: 0, timeMs: START_MS, price: 100 }],
      answer: (url) => {
        if (!url.pathname.endsWith("aggTrades")) return { text: "{}" };
        const chance = random.uniform();
        if (chance < 0.05) return { status: 500 };
        if (chance < 0.1) return { text: "[{" };
        const rows = [];
        const limit = chance < 0.2 ? 3 : 1_000;
        const lag = chance > 0.8 ? 2 : 0;
        for (
          let id = Number(url.searchParams.get("fromId"));
          id <= newest - lag && rows.length < limit;
          id++
        ) rows.push(rowOf(id));
        return { text: JSON.stringify(rows) };
      },
    });
    const { outside } = recorder;
    const tend = () => {
      if (!outside.socket.isOver && !outside.socket.isOpen && random.uniform() < 0.5) {
        outside.socket.open();
        if (random.uniform() < 0.9) outside.socket.say({ result: null, id: 1 });
      }
    };
    for (let step = 0; step < 400; step++) {
      tend();
      const id = ++newest,
        message = JSON.stringify({ e: "aggTrade", E: START_MS + id * 10, s: "BTCUSDT", ...rowOf(id) });
      const { socket } = outside, chance = random.uniform();
      if (!socket.isOpen || socket.isOver) outside.advance(50);
      else if (chance < 0.05) { // lost
      } else if (chance < 0.1) socket.say(message, message);
      else if (chance < 0.15) outside.clock.after(random.integer(1, 500), () => socket.say(message));
      else if (chance < 0.2) socket.say(message.slice(0, random.integer(0, message.length - 1)));
      else if (chance < 0.23) socket.say(message.replace(/"p":"\d+"/, '"p":"1000000000000"'));
      else if (chance < 0.25) socket.drop(1006);
      else if (chance < 0.26) socket.say({ e: "serverShutdown", E: 1 });
      else socket.say(message);
      outside.advance(random.integer(0, 100));
    }
    // Then it behaves.
    for (let step = 0; step < 400; step++) {
      const { socket } = outside;
      if (!socket.isOver && !socket.isOpen) {
        socket.open();
        socket.say({ result: null, id: 1 });
      }
      const id = ++newest;
      for (const each of outside.sockets) {
        if (each.isOpen) each.say({ e: "aggTrade", E: START_MS + id * 10, s: "BTCUSDT", ...rowOf(id) });
      }
      outside.advance(250);
    }
    const trades = recorder.events.filter((event) => event.kind === "trade");
    assert.equal(recorder.feed.health.unfilledGaps, 0, `seed ${seed}`);
    assert.deepEqual(
      trades.map(({ tradeId, price, timeMs, takerSide }) => [tradeId, price, timeMs, takerSide]),
      Array.from({ length: newest }, (_, i) => {
        const { a, p, T, m } = rowOf(i + 1);
        return [a, Number(p), T, m ? -1 : 1];
      }),
      `seed ${seed}`,
    );
    recorder.stop();
    outside.advance(1_000_000);
    assert.equal(outside.timers, 0, `seed ${seed}`);
  }
});
