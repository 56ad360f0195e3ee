/**
 * Builds what the pages need (`dist/client` for browsers, `dist/pages/pages.js` for the server) where that isn't done already.
 *
 *     deno run --allow-read --allow-write=dist --allow-run=deno server/build_pages.ts [--watch]
 *
 * Only this needs to start another process (vite, which wants a `node_modules/` and may do everything): the server itself doesn't.
 */
import { stripVTControlCharacters } from "node:util";
import vite from "../vite.deno.json" with { type: "json" };
import { LockstepError } from "../engine/error.ts";

/** Where the built pages are. */
export interface BuiltPages {
  /** Folder of what browsers load: hashed files under `assets/`, which never change, and others that may. */
  readonly clientFolder: URL;
  /** Module whose default export is the app of pages: `fetch(request, { lockstep })`. Another build has another address. */
  readonly module: URL;
  /** Hash of the sources. */
  readonly hash: string;
}

const ROOT = new URL("../", import.meta.url);
const DIST = new URL("dist/", ROOT);
/** Where vite writes; see vite.config.ts. */
const BUILDING = new URL("building/", DIST);
const HASH_FILE = new URL("sources.hash", DIST);
const LOCK_FILE = new URL("building.lock", DIST);

/** All from which pages and islands are made; folders end in a slash. What is left out here isn't built again when it changes. */
const SOURCES = [
  "components/",
  "islands/",
  "routes/",
  "server/",
  "static/",
  "deno.json",
  "deno.lock",
  "tasks/",
  "vite.config.ts",
  "vite.deno.json",
  "vite.deno.lock",
];
const WATCH_PAUSE_MS = 60;

/** The pages as they are built; undefined where they were never built. Says nothing of whether the sources have changed since. */
export function builtPages(): BuiltPages | undefined {
  const hash = readIfThere(HASH_FILE);
  return hash === undefined ? undefined : placesOf(hash);
}

/**
 * Builds the pages unless they are built from these very sources. Processes that ask at once wait for the first one's build.
 * @throws LockstepError with what vite says.
 */
export async function buildPages(): Promise<BuiltPages> {
  const hash = await hashOfSources();
  if (readIfThere(HASH_FILE) === hash) return placesOf(hash);
  Deno.mkdirSync(DIST, { recursive: true });
  using lock = Deno.openSync(LOCK_FILE, { create: true, write: true });
  await lock.lock(true);
  if (readIfThere(HASH_FILE) === hash) return placesOf(hash);
  await runVite();
  // Only what was built whole takes the place of what is there: a mistake while developing leaves the last good pages.
  for (const part of ["client/", "pages/"]) {
    if (isThere(new URL(part, DIST))) Deno.removeSync(new URL(part, DIST), { recursive: true });
    Deno.renameSync(new URL(part, BUILDING), new URL(part, DIST));
  }
  Deno.writeTextFileSync(HASH_FILE, hash);
  return placesOf(hash);
}

/** Builds now and after every change of a source; a build that fails is told and waited out. */
export async function* watchPages(onFailure: (error: LockstepError) => void): AsyncGenerator<BuiltPages> {
  let last: string | undefined;
  const attempt = async () => {
    try {
      return await buildPages();
    } catch (error) {
      if (!(error instanceof LockstepError)) throw error;
      onFailure(error);
    }
  };
  const watched = SOURCES.map((path) => new URL(path, ROOT)).filter(isThere).map(({ pathname }) => pathname);
  using watcher = Deno.watchFs(watched);
  const first = await attempt();
  if (first !== undefined) {
    last = first.hash;
    yield first;
  }
  for await (const _ of watcher) {
    // An editor writes a file in several steps, and many files at once.
    await new Promise((resolve) => setTimeout(resolve, WATCH_PAUSE_MS));
    const next = await attempt();
    if (next === undefined || next.hash === last) continue;
    last = next.hash;
    yield next;
  }
}

async function runVite(): Promise<void> {
  const { success, stdout, stderr } = await new Deno.Command("deno", {
    args: [
      "run",
      "--quiet",
      "--config=vite.deno.json",
      "--frozen",
      "--allow-all",
      vite.imports.vite,
      "build",
      "--app",
    ],
    cwd: ROOT,
    env: { NO_COLOR: "1" },
    stdout: "piped",
    stderr: "piped",
  }).output();
  if (success) return;
  const said = new TextDecoder().decode(stderr).trim() || new TextDecoder().decode(stdout).trim();
  throw new LockstepError(`The pages could not be built:\n${stripVTControlCharacters(said)}`);
}

function placesOf(hash: string): BuiltPages {
  return {
    clientFolder: new URL("client/", DIST),
    module: new URL(`pages/pages.js?${hash.slice(0, 16)}`, DIST),
    hash,
  };
}

async function hashOfSources(): Promise<string> {
  const parts: string[] = [];
  for (const path of SOURCES.flatMap((source) => [...filesOf(source)])) {
    parts.push(path, Deno.readTextFileSync(new URL(path, ROOT)));
  }
  const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(parts.join("\0")));
  return new Uint8Array(digest).toHex();
}

function* filesOf(source: string): Generator<string> {
  if (!source.endsWith("/")) return yield source;
  if (!isThere(new URL(source, ROOT))) return;
  const entries = [...Deno.readDirSync(new URL(source, ROOT))].sort((a, b) => a.name < b.name ? -1 : 1);
  for (const { name, isDirectory } of entries) {
    yield* filesOf(source + name + (isDirectory ? "/" : ""));
  }
}

function readIfThere(file: URL): string | undefined {
  try {
    return Deno.readTextFileSync(file);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return undefined;
    throw error;
  }
}

function isThere(file: URL): boolean {
  try {
    Deno.statSync(file);
    return true;
  } catch {
    return false;
  }
}

if (import.meta.main) {
  try {
    if (Deno.args.includes("--watch")) {
      const onFailure = ({ message }: LockstepError) =>
        Deno.stderr.writeSync(new TextEncoder().encode(`${message}\n`));
      for await (const _ of watchPages(onFailure));
    } else await buildPages();
  } catch (error) {
    if (!(error instanceof LockstepError)) throw error;
    Deno.stderr.writeSync(new TextEncoder().encode(`${error.message}\n`));
    Deno.exit(1);
  }
}
