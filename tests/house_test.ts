/**
 * What docs/guide and CONTRIBUTING say of the house, held: where imports may point, what an actor may not touch, what files are
 * called, what a task may do, which versions are meant. A failure names the file and the line.
 */
import assert from "node:assert/strict";
import config from "../deno.json" with { type: "json" };
import viteConfig from "../vite.deno.json" with { type: "json" };
import packageJson from "../package.json" with { type: "json" };
import { VERSION } from "../engine/version.ts";
import { registeredStrategy, STRATEGY_NAMES } from "../strategies/registry.ts";

const ROOT = new URL("../", import.meta.url);

/** How numbers and outcomes are put into words: the same on the terminal and on the page. */
const WORDING = [
  "tasks/event_text.ts",
  "tasks/number_format.ts",
  "tasks/reason_text.ts",
  "tasks/tear_sheet_funnel.ts",
];

/** What each room may import of ours; folders end in a slash. What isn't named here composes, and may import all of these. */
const MAY_IMPORT: Readonly<Record<string, readonly string[]>> = {
  "engine/": ["engine/"],
  "actors/": ["engine/", "actors/"],
  "mod.ts": ["engine/", "actors/"],
  "strategies/": ["engine/", "actors/", "strategies/"],
  "feeds/": ["engine/", "feeds/"],
  "exchange/": ["engine/", "exchange/"],
  "stores/": ["engine/", "stores/"],
  "paper/": ["engine/", "actors/", "strategies/", "feeds/", "stores/", "paper/"],
  "simulator/": [
    "engine/",
    "actors/",
    "strategies/",
    "feeds/",
    "exchange/",
    "stores/",
    "paper/",
    "simulator/",
  ],
  "server/": [
    "engine/",
    "actors/",
    "mod.ts",
    "strategies/",
    "feeds/",
    "stores/",
    "paper/",
    "server/",
    "vite.deno.json",
  ],
  "components/": ["engine/", "server/", "components/", "islands/", ...WORDING],
  "islands/": ["engine/", "server/", "components/", "islands/", ...WORDING],
  "routes/": [
    "engine/",
    "actors/",
    "mod.ts",
    "strategies/",
    "server/",
    "routes/",
    "components/",
    "islands/",
    ...WORDING,
  ],
  "tasks/": [
    "engine/",
    "actors/",
    "mod.ts",
    "strategies/",
    "feeds/",
    "exchange/",
    "stores/",
    "paper/",
    "simulator/",
    "tasks/",
    "routes/",
    "components/",
    "deno.json",
  ],
};

/** Stores and exchanges come to the engine through its own interfaces. */
const DRIVER =
  /^(npm:)?(node:sqlite|@?postgres|pg|redis|ioredis|bullmq|ccxt|mysql2?|mongodb|better-sqlite3)(\W|$)/;

/** A clock, chance or a timer of its own would end determinism: time is the frame's, and a seeded generator is handed in. */
const OUTSIDE_WORLD =
  /\b(Date\.now|new Date\(\)|Math\.random|performance\.now|setTimeout|setInterval|crypto\.(random|getRandom)\w*)/;

const NAMELESS = /(^|_)(utils?|helpers?|common|types|managers?|services?|impl)(_|\.|$)/;

/** Tasks of the tests' own; what drives a browser asks for files all over the system. */
const DRIVES_A_BROWSER = ["test", "bench:web", "screenshots"];

const DEFINITION_LINES_MAX = 20;

/** Folders that git leaves out. */
const NOT_OURS = /^(\.git|data|dist|coverage)$|(^|\/)node_modules$/;

const sources = [...filesBelow("")].filter((path) =>
  /\.tsx?$/.test(path) && !/_(test|bench)\.tsx?$/.test(path)
);
const codeOf = new Map(sources.map((path) => [path, withoutComments(read(path))]));
const inRooms = (...rooms: string[]) => sources.filter((path) => rooms.some((room) => path.startsWith(room)));

Deno.test("imports point one way: pages, routes → server → strategies → actors → engine; tasks → strategies", () => {
  const wrong = Object.entries(MAY_IMPORT).flatMap(([room, allowed]) =>
    inRooms(room).flatMap((path) =>
      importsOf(path)
        .filter(({ target }) =>
          target.startsWith("/") && !allowed.some((each) => target.slice(1).startsWith(each))
        )
        .map(({ line, target }) => `${path}:${line}: ${room} may not import ${target.slice(1)}`)
    )
  );
  assert.deepEqual(wrong, []);
});

Deno.test("the engine, actors and strategies name no database driver and no exchange library", () => {
  const wrong = inRooms("engine/", "actors/", "strategies/").flatMap((path) =>
    importsOf(path).filter(({ target }) => DRIVER.test(target)).map(({ line, target }) =>
      `${path}:${line}: ${target}`
    )
  );
  assert.deepEqual(wrong, []);
});

Deno.test("the engine, actors and strategies have no clock, no chance and no timer of their own", () => {
  const wrong = inRooms("engine/", "actors/", "strategies/").flatMap((path) =>
    linesOf(path, OUTSIDE_WORLD).map(({ line, match }) => `${path}:${line}: ${match[0]}`)
  );
  assert.deepEqual(wrong, []);
});

Deno.test("every file and folder is named after what it holds", () => {
  const wrong = [...filesBelow("")].filter((path) => path.split("/").some((part) => NAMELESS.test(part)));
  assert.deepEqual(wrong, []);
});

