import { z } from "zod";
import { LockstepError } from "../engine/error.ts";
import type { Strategy } from "../engine/strategy.ts";
import { loadStrategy } from "../strategies/load_strategy.ts";
import { STRATEGY_NAMES } from "../strategies/registry.ts";
import type { StrategySummary } from "./lockstep.ts";
import { stagesInWords } from "./stages_in_words.ts";

const ROOT = new URL("../", import.meta.url);

/** A strategy that can be run here. */
export interface CatalogEntry {
  readonly summary: StrategySummary;
  readonly strategy: Strategy;
  /** What a worker loads it by: its registered name, or its file as it was named. */
  readonly loadedBy: string;
  /** Whether it is a file that was named on the command line. */
  readonly isFile: boolean;
}

/**
 * All strategies by the name under which they stand in addresses: registered ones, then the files.
 * @throws LockstepError where a file can't be loaded or is no strategy.
 */
export async function openCatalog(files: readonly string[]): Promise<ReadonlyMap<string, CatalogEntry>> {
  const catalog = new Map<string, CatalogEntry>();
  for (const name of STRATEGY_NAMES) {
    const path = pathOf(name);
    catalog.set(name, await entryOf(name, name, path, new URL(path, ROOT)));
  }
  for (const path of files) {
    if (files.indexOf(path) !== files.lastIndexOf(path)) {
      throw new LockstepError(`--strategy ${path} stands twice.`);
    }
    const name = freeName((await loadStrategy(path)).name, path, catalog);
    catalog.set(name, await entryOf(name, path, path, path));
  }
  return catalog;
}

async function entryOf(
  name: string,
  loadedBy: string,
  path: string,
  file: string | URL,
): Promise<CatalogEntry> {
  const strategy = await loadStrategy(loadedBy);
  const { version, title, description, source, params } = strategy;
  const isFile = loadedBy !== name;
  return {
    summary: {
      name,
      version,
      title,
      description,
      source,
      paramsSchema: z.toJSONSchema(params, { io: "input", unrepresentable: "any" }),
      code: await Deno.readTextFile(file),
      path,
      stages: stagesAtDefaults(strategy),
    },
    strategy,
    loadedBy,
    isFile,
  };
}

/** A registered strategy stands in a file of its name, in one of the folders. */
function pathOf(name: string): string {
  for (const folder of Deno.readDirSync(new URL("strategies/", ROOT))) {
    if (!folder.isDirectory) continue;
    const path = `strategies/${folder.name}/${name}.ts`;
    try {
      if (Deno.statSync(new URL(path, ROOT)).isFile) return path;
    } catch (error) {
      if (!(error instanceof Deno.errors.NotFound)) throw error;
    }
  }
  throw new Error(`strategies/registry.ts names ${name}, which has no file`);
}

/** A strategy that can't be composed without being told a parameter has no stages to show. */
function stagesAtDefaults(strategy: Strategy): StrategySummary["stages"] {
  try {
    return stagesInWords(strategy.plan().plan);
  } catch (error) {
    if (!(error instanceof LockstepError)) throw error;
    return { indicator: [], signal: [], sizer: [], risk: [] };
  }
}

/** Its own name; where a copy of one of ours still has ours, the file's. */
function freeName(name: string, path: string, catalog: ReadonlyMap<string, CatalogEntry>): string {
  const ofFile = path.slice(Math.max(path.lastIndexOf("/"), path.lastIndexOf("\\")) + 1)
    .replace(/\.[^.]*$/, "").replace(/\W+/g, "_");
  for (const free of [name, ofFile, `${ofFile}_file`]) if (!catalog.has(free)) return free;
  throw new LockstepError(
    `--strategy ${path}: there is a strategy "${name}" and a strategy "${ofFile}" already. Give it another name.`,
  );
}
