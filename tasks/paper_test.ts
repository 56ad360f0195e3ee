import assert from "node:assert/strict";
import { DatabaseSync } from "node:sqlite";
import { Random } from "../engine/random.ts";
import { LocalExchange } from "../exchange/local_exchange.ts";
import { SYNTHETIC_SYMBOLS, SyntheticMarket } from "../exchange/market/synthetic_market.ts";
import { serveExchange } from "../exchange/serve_exchange.ts";
import { realOutside } from "../feeds/real_outside.ts";
import type { Alert } from "../paper/alerts.ts";
import { SqliteJournal } from "../stores/sqlite_journal.ts";
import { paper } from "./paper.ts";

const START = Date.UTC(2024, 0, 1, 12), SPEED = 600;
/** How long something that must be printed may take. */
const PATIENCE_MS = 30_000;

/** A task of ours in a process of its own, with the permissions that deno.json gives it. */
class Task {
  text = "";
  /** Where alerts of all tasks are sent to. */
  static webhook: Readonly<Record<string, string>> = {};
  readonly #child: Deno.ChildProcess;
  readonly #input: WritableStreamDefaultWriter<Uint8Array>;
  readonly #read: Promise<void>;

  constructor(home: string, ...args: string[]) {
    const { webhook } = Task;
    this.#child = new Deno.Command(Deno.execPath(), {
      args: ["task", "--quiet", ...args],
      cwd: new URL("..", import.meta.url),
      env: { LOCKSTEP_HOME: home, NO_COLOR: "1", ...webhook },
      stdin: "piped",
      stdout: "piped",
      stderr: "piped",
    }).spawn();
    this.#input = this.#child.stdin.getWriter();
    const take = async (stream: ReadableStream<Uint8Array<ArrayBuffer>>) => {
      for await (const text of stream.pipeThrough(new TextDecoderStream())) {
        this.text += text;
        this.#heard();
      }
    };
    this.#read = Promise.all([take(this.#child.stdout), take(this.#child.stderr)]).then(() => this.#heard());
  }

  #heard: () => void = () => {};

  /** Until it has printed so; or has ended, which is a failure. */
  async printed(pattern: RegExp): Promise<void> {
    let hasEnded = false, isTooLate = false;
    const cancel = realOutside().clock.after(PATIENCE_MS, () => {
      isTooLate = true;
      this.#heard();
    });
    this.#child.status.then(() => this.#read).then(() => {
      hasEnded = true;
      this.#heard();
    });
    while (!pattern.test(this.text)) {
      if (isTooLate) this.#child.kill("SIGKILL");
      assert.ok(!hasEnded && !isTooLate, `it never printed ${pattern}:\n${this.text}`);
      await new Promise<void>((resolve) => this.#heard = resolve);
    }
    cancel();
  }

  press(keys: string): Promise<void> {
    return this.#input.write(new TextEncoder().encode(keys));
  }

  interrupt(): void {
    this.#child.kill("SIGINT");
  }

  async ended(): Promise<{ code: number; text: string }> {
    const { code } = await this.#child.status;
    await this.#read;
    await this.#input.close().catch(() => {});
    return { code, text: this.text };
  }
}

