/** The pages as a reader has them: Debian's Chromium against `deno task start`. */
import assert from "node:assert/strict";
import type { Browser, Page } from "playwright-core";
import { browserNote, hasBrowser, launchBrowser, looksRight, withPage } from "./browser.ts";
import { StartedSite } from "./started_site.ts";

let site: StartedSite, browser: Browser;
/** Address of a run that is done. */
let run: string;

Deno.test.beforeAll(async () => {
  if (!hasBrowser) return;
  site = await StartedSite.start();
  browser = await launchBrowser();
  await withPage(browser, { width: 1440, scheme: "dark" }, async (page) => {
    await page.goto(`${site.origin}/backtest`);
    await page.click("form.panel button.is-primary");
    await page.waitForSelector("#money");
    run = new URL(page.url()).pathname;
  });
});

Deno.test.afterAll(async () => {
  await browser?.close();
  await site?.[Symbol.asyncDispose]();
});

/** Pages that stand still, and whether they have an island. */
const PAGES = (): [path: string, hasIsland: boolean][] => [
  ["/", false],
  ["/strategies", false],
  ["/strategies/ema_crossover", false],
  ["/strategies/nothing_of_that_name", false],
  ["/backtest", true],
  [run, true],
  ["/replay", true],
  ["/nowhere", false],
];

pageTest(
  "every page: no fault in the console, nothing that axe finds serious, no sideways scrolling",
  async () => {
    for (const widths of [[375], [1440, 768]]) {
      await withPage(browser, { width: widths[0], scheme: "dark" }, async (page, faults) => {
        for (const [path] of PAGES()) {
          await page.goto(site.origin + path, { waitUntil: "load" });
          await page.waitForTimeout(50); // islands wake up
          await looksRight(page, faults, widths, path);
        }
      });
    }
  },
);

pageTest("a page without islands loads no script, a page with some loads little", async () => {
  await withPage(browser, { width: 1440, scheme: "dark", isApart: true }, async (page) => {
    await page.route("**/*", (route) => route.continue()); // no cache
    let bytes = 0;
    page.on("response", async (response) => {
      if (response.request().resourceType() === "script") bytes += (await response.body()).length;
    });
    for (const [path, hasIsland] of PAGES()) {
      bytes = 0;
      await page.goto(site.origin + path, { waitUntil: hasIsland ? "networkidle" : "load" });
      if (hasIsland) assert.ok(bytes > 0 && bytes < 120_000, `${path}: ${bytes} bytes of script`);
      else {
        assert.equal(bytes, 0, `${path} loads ${bytes} bytes of script`);
        assert.equal(await page.locator("script").count(), 0, path);
      }
    }
  });
});

pageTest("without JavaScript a backtest can be set up, corrected and read", async () => {
  await withPage(browser, { width: 1440, scheme: "dark", hasScript: false }, async (page) => {
    await page.goto(`${site.origin}/backtest`);
    await backtestWithAWrongField(page);
    for (const id of ["money", "pain", "luck", "work", "show", "origin"]) {
      assert.ok(await page.locator(`#${id}`).isVisible(), id);
    }
    assert.equal(await page.locator(".static-picture svg").count(), 2);
    assert.ok(await page.locator(".trades tbody tr").count() > 1);
    await page.click(".trades .choices a:has-text('lost')");
    assert.match(page.url(), /show=lost/);
    assert.equal(await page.locator(".trades tbody .gain").count(), 0);
    await page.click(".trades thead a:has-text('Profit')");
    assert.equal(await page.locator(".trades th[aria-sort]").getAttribute("aria-sort"), "descending");
  });
});

pageTest("without JavaScript another strategy's parameters are shown before it is run", async () => {
  await withPage(browser, { width: 1440, scheme: "dark", hasScript: false }, async (page) => {
    await page.goto(`${site.origin}/backtest`);
    await page.selectOption("#strategy", "rsi_mean_reversion");
    await page.click("form.panel noscript button");
    assert.equal(await page.inputValue("[name='params.buyBelow']"), "30");
    await page.selectOption("#strategy", "sma_crossover");
    await page.click("form.panel button.is-primary");
    assert.match(await page.innerText("[role=alert]"), /parameters of SMA crossover/);
    assert.equal(await page.inputValue("[name='params.slow']"), "50");
    await page.click("form.panel button.is-primary");
    await page.waitForURL(/\/backtest\/\w/);
  });
});

