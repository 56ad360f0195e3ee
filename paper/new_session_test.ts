import assert from "node:assert/strict";
import { LockstepError } from "../engine/error.ts";
import { Random } from "../engine/random.ts";
import { VERSION } from "../engine/version.ts";
import { LocalExchange } from "../exchange/local_exchange.ts";
import { SYNTHETIC_SYMBOLS, SyntheticMarket } from "../exchange/market/synthetic_market.ts";
import { serveExchange } from "../exchange/serve_exchange.ts";
import { realOutside } from "../feeds/real_outside.ts";
import { VENUES } from "../feeds/venues.ts";
import { newSession, readFeedText, type SessionRequest } from "./new_session.ts";
import { scaledOutside } from "./scaled_outside.ts";
import { sessionFeed } from "./session_feed.ts";
import { venueKeys } from "./venue_keys.ts";

const START = Date.UTC(2024, 0, 1);

/** Runs with an exchange of this machine that is open at 2024-01-01. */
async function withExchange(run: (url: string) => Promise<void>, speed = 1): Promise<void> {
  const { clock } = realOutside();
  const market = new SyntheticMarket({ seed: 1, symbols: SYNTHETIC_SYMBOLS, tradesPerMinute: 20 });
  const exchange = new LocalExchange({ clock, random: new Random(1), market, startMs: START, speed });
  const { origin, stop } = await serveExchange(exchange, { port: 0, hostname: "127.0.0.1" });
  try {
    await run(origin);
  } finally {
    await stop();
  }
}

/** Requests are cut off by timers of the platform, which end by themselves. */
const OPTIONS = { sanitizeResources: false, sanitizeOps: false };

Deno.test(
  "a new session has its strategy's parameters, the exchange's instruments, and warm-up enough",
  OPTIONS,
  () =>
    withExchange(async (url) => {
      const exchange = { url, speed: 60 };
      const { feed, outside } = await sessionFeed({ venue: "binance", exchange }, realOutside());
      assert.ok(Math.abs(outside.clock.nowMs() - START) < 600_000, "it keeps the exchange's time");
      const config = await newSession(
        {
          strategy: "ema_crossover",
          params: { fast: 5 },
          symbols: ["BTCUSDT", "ETHUSDT"],
          timeframe: "1m",
          exchange,
          account: { cash: 5_000 },
          onLateBars: "forget",
        },
        feed,
        START + 1,
      );
      assert.deepEqual(config, {
        version: 1,
        strategy: "ema_crossover",
        strategyVersion: "1.0.0",
        params: { fast: 5, slow: 21, trailPct: 10 },
        venue: "binance",
        exchange,
        instruments: config.instruments,
        timeframe: "1m",
        account: { cash: 5_000, direction: "long", feeBps: 5, feePerShare: 0, slippageBps: 1, leverage: 1 },
        preset: "lockstep",
        tradeFromMs: START + 1,
        warmupBars: 5 * 20,
        lateAfterMs: 30_000 * 60,
        onLateBars: "forget",
        onFailure: "flatten",
        emptyBars: "flat",
        lockstep: VERSION,
      });
      assert.deepEqual(
        config.instruments.map((
          { symbol, currency, tickSize, lotSize },
        ) => [symbol, currency, tickSize, lotSize]),
        [["BTCUSDT", "USDT", 0.01, 1e-5], ["ETHUSDT", "USDT", 0.01, 1e-4]],
      );
      const wrong: readonly [Partial<SessionRequest>, RegExp][] = [
        [{ symbols: ["BTCUSTD"] }, /BTCUSTD/],
        [{ strategy: "ema_crosover" }, /There is no strategy "ema_crosover"/],
        [{ params: { fast: 30 } }, /fast must be below slow/],
        [{ timeframe: "1x" }, /timeframe "1x"/],
        [{ timeframe: "7m" }, /binance has no bars of 7m, .*: it has 1s, 1m, 3m, .*, 1d\./],
        [{ preset: "nobody" }, /no preset "nobody"/],
      ];
      for (const [part, message] of wrong) {
        const request = { strategy: "ema_crossover", symbols: ["BTCUSDT"], timeframe: "1m", ...part };
        await assert.rejects(newSession(request, feed, START), (error) => {
          assert.ok(error instanceof LockstepError);
          assert.match(error.message, message);
          return true;
        });
      }
    }, 60),
);

