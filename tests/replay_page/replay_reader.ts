import type { Page } from "playwright-core";

/** What a person reads off a replay's page. */
export class ReplayReader {
  readonly page: Page;

  constructor(page: Page) {
    this.page = page;
  }

  /** Opens a replay and waits until its chart is drawn. */
  static async open(page: Page, address: string): Promise<ReplayReader> {
    const reader = new ReplayReader(page);
    await page.goto(address);
    await page.waitForSelector(".chart-main canvas");
    await page.waitForSelector(".connection.is-live");
    return reader;
  }

  /** Steps that are settled, as the timeline tells assistive technology. */
  async step(): Promise<number> {
    return Number(await this.page.getAttribute(".timeline-slider", "aria-valuenow"));
  }

  /** Waits until it stands there. */
  async standsAt(step: number): Promise<void> {
    await this.page.waitForFunction(
      (step) => document.querySelector(".timeline-slider")?.getAttribute("aria-valuenow") === String(step),
      step,
      { timeout: 8_000 },
    );
  }

  /** Waits until it stands beyond a step. */
  async goesBeyond(step: number): Promise<void> {
    await this.page.waitForFunction(
      (step) => Number(document.querySelector(".timeline-slider")?.getAttribute("aria-valuenow")) > step,
      step,
      { timeout: 8_000 },
    );
  }

  /** Presses keys, one after the other. */
  async press(...keys: readonly string[]): Promise<void> {
    for (const key of keys) await this.page.keyboard.press(key);
  }

  /** Everything that stands there as text at a bar: figures, pipeline, funnel. */
  async reading(): Promise<string> {
    // What was announced last belongs to this bar once the text has come to rest.
    const parts = [".figures", ".pipeline", ".funnel-strip summary", ".chart-legend"];
    return (await Promise.all(parts.map((part) => this.page.locator(part).first().innerText()))).join("\n");
  }

  /** What is said politely to those who don't see the page. */
  async announced(): Promise<string> {
    return await this.page.locator("[role=status]").innerText();
  }
}