Deno.test(
  "a session against a local exchange: left, listed, taken up again, stopped, held against a backtest",
  {
    sanitizeResources: false,
    sanitizeOps: false,
  },
  async () => {
    const home = Deno.makeTempDirSync();
    const { clock } = realOutside();
    const market = new SyntheticMarket({ seed: 3, symbols: SYNTHETIC_SYMBOLS, tradesPerMinute: 20 });
    const exchange = new LocalExchange({
      clock,
      random: new Random(3),
      market,
      startMs: START,
      speed: SPEED,
    });
    const { origin, stop } = await serveExchange(exchange, { port: 0, hostname: "127.0.0.1" });
    const alerts: Alert[] = [];
    const hook = Deno.serve({ port: 0, hostname: "127.0.0.1", onListen() {} }, async (request) => {
      assert.match(request.headers.get("x-lockstep-signature")!, /^t=\d+,v1=[0-9a-f]{64}$/);
      alerts.push(await request.json());
      return new Response();
    });
    Task.webhook = {
      LOCKSTEP_WEBHOOK: `http://127.0.0.1:${hook.addr.port}/`,
      LOCKSTEP_WEBHOOK_SECRET: "a secret of some length",
    };
    try {
      const first = new Task(
        home,
        ...[
          "paper",
          "--strategy",
          "ema_crossover",
          "--fast",
          "2",
          "--slow",
          "4",
          "--feed",
          "binance:BTCUSDT",
        ],
        ...["--exchange", origin, "--speed", String(SPEED), "--cash", "50000"],
      );
      await first.printed(/Filled: buy/);
      first.interrupt();
      const left = await first.ended();
      assert.equal(left.code, 130, left.text);
      const id = /deno task paper --session (\S+)\n$/.exec(left.text)?.[1];
      assert.ok(id !== undefined, left.text);
      assert.match(left.text, /● Feed live/);

      const listed = await new Task(home, "paper", "--list").ended();
      assert.equal(listed.code, 0, listed.text);
      assert.match(
        listed.text,
        new RegExp(
          `^session +strategy +symbols +phase +bars +equity +last bar \\(UTC\\)\n${id}  ema_crossover  BTCUSDT +at rest +\\d+  [\\d,.]+  2024-01-01 \\d\\d:\\d\\d\n$`,
        ),
      );

      const second = new Task(home, "paper", "--session", id);
      await second.printed(/taken up after \d+ bars[^]*Filled: sell[^]*Filled: buy/);
      for (const [keys, said] of KEYS) {
        await second.press(keys);
        await second.printed(said);
      }
      // Some bars at least in whole.
      await new Promise<void>((resolve) => clock.after(4 * 60_000 / SPEED, resolve));
      await second.press("ss");
      const stopped = await second.ended();
      assert.equal(stopped.code, 0, stopped.text);
      assert.match(
        stopped.text,
        /■ Ended here: it was stopped\n[^]*ema_crossover +BTCUSDT · 1m\n[^]*Did it make money\?[^]*\nHeld against a backtest: deno task parity/,
      );

      const sent = alerts.map(({ kind, text }) => `${kind}: ${text}`);
      assert.ok(sent.some((text) => /^fill: bought [\d.]+ BTCUSDT at [\d.]+$/.test(text)), sent.join("\n"));
      assert.ok(sent.includes("halt: killed: pulled by hand"), sent.join("\n"));
      assert.equal(sent.at(-1), "ended: it was stopped");
      assert.ok(alerts.every(({ sessionId }) => sessionId === id));

      const held = await new Task(home, "parity", id).ended();
      assert.equal(held.code, 0, held.text);
      // What was missed while it was down came late, and so may explain a difference; nothing may be unexplained.
      assert.match(
        held.text,
        /^✓ (The session and the backtest agree to the last bit: \d+ bars, \d+ fills\.|\d+ differences? .*explained)/,
      );

      const file = `${home}/btcusdt.csv`, bars = await klines(origin);
      Deno.writeTextFileSync(file, csv(bars));
      const onFile = await new Task(home, "parity", id, "--data", file, "--json").ended();
      assert.equal(onFile.code, 0, onFile.text);
      const report = JSON.parse(onFile.text);
      assert.deepEqual([report.unexplained, report.bars > 20, report.verdict], [
        0,
        true,
        firstLine(held.text),
      ]);

      // The last bar, which came live in whole, says something else.
      const last = lastBarOf((await new Task(home, "paper", "--list").ended()).text);
      const at = bars.findIndex(([openTimeMs]) => openTimeMs === last - 60_000);
      Deno.writeTextFileSync(
        file,
        csv(bars.with(at, bars[at].map((value, k) => k === 5 ? value + 1 : value))),
      );
      const wrong = await new Task(home, "parity", id, "--data", file).ended();
      assert.equal(wrong.code, 1, wrong.text);
      assert.match(wrong.text, /^✕ [^]*\nBars\n {2}2024-01-01T\S+ differs: volume [^]*\n {4}✕ unexplained\n/);

      const again = await new Task(home, "paper", "--session", id).ended();
      assert.equal(again.code, 0, again.text);
      assert.match(again.text, /Did it make money\?/);
    } finally {
      Task.webhook = {};
      await Promise.all([stop(), hook.shutdown()]);
      Deno.removeSync(home, { recursive: true });
    }
  },
);

