import { brotliCompress, constants, gzip } from "node:zlib";
import { promisify } from "node:util";
import type { MiddlewareHandler } from "hono";
import { getMimeType } from "hono/utils/mime";
import { tagOf } from "./entity_tag.ts";

/** A file as it is served. */
interface StaticFile {
  readonly type: string;
  readonly tag: string;
  /** Its name has a hash of what is in it, so that it never changes. */
  readonly isImmutable: boolean;
  readonly plain: Uint8Array<ArrayBuffer>;
  /** Compressed once, when it is first asked for. */
  readonly encoded: Map<string, Promise<Uint8Array<ArrayBuffer>>>;
}

/** Serves the files of a folder, read into memory at the start: what isn't there then can't be asked for, however its name is written. */
export async function staticFiles(folder: URL): Promise<MiddlewareHandler> {
  const files = new Map<string, StaticFile>();
  for (const path of filesBelow(folder, "")) {
    const plain = await Deno.readFile(new URL(path, folder));
    files.set(`/${path}`, {
      type: getMimeType(path) ?? "application/octet-stream",
      tag: await tagOf(plain.toBase64()),
      isImmutable: /^assets\/.*-[\w-]{8}\.\w+$/.test(path),
      plain,
      encoded: new Map(),
    });
  }
  return async (c, next) => {
    const file = files.get(c.req.path);
    if (file === undefined || !/^(GET|HEAD)$/.test(c.req.method)) return await next();
    c.header("Cache-Control", file.isImmutable ? "public, max-age=31536000, immutable" : "no-cache");
    c.header("ETag", `"${file.tag}"`);
    c.header("Vary", "Accept-Encoding");
    if (c.req.header("if-none-match")?.includes(`"${file.tag}"`)) return c.body(null, 304);
    c.header("Content-Type", file.type);
    const encoding = encodingFor(file, c.req.header("accept-encoding") ?? "");
    if (encoding === undefined) return c.body(file.plain);
    c.header("Content-Encoding", encoding);
    let encoded = file.encoded.get(encoding);
    if (encoded === undefined) file.encoded.set(encoding, encoded = ENCODERS[encoding](file.plain));
    return c.body(await encoded);
  };
}

const COMPRESSIBLE = /^(text\/|image\/svg|application\/(javascript|json|manifest))/;

const ENCODERS: Readonly<Record<string, (plain: Uint8Array) => Promise<Uint8Array<ArrayBuffer>>>> = {
  br: async (plain) =>
    new Uint8Array(
      await promisify(brotliCompress)(plain, {
        params: { [constants.BROTLI_PARAM_QUALITY]: BROTLI_QUALITY },
      }),
    ),
  gzip: async (plain) => new Uint8Array(await promisify(gzip)(plain)),
};
/** As small as gzip's best and better, in some milliseconds for a page's script. */
const BROTLI_QUALITY = 7;

function encodingFor({ type, plain }: StaticFile, accepted: string): string | undefined {
  if (plain.length < 1_000 || !COMPRESSIBLE.test(type)) return undefined;
  return Object.keys(ENCODERS).find((name) =>
    new RegExp(`\\b${name}\\b(?!\\s*;\\s*q=0(\\.0*)?(,|$))`).test(accepted)
  );
}

function* filesBelow(folder: URL, path: string): Generator<string> {
  for (const { name, isDirectory } of Deno.readDirSync(new URL(path, folder))) {
    if (isDirectory) yield* filesBelow(folder, `${path}${name}/`);
    else if (name !== "manifest.json") yield path + name;
  }
}
