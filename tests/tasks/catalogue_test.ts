/** What `deno task catalogue` lists: all that there is, in lines of 80 columns or as JSON, and what the page of indicators links to. */
import assert from "node:assert/strict";
import { CATEGORIES, indicatorCatalogue } from "../../actors/indicator_catalogue.ts";
import * as indicators from "../../actors/indicators/mod.ts";
import { catalogue } from "../../tasks/catalogue.ts";
import { TaskFolder } from "./task_folder.ts";

Deno.test("the catalogue lists every indicator under its category and counts them", async () => {
  using folder = new TaskFolder();
  const { code, stdout, stderr } = await folder.run(catalogue, []);
  assert.deepEqual([code, stderr], [0, ""]);
  const lines = stdout.split("\n"), names = Object.keys(indicators);
  assert.deepEqual(names.filter((name) => !lines.some((line) => line.startsWith(`  ${name}  `))), []);
  assert.ok(
    stdout.includes(
      "\n  bollinger  Bollinger bands\n    length 20, deviations 2 · upper, middle, lower · warm-up 19 bars\n",
    ),
  );
  assert.ok(stdout.includes("\n  engulfing  Engulfing\n    warm-up 2 bars\n"));
  assert.match(stdout, new RegExp(`\\n  Candlestick +61\\n  all +${names.length}\\n$`));
  assert.deepEqual(lines.filter((line) => line.length > 80), []);
});

Deno.test("the catalogue lists one category alone, and says which there are", async () => {
  using folder = new TaskFolder();
  const { stdout } = await folder.run(catalogue, ["--category", "candlestick"]);
  assert.match(
    stdout,
    /^Candlestick: patterns of one to five candles: [^\n]+\n\n {2}abandonedBaby {2}[^]+\n61 indicators\n$/,
  );
  assert.ok(!stdout.includes("  ema  "));
  assert.deepEqual(await folder.run(catalogue, ["--category", "volum"]), {
    code: 1,
    stdout: "",
    stderr:
      "error: --category volum: must be overlap, momentum, volatility, volume, price, statistics, cycle or candlestick.\n",
  });
});

Deno.test("the catalogue as JSON has all that is known of an indicator, and needs no permission", async () => {
  using folder = new TaskFolder();
  const { code, stdout, stderr } = await folder.runProcess("catalogue", ["--json"]);
  assert.deepEqual([code, stderr], [0, ""]);
  const { counts, total, indicators: entries } = JSON.parse(stdout);
  assert.deepEqual(entries, JSON.parse(JSON.stringify(indicatorCatalogue())));
  assert.equal(total, Object.keys(indicators).length);
  assert.equal(Object.values<number>(counts).reduce((sum, count) => sum + count), total);
  assert.deepEqual(entries.find((each: { name: string }) => each.name === "three_black_crows"), {
    name: "three_black_crows",
    function: "threeBlackCrows",
    title: "Three black crows",
    category: "candlestick",
    scale: "own",
    reference: "TA-Lib TA_CDL3BLACKCROWS",
    inputs: ["open", "high", "low", "close"],
    outputs: ["value"],
    params: [],
    warmupBars: 13,
  });
  assert.deepEqual(entries.find((each: { name: string }) => each.name === "rsi").params, [
    { name: "length", default: 14, type: "integer", minimum: 2, maximum: 100_000 },
  ]);
});

Deno.test("every category has a place in the catalogue, and every link of the page of indicators leads to a heading", () => {
  const used = new Set(indicatorCatalogue().map(({ category }) => category));
  assert.deepEqual([...used].filter((category) => !(category in CATEGORIES)), []);
  const page = Deno.readTextFileSync(new URL("../../docs/reference/indicators.md", import.meta.url));
  const anchors = [...page.matchAll(/^##+ (.+)$/gm)].map(([, heading]) =>
    heading.toLowerCase().replace(/[^\p{L}\p{N}\s_-]/gu, "").replace(/\s/g, "-")
  );
  const links = [...page.matchAll(/\]\(#([^)]+)\)/g)].map(([, anchor]) => anchor);
  assert.equal(new Set(anchors).size, anchors.length, "two headings of one name");
  assert.deepEqual(links.filter((link) => !anchors.includes(link)), []);
  assert.ok(links.length > 150);
});
