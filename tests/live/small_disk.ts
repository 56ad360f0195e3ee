/** A file system of a few megabytes in memory (tmpfs), to be filled up: only the system's administrator may mount one, on Linux. */
export class SmallDisk implements Disposable {
  readonly folder: string;

  private constructor(folder: string) {
    this.folder = folder;
  }

  /** undefined where none may be mounted. */
  static mount(megabytes: number): SmallDisk | undefined {
    if (Deno.build.os !== "linux") return undefined;
    const folder = Deno.makeTempDirSync({ prefix: "lockstep-disk-" });
    if (hasRun("mount", "-t", "tmpfs", "-o", `size=${megabytes}m`, "tmpfs", folder)) {
      return new SmallDisk(folder);
    }
    Deno.removeSync(folder);
    return undefined;
  }

  /** Leaves no room at all. */
  fill(): void {
    const bytes = new Uint8Array(65_536);
    using file = Deno.openSync(this.#ballast, { write: true, create: true, append: true });
    for (let step = bytes.length; step >= 1;) {
      try {
        if (file.writeSync(bytes.subarray(0, step)) < step) step = Math.floor(step / 2);
      } catch (error) {
        if (!/No space left|os error 28/.test(String(error))) throw error;
        step = Math.floor(step / 2);
      }
    }
  }

  /** Frees what it was filled with. */
  free(): void {
    Deno.removeSync(this.#ballast);
  }

  get #ballast(): string {
    return `${this.folder}/ballast`;
  }

  [Symbol.dispose](): void {
    hasRun("umount", "-l", this.folder);
    Deno.removeSync(this.folder);
  }
}

/** Whether a small disk can be mounted here; without it what fills one up is not tested. */
export const hasSmallDisk = (() => {
  using disk = SmallDisk.mount(1);
  return disk !== undefined;
})();

/** Stands behind the name of a test that is ignored without it. */
export const smallDiskNote = hasSmallDisk
  ? ""
  : " (ignored: a tmpfs can't be mounted here; run it as root on Linux)";

function hasRun(name: string, ...args: string[]): boolean {
  try {
    return new Deno.Command(name, { args, stdout: "null", stderr: "null" }).outputSync().success;
  } catch {
    return false; // not there, or not allowed
  }
}