Deno.test(
  "a session with other parameters goes on with what the one before it held",
  { sanitizeResources: false, sanitizeOps: false },
  async () => {
    const home = Deno.makeTempDirSync(), { clock } = realOutside();
    const exchange = new LocalExchange({
      clock,
      random: new Random(3),
      market: new SyntheticMarket({ seed: 3, symbols: SYNTHETIC_SYMBOLS, tradesPerMinute: 20 }),
      startMs: START,
      speed: SPEED,
    });
    const { origin, stop } = await serveExchange(exchange, { port: 0, hostname: "127.0.0.1" });
    try {
      const feed = ["--feed", "binance:BTCUSDT", "--exchange", origin, "--speed", String(SPEED)];
      const first = new Task(home, "paper", "--strategy", "buy_and_hold", ...feed);
      await first.printed(/Filled: buy ([\d.]+) at/);
      const held = /Filled: buy ([\d.]+) at/.exec(first.text)![1];
      const busy = await new Task(home, "paper", "--inherit", idOf(home)).ended();
      assert.equal(busy.code, 1, busy.text);
      assert.match(busy.text, /^error: Session \S+ is run by process \d+: stop it there first/);
      first.interrupt();
      await first.ended();

      const before = idOf(home);
      const other = await new Task(home, "paper", "--inherit", before, "--cash", "5").ended();
      assert.match(other.text, /^error: --cash: with --inherit that is as it was in session/);
      const wrong = await new Task(home, "paper", "--inherit", before, "--slow", "5").ended();
      assert.match(wrong.text, /^error: .*slow/);
      assert.match((await new Task(home, "paper", "--list").ended()).text, / at rest /);

      const next = new Task(
        home,
        "paper",
        "--inherit",
        before,
        "--strategy",
        "ema_crossover",
        "--fast",
        "2",
        "--slow",
        "4",
      );
      await next.printed(
        new RegExp(`Taken over: buy ${held} at [\\d.,]+[^]*Filled: sell ${held} at`),
      );
      await next.press("sh");
      const stopped = await next.ended();
      assert.equal(stopped.code, 0, stopped.text);
      const list = (await new Task(home, "paper", "--list").ended()).text;
      assert.match(list, /buy_and_hold[^\n]* stopped [^]*ema_crossover[^\n]* stopped /);
      const parity = await new Task(home, "parity", idOf(home)).ended();
      assert.equal(parity.code, 0, parity.text);
      assert.match(parity.text, /agree to the last bit: \d+ bars, [2-9]\d* fills/);
    } finally {
      await stop();
      Deno.removeSync(home, { recursive: true });
    }
  },
);

/** The newest session. */
function idOf(home: string): string {
  const store = new SqliteJournal(`${home}/sessions`);
  const id = store.sessions().at(-1)!;
  store.close();
  return id;
}

/** Keys, and what they lead to. */
const KEYS: readonly [keys: string, said: RegExp][] = [
  ["p", /› Asked: pause[^]*● Session paused/],
  ["p", /› Asked: resume[^]*● Session running/],
  ["kxsx", /● Session running/],
  ["kh", /› Asked: kill switch\n[^]*● Session killed: pulled by hand/],
  ["l", /● Session killed[^]*› Asked: lift the kill switch\n[^]*● Session running/],
];

/** Open time, open, high, low, close, volume. */
type Kline = readonly number[];

