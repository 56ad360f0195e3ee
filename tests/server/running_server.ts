import config from "../../deno.json" with { type: "json" };
import type { RunSummary } from "../../server/lockstep.ts";
import type { ServeOptions } from "./serve.ts";

const ROOT = new URL("../../", import.meta.url);

/** A folder that is gone at the end of a test. */
export class TestFolder implements Disposable {
  readonly path = Deno.makeTempDirSync({ prefix: "lockstep-server-" });

  get home(): string {
    return `${this.path}/home`;
  }

  write(name: string, text: string): string {
    Deno.writeTextFileSync(`${this.path}/${name}`, text);
    return `${this.path}/${name}`;
  }

  /** A strategy file that buys on the first bar; `atBar` stands in what is done at every bar. */
  strategy(name: string, atBar: string): string {
    return this.write(
      `${name}.ts`,
      `import { z } from "zod";
import { percentOfEquity, pipeline, strategy } from "${ROOT}mod.ts";
export default strategy({
  name: "${name}",
  version: "1",
  params: z.object({ n: z.int().min(1).max(9).default(1) }),
  build: () => pipeline().onBar((window) => {
${atBar}
    return window.bars === 1 ? 1 : undefined;
  }).sizer(percentOfEquity(50)),
});
`,
    );
  }

  [Symbol.dispose](): void {
    Deno.removeSync(this.path, { recursive: true });
  }
}

/** What came back. */
export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  // deno-lint-ignore no-explicit-any -- tests look into what came
  readonly body: any;
}

/** The real server on a free port, in a process of its own with the permissions of `deno task start`. */
export class RunningServer implements AsyncDisposable {
  /** What it told its owner: warnings and faults. Complete once it has been stopped. */
  readonly told: string[] = [];
  readonly #child: Deno.ChildProcess;
  readonly #heard: Promise<void>;
  #port = 0;

  private constructor(options: ServeOptions) {
    this.#child = new Deno.Command(Deno.execPath(), {
      args: [...serverPermissions(options.home), "tests/server/serve.ts", JSON.stringify(options)],
      cwd: ROOT,
      stdin: "piped",
      stdout: "piped",
      stderr: "piped",
    }).spawn();
    this.#heard = this.#hear();
  }

  static async start(home: string, options: Omit<ServeOptions, "home"> = {}): Promise<RunningServer> {
    const server = new RunningServer({ home, ...options });
    const reader = server.#child.stdout.pipeThrough(new TextDecoderStream()).getReader();
    const { value } = await reader.read();
    if (value === undefined) {
      await server.#heard;
      throw new Error(`The server didn't start: ${server.told.join("\n")}`);
    }
    server.#port = Number(value);
    reader.cancel();
    return server;
  }

  get port(): number {
    return this.#port;
  }

  get origin(): string {
    return `http://localhost:${this.port}`;
  }

  /** `path` below /api/v1. A body that is no text is sent as JSON. */
  async ask(
    method: string,
    path: string,
    body?: unknown,
    headers: Record<string, string> = {},
  ): Promise<Answer> {
    const response = await fetch(`${this.origin}/api/v1${path}`, {
      method,
      redirect: "manual",
      headers: { ...body !== undefined && { "Content-Type": "application/json" }, ...headers },
      body: body === undefined || typeof body === "string" ? body : JSON.stringify(body),
    });
    const text = await response.text();
    const isJson = /json/.test(response.headers.get("content-type") ?? "");
    return {
      status: response.status,
      headers: response.headers,
      body: isJson && text !== "" ? JSON.parse(text) : text,
    };
  }

  get(path: string, headers?: Record<string, string>): Promise<Answer> {
    return this.ask("GET", path, undefined, headers);
  }

  /** What is known of a run. */
  async run(id: string): Promise<RunSummary> {
    return (await this.get(`/runs/${id}`)).body;
  }

  /** Starts a run. */
  async started(request: object): Promise<RunSummary> {
    return (await this.ask("POST", "/runs", request)).body;
  }

  /** Waits until a run has ended. */
  async ended(id: string): Promise<RunSummary> {
    return await until(async () => {
      const run = await this.run(id);
      return run.status === "running" ? undefined : run;
    });
  }

  /** Starts a run and waits until it has ended. */
  async done(request: object): Promise<RunSummary> {
    return await this.ended((await this.started(request)).id);
  }

  /** A WebSocket below /api/v1, open. */
  async socket(path: string): Promise<TestSocket> {
    const socket = new TestSocket(`ws://localhost:${this.port}/api/v1${path}`);
    await socket.opened;
    return socket;
  }

  /** Sends a request as it stands, byte by byte: what `fetch` wouldn't send. Gives all that comes until the server closes. */
  async raw(text: string): Promise<string> {
    using connection = await Deno.connect({ port: this.port, hostname: "127.0.0.1" });
    await connection.write(new TextEncoder().encode(text));
    const parts: Uint8Array[] = [], buffer = new Uint8Array(65_536);
    for (;;) {
      const count = await connection.read(buffer).catch(() => null);
      if (count === null) break;
      parts.push(buffer.slice(0, count));
    }
    return parts.map((part) => new TextDecoder().decode(part)).join("");
  }

  /** Ends it at once, as a power cut would. */
  async kill(): Promise<void> {
    this.#child.kill("SIGKILL");
    await this.#child.stdin.close().catch(() => {});
    await this.#child.status;
    await this.#heard;
  }

  /** Ends it as Ctrl-C does. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.#child.stdin.close().catch(() => {});
    await this.#child.status;
    await this.#heard;
  }

  async #hear(): Promise<void> {
    let rest = "";
    for await (const text of this.#child.stderr.pipeThrough(new TextDecoderStream())) {
      const lines = (rest + text).split("\n");
      rest = lines.pop()!;
      this.told.push(...lines.map((line) => line.startsWith('"') ? JSON.parse(line) : line));
    }
    if (rest !== "") this.told.push(rest);
  }
}

/** A WebSocket whose messages wait until they are asked for. */
export class TestSocket {
  readonly #socket: WebSocket;
  readonly #messages: (string | ArrayBuffer)[] = [];
  readonly opened: Promise<void>;
  /** Code and reason, once it is closed. */
  readonly closed: Promise<[code: number, reason: string]>;
  #isClosed = false;

