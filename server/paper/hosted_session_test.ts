import assert from "node:assert/strict";
import type { JournalBatch, JournalFailure, Lease } from "../../engine/live/journal_store.ts";
import { Random } from "../../engine/random.ts";
import { LocalExchange } from "../../exchange/local_exchange.ts";
import { SYNTHETIC_SYMBOLS, SyntheticMarket } from "../../exchange/market/synthetic_market.ts";
import { serveExchange } from "../../exchange/serve_exchange.ts";
import { realOutside } from "../../feeds/real_outside.ts";
import { newSession } from "../../paper/new_session.ts";
import { sessionCoreOf } from "../../paper/session_core_of.ts";
import { sessionFeed } from "../../paper/session_feed.ts";
import { Webhook } from "../../paper/webhook.ts";
import { SqliteJournal } from "../../stores/sqlite_journal.ts";
import { loadStrategy } from "../../strategies/load_strategy.ts";
import { AlertLog } from "./alert_log.ts";
import { HostedSession } from "./hosted_session.ts";
import { replayLog } from "./session_log.ts";

const SPEED = 600;

/** A disk that keeps what it is given and says, when it is asked to, that it may not have. */
class DoubtfulJournal extends SqliteJournal {
  doubts = 0;

  override append(lease: Lease, batch: JournalBatch, done: (failure?: JournalFailure) => void): void {
    super.append(lease, batch, (failure) => {
      if (failure !== undefined || this.doubts === 0) return done(failure);
      this.doubts--;
      done({ kind: "broken", message: "the disk is not sure" });
    });
  }
}

Deno.test("what the journal holds is in the log once, though it was never told", {
  sanitizeOps: false,
  sanitizeResources: false,
}, async () => {
  const folder = Deno.makeTempDirSync(), real = realOutside();
  const market = new SyntheticMarket({ seed: 3, symbols: SYNTHETIC_SYMBOLS, tradesPerMinute: 20 });
  const exchange = new LocalExchange({ clock: real.clock, random: new Random(3), market, speed: SPEED });
  const served = await serveExchange(exchange, { port: 0, hostname: "127.0.0.1" });
  const store = new DoubtfulJournal(folder), strategy = await loadStrategy("ema_crossover");
  try {
    const local = { url: served.origin, speed: SPEED };
    const { feed, outside: { clock } } = await sessionFeed({ venue: "binance", exchange: local }, real);
    const asked = { strategy: "ema_crossover", params: { fast: 2, slow: 4 }, symbols: ["BTCUSDT"] };
    const config = await newSession({ ...asked, timeframe: "1m", exchange: local }, feed, clock.nowMs());
    const sent: string[] = [];
    const webhook = new Webhook({
      url: "https://hooks.example/lockstep",
      secret: "a secret of some length",
      clock: real.clock,
      post(_url, _headers, body) {
        sent.push(JSON.parse(body).text);
        return Promise.resolve(204);
      },
      warn: assert.fail,
    });
    const session = await HostedSession.open({
      ...{ sessionId: "s", config, strategy, strategyTitle: "", store, feed, clock },
      leaseClock: real.clock,
      holder: "test",
      alerts: new AlertLog(`${folder}/s.alerts.jsonl`, assert.fail),
      webhook,
      told() {},
      expected() {},
      ended() {},
    });
    session.start();
    const waitFor = async (isSo: () => boolean) => {
      for (let tries = 0; !isSo(); tries++) {
        assert.ok(tries < 1_000, "it never came");
        await new Promise<void>((resolve) => real.clock.after(10, resolve));
      }
    };
    await waitFor(() => session.log.nextEvent > 10);
    const before = session.log.nextStep;
    store.doubts = 2;
    await waitFor(() => store.doubts === 0 && session.log.nextStep > before + 8);
    session.leave();
    const { log } = replayLog(store, "s", sessionCoreOf(config, strategy));
    assert.deepEqual(session.log.eventsFrom(0, 10_000), log.eventsFrom(0, 10_000));
    assert.deepEqual(session.log.stepsFrom(0), log.stepsFrom(0));
    assert.ok(session.alerts.from(0).some(({ text }) => /the disk is not sure/.test(text)));
    await webhook.settled(1_000);
    assert.deepEqual(sent, session.alerts.from(0).map(({ text }) => text));
  } finally {
    store.close();
    await served.stop();
    Deno.removeSync(folder, { recursive: true });
  }
});