async function klines(origin: string): Promise<Kline[]> {
  const query = `symbol=BTCUSDT&interval=1m&startTime=${START - 7_200_000}&limit=1000`;
  const rows = await (await fetch(`${origin}/binance/api/v3/klines?${query}`))
    .json() as (string | number)[][];
  return rows.map((row) => row.slice(0, 6).map(Number));
}

function csv(bars: readonly Kline[]): string {
  const rows = bars.map(([openTimeMs, ...rest]) => [new Date(openTimeMs).toISOString(), ...rest].join(","));
  return ["time,open,high,low,close,volume", ...rows].join("\n") + "\n";
}

/** Close time of the last bar, as a line of the list has it. */
function lastBarOf(list: string): number {
  return Date.parse(`${/(\d{4}-\d\d-\d\d \d\d:\d\d)\n$/.exec(list)![1].replace(" ", "T")}:00Z`);
}

/** The verdict, without its sign and on one line. */
function firstLine(text: string): string {
  return text.split("\n\n")[0].trim().replace(/^✓ /, "").replace(/\n */g, " ");
}

/** A journal whose first entry isn't what was written. */
function keepTornJournal(folder: string, sessionId: string): void {
  const store = new SqliteJournal(folder), lease = store.acquire(sessionId, "test", START, 1_000);
  assert.ok("token" in lease);
  const entries = [{ sequence: 0, kind: "open", atMs: START, body: "{}" }];
  store.append(lease, { entries, outcomes: [] }, (failure) => assert.equal(failure, undefined));
  store.close();
  const database = new DatabaseSync(`${folder}/${sessionId}.sqlite`);
  database.exec(`UPDATE entries SET body = '[]'`);
  database.close();
}

Deno.test("what can't be is said in a sentence", async () => {
  const home = Deno.makeTempDirSync(), before = Deno.env.get("LOCKSTEP_HOME");
  Deno.env.set("LOCKSTEP_HOME", home);
  try {
    const run = async (...args: string[]) => {
      let text = "";
      const terminal = {
        width: 80,
        hasColour: false,
        isInteractive: false,
        write: (part: string) => void (text += part),
      };
      const code = await paper.execute(args, { stdout: terminal, stderr: terminal });
      return `${code} ${text.trim()}`;
    };
    const cases: readonly [args: string[], said: RegExp][] = [
      [["--list"], /^0 There is no session yet\. Begin one: deno task paper /],
      [[], /^1 error: --strategy NAME\|FILE must be given/],
      [
        ["--strategy", "ema_crossover"],
        /^1 error: --feed EXCHANGE:SYMBOLS must be given, such as binance:BTCUSDT/,
      ],
      [
        ["--strategy", "ema_crossover", "--feed", "binanse:BTCUSDT"],
        /^1 error: --feed binanse:BTCUSDT: there is no exchange "binanse"; did you mean binance\?/,
      ],
      [
        ["--strategy", "ema_crossover", "--feed", "binance:BTCUSDT", "--fas", "3"],
        /did you mean --fast\?|--fas/,
      ],
      [
        ["--strategy", "ema_crossover", "--feed", "binance:BTCUSDT", "--speed", "60"],
        /^1 error: --speed is the local exchange's/,
      ],
      [["--session", "nobody"], /^1 error: There is no session nobody: none has been begun yet\./],
      [
        ["--session", "torn"],
        /^1 error: The journal of session torn is damaged at entry 0: its checksum is wrong\.$/,
      ],
      [["--session", "nobody", "--cash", "5"], /^1 error: --cash: a session goes on as it was begun/],
      [["--session", "nobody", "--fast", "5"], /^1 error: --fast: a session goes on as it was begun/],
    ];
    for (const [args, said] of cases) {
      if (args[1] === "torn") keepTornJournal(`${home}/sessions`, "torn");
      assert.match(await run(...args), said, args.join(" "));
      if (args[1] === "torn") Deno.removeSync(`${home}/sessions`, { recursive: true });
    }
  } finally {
    if (before === undefined) Deno.env.delete("LOCKSTEP_HOME");
    else Deno.env.set("LOCKSTEP_HOME", before);
    Deno.removeSync(home, { recursive: true });
  }
});