  constructor(url: string) {
    this.#socket = new WebSocket(url);
    this.#socket.binaryType = "arraybuffer";
    const opened = Promise.withResolvers<void>();
    const closed = Promise.withResolvers<[number, string]>();
    this.opened = opened.promise;
    this.closed = closed.promise;
    this.opened.catch(() => {});
    this.#socket.onopen = () => opened.resolve();
    this.#socket.onmessage = ({ data }) => void this.#messages.push(data);
    this.#socket.onerror = () => opened.reject(new Error(`${url} can't be opened`));
    this.#socket.onclose = ({ code, reason }) => {
      this.#isClosed = true;
      closed.resolve([code, reason]);
    };
  }

  send(message: unknown): void {
    this.#socket.send(
      message instanceof Uint8Array || typeof message === "string" ? message : JSON.stringify(message),
    );
  }

  /** The next text of a type; what comes before is passed over, and every tick acknowledged. */
  // deno-lint-ignore no-explicit-any -- tests look into what came
  async next(type: string): Promise<any> {
    return await until(() => {
      for (let data; (data = this.#messages.shift()) !== undefined;) {
        if (typeof data !== "string") continue;
        const message = JSON.parse(data);
        if (message.type === "tick" && !this.#isClosed) this.send({ type: "ack", tick: message.tick });
        if (message.type === type) return message;
      }
      if (this.#isClosed) throw new Error(`It was closed before a ${type} came`);
    });
  }

  async close(): Promise<void> {
    if (!this.#isClosed) this.#socket.close();
    await this.closed;
  }
}

/** How deno.json lets the server run, with the folder of this test. */
export function serverPermissions(home: string): string[] {
  const [deno, ...args] = config.tasks.start.command.split(" && ").at(-1)!.split(" ");
  if (deno !== "deno" || args.pop() !== "main.ts") throw new Error("The task start isn't what it was");
  return args.map((arg) => arg.replaceAll('"', "").replace("$FOLDER", home).replace("$HOOK", ""));
}

/** Asks again and again until there is an answer. */
export async function until<T>(
  ask: () => T | undefined | Promise<T | undefined>,
  msMax = 10_000,
): Promise<T> {
  for (const endMs = performance.now() + msMax;;) {
    const answer = await ask();
    if (answer !== undefined) return answer;
    if (performance.now() > endMs) throw new Error(`It didn't happen within ${msMax} ms: ${ask}`);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

/** A run of the sample that takes some milliseconds. */
export const SAMPLE_RUN = { strategy: "ema_crossover", dataSet: "aapl_1d" };