pageTest("with JavaScript too: from an empty form to a result, with a wrong field on the way", async () => {
  await withPage(browser, { width: 1440, scheme: "dark" }, async (page, faults) => {
    await page.goto(`${site.origin}/backtest`, { waitUntil: "networkidle" });
    await page.fill("[name='params.fast']", "9.5");
    assert.equal(await page.innerText("#params-fast-fault"), "Must be a whole number");
    await backtestWithAWrongField(page);
    await page.waitForSelector(".uplot");
    assert.deepEqual(faults, []);
  });
});

pageTest("another strategy brings its own parameters at once", async () => {
  await withPage(browser, { width: 1440, scheme: "dark" }, async (page) => {
    await page.goto(`${site.origin}/backtest`, { waitUntil: "networkidle" });
    await page.fill("[name='params.fast']", "12");
    await page.selectOption("#strategy", "sma_crossover");
    assert.equal(await page.inputValue("[name='params.fast']"), "10");
    assert.equal(await page.inputValue("[name='params.slow']"), "50");
    await page.selectOption("#strategy", "buy_and_hold");
    assert.equal(await page.locator("[name='params.fast']").count(), 0);
  });
});

pageTest(
  "trades are ordered, filtered and leafed through without loading the page again, and back",
  async () => {
    await withPage(browser, { width: 1440, scheme: "dark" }, async (page, faults) => {
      await page.goto(site.origin + run, { waitUntil: "networkidle" });
      await page.evaluate(() => Object.assign(globalThis, { isStillHere: true }));
      await page.click(".trades thead a:has-text('Return')");
      await page.waitForSelector("th[aria-sort=descending]");
      const returns = await page.locator(".trades tbody tr td:nth-child(4)").allInnerTexts();
      const values = returns.map((text) => Number(text.replace("−", "-")));
      assert.deepEqual(values, values.toSorted((a, b) => b - a));
      await page.click(".trades [aria-label='Next page']");
      await page.waitForURL(/page=2/);
      await page.waitForFunction(() =>
        /^2 of/.test(document.querySelector(".leaf span.muted")?.textContent ?? "")
      );
      await page.goBack();
      await page.waitForFunction(() =>
        /^1 of/.test(document.querySelector(".leaf span.muted")?.textContent ?? "")
      );
      assert.equal(await page.evaluate(() => "isStillHere" in globalThis), true);
      assert.deepEqual(faults, []);
      // On paper: dark on white, nothing to press.
      await page.emulateMedia({ media: "print" });
      assert.equal(await page.evaluate(() => getComputedStyle(document.body).color), "rgb(20, 25, 32)");
      assert.equal(await page.locator("main .button:visible").count(), 0);
    });
  },
);

pageTest(
  "a run that goes on shows how far it is, with and without JavaScript, and can be stopped",
  async () => {
    for (const hasScript of [true, false]) {
      await withPage(browser, { width: 1440, scheme: "dark", hasScript }, async (page, faults) => {
        const begin = async () => {
          await page.goto(`${site.origin}/backtest`);
          await page.selectOption("#dataSet", "synth_1m");
          await page.click("form.panel button.is-primary");
        };
        await begin();
        await page.waitForSelector("[role=progressbar]");
        assert.equal(await page.locator("#money").count(), 0);
        await page.waitForSelector("#money", { timeout: 60_000 }); // by itself
        await begin();
        await page.click("text=Stop");
        await page.waitForSelector(".notice.is-warning");
        assert.match(await page.innerText(".notice.is-warning"), /stopped at \d+ % of its bars/);
        assert.deepEqual(faults, []);
      });
    }
  },
);