Deno.test("every task says what it does, and only tests may do everything", () => {
  const wrong: string[] = [];
  for (const [name, { description, command }] of Object.entries<Task>(config.tasks)) {
    if (!description) wrong.push(`${name} has no description`);
    if (!DRIVES_A_BROWSER.includes(name) && /(^|\s)(-A|--allow-all)(\s|$)/.test(command ?? "")) {
      wrong.push(`${name} may do everything`);
    }
  }
  assert.deepEqual(wrong, []);
});

Deno.test("every package is pinned to one version", () => {
  const pinned = /^npm:(@[\w.-]+\/)?[\w.-]+@\d+\.\d+\.\d+(-[\w.]+)?(\/\S+)?$/;
  const inCode = [...codeOf, ...sources.map((path) => [path, read(path)] as const)].flatMap(([path, code]) =>
    [...code.matchAll(/["'](npm:[^"'`$]+)["']/g)].map(([, specifier]) => `${path}: ${specifier}`)
  );
  const all = [...Object.values(config.imports), ...Object.values(viteConfig.imports), ...inCode];
  assert.deepEqual(all.filter((each) => !pinned.test(each.replace(/^.*: (?=npm:)/, ""))), []);
  const both = Object.entries(viteConfig.imports).filter(([name]) => name in config.imports);
  assert.deepEqual(
    both.filter(([name, version]) => version !== config.imports[name as keyof typeof config.imports]),
    [],
    "vite.deno.json and deno.json name two versions",
  );
  const { private: isPrivate, overrides, ...rest } = packageJson;
  assert.equal(isPrivate, true);
  assert.deepEqual(rest, {}, "package.json is there for its overrides alone; imports stand in deno.json");
  assert.deepEqual(Object.values(overrides).filter((version) => !/^\d+\.\d+\.\d+$/.test(version)), []);
});

Deno.test("deno.json and engine/version.ts name one version", () => assert.equal(config.version, VERSION));

Deno.test("every strategy file is registered under its own name and defined in a few lines", async () => {
  const files = inRooms("strategies/").filter((path) => path.split("/").length === 3);
  const wrong: string[] = [];
  for (const path of files) {
    const name = path.split("/")[2].replace(/\.ts$/, "");
    const strategy = await registeredStrategy(name);
    if (strategy === undefined) {
      wrong.push(`${path}: not in strategies/registry.ts`);
      continue;
    }
    if (strategy.name !== name) wrong.push(`${path}: names itself ${strategy.name}`);
    const lines = read(path).trimEnd().split("\n");
    const count = lines.length - lines.findIndex((line) => line.startsWith("export default"));
    if (count > DEFINITION_LINES_MAX) {
      wrong.push(`${path}: defined in ${count} lines, at most ${DEFINITION_LINES_MAX}`);
    }
  }
  assert.deepEqual(wrong, []);
  assert.equal(
    files.length,
    STRATEGY_NAMES.length,
    "the registry names a strategy that is no file of its own",
  );
});

Deno.test("everything exported has a docstring", () => {
  const exported =
    /^export (?:default )?(?:abstract )?(?:async )?(?:class|function\*?|const|let|interface|type) (\w+)/;
  const wrong = inRooms(
    "engine/",
    "actors/",
    "strategies/",
    "server/",
    "routes/",
    "components/",
    "islands/",
    "main.ts",
  ).flatMap((path) => {
    const lines = read(path).split("\n");
    return lines.flatMap((line, index) => {
      const name = exported.exec(line)?.[1];
      return name === undefined || /\*\/\s*$/.test(lines[index - 1] ?? "")
        ? []
        : [`${path}:${index + 1}: ${name}`];
    });
  });
  assert.deepEqual(wrong, []);
});

interface Task {
  readonly description?: string;
  readonly command?: string;
}

/** Files that belong to the project, relative to its root. */
function* filesBelow(folder: string): Generator<string> {
  for (const { name, isDirectory } of Deno.readDirSync(new URL(folder, ROOT))) {
    if (isDirectory) {
      if (!NOT_OURS.test(`${folder}${name}`)) yield* filesBelow(`${folder}${name}/`);
    } else yield folder + name;
  }
}

function read(path: string): string {
  return Deno.readTextFileSync(new URL(path, ROOT));
}

/** The code with its comments blanked, lines kept. What looks like a comment within a text goes too, which does no harm here. */
function withoutComments(code: string): string {
  return code.replace(/\/\*[^]*?\*\/|(?<![:"'`])\/\/.*/g, (comment) => comment.replace(/[^\n]/g, " "));
}

/** What a file imports, types included: ours as "/engine/bars.ts", packages as they are named. */
function importsOf(path: string): { line: number; target: string }[] {
  return linesOf(path, /(?:\bfrom|\bimport)\s*\(?\s*["']([^"']+)["']/).map(({ line, match: [, target] }) => ({
    line,
    target: target.startsWith(".") ? new URL(target, `file:///${path}`).pathname : target,
  }));
}

function linesOf(path: string, pattern: RegExp): { line: number; match: RegExpExecArray }[] {
  return codeOf.get(path)!.split("\n").flatMap((text, index) => {
    const match = pattern.exec(text);
    return match === null ? [] : [{ line: index + 1, match }];
  });
}
