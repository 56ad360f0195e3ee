// deno run -A --v8-flags=--max-inlined-bytecode-size-cumulative=3000 tests/bench/session_reader.ts
// How long the server's thread stands still while a long session's journal is read: here on that thread, and in the reader's worker.
import { replayLog } from "../../server/paper/session_log.ts";
import { SessionReader } from "../../server/paper/session_reader.ts";
import { sessionReplay } from "../../server/paper/session_replay.ts";
import { sessionConfigOf } from "../../paper/open_session.ts";
import { sessionCoreOf } from "../../paper/session_core_of.ts";
import { sessionMarket } from "../../paper/session_market.ts";
import { type HistoryRequest, sessionParity } from "../../paper/session_parity.ts";
import { sessionRecord } from "../../paper/session_record.ts";
import { SqliteJournal } from "../../stores/sqlite_journal.ts";
import { loadStrategy } from "../../strategies/load_strategy.ts";
import { print } from "../../tasks/terminal.ts";
import { makeSession } from "../server/made_session.ts";

const SESSIONS = [
  { id: "long", bars: 100_000, instruments: 1 },
  { id: "wide", bars: 5_000, instruments: 50 },
];

/** Watches how long the thread doesn't come to its timers. */
class Watch {
  #worstMs = 0;
  #lastMs = performance.now();
  readonly #timer = setInterval(() => this.#tick(), 1);

  async measure(what: string, work: () => unknown): Promise<void> {
    await passed(200);
    this.#tick();
    this.#worstMs = 0;
    const fromMs = this.#lastMs;
    await work();
    const tookMs = performance.now() - fromMs;
    await passed(10);
    print(`${what.padEnd(40)}${tookMs.toFixed(0).padStart(8)}${this.#worstMs.toFixed(0).padStart(10)}`);
  }

  stop(): void {
    clearInterval(this.#timer);
  }

  #tick(): void {
    const nowMs = performance.now();
    this.#worstMs = Math.max(this.#worstMs, nowMs - this.#lastMs);
    this.#lastMs = nowMs;
  }
}

function passed(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

const folder = Deno.makeTempDirSync({ prefix: "lockstep-reader-" });
const store = new SqliteJournal(folder), reader = new SessionReader(folder), watch = new Watch();
try {
  print(`${"ms".padEnd(40)}${"took".padStart(8)}${"blocked".padStart(10)}`);
  for (const { id, bars, instruments } of SESSIONS) {
    const some = { commands: 0.001, late: 0.01, config: { params: { fast: 5, slow: 20 } } };
    await makeSession(store, { id, seed: 5, instruments, warmupBars: 200, bars, ...some });
    const config = sessionConfigOf(store, id),
      { strategy: name } = config,
      strategy = await loadStrategy(name);
    const market = sessionMarket(store, id, store.nextSequence(id));
    const history = ({ symbol }: HistoryRequest) =>
      Promise.resolve(market.bars[config.instruments.findIndex((each) => each.symbol === symbol)]);
    const about = `${id}, ${bars.toLocaleString("en")} × ${instruments}`;
    const works: [what: string, here: () => unknown, inWorker: () => unknown][] = [
      [
        "log (to take up, to look at)",
        () => replayLog(store, id, sessionCoreOf(config, strategy)),
        () => reader.log(id),
      ],
      ["record", async () => JSON.stringify(await sessionRecord(store, id)), () => reader.record(id)],
      ["parity", () => sessionParity(store, id, history), () => reader.parity(id, history)],
      ["replay", () => sessionReplay(store, id), () => reader.replay(id)],
    ];
    print(about);
    for (const [what, here, inWorker] of works) {
      await watch.measure(`  ${what}, here`, here);
      await watch.measure(`  ${what}, in the worker`, inWorker);
    }
  }
} finally {
  watch.stop();
  reader.close();
  store.close();
  Deno.removeSync(folder, { recursive: true });
}
