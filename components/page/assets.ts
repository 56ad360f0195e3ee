import "./import_meta.ts";

/** A file that browsers load, in vite's manifest. */
interface Asset {
  readonly file: string;
  readonly css?: readonly string[];
  readonly imports?: readonly string[];
}

const manifests: Readonly<Record<string, Readonly<Record<string, Asset>>>> = import.meta.glob(
  "/dist/building/client/manifest.json",
  { eager: true, import: "default" },
);
const manifest = Object.values(manifests)[0];

/** What a page must load, as addresses. */
export interface PageAssets {
  readonly stylesheets: readonly string[];
  /** Absent where the page has no island: it is sent without any script then. */
  readonly script?: string;
  /** What the islands will ask for next. */
  readonly preloads: readonly string[];
}

/** What the page with this content must load: its islands tell. */
export function assetsOf(html: string): PageAssets {
  const stylesheet = manifest["components/style.css"].file;
  const islands = new Set(
    [...html.matchAll(/<honox-island component-name="\/([^"]+)"/g)].map((match) => match[1]),
  );
  if (islands.size === 0) return { stylesheets: [`/${stylesheet}`], preloads: [] };
  const client = manifest["islands/client.ts"].file;
  const assets = [...islands].flatMap((island) => withImports(island));
  return {
    stylesheets: unique([stylesheet, ...assets.flatMap(({ css }) => css ?? [])]).map((file) => `/${file}`),
    script: `/${client}`,
    preloads: unique(assets.map(({ file }) => file)).filter((file) => file !== client).map((file) =>
      `/${file}`
    ),
  };
}

function withImports(name: string): Asset[] {
  const asset = manifest[name];
  return asset === undefined ? [] : [asset, ...(asset.imports ?? []).flatMap(withImports)];
}

function unique<T>(values: readonly T[]): T[] {
  return [...new Set(values)];
}
