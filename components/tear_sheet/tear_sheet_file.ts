import { h } from "preact";
import { renderToString } from "preact-render-to-string";
import { TearSheet, type TearSheetProps } from "./tear_sheet.tsx";

/** The page's own rules, as far as the sheet needs them. */
const STYLES = [
  "../style/tokens.css",
  "../style/base.css",
  "../style/panels.css",
  "../style/table.css",
  "../run/explained_figure.css",
  "../run/funnel.css",
  "../run/month_table.css",
  "../run/picture.css",
  "./tear_sheet.css",
  "../style/print.css",
];

/** The button changes colours; without a script they are the system's. */
const SCRIPT = `(() => {
  const root = document.documentElement, button = document.getElementById("theme");
  button.hidden = false;
  button.addEventListener("click", () => {
    const isLight = root.dataset.theme ? root.dataset.theme === "light" : matchMedia("(prefers-color-scheme: light)").matches;
    root.dataset.theme = isLight ? "dark" : "light";
  });
})();`;

/**
 * A run's tear sheet as one file of HTML: styles, pictures and all; nothing is fetched, so it opens from a disk and in a mail, prints, and stays
 * what it is.
 */
export function tearSheetFile(props: TearSheetProps): string {
  const { config } = props.result;
  const styles = STYLES.map((path) => Deno.readTextFileSync(new URL(path, import.meta.url))).join("\n");
  const title = `${config.strategy} on ${
    config.instruments.map(({ symbol }) => symbol).slice(0, 4).join(", ")
  }`;
  const page = h(
    "html",
    { lang: "en" },
    h(
      "head",
      null,
      h("meta", { charset: "utf-8" }),
      h("meta", { name: "viewport", content: "width=device-width, initial-scale=1" }),
      h("meta", { name: "generator", content: "Lockstep" }),
      h("title", null, title),
      // What a strategy's name or a reason holds is text: nothing in it may run or be fetched.
      h("meta", {
        "http-equiv": "Content-Security-Policy",
        content: "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; img-src data:",
      }),
      h("style", { dangerouslySetInnerHTML: { __html: compact(styles) } }),
    ),
    h(
      "body",
      null,
      h("main", { class: "sheet" }, h(TearSheet, props)),
      h("script", { dangerouslySetInnerHTML: { __html: SCRIPT } }),
    ),
  );
  return `<!doctype html>\n${renderToString(page)}\n`;
}

/** Without comments and the space between rules. */
function compact(css: string): string {
  return css.replace(/\/\*[^]*?\*\//g, "").replace(/\s*\n\s*/g, "\n").replace(/\n+/g, "\n").trim();
}
