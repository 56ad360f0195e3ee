import { LockstepError } from "../engine/error.ts";
import type { Strategy } from "../engine/strategy.ts";
import { registeredStrategy, STRATEGY_NAMES } from "./registry.ts";

/**
 * The strategy of a registered name, or of a file that exports one by default.
 * @throws LockstepError where there is none, or the file can't be loaded: with the reason.
 */
export async function loadStrategy(nameOrFile: string): Promise<Strategy> {
  const registered = await registeredStrategy(nameOrFile);
  if (registered !== undefined) return registered;
  if (!/[./\\]/.test(nameOrFile)) {
    throw new LockstepError(
      `There is no strategy "${nameOrFile}". There are ${
        STRATEGY_NAMES.join(", ")
      }; or name a file, such as ./mine.ts.`,
    );
  }
  const url = new URL(nameOrFile, `file://${Deno.cwd()}/`).href;
  let found: { default?: unknown };
  try {
    if (!Deno.statSync(new URL(url)).isFile) throw new LockstepError(`${nameOrFile} is not a file.`);
    found = await import(url);
  } catch (error) {
    if (error instanceof LockstepError) throw error;
    if (error instanceof Deno.errors.NotFound) {
      throw new LockstepError(`There is no strategy file ${nameOrFile}.`, { cause: error });
    }
    const why = error instanceof Error ? error.message : String(error);
    throw new LockstepError(`The strategy file ${nameOrFile} can't be loaded: ${why}`, { cause: error });
  }
  if (!isStrategy(found.default)) {
    throw new LockstepError(
      `${nameOrFile} is no strategy file: it must say "export default strategy({ … })".`,
    );
  }
  return found.default;
}

function isStrategy(value: unknown): value is Strategy {
  return typeof value === "object" && value !== null && "plan" in value && typeof value.plan === "function" &&
    "params" in value;
}
