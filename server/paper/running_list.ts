import { z } from "zod";
import { reasonOf } from "../../engine/part_failure.ts";
import type { JsonFolder } from "../store/json_folder.ts";

const FILE = "running.json";

const fileSchema = z.strictObject({ version: z.literal(1), sessions: z.array(z.string()) });

/** Which sessions are to be taken up when the server is started again: `running.json`. */
export class RunningList {
  readonly #folder: JsonFolder;
  readonly #warn: (sentence: string) => void;
  readonly #ids: Set<string>;
  #isClosed = false;

  /** Reads what is there. */
  constructor(folder: JsonFolder, warn: (sentence: string) => void) {
    this.#folder = folder;
    this.#warn = warn;
    this.#ids = new Set(this.#read());
  }

  get ids(): readonly string[] {
    return [...this.#ids];
  }

  /** Resolves once it is on the disk. */
  async add(id: string): Promise<void> {
    this.#ids.add(id);
    await this.kept();
  }

  delete(id: string): void {
    if (this.#ids.delete(id)) this.kept();
  }

  /** Resolves once all of it is on the disk. */
  async kept(): Promise<void> {
    const text = JSON.stringify({ version: 1, sessions: this.ids });
    if (!this.#isClosed) await this.#folder.keep(FILE, text);
  }

  /** From now on it stays as it is on the disk. */
  close(): void {
    this.#isClosed = true;
  }

  #read(): readonly string[] {
    let text: string;
    try {
      text = this.#folder.readText(FILE);
    } catch (error) {
      if (error instanceof Deno.errors.NotFound) return [];
      this.#warn(`${this.#folder.path}/${FILE} can't be read: ${reasonOf(error)}.`);
      return [];
    }
    try {
      return fileSchema.parse(JSON.parse(text)).sessions;
    } catch {
      this.#warn(
        `${this.#folder.path}/${FILE} is damaged: no session is taken up by itself. All can be taken up by hand.`,
      );
      return [];
    }
  }
}
