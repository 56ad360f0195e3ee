import { LockstepError } from "../../engine/error.ts";
import { csvDataSet } from "./csv_data_set.ts";
import type { DataSet } from "./data_set.ts";
import { syntheticDataSets } from "./synthetic_data_sets.ts";

const SAMPLES = [
  {
    path: "samples/aapl_1d.csv",
    id: "aapl_1d",
    name: "Apple",
    source: "Yahoo Finance, prices adjusted for splits (samples/README.md)",
  },
  {
    path: "samples/sp500_1d.csv",
    id: "sp500_1d",
    name: "S&P 500",
    source: "The index as published with vega-datasets (samples/README.md)",
  },
];

/** All data sets by id, in the order in which they are shown: samples, files that were named, what is made up. */
export async function openDataSets(files: readonly string[]): Promise<ReadonlyMap<string, DataSet>> {
  const sets = await Promise.all(SAMPLES.map(({ path, ...facts }) => {
    const { pathname } = new URL(`../../${path}`, import.meta.url);
    return csvDataSet(path, { ...facts, file: decodeURIComponent(pathname) });
  }));
  const synthetic = syntheticDataSets();
  const taken = new Set([...sets, ...synthetic].map(({ summary }) => summary.id));
  for (const path of files) {
    if (files.indexOf(path) !== files.lastIndexOf(path)) {
      throw new LockstepError(`--data ${path} stands twice.`);
    }
    const id = freeId(path, taken);
    taken.add(id);
    sets.push(await csvDataSet(path, { id, source: `The file ${path}` }));
  }
  return new Map([...sets, ...synthetic].map((set) => [set.summary.id, set]));
}

/** "data/BTC 1h.csv" → "btc_1h"; with a number behind it where that is taken. */
function freeId(path: string, taken: ReadonlySet<string>): string {
  const name = path.slice(Math.max(path.lastIndexOf("/"), path.lastIndexOf("\\")) + 1);
  const id = name.replace(/\.[^.]*$/, "").toLowerCase().replace(/[^a-z0-9]+/g, "_").replace(/^_+|_+$/g, "") ||
    "bars";
  for (let n = 2, free = id;; free = `${id}_${n++}`) if (!taken.has(free)) return free;
}