Deno.test("where no exchange answers, it says so and what to do", OPTIONS, async () => {
  const ask = (url: string) => sessionFeed({ venue: "kraken", exchange: { url, speed: 1 } }, realOutside());
  await assert.rejects(
    ask("http://127.0.0.1:9"),
    /^LockstepError: There is no local exchange at http:\/\/127\.0\.0\.1:9 \(.+\): start one with deno task exchange\.$/,
  );
  await assert.rejects(ask("localhost:8200"), /"localhost:8200" is no local exchange: it must be like http:/);
});

Deno.test(
  "where the local exchange runs at another speed, only its history is read",
  OPTIONS,
  () =>
    withExchange(async (url) => {
      const place = { venue: "binance", exchange: { url, speed: 1 } } as const;
      await assert.rejects(
        sessionFeed(place, realOutside()),
        new LockstepError(
          `The local exchange at ${url} runs at --speed 60 and the session at --speed 1: it must be the same on both sides.`,
        ),
      );
      assert.equal((await sessionFeed(place, realOutside(), "history")).feed.venue, "binance");
    }, 60),
);

Deno.test("EXCHANGE:SYMBOLS is read, or what is wrong with it is said", () => {
  assert.deepEqual(readFeedText("binance:btcusdt, ETHUSDT", VENUES), {
    venue: "binance",
    symbols: ["BTCUSDT", "ETHUSDT"],
  });
  assert.deepEqual(readFeedText("kraken:BTC/USD", VENUES), { venue: "kraken", symbols: ["BTC/USD"] });
  const wrong: readonly [text: string, message: RegExp][] = [
    ["ftx:BTC", /^There is no exchange "ftx": there are binance, coinbase, kraken, alpaca, alpaca_crypto\.$/],
    ["coinbase", /^"coinbase" names no symbol: say which, such as coinbase:BTC-USD\.$/],
    ["alpaca:AAPL,,SPY", /names no symbol/],
    ["alpaca:AAPL,aapl", /names AAPL twice/],
  ];
  for (const [text, message] of wrong) {
    assert.throws(() => readFeedText(text, VENUES), (error: Error) => {
      assert.match(error.message, message);
      return error instanceof LockstepError;
    }, text);
  }
});

Deno.test("only Alpaca wants keys, and it is said which are missing, never what they are", () => {
  const variables: Record<string, string> = {};
  const keys = (venue: string) => venueKeys(venue, (name) => variables[name]);
  assert.equal(keys("binance"), undefined);
  assert.throws(() => keys("alpaca"), /set APCA_API_KEY_ID and APCA_API_SECRET_KEY in the environment/);
  variables.APCA_API_KEY_ID = "PK-not-to-be-seen";
  assert.throws(() => keys("alpaca_crypto"), (error: Error) => {
    assert.match(error.message, /set APCA_API_SECRET_KEY in the environment/);
    return !error.message.includes("PK-not-to-be-seen");
  });
  variables.APCA_API_SECRET_KEY = "s";
  assert.deepEqual(keys("alpaca"), { key: "PK-not-to-be-seen", secret: "s" });
});

Deno.test("a scaled outside runs its wall clock faster, and nothing else", () => {
  let steadyMs = 500;
  const delays: number[] = [];
  const { network } = realOutside();
  const outside = scaledOutside(
    {
      clock: {
        nowMs: () => 7,
        steadyMs: () => steadyMs,
        after: (delayMs) => {
          delays.push(delayMs);
          return () => {};
        },
      },
      network,
    },
    60,
    START,
  );
  assert.equal(outside.clock.nowMs(), START);
  steadyMs += 1_000;
  assert.equal(outside.clock.nowMs(), START + 60_000);
  assert.equal(outside.clock.steadyMs(), 1_500);
  outside.clock.after(250, () => {});
  assert.deepEqual(delays, [250]);
  assert.equal(outside.network, network);
});
