import type { Next } from "hono";
import { getCookie } from "hono/cookie";
import { renderToString } from "preact-render-to-string";
import { assetsOf } from "../components/page/assets.ts";
import { PageFrame } from "../components/page/page_frame.tsx";
import { isTheme, THEME_COOKIE } from "../components/page/theme_switch.tsx";
import type { PageContext } from "../components/page/page_context.ts";

/** Gives every page its frame and what it must load: a script only where it has an island. */
export default async function renderer(c: PageContext, next: Next): Promise<void> {
  c.setRenderer((content, { title, description, isWide = false, refreshSeconds, leadsTo }) => {
    const chosen = getCookie(c, THEME_COOKIE);
    const theme = isTheme(chosen) ? chosen : undefined;
    const { pathname, search } = new URL(c.req.url);
    // A page that answers a form isn't found under its address by GET: the theme's form then leads to the form itself.
    const here = c.req.method === "GET" ? pathname + search : pathname;
    const body = renderToString(
      <PageFrame path={here} theme={theme} isWide={isWide}>{content}</PageFrame>,
    );
    const { stylesheets, script, preloads } = assetsOf(body);
    const head = renderToString(
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>{title === "Lockstep" ? title : `${title} · Lockstep`}</title>
        <meta name="description" content={description} />
        <meta name="color-scheme" content={theme ?? "dark light"} />
        <link rel="icon" href="/favicon.svg" type="image/svg+xml" />
        {stylesheets.map((href) => <link key={href} rel="stylesheet" href={href} />)}
        {preloads.map((href) => <link key={href} rel="modulepreload" href={href} />)}
        {script !== undefined && <script type="module" src={script}></script>}
        {leadsTo !== undefined && <meta http-equiv="refresh" content={`0; url=${leadsTo}`} />}
        {refreshSeconds !== undefined && (
          <noscript>
            <meta http-equiv="refresh" content={String(refreshSeconds)} />
          </noscript>
        )}
      </head>,
    );
    const chosenTheme = theme === undefined ? "" : ` data-theme="${theme}"`;
    return c.html(`<!doctype html>\n<html lang="en"${chosenTheme}>${head}<body>${body}</body></html>`);
  });
  await next();
}
