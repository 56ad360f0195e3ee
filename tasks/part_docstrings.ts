import { LockstepError } from "../engine/error.ts";

const ROOT = new URL("../", import.meta.url);

/** An exported part of a folder, as its source tells of it. */
export interface Documented {
  readonly name: string;
  /** What stands above it. */
  readonly text: string;
  /** What follows its name in code: "(fast, slow)" for a function. */
  readonly call: string;
}

/** What a folder's mod.ts exports, that of folders within it included, with the docstrings. */
export function docstrings(folder: string): Documented[] {
  const mod = Deno.readTextFileSync(new URL(`${folder}/mod.ts`, ROOT));
  const within = [...mod.matchAll(/export \* from "\.\/(.+?)\/mod\.ts"/g)].flatMap(([, name]) =>
    docstrings(`${folder}/${name}`)
  );
  const own = [...mod.matchAll(/export \{([^}]+)\} from "\.\/(.+?)"/g)].flatMap(([, names, file]) => {
    const source = Deno.readTextFileSync(new URL(`${folder}/${file}`, ROOT));
    return names.split(",").map((each) => each.trim()).filter((each) =>
      each !== "" && !each.startsWith("type ")
    )
      .map((name) => documented(source, name));
  });
  return [...within, ...own];
}

function documented(source: string, name: string): Documented {
  const match = new RegExp(`/\\*\\*((?:(?!\\*/)[^])*)\\*/\\nexport (?:const|function) ${name}\\b([^]*?)\\n`)
    .exec(source);
  if (match === null) {
    throw new LockstepError(`${name} has no docstring: every part of a pipeline needs one.`);
  }
  const text = match[1].replace(/^\s*\* ?/gm, "").trim();
  const [, params = ""] = new RegExp(`export function ${name}\\b[^(]*\\(([^]*?)\\)(?::| \\{)`).exec(source) ??
    [];
  return { name, text, call: params.replace(/\s+/g, " ").replace(/,? $/, "").trim() };
}
