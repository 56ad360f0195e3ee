import assert from "node:assert/strict";
import type { SessionNews } from "../../engine/live/session.ts";
import { realOutside } from "../../feeds/real_outside.ts";

/** Where a process keeps its journals, and what it runs. */
export interface SessionPlace {
  readonly home: string;
  readonly sessionId: string;
  /** For a session without a journal. */
  readonly configFile: string;
}

/** What sessions tell, and what is wrong with it, over all processes that ran one. */
export class Told {
  /** By the sequence number of the input: what the desk did about it. */
  readonly events = new Map<number, string>();
  readonly faults: string[] = [];
  readonly alerts: string[] = [];
  /** Close of the last bar. */
  lastBarMs = -Infinity;
  steps = 0;

  take(news: SessionNews): void {
    if (news.kind === "alert") this.alerts.push(news.text);
    if (news.kind === "step") {
      this.steps++;
      if (!(news.timeMs > this.lastBarMs)) this.faults.push(`it told of the bar of ${news.timeMs} again`);
      this.lastBarMs = Math.max(this.lastBarMs, news.timeMs);
    }
    if (news.kind !== "events") return;
    if (this.events.has(news.sequence)) this.faults.push(`input ${news.sequence} was told twice`);
    this.events.set(news.sequence, JSON.stringify(news.events));
  }
}

/** How long something that must come may take, in ms. */
const PATIENCE_MS = 20_000;

/** `session_runner.ts` as a process of its own, with the rights of `deno task paper`. */
export class SessionProcess {
  readonly #child: Deno.ChildProcess;
  readonly #read: Promise<void>;
  readonly #errors: Promise<string>;
  readonly #told: Told;
  #hasBegun = false;
  #hasEnded = false;
  #heard: () => void = () => {};

  constructor({ home, sessionId, configFile }: SessionPlace, told: Told) {
    this.#told = told;
    this.#child = new Deno.Command(Deno.execPath(), {
      args: [
        "run",
        "--no-check",
        "--quiet",
        "--allow-read",
        `--allow-write=${home}`,
        "--allow-net=127.0.0.1",
        "--allow-env",
        new URL("session_runner.ts", import.meta.url).href,
        sessionId,
        configFile,
      ],
      env: { LOCKSTEP_HOME: home, NO_COLOR: "1" },
      stdin: "piped",
      stdout: "piped",
      stderr: "piped",
    }).spawn();
    this.#errors = new Response(this.#child.stderr).text();
    this.#read = this.#readLines();
  }

  /** Until the session is about to start: its code is loaded. Gives what went wrong where it ended instead, empty where it didn't. */
  async begun(): Promise<string> {
    await this.#until(() => this.#hasBegun, "begun");
    return this.#hasBegun ? "" : await this.#errors;
  }

  /** Until it has told of a bar that closes at this time, or of a later one. */
  async reached(timeMs: number): Promise<void> {
    await this.until(
      () => this.#told.lastBarMs >= timeMs,
      `told of the bar of ${new Date(timeMs).toISOString()}`,
    );
  }

  /** Until something is so, which is looked at whenever it has told something. */
  async until(isSo: () => boolean, what: string): Promise<void> {
    await this.#until(isSo, what);
    if (!isSo()) assert.fail(`it has not ${what}: ${await this.#errors}`);
  }

  /** Ends it as a power cut would, where it hasn't ended yet, and reads what it told until then. */
  async kill(): Promise<void> {
    try {
      this.#child.kill("SIGKILL");
    } catch (error) {
      if (!(error instanceof TypeError)) throw error; // it has ended
    }
    await this.#child.status;
    await this.#child.stdin.close().catch(() => {});
    await this.#read;
    await this.#errors;
  }

  /** Lets it leave the session as it stands. */
  async leave(): Promise<void> {
    await this.#child.stdin.close();
    const { code } = await this.#child.status;
    await this.#read;
    assert.equal(code, 0, await this.#errors);
  }

  /** What it said when it ended by itself. */
  async ended(): Promise<string> {
    await this.#child.status;
    await this.#child.stdin.close().catch(() => {});
    await this.#read;
    return await this.#errors;
  }

  async #until(isSo: () => boolean, what: string): Promise<void> {
    const cancel = realOutside().clock.after(PATIENCE_MS, () => {
      this.#told.faults.push(`it has not ${what} within ${PATIENCE_MS / 1_000} s`);
      this.#child.kill("SIGKILL");
    });
    while (!isSo() && !this.#hasEnded) await new Promise<void>((resolve) => this.#heard = resolve);
    cancel();
  }

  async #readLines(): Promise<void> {
    let begun = "";
    for await (const text of this.#child.stdout.pipeThrough(new TextDecoderStream())) {
      const lines = (begun + text).split("\n");
      begun = lines.pop()!; // what a kill cut off was never told whole
      for (const line of lines) {
        const news = JSON.parse(line) as SessionNews | { readonly kind: "begins" };
        if (news.kind === "begins") this.#hasBegun = true;
        else this.#told.take(news);
      }
      this.#heard();
    }
    this.#hasEnded = true;
    this.#heard();
  }
}
