import { islandComponents } from "honox/vite/island-components";
import { defineConfig, type Plugin } from "vite";

/** Modules in which `server/build_pages.ts` looks up hashed names; see `components/page/assets.ts`. */
const CLIENT_ENTRIES = ["islands/client.ts", "components/style.css"];

/**
 * Two builds in one process: what browsers load (hashed names, a manifest), then the pages as one module, which reads that
 * manifest. Run by `server/build_pages.ts`, which puts both where they belong once both are done.
 */
export default defineConfig({
  appType: "custom",
  publicDir: "static",
  logLevel: "warn",
  oxc: { jsx: { runtime: "automatic", importSource: "preact" } },
  plugins: [islandsOnly(), slimClient()],
  resolve: {
    // HonoX hydrates with Hono's own JSX unless told otherwise; ours is Preact, which must not be shipped twice.
    alias: { "hono/jsx/dom": "preact" },
    dedupe: ["preact"],
  },
  builder: {
    async buildApp(builder) {
      await builder.build(builder.environments.client);
      await builder.build(builder.environments.ssr);
    },
  },
  environments: {
    client: {
      build: {
        outDir: "dist/building/client",
        emptyOutDir: true,
        manifest: "manifest.json",
        assetsDir: "assets",
        target: "es2022",
        modulePreload: { polyfill: false },
        rollupOptions: { input: CLIENT_ENTRIES },
      },
    },
    ssr: {
      resolve: { noExternal: true, conditions: ["module", "node", "development|production"] },
      build: {
        outDir: "dist/building/pages",
        emptyOutDir: true,
        copyPublicDir: false,
        target: "esnext",
        minify: false,
        ssr: true,
        rollupOptions: { input: { pages: "routes/pages.ts" }, output: { entryFileNames: "[name].js" } },
      },
    },
  },
});

/** Files right in `islands/` are islands; what stands in folders there are their parts, and stay as they are. */
function islandsOnly(): Plugin {
  const plugin = islandComponents({ islandDir: "/islands", reactApiImportSource: "preact/compat" }) as
    & Plugin
    & {
      load(id: string): Promise<unknown>;
    };
  return {
    ...plugin,
    load: (id: string) => /\/islands\/.+\//.test(id) ? undefined : plugin.load(id) as Promise<string>,
  };
}

/**
 * Leaves out of the browser's script what it never runs: the element in which the server wraps an island, and HonoX's ways with
 * streamed pages and with JSX handed to an island (ours take plain values).
 */
function slimClient(): Plugin {
  const nothing = "\0nothing";
  return {
    name: "slim-client",
    enforce: "pre",
    applyToEnvironment: ({ name }) => name === "client",
    resolveId: (source, importer) =>
      source === "honox/vite/components" || (source === "./runtime.js" && /\/honox\//.test(importer ?? ""))
        ? nothing
        : undefined,
    load: (id) => id === nothing ? "export const HonoXIsland = undefined;" : undefined,
  };
}
