import { setCookie } from "hono/cookie";
import { isTheme, THEME_COOKIE } from "../components/page/theme_switch.tsx";
import type { PageContext } from "../components/page/page_context.ts";

const YEAR_S = 365 * 24 * 3600;

/** `POST /theme`: keeps the choice in a cookie, so that the server draws it and nothing flashes, and goes back. */
export const POST = [async (c: PageContext) => {
  const { theme, back } = await c.req.parseBody();
  const chosen = typeof theme === "string" && isTheme(theme) ? theme : "";
  setCookie(c, THEME_COOKIE, chosen, {
    path: "/",
    sameSite: "Lax",
    httpOnly: true,
    maxAge: chosen === "" ? 0 : YEAR_S,
  });
  return c.redirect(localPath(back), 303);
}];

/** Back to a page of ours only: an address of another host would make this a springboard. */
function localPath(back: unknown): string {
  return typeof back === "string" && /^\/(?![/\\])[^\s\\]*$/.test(back) ? back : "/";
}
