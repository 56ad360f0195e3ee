import { reasonOf } from "../../engine/part_failure.ts";
import { makeFolder } from "./folder_lock.ts";

/** A folder of files that are each written whole: after a crash there is what was there before, or all of what was meant to be there. */
export class JsonFolder {
  readonly path: string;
  readonly #warn: (sentence: string) => void;
  /** Of each file, the last write under way: writes of one file happen one after the other. */
  readonly #writing = new Map<string, Promise<void>>();

  /** `warn` tells the person who started the server. @throws LockstepError where there can be no such folder. */
  constructor(path: string, warn: (sentence: string) => void) {
    this.path = path;
    this.#warn = warn;
    makeFolder(path);
  }

  /** Names of the files that end in `suffix`, without it. What a crash left half-written is removed. */
  names(suffix: string): string[] {
    const names: string[] = [];
    for (const { name, isFile } of Deno.readDirSync(this.path)) {
      if (!isFile) continue;
      if (name.endsWith(PART)) this.#removePart(name);
      else if (name.endsWith(suffix)) names.push(name.slice(0, -suffix.length));
    }
    return names.sort();
  }

  #removePart(name: string): void {
    try {
      Deno.removeSync(`${this.path}/${name}`);
    } catch (error) {
      this.#warn(
        `${this.path}/${name}, which a crash left half-written, can't be removed: ${reasonOf(error)}.`,
      );
    }
  }

  readText(name: string): string {
    return Deno.readTextFileSync(`${this.path}/${name}`);
  }

  /** The file's bytes; undefined where there is none. */
  async read(name: string): Promise<Uint8Array<ArrayBuffer> | undefined> {
    await this.#writing.get(name);
    try {
      return await Deno.readFile(`${this.path}/${name}`);
    } catch (error) {
      if (error instanceof Deno.errors.NotFound) return undefined;
      throw error;
    }
  }

  /** Resolves once it is on the disk. */
  write(name: string, content: string | Uint8Array): Promise<void> {
    return this.#after(name, () => writeWhole(`${this.path}/${name}`, content));
  }

  remove(name: string): Promise<void> {
    return this.#after(name, async () => {
      try {
        await Deno.remove(`${this.path}/${name}`);
      } catch (error) {
        if (!(error instanceof Deno.errors.NotFound)) throw error;
      }
    });
  }

  /** Writes it; where that can't be done it is told, and life goes on without. */
  async keep(name: string, content: string): Promise<void> {
    await this.write(name, content).catch((error) => {
      this.#warn(`${this.path}/${name} could not be written: ${reasonOf(error)}.`);
    });
  }

  /** Removes it, in the same way. */
  async forget(name: string): Promise<void> {
    await this.remove(name).catch((error) => {
      this.#warn(`${this.path}/${name} could not be removed: ${reasonOf(error)}.`);
    });
  }

  /** Waits for all that is being written. */
  async settled(): Promise<void> {
    await Promise.allSettled(this.#writing.values());
  }

  #after(name: string, work: () => Promise<void>): Promise<void> {
    const done = (this.#writing.get(name) ?? Promise.resolve()).then(work, work);
    this.#writing.set(name, done);
    const forget = () => {
      if (this.#writing.get(name) === done) this.#writing.delete(name);
    };
    done.then(forget, forget);
    return done;
  }
}

const PART = ".part";

/** Under another name first, on the disk, then renamed: a rename happens or doesn't. */
async function writeWhole(path: string, content: string | Uint8Array): Promise<void> {
  const bytes = typeof content === "string" ? new TextEncoder().encode(content) : content;
  const part = `${path}${PART}`;
  const file = await Deno.open(part, { write: true, create: true, truncate: true });
  try {
    try {
      for (let at = 0; at < bytes.length;) at += await file.write(bytes.subarray(at));
      await file.syncData();
    } finally {
      file.close();
    }
    await Deno.rename(part, path);
  } catch (error) {
    await Deno.remove(part).catch(() => {}); // a full disk has no room for halves
    throw error;
  }
}