pageTest("a trade leads to a replay that stands at its entry", async () => {
  await withPage(browser, { width: 1440, scheme: "dark" }, async (page) => {
    await page.goto(site.origin + run, { waitUntil: "networkidle" });
    await page.click("[aria-label='Replay at trade 2']");
    await page.waitForURL(/\/replay\/\w/);
    const id = new URL(page.url()).pathname.slice("/replay/".length);
    const replay = await (await fetch(`${site.origin}/api/v1/replays/${id}`)).json();
    const record = await (await fetch(`${site.origin}/api/v1/runs/${run.slice("/backtest/".length)}/result`))
      .json();
    assert.equal(replay.step, record.trades[1].entryBar + 1);
  });
});

pageTest(
  "a run is done again with the same fingerprint, or changed in a form that has its values",
  async () => {
    await withPage(browser, { width: 1440, scheme: "dark" }, async (page) => {
      const fingerprint = () => page.locator(".section:has(#origin) dd.mono").first().innerText();
      await page.goto(`${site.origin}/backtest`);
      await page.fill("[name='params.fast']", "5");
      await page.fill("[name='from']", "2015-01-01");
      await page.click("form.panel button.is-primary");
      await page.waitForSelector("#origin");
      const first = page.url(), print = await fingerprint();
      await page.click("text=Run again");
      await page.waitForURL((url) => url.href !== first);
      await page.waitForSelector("#origin");
      assert.equal(await fingerprint(), print);
      await page.click("text=Change and run");
      assert.equal(await page.inputValue("[name='params.fast']"), "5");
      assert.equal(await page.inputValue("[name='from']"), "2015-01-01");
    });
  },
);

pageTest("a replay is started in the list, kept there, and deleted", async () => {
  await withPage(browser, { width: 1440, scheme: "dark", hasScript: false }, async (page) => {
    await page.goto(`${site.origin}/replay`);
    await page.fill("[name='params.slow']", "34");
    await page.click("form.panel button.is-primary");
    await page.waitForURL(/\/replay\/\w/);
    await page.goto(`${site.origin}/replay`);
    const rows = page.locator(".section:has(#kept) tbody tr");
    const count = await rows.count();
    assert.ok(count >= 1);
    assert.match(await rows.first().innerText(), /slow 34/);
    await rows.first().locator("summary").click();
    await rows.first().locator("button").click();
    await page.waitForLoadState();
    assert.equal(await rows.count(), count - 1);
  });
});

pageTest(
  "the theme that is chosen is kept, with and without JavaScript, and can be given back to the system",
  async () => {
    for (const hasScript of [true, false]) {
      await withPage(
        browser,
        { width: 1440, scheme: "dark", hasScript, isApart: true },
        async (page, _, context) => {
          const ground = () =>
            page.locator("html").evaluate((root) => getComputedStyle(root).backgroundColor);
          await page.goto(`${site.origin}/backtest`, { waitUntil: "networkidle" });
          assert.equal(await ground(), "rgb(13, 17, 23)");
          await page.click("[aria-label='Light theme']");
          await page.waitForFunction(() => document.documentElement.dataset.theme === "light");
          while ((await context.cookies()).length === 0) await page.waitForTimeout(20);
          await page.goto(`${site.origin}/strategies?from=here`);
          assert.equal(await ground(), "rgb(246, 247, 249)");
          assert.equal(await page.locator("html").getAttribute("data-theme"), "light");
          await page.click("text=Use the system's theme");
          assert.equal(new URL(page.url()).search, "?from=here");
          assert.equal(await ground(), "rgb(13, 17, 23)");
          assert.equal(await page.locator("html").getAttribute("data-theme"), null);
        },
      );
    }
  },
);

pageTest("the theme's form leads to pages of ours only", async () => {
  for (const back of ["//evil.example/", "https://evil.example/", "/\\evil.example", "javascript:alert(1)"]) {
    const response = await fetch(`${site.origin}/theme`, {
      method: "POST",
      redirect: "manual",
      headers: { Origin: site.origin },
      body: new URLSearchParams({ theme: "dark", back }),
    });
    await response.body?.cancel();
    assert.equal(response.status, 303);
    assert.equal(response.headers.get("location"), "/", back);
  }
});

