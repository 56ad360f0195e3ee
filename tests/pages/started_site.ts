const ROOT = new URL("../../", import.meta.url);

/** `deno task start` as a person starts it, on a free port and with a data folder of its own. */
export class StartedSite implements AsyncDisposable {
  readonly #child: Deno.ChildProcess;
  readonly #home = Deno.makeTempDirSync({ prefix: "lockstep-pages-" });
  readonly #heard: Promise<void>;
  /** All that it printed. */
  printed = "";
  #origin = Promise.withResolvers<string>();

  private constructor() {
    this.#child = new Deno.Command(Deno.execPath(), {
      args: ["task", "start", "--port", "0"],
      cwd: ROOT,
      env: { LOCKSTEP_HOME: this.#home, NO_COLOR: "1" },
      stdout: "piped",
      stderr: "piped",
    }).spawn();
    this.#heard = Promise.all([this.#hear(this.#child.stdout), this.#hear(this.#child.stderr)]).then(() =>
      this.#origin.reject(new Error(`The server ended:\n${this.printed}`))
    );
  }

  /** Waits until it listens. */
  static async start(): Promise<StartedSite & { readonly origin: string }> {
    const site = new StartedSite();
    const origin = await site.#origin.promise;
    return Object.assign(site, { origin });
  }

  async #hear(stream: ReadableStream<Uint8Array<ArrayBuffer>>): Promise<void> {
    for await (const text of stream.pipeThrough(new TextDecoderStream())) {
      this.printed += text;
      const origin = /Lockstep is at (http:\S+)/.exec(this.printed)?.[1];
      if (origin !== undefined) this.#origin.resolve(origin);
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#child.kill("SIGTERM");
    await this.#child.status;
    await this.#heard.catch(() => {});
    Deno.removeSync(this.#home, { recursive: true });
  }
}
