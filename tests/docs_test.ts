/**
 * What the documents show is true: code in them compiles and its strategies trade, tasks that they name exist, links lead
 * somewhere, every field of a record is explained, and the README's tear sheet is what the demo prints.
 */
import assert from "node:assert/strict";
import { z } from "zod";
import config from "../deno.json" with { type: "json" };
import { DEFAULT_ACCOUNT } from "../actors/compose.ts";
import { presetOf } from "../actors/presets.ts";
import { METRIC_NAMES } from "../engine/analytics/metrics.ts";
import { readCsvBars } from "../engine/data/csv_bars.ts";
import { instrument } from "../engine/instrument.ts";
import { resultSchema } from "../engine/result.ts";
import type { Strategy } from "../engine/strategy.ts";
import { backtest } from "../strategies/backtest.ts";
import { loadStrategy } from "../strategies/load_strategy.ts";

const ROOT = new URL("../", import.meta.url);

const documents = [...markdownBelow("")].map((path) => ({
  path,
  text: Deno.readTextFileSync(new URL(path, ROOT)),
}));

Deno.test("links in the documents lead somewhere", () => {
  const broken = documents.flatMap(({ path, text }) =>
    [...text.matchAll(/\]\(([^)\s#]+)[^)]*\)/g)].map(([, link]) => link)
      .filter((link) => !/^[a-z]+:/.test(link) && !exists(new URL(link, new URL(path, ROOT))))
      .map((link) => `${path}: ${link}`)
  );
  assert.deepEqual(broken, []);
});

Deno.test("tasks that the documents name exist", () => {
  const unknown = documents.flatMap(({ path, text }) =>
    [...text.matchAll(/\bdeno(?:@[\d.]+)? task ([a-z]\w*)/g)].map(([, task]) => task)
      .filter((task) => !Object.hasOwn(config.tasks, task)).map((task) => `${path}: deno task ${task}`)
  );
  assert.deepEqual(unknown, []);
});

Deno.test("code in the documents compiles, and its strategies trade", async (test) => {
  const folder = Deno.makeTempDirSync();
  try {
    const files = documents.flatMap(({ path, text }) =>
      [...text.matchAll(/```ts\n([^]*?)```/g)].map(([, code], index) => ({
        of: path,
        file: `${folder}/${path.replace(/\W/g, "_")}_${index}.ts`,
        code: code.replaceAll(
          /from "(?:\.\.?\/)+([^"]+)"/g,
          (_, target) => `from "${new URL(target, ROOT)}"`,
        ),
      }))
    );
    assert.ok(files.length > 0, "there is none");
    for (const { file, code } of files) Deno.writeTextFileSync(file, code);
    const configFile = new URL("deno.json", ROOT).pathname;
    const { code, stderr } = await new Deno.Command(Deno.execPath(), {
      args: ["check", "--quiet", "--config", configFile, ...files.map(({ file }) => file)],
      env: { NO_COLOR: "1" },
    }).output();
    assert.equal(code, 0, new TextDecoder().decode(stderr));
    for (const { of, file } of files.filter(({ code }) => code.includes("export default strategy("))) {
      const strategy = await loadStrategy(file);
      await test.step(`${strategy.name} of ${of}`, async () => assert.ok(await tradesOnSample(strategy) > 0));
    }
  } finally {
    Deno.removeSync(folder, { recursive: true });
  }
});

Deno.test("every figure and every field of the record is explained", () => {
  const { text } = documents.find(({ path }) => path === "docs/guide/reading-a-result.md")!;
  const names = new Set<string>(METRIC_NAMES);
  collectNames(z.toJSONSchema(resultSchema), names);
  assert.deepEqual([...names].filter((name) => !text.includes(`\`${name}\``)), []);
});

Deno.test("the README's tear sheet is what the demo prints", async () => {
  const { stdout } = await new Deno.Command(Deno.execPath(), {
    args: ["run", "--quiet", "--allow-read", "tasks/demo.ts"],
    cwd: ROOT,
    env: { NO_COLOR: "1" },
  }).output();
  const printed = new TextDecoder().decode(stdout).trimEnd();
  const shown = /```text\n(ema_crossover [^]*?)\n```/.exec(Deno.readTextFileSync(new URL("README.md", ROOT)))
    ?.[1];
  const anyDeno = (text?: string) => text?.replace(/Deno \d+\.\d+\.\d+/, "Deno 2");
  assert.equal(anyDeno(shown), anyDeno(printed), "paste what deno task demo prints into README.md");
});

async function tradesOnSample(strategy: Strategy): Promise<number> {
  const bars = readCsvBars(new URL("samples/aapl_1d.csv", ROOT).pathname);
  const result = await backtest({
    strategy,
    universe: { instruments: [instrument(bars.symbol)], timeframe: bars.timeframe },
    sources: [bars],
    sourceNames: [bars.path],
    account: DEFAULT_ACCOUNT,
    preset: presetOf("lockstep")!,
  });
  return result.trades.length;
}

/** Names of all properties within a JSON schema. */
function collectNames(schema: unknown, names: Set<string>): void {
  if (typeof schema !== "object" || schema === null) return;
  const { properties } = schema as { properties?: Record<string, unknown> };
  for (const name of Object.keys(properties ?? {})) names.add(name);
  for (const value of Object.values(schema)) collectNames(value, names);
  for (const value of Object.values(properties ?? {})) collectNames(value, names);
}

/** Our documents, relative to the root. */
function* markdownBelow(folder: string): Generator<string> {
  for (const { name, isDirectory } of Deno.readDirSync(new URL(folder, ROOT))) {
    if (isDirectory) {
      if (!/^(\..*|node_modules|data|dist|coverage)$/.test(name)) yield* markdownBelow(`${folder}${name}/`);
    } else if (name.endsWith(".md")) yield folder + name;
  }
}

function exists(url: URL): boolean {
  try {
    Deno.statSync(url);
    return true;
  } catch {
    return false;
  }
}
