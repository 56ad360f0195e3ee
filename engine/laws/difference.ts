import { FILL_ROW, ORDER_END_ROW, ORDER_ROW } from "../order.ts";
import { TRADE_ROW } from "../portfolio.ts";
import { LOG_NAMES, type LogName, type Observation } from "./observation.ts";

/** Where two observations first differ, and in what. */
export interface Difference {
  readonly step: number;
  readonly what: string;
}

const ROW_FIELDS: Readonly<Record<LogName, readonly string[]>> = {
  orders: Object.keys(ORDER_ROW),
  orderEnds: Object.keys(ORDER_END_ROW),
  fills: Object.keys(FILL_ROW),
  trades: Object.keys(TRADE_ROW),
};

/**
 * Where `whole` first departs from `part` within the steps of `part`: in an indicator's column, a signal, equity, or a row of a log.
 * Compared bit for bit (two NaN are equal). What `whole` has beyond the last step of `part` doesn't count.
 */
export function firstDifference(
  part: Observation,
  whole: Observation,
  columnNames: readonly string[],
): Difference | undefined {
  const found: Difference[] = [];
  part.columns.forEach((columns, i) =>
    columns.forEach((column, k) => {
      const bar = firstUnequal(column, whole.columns[i][k]);
      if (bar >= 0) {
        const what = `${columnNames[k]} of instrument ${i} is ${show(column[bar])} or ${
          show(whole.columns[i][k][bar])
        }`;
        found.push({ step: part.stepOfBar[i][bar], what });
      }
    })
  );
  found.push(...signalDifference(part, whole));
  const step = firstUnequal(part.equity, whole.equity);
  if (step >= 0) {
    found.push({ step, what: `equity is ${show(part.equity[step])} or ${show(whole.equity[step])}` });
  }
  for (const name of LOG_NAMES) found.push(...logDifference(name, part, whole));
  // Of several at one step the earliest in the pipeline says most; a stable sort keeps that order.
  return found.sort((x, y) => x.step - y.step)[0];
}

function signalDifference(part: Observation, whole: Observation): Difference[] {
  const last = part.timeMs.length - 1;
  const inOrder = ({ signals }: Observation) =>
    signals.filter(({ step }) => step <= last).sort((x, y) => x.step - y.step || x.instrument - y.instrument);
  const a = inOrder(part), b = inOrder(whole);
  for (let k = 0; k < Math.max(a.length, b.length); k++) {
    const x = a[k], y = b[k];
    if (
      x && y && x.step === y.step && x.instrument === y.instrument && x.direction === y.direction &&
      x.strength === y.strength
    ) {
      continue;
    }
    const words = (signal?: typeof x) =>
      signal === undefined ? "absent" : `${signal.direction} at bar ${signal.step}`;
    return [{
      step: Math.min(x?.step ?? Infinity, y?.step ?? Infinity),
      what: `a signal is ${words(x)} or ${words(y)}`,
    }];
  }
  return [];
}

function logDifference(name: LogName, part: Observation, whole: Observation): Difference[] {
  const { rows: a, width } = part.logs[name], b = whole.logs[name].rows;
  const at = firstUnequal(a, b);
  if (at < 0) return [];
  const row = Math.floor(at / width), field = ROW_FIELDS[name][at % width];
  const what = `${name} row ${row}: ${field} is ${show(a[at])} or ${show(b[at])}`;
  const source = a.length > at ? part : whole;
  return [{ step: stepOfRow(name, source, row), what }];
}

/** The step at which a row left: by its bar where it has one, else by its time. */
function stepOfRow(name: LogName, observation: Observation, row: number): number {
  const { rows, width } = observation.logs[name], field = (column: number) => rows[row * width + column];
  if (name === "fills") return observation.stepOfBar[field(FILL_ROW.instrument)][field(FILL_ROW.bar)] ?? 0;
  if (name === "trades") {
    return observation.stepOfBar[field(TRADE_ROW.instrument)][field(TRADE_ROW.exitBar)] ?? 0;
  }
  const timeMs = field(name === "orders" ? ORDER_ROW.submittedMs : ORDER_END_ROW.timeMs);
  const step = observation.timeMs.findIndex((closeMs) => closeMs >= timeMs);
  return step < 0 ? observation.timeMs.length - 1 : step;
}

/** First index at which `part` departs from the start of `whole`, or −1. */
function firstUnequal(part: readonly number[], whole: readonly number[]): number {
  for (let k = 0; k < part.length; k++) if (!Object.is(part[k], whole[k])) return k;
  return -1;
}

function show(x: number | undefined): string {
  return x === undefined ? "absent" : String(x);
}
