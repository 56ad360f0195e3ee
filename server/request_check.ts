import { paramFaults } from "../engine/params.ts";
import type { DataSet } from "./data/data_set.ts";
import { RequestProblem } from "./lockstep.ts";
import type { CatalogEntry } from "./strategy_catalog.ts";

/** What a run or a replay is to be made from, found; as a request names it. */
export interface Checked {
  readonly entry: CatalogEntry;
  readonly dataSet: DataSet;
}

/** Looks up what a request names. @throws RequestProblem with all that is wrong at once, by field. */
export function checkRequest(
  catalog: ReadonlyMap<string, CatalogEntry>,
  dataSets: ReadonlyMap<string, DataSet>,
  request: {
    readonly strategy: string;
    readonly dataSet: string;
    readonly params: Record<string, unknown>;
    readonly fromMs?: number;
    readonly toMs?: number;
  },
): Checked {
  const faults: { field: string; message: string }[] = [];
  const entry = catalog.get(request.strategy), dataSet = dataSets.get(request.dataSet);
  if (entry === undefined) {
    const names = [...catalog.keys()].join(", ");
    faults.push({
      field: "strategy",
      message: `There is no strategy "${request.strategy}". There are ${names}.`,
    });
  } else faults.push(...faultsOfParams(entry, request.params));
  if (dataSet === undefined) {
    const ids = [...dataSets.keys()].join(", ");
    faults.push({
      field: "dataSet",
      message: `There is no data set "${request.dataSet}". There are ${ids}.`,
    });
  } else faults.push(...faultsOfRange(dataSet, request.fromMs, request.toMs));
  if (faults.length > 0) throw new RequestProblem(422, "The request can't be carried out", faults);
  return { entry: entry!, dataSet: dataSet! };
}

/** @throws RequestProblem where parameters don't fit a strategy. */
export function checkParams(entry: CatalogEntry, params: Record<string, unknown>): void {
  const faults = faultsOfParams(entry, params);
  if (faults.length > 0) throw new RequestProblem(422, "The parameters don't fit the strategy", faults);
}

/** What is wrong with parameters of a strategy, by field. */
export function faultsOfParams({ strategy }: CatalogEntry, params: Record<string, unknown>) {
  return paramFaults(strategy.params, params).slice(0, FAULTS_MAX).map(({ name, message }) => ({
    field: name === undefined ? "params" : `params.${short(name)}`,
    message: `${message.charAt(0).toUpperCase()}${short(message.slice(1))}.`,
  }));
}

/** What came in stands in these sentences, however large it is. */
function short(text: string): string {
  return text.length <= LETTERS_MAX ? text : `${text.slice(0, LETTERS_MAX)}…`;
}

const FAULTS_MAX = 50, LETTERS_MAX = 500;

function faultsOfRange({ summary }: DataSet, fromMs = -Infinity, toMs = Infinity) {
  const { firstTimeMs, lastTimeMs } = summary, faults: { field: string; message: string }[] = [];
  const span = `The data run from ${dateOf(firstTimeMs)} to ${dateOf(lastTimeMs)}.`;
  if (fromMs >= toMs) faults.push({ field: "toMs", message: "The end must come after the beginning." });
  if (fromMs >= lastTimeMs) {
    faults.push({ field: "fromMs", message: `There are no bars from there on. ${span}` });
  }
  if (toMs <= firstTimeMs) faults.push({ field: "toMs", message: `There are no bars before that. ${span}` });
  return faults;
}

function dateOf(timeMs: number): string {
  return new Date(timeMs).toISOString().slice(0, 10);
}
