import { LockstepError } from "../engine/error.ts";
import { reasonOf } from "../engine/part_failure.ts";
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
  const url = toFileUrl(nameOrFile);
  requireScript(nameOrFile, url);
  let found: { default?: unknown };
  try {
    found = await import(url.href);
  } catch (error) {
    const why = whyNotLoaded(error);
    throw new LockstepError(`The strategy file ${nameOrFile} can't be loaded: ${why}.`, { cause: error });
  }
  if (!isStrategy(found.default)) {
    throw new LockstepError(
      `${nameOrFile} is no strategy file: it must say export default strategy({ … }).`,
    );
  }
  return found.default;
}

function toFileUrl(path: string): URL {
  const root = new URL(`file://${encodeURI(Deno.cwd().replaceAll("\\", "/"))}/`);
  return new URL(path.replaceAll("\\", "/").replace(/[%?#]/g, encodeURIComponent), root);
}

function requireScript(name: string, url: URL): void {
  let isFile: boolean;
  try {
    ({ isFile } = Deno.statSync(url));
  } catch (error) {
    if (error instanceof Deno.errors.NotFound || error instanceof Deno.errors.NotADirectory) {
      throw new LockstepError(`There is no strategy file ${name}.`, { cause: error });
    }
    throw new LockstepError(`The strategy file ${name} can't be read: ${reasonOf(error)}.`, { cause: error });
  }
  if (!isFile) throw new LockstepError(`${name} is a folder: name a strategy file in it.`);
  if (!/\.[cm]?[jt]sx?$/.test(name)) {
    throw new LockstepError(`${name} is no strategy file: it must end in .ts or .js.`);
  }
}

/** What the loader says, on one line, without its excerpt of the code and its colours: "Unexpected token `{` (mine.ts:3:7)". */
function whyNotLoaded(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if (error instanceof Deno.errors.NotCapable) {
    return `it ${lowerFirst(error.message.replace(/, run again .*$/, ""))}, which strategies don't get`;
  }
  // deno-lint-ignore no-control-regex
  const text = error.message.replace(/\x1b\[[0-9;]*m/g, "");
  const place = [...text.matchAll(/\bat file:\S*\/([^\s/]+:\d+:\d+)/g)].at(-1)?.[1];
  if (place === undefined) return reasonOf(error);
  const what = text.split("\n")[0].replace(/ ?\bat file:\S+$/, "").replace(/\.$/, "");
  return `${what} (${decodeURIComponent(place)})`;
}

function lowerFirst(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1);
}

function isStrategy(value: unknown): value is Strategy {
  return typeof value === "object" && value !== null && "plan" in value && typeof value.plan === "function" &&
    "params" in value;
}
