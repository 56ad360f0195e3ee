const ROOT = new URL("../../", import.meta.url);

/** What a replay is made from here, unless a test says otherwise. */
const REQUEST = { strategy: "ema_crossover", dataSet: "aapl_1d" };

/** `deno task start` as a person starts it: on one port and with one data folder, so that it can be stopped and started again. */
export class StartedSite implements AsyncDisposable {
  readonly origin: string;
  readonly #port: number;
  readonly #home = Deno.makeTempDirSync({ prefix: "lockstep-pages-" });
  #child: Deno.ChildProcess | undefined;
  #heard: Promise<unknown> = Promise.resolve();
  /** All that it printed. */
  printed = "";

  readonly #flags: readonly string[];

  private constructor(port: number, flags: readonly string[]) {
    this.#port = port;
    this.#flags = flags;
    this.origin = `http://localhost:${port}`;
  }

  /** Waits until it listens. `flags` of `deno task start`. */
  static async start(...flags: readonly string[]): Promise<StartedSite> {
    const site = new StartedSite(freePort(), flags);
    await site.resume();
    return site;
  }

  /** Of `deno task start` itself; the server is its child. */
  get pid(): number {
    return this.#child!.pid;
  }

  /** Starts it again after {@link stop}. */
  async resume(): Promise<void> {
    const child = this.#child = new Deno.Command(Deno.execPath(), {
      args: ["task", "start", "--port", String(this.#port), ...this.#flags],
      cwd: ROOT,
      env: { LOCKSTEP_HOME: this.#home, NO_COLOR: "1" },
      stdout: "piped",
      stderr: "piped",
    }).spawn();
    const listening = Promise.withResolvers<void>();
    const hear = async (stream: ReadableStream<Uint8Array<ArrayBuffer>>) => {
      for await (const text of stream.pipeThrough(new TextDecoderStream())) {
        this.printed += text;
        if (/Lockstep is at/.test(text)) listening.resolve();
      }
    };
    this.#heard = Promise.all([hear(child.stdout), hear(child.stderr)]).then(() =>
      listening.reject(new Error(`The server ended:\n${this.printed}`))
    );
    this.#heard.catch(() => {});
    await listening.promise;
  }

  async stop(): Promise<void> {
    this.#child?.kill("SIGTERM");
    await this.#child?.status;
    await this.#heard;
    this.#child = undefined;
  }

  /** Makes a replay and says the address of its page. */
  async replay(request: Readonly<Record<string, unknown>> = {}): Promise<string> {
    const answer = await fetch(`${this.origin}/api/v1/replays`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ ...REQUEST, ...request }),
    });
    if (!answer.ok) throw new Error(await answer.text());
    return `${this.origin}/replay/${(await answer.json()).id}`;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.stop();
    Deno.removeSync(this.#home, { recursive: true });
  }
}

function freePort(): number {
  using listener = Deno.listen({ port: 0, hostname: "127.0.0.1" });
  return listener.addr.port;
}
