import { LockstepError } from "../../engine/error.ts";
import { reasonOf } from "../../engine/part_failure.ts";

/**
 * Holds the data folder for one server: two would each write over what the other keeps. The system lets go of it when the process ends,
 * however that happens.
 */
export class FolderLock {
  #file: Deno.FsFile | undefined;

  /** `warn` tells the owner where nothing can be written. @throws LockstepError where another server holds it, or there can be no such folder. */
  constructor(folder: string, warn: (sentence: string) => void) {
    makeFolder(folder);
    try {
      this.#file = Deno.openSync(`${folder}/lock`, { create: true, write: true });
    } catch (error) {
      warn(`Nothing can be kept in the data folder ${folder}: ${reasonOf(error)}.`);
      return;
    }
    if (this.#file.tryLockSync(true)) return;
    this.#file.close();
    throw new LockstepError(
      `Another Lockstep runs on the data folder ${folder}. Stop it, or let LOCKSTEP_HOME name another folder for this one.`,
    );
  }

  /** Lets go of it. */
  release(): void {
    this.#file?.close();
    this.#file = undefined;
  }
}

/** @throws LockstepError where there can be no such folder. */
export function makeFolder(path: string): void {
  try {
    Deno.mkdirSync(path, { recursive: true });
  } catch (error) {
    throw new LockstepError(
      `The data folder ${path} can't be made: ${reasonOf(error)}. ` +
        `LOCKSTEP_HOME says where it is.`,
      { cause: error },
    );
  }
}
