import { LockstepError } from "../engine/error.ts";
import { onInterrupt } from "./command.ts";

/**
 * Writes a file under another name and gives it its own when it is complete: there is all of it, or what was there before. Ctrl-C tidies up.
 * @throws LockstepError "Cannot write a/b.csv: there is no such folder."
 */
export async function writeWhole(path: string, write: (file: Deno.FsFile) => Promise<void>): Promise<void> {
  const partPath = partOf(path);
  const ignoreInterrupts = onInterrupt(() => remove(partPath));
  try {
    const file = await Deno.open(partPath, { write: true, create: true, truncate: true });
    try {
      await write(file);
    } finally {
      file.close();
    }
    await Deno.rename(partPath, path);
  } catch (error) {
    remove(partPath);
    const isOfSystem = error instanceof Deno.errors.NotCapable || /\(os error \d+\)/.test(String(error));
    throw isOfSystem ? cannotWrite(path, error) : error;
  } finally {
    ignoreInterrupts();
  }
}

/** @throws LockstepError unless a file could be written there: to be asked before long work rather than after it. */
export function checkWritable(path: string): void {
  try {
    Deno.writeTextFileSync(partOf(path), "");
  } catch (error) {
    throw cannotWrite(path, error);
  }
  remove(partOf(path));
  if (isFolder(path)) throw new LockstepError(`Cannot write ${path}: it is a folder. Name a file in it.`);
}

/** Whether there is a folder of this name. */
export function isFolder(path: string): boolean {
  try {
    return Deno.statSync(path).isDirectory;
  } catch {
    return false;
  }
}

/** Writes all bytes to something that may take fewer at a time. */
export async function writeAll(
  target: { write(bytes: Uint8Array): Promise<number> },
  bytes: Uint8Array,
): Promise<void> {
  for (let at = 0; at < bytes.length;) at += await target.write(bytes.subarray(at));
}

function partOf(path: string): string {
  return `${path}.${Deno.pid}.part`;
}

function remove(path: string): void {
  try {
    Deno.removeSync(path);
  } catch {
    // it is not there, or there is nothing that can be done
  }
}

function cannotWrite(path: string, error: unknown): LockstepError {
  return new LockstepError(`Cannot write ${path}: ${whyNot(path, error)}.`, { cause: error });
}

function whyNot(path: string, error: unknown): string {
  if (error instanceof Deno.errors.NotFound) {
    return isFolder(path.replace(/[^/\\]*$/, "") || ".")
      ? "no file can be made in that folder"
      : "there is no such folder";
  }
  if (error instanceof Deno.errors.NotADirectory) return "its folder is a file";
  if (error instanceof Deno.errors.IsADirectory) return "it is a folder. Name a file in it";
  if (error instanceof Deno.errors.NotCapable) {
    return "this task may write only below the folder of Lockstep. Leave --out away and redirect what is printed: > FILE";
  }
  if (error instanceof Deno.errors.PermissionDenied) return "the folder's permissions don't let you";
  if (/\(os error 28\)/.test(String(error))) return "the disk is full";
  return error instanceof Error ? error.message : String(error);
}
