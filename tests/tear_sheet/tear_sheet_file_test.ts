/** The tear sheet as a file: opened from the disk in a real browser, small, whole, and deaf to what names say. */
import assert from "node:assert/strict";
import { syntheticBars } from "../../engine/data/synthetic_bars.ts";
import { CsvEncoder } from "../../engine/data/csv_encoder.ts";
import { backtest } from "../../tasks/backtest.ts";
import { browserNote, hasBrowser, launchBrowser, looksRight, withPage } from "../pages/browser.ts";
import { TaskFolder } from "../tasks/task_folder.ts";

const BYTES_MOST = 500_000;

async function report(folder: TaskFolder, ...args: string[]): Promise<string> {
  const path = `${folder.path}/sheet.html`;
  const { code, stderr } = await folder.run(backtest, [...args, "--report", path]);
  assert.deepEqual([code, stderr], [0, ""]);
  return path;
}

Deno.test({
  name: `a tear sheet opens from the disk, says all that it should, and asks for nothing${browserNote}`,
  ignore: !hasBrowser,
  sanitizeOps: false,
  sanitizeResources: false,
  async fn() {
    using folder = new TaskFolder();
    const browser = await launchBrowser();
    try {
      const path = await report(folder, "--strategy", "ema_crossover", "--data", "samples/aapl_1d.csv");
      assert.ok(Deno.statSync(path).size < BYTES_MOST);
      await withPage(browser, { width: 1440, scheme: "dark" }, async (page, faults) => {
        const asked: string[] = [];
        page.on("request", (request) => asked.push(request.url()));
        await page.goto(`file://${path}`);
        const text = await page.innerText("body");
        for (
          const heading of [
            "Did it make money?",
            "At what pain?",
            "Is it luck?",
            "What does it hang on?",
            "What did it do?",
            "Show me",
            "The same again",
          ]
        ) assert.ok(text.includes(heading), heading);
        assert.doesNotMatch(await page.content(), /NaN|undefined|Infinity|\[object/);
        assert.equal(await page.locator(".trade").count(), 30);
        assert.match(text, /All 146 figures/);
        await looksRight(page, faults, [1440, 768, 375], "the tear sheet");
        await page.emulateMedia({ colorScheme: "dark" });
        const colour = () =>
          page.evaluate(() => getComputedStyle(document.body.parentElement!).backgroundColor);
        const dark = await colour();
        await page.click("#theme");
        assert.notEqual(await colour(), dark);
        assert.deepEqual(asked, [`file://${path}`]);
      });
      await withPage(browser, { width: 1440, scheme: "light", hasScript: false }, async (page) => {
        await page.goto(`file://${path}`);
        assert.ok(await page.locator("#theme").isHidden());
        assert.equal(await page.locator(".static-picture").count(), 6);
      });
    } finally {
      await browser.close();
    }
  },
});

Deno.test({
  name: `what a strategy is called and says runs nowhere${browserNote}`,
  ignore: !hasBrowser,
  sanitizeOps: false,
  sanitizeResources: false,
  async fn() {
    using folder = new TaskFolder();
    const evil = "<script>globalThis.evil=1</script><img src=http://127.0.0.1:9/ onerror=evil=2>";
    const strategy = folder.strategy(
      "evil.ts",
      `pipeline().onBar((window) => window.bars % 7 === 3 ? { direction: 1, quantity: 1, reason: ${
        JSON.stringify(evil.slice(0, 80))
      } } : window.bars % 7 === 5 ? { direction: 0, reason: ${
        JSON.stringify(evil.slice(0, 80))
      } } : undefined)
        .sizer(percentOfEquity(10))`,
    );
    const path = await report(
      folder,
      "--strategy",
      strategy,
      "--data",
      folder.bars("<img src=x onerror=evil=3>.csv"),
    );
    const browser = await launchBrowser();
    try {
      await withPage(browser, { width: 1440, scheme: "dark" }, async (page, faults) => {
        const asked: string[] = [];
        page.on("request", (request) => asked.push(request.url()));
        await page.goto(`file://${path}`);
        assert.equal(await page.evaluate(() => "evil" in globalThis), false);
        assert.match(await page.innerText("h1"), /on <IMG SRC=X ONERROR=EVIL=3>, 1d/);
        assert.match(await page.innerText("body"), /<script>globalThis/);
        assert.deepEqual([asked, faults], [[`file://${path}`], []]);
      });
    } finally {
      await browser.close();
    }
  },
});

Deno.test("a tear sheet is small whatever there was, and whole where there was hardly anything", async () => {
  using folder = new TaskFolder();
  const encoder = new CsvEncoder(),
    file = Deno.openSync(`${folder.path}/x.csv`, { write: true, create: true });
  file.writeSync(new TextEncoder().encode(CsvEncoder.HEADER));
  for (const bars of syntheticBars(300_000, { seed: 1 })) file.writeSync(encoder.encode(bars));
  file.close();
  const many = await report(
    folder,
    ...["--strategy", "ema_crossover", "--data", `${folder.path}/x.csv`, "--fast", "4", "--slow", "9"],
  );
  const text = Deno.readTextFileSync(many);
  assert.ok(text.length < BYTES_MOST, `${text.length} bytes`);
  assert.match(text, /The 300 of [\d,]{5,} trades that made or lost the most/);
  assert.doesNotMatch(text, /NaN|undefined|Infinity/);

  const two = folder.write(
    "two.csv",
    "Date,Open,High,Low,Close\n2024-01-01,10,11,9,10\n2024-01-02,10,11,9,10.5\n",
  );
  const few = await report(folder, "--strategy", "ema_crossover", "--data", two, "--timeframe", "1d");
  const short = Deno.readTextFileSync(few);
  assert.match(short, /No closed trade/);
  assert.doesNotMatch(short, /NaN|undefined|Infinity/);
});

Deno.test("where a tear sheet can't be written is said before the run", async () => {
  using folder = new TaskFolder();
  const says = async (path: string) =>
    (await folder.run(backtest, [
      "--strategy",
      "ema_crossover",
      "--data",
      "samples/aapl_1d.csv",
      "--report",
      path,
    ]))
      .stderr.trim();
  assert.match(await says("sheet.pdf"), /^error: --report sheet\.pdf: the name must end in \.html\.$/);
  assert.match(await says(`${folder.path}/no/sheet.html`), /^error: Cannot write DIR\/no\/sheet\.html: /);
  Deno.mkdirSync(`${folder.path}/a.html`);
  assert.match(await says(`${folder.path}/a.html`), /it is a folder/);
});