pageTest("by keyboard alone: skip link, navigation, form, result", async () => {
  await withPage(browser, { width: 1440, scheme: "dark" }, async (page) => {
    await page.goto(`${site.origin}/strategies`);
    await page.keyboard.press("Tab");
    assert.equal(await page.evaluate(() => document.activeElement?.textContent), "Skip to the content");
    await page.keyboard.press("Enter");
    await page.keyboard.press("Tab");
    assert.equal(await page.evaluate(() => document.activeElement?.closest("main") !== null), true);
    await page.goto(`${site.origin}/backtest`, { waitUntil: "networkidle" });
    await page.focus("[name='params.fast']");
    await page.keyboard.press("ControlOrMeta+a");
    await page.keyboard.type("8");
    await page.keyboard.press("Enter");
    await page.waitForSelector("#money");
    assert.match(await page.innerText(".page-title"), /fast 8/);
  });
});

pageTest("a wrong address, a wrong form and a wrong action are answered with 4xx and a page", async () => {
  const post = (path: string, fields: Record<string, string>) =>
    fetch(site.origin + path, {
      method: "POST",
      redirect: "manual",
      headers: { Origin: site.origin },
      body: new URLSearchParams(fields),
    });
  const cases: [Promise<Response>, number][] = [
    [fetch(`${site.origin}/backtest/nothing`), 404],
    [fetch(`${site.origin}/backtest/?from=2015-01-01`), 200],
    [fetch(`${site.origin}//evil.example/`), 404],
    [fetch(`${site.origin}/backtest/nothing/trades`), 404],
    [fetch(`${site.origin}/replay/nothing`), 404],
    [fetch(`${site.origin}/strategies/%00`), 404],
    [post("/backtest", {}), 422],
    [post("/backtest", { strategy: "nope", dataSet: "nope" }), 422],
    [post("/backtest", { strategy: "ema_crossover", dataSet: "aapl_1d", "account.cash": "1e99" }), 422],
    [post("/backtest", { strategy: "ema_crossover", dataSet: "aapl_1d", preset: "nope" }), 422],
    [post("/backtest", { strategy: "ema_crossover", dataSet: "aapl_1d", "account.feeBps": "10001" }), 422],
    [post("/backtest", { strategy: "ema_crossover", dataSet: "aapl_1d", from: "31.3.2016" }), 422],
    [post("/backtest", { strategy: "ema_crossover", dataSet: "aapl_1d", from: "2030-01-01" }), 422],
    [post("/replay", { strategy: "ema_crossover", dataSet: "aapl_1d", "params.fast": "[]" }), 422],
    [post("/replay", { strategy: "ema_crossover", dataSet: "aapl_1d", "account.direction": "up" }), 422],
    [post("/replay/nothing", {}), 404],
    [post(run, { do: "explode" }), 422],
    [post("/backtest/nothing", { do: "again" }), 404],
  ];
  for (const [asked, status] of cases) {
    const response = await asked, text = await response.text();
    assert.equal(response.status, status, `${response.url}: ${text.slice(0, 300)}`);
    assert.ok(text.length > 50, response.url);
  }
});

/** Enters parameters that don't fit each other, reads what is wrong, puts it right and waits for the result. */
async function backtestWithAWrongField(page: Page): Promise<void> {
  await page.fill("[name='params.fast']", "30");
  await page.fill("[name='account.cash']", "50000");
  await page.click("form.panel button.is-primary");
  assert.match(await page.innerText("[role=alert]"), /[Ff]ast must be below slow/);
  assert.equal(await page.inputValue("[name='account.cash']"), "50000");
  await page.fill("[name='params.fast']", "1");
  await page.click("form.panel button.is-primary");
  assert.equal(await page.innerText("#params-fast-fault"), "Must be at least 2");
  assert.equal(await page.getAttribute("[name='params.fast']", "aria-invalid"), "true");
  await page.fill("[name='params.fast']", "10");
  await page.click("form.panel button.is-primary");
  await page.waitForSelector("#money");
  assert.match(await page.innerText(".page-title"), /fast 10/);
}

function pageTest(name: string, run: () => Promise<void>): void {
  // Chromium and the server outlive a test.
  Deno.test({
    name: name + browserNote,
    ignore: !hasBrowser,
    sanitizeOps: false,
    sanitizeResources: false,
    fn: run,
  });
}
