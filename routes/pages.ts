import { trimTrailingSlash } from "hono/trailing-slash";
import { createApp } from "honox/server/base";
import "../components/page/import_meta.ts";

/**
 * The pages as one app: `fetch(request, { lockstep })`. Files in `routes/` are their addresses; here and in `vite.config.ts` and
 * `islands/client.ts` alone stands what is HonoX's own.
 */
export default createApp({
  root: "/routes",
  ROUTES: import.meta.glob([
    "/routes/**/*.{ts,tsx}",
    "!/routes/pages.ts",
    "!/routes/api/**",
    "!/routes/**/_*",
  ], {
    eager: true,
  }),
  RENDERER: import.meta.glob("/routes/_renderer.tsx", { eager: true }),
  NOT_FOUND: import.meta.glob("/routes/_404.tsx", { eager: true }),
  ERROR: import.meta.glob("/routes/_error.tsx", { eager: true }),
  MIDDLEWARE: {},
  // An address with a slash too many leads to the page without.
  init: (app) => app.use(trimTrailingSlash()),
});
