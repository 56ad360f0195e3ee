import { reasonOf } from "../../engine/part_failure.ts";
import { confinedThread } from "./confined_thread.ts";
import { frameOf, framesOf } from "./process_frames.ts";
import type { CatalogEntry } from "../strategy_catalog.ts";
import type { FromWorkerProcess } from "./worker_process.ts";

const ROOT = new URL("../../", import.meta.url);

/** What hosts use of a worker, wherever it runs. */
export interface ConfinedWorker {
  onmessage: ((event: MessageEvent) => void) | null;
  onerror: ((event: ErrorEvent) => void) | null;
  postMessage(message: unknown): void;
  /** Whatever it is doing, it ends. */
  terminate(): void;
}

/**
 * A worker that may do nothing but compute. Our own strategies need no more than a thread. One from a file may hold an endless loop, in
 * which Deno can't end a thread (docs/decisions/0021): it gets a process around it, and may read its file's folder (for what it imports
 * beside it) and Lockstep's own code, since modules that are loaded while it runs are read with its own permissions.
 */
export function confinedWorker(module: URL, { isFile, loadedBy }: CatalogEntry): ConfinedWorker {
  return isFile
    ? new WorkerInProcess(module, [folderOf(loadedBy), decodeURIComponent(ROOT.pathname)])
    : confinedThread(module, []);
}

class WorkerInProcess implements ConfinedWorker {
  onmessage: ((event: MessageEvent) => void) | null = null;
  onerror: ((event: ErrorEvent) => void) | null = null;
  readonly #child: Deno.ChildProcess;
  readonly #input: WritableStreamDefaultWriter<Uint8Array>;
  #hasEnded = false;

  constructor(module: URL, read: readonly string[]) {
    const paths = read.map((path) => path.replaceAll(",", ",,")).join(",");
    this.#child = new Deno.Command("deno", {
      args: [
        "run",
        "--quiet",
        "--no-prompt",
        `--config=${decodeURIComponent(new URL("deno.json", ROOT).pathname)}`,
        "--v8-flags=--max-inlined-bytecode-size-cumulative=3000",
        `--allow-read=${paths}`,
        decodeURIComponent(new URL("worker_process.ts", import.meta.url).pathname),
        module.href,
        ...read,
      ],
      stdin: "piped",
      stdout: "piped",
      stderr: "inherit", // what the strategy prints
    }).spawn();
    this.#input = this.#child.stdin.getWriter();
    this.#hear();
  }

  postMessage(message: unknown): void {
    this.#input.write(frameOf(message)).catch(() => {}); // it has ended, which is told below
  }

  terminate(): void {
    if (this.#hasEnded) return;
    this.#hasEnded = true;
    try {
      this.#child.kill("SIGKILL");
    } catch {
      // it has ended by itself
    }
  }

  async #hear(): Promise<void> {
    try {
      for await (const message of framesOf(this.#child.stdout)) {
        if (this.#hasEnded) return;
        const told = message as FromWorkerProcess;
        if (told.type === "crashed") this.#crashed(told.message);
        else this.onmessage?.(new MessageEvent("message", { data: told.data }));
      }
      const { code, signal } = await this.#child.status;
      if (!this.#hasEnded) this.#crashed(`its process ended (${signal ?? `code ${code}`})`);
    } catch (error) {
      if (!this.#hasEnded) this.#crashed(reasonOf(error));
    }
    this.terminate();
  }

  #crashed(message: string): void {
    this.onerror?.(new ErrorEvent("error", { message, cancelable: true }));
  }
}

function folderOf(path: string): string {
  const file = new URL(
    path.replaceAll("\\", "/").replace(/[%?#]/g, encodeURIComponent),
    `file://${Deno.cwd()}/`,
  );
  return decodeURIComponent(new URL("./", file).pathname);
}
