import type { FunnelCounts, RunResult } from "../engine/result.ts";
import { formatCount, formatCountOf } from "./number_format.ts";
import { type Ink, padLeft, plain, wrap } from "./terminal_text.ts";

type Counts = Readonly<Record<string, number>>;

/** What fell away at one step, by reason. */
type Losses = readonly (readonly [verb: string, counts: Counts])[];

const REASONS_IN_SENTENCE_MAX = 3;

/** How many came through each step, and below that why the others didn't. */
export function funnelLines({ funnel }: RunResult, width: number, ink: Ink): string[] {
  const steps: [string, number][] = [
    ["bars", funnel.bars],
    ["signals", funnel.signals],
    ["sized", funnel.sized],
    ["approved", funnel.approved],
    ["submitted", funnel.submitted],
    ["filled", funnel.filled],
  ];
  return [...stepLines(steps, width, ink), ...reasonLines(funnel, width, ink)];
}

/** Steps in a row with their counts below them; one below the other where the row has no room. */
function stepLines(steps: readonly [string, number][], width: number, ink: Ink): string[] {
  const widths = steps.map(([name, count]) => Math.max(name.length, formatCount(count).length));
  for (const arrow of ["  ▸  ", " ▸ "]) {
    const names = steps.map(([name], i) => padLeft(name, widths[i])).join(arrow);
    const counts = steps.map(([, count], i) => padLeft(formatCount(count), widths[i]));
    if (2 + names.length <= width) {
      return [`  ${ink.faint(names)}`, `  ${counts.join(" ".repeat(arrow.length))}`];
    }
  }
  const widest = Math.max(...widths);
  return steps.map(([name, count]) =>
    `  ${ink.faint(name.padEnd(10))} ${padLeft(formatCount(count), widest)}`
  );
}

/**
 * Why a run has no trades to show, in a sentence that names the step at which they died; undefined where it has some.
 */
export function noTradeSentence({ funnel, metrics, trades }: RunResult): string | undefined {
  if (trades.length > 0 || (metrics.trades ?? 0) > 0) return undefined;
  const { bars, signals, sized, approved, submitted, filled } = funnel;
  if (filled > 0) {
    return `No closed trade: ${
      formatCountOf(filled, "order was", "orders were")
    } filled and the position is still open.`;
  }
  if (submitted > 0) return `No trade: ${fate(submitted, "submitted order", "filled", ordersLost(funnel))}`;
  if (approved > 0) {
    return `No trade: ${
      formatCountOf(approved, "intent was", "intents were")
    } approved, but no order was submitted.`;
  }
  if (sized > 0) return `No trade: ${fate(sized, "sized intent", "approved", [["refused", funnel.refused]])}`;
  if (signals > 0) return `No trade: ${fate(signals, "signal", "sized", signalsLost(funnel))}`;
  if (bars > 0) {
    return bars === 1
      ? "No trade: the only bar gave no signal."
      : `No trade: none of the ${formatCount(bars)} bars gave a signal.`;
  }
  return "No trade: there were no bars.";
}

function signalsLost(funnel: FunnelCounts): Losses {
  return [["skipped", funnel.skipped], ["not sized", funnel.unsized]];
}

function ordersLost(funnel: FunnelCounts): Losses {
  return [
    ["rejected", funnel.rejected],
    ["cancelled", funnel.cancelled],
    ["expired", { "": funnel.expired }],
    ["still working", { "": funnel.working }],
  ];
}

/** "all 12 signals were skipped: already long (12)." or "none of the 12 signals was sized. Skipped: … (8). Not sized: … (4)." */
function fate(count: number, noun: string, hoped: string, losses: Losses): string {
  const happened = losses.filter(([, counts]) => total(counts) > 0);
  const [verb, counts] = happened[0] ?? [];
  if (happened.length === 1 && counts !== undefined && total(counts) >= count) {
    const subject = count === 1 ? `the only ${noun} was` : `all ${formatCount(count)} ${noun}s were`;
    return `${subject} ${verb}${reasons(counts, ": ")}.`;
  }
  const subject = count === 1
    ? `the only ${noun} was not ${hoped}`
    : `none of the ${formatCount(count)} ${noun}s was ${hoped}`;
  const parts = happened.map(([verb, counts]) =>
    ` ${capital(verb)}${reasons(counts, ": ") || ` (${formatCount(total(counts))})`}.`
  );
  return `${subject}.${parts.join("")}`;
}

/** ": already long (9), no cash (3) and 2 more reasons (2)"; empty where no reason has a name. */
function reasons(counts: Counts, before: string): string {
  const named = sorted(counts).filter(([reason]) => reason !== "");
  if (named.length === 0) return "";
  const texts = named.slice(0, REASONS_IN_SENTENCE_MAX).map(([reason, count]) =>
    `${plain(reason)} (${formatCount(count)})`
  );
  const others = named.slice(REASONS_IN_SENTENCE_MAX);
  const rest = others.length === 0
    ? ""
    : ` and ${formatCountOf(others.length, "more reason")} (${
      formatCount(total(Object.fromEntries(others)))
    })`;
  return before + texts.join(", ") + rest;
}

function reasonLines(funnel: FunnelCounts, width: number, ink: Ink): string[] {
  const groups: Losses = [
    ...signalsLost(funnel),
    ["refused", funnel.refused],
    ["resized", funnel.resized],
    ["by risk rule", funnel.submittedByRule],
    ["by hand", { "": funnel.submittedByHand }],
    ...ordersLost(funnel),
  ];
  const shown = groups.filter(([, counts]) => total(counts) > 0);
  const verbWidth = Math.max(0, ...shown.map(([verb]) => verb.length));
  const countWidth = Math.max(
    0,
    ...shown.flatMap(([, counts]) => Object.values(counts).map((count) => formatCount(count).length)),
  );
  return shown.flatMap(([verb, counts]) =>
    sorted(counts).flatMap(([reason, count], i) => {
      const lead = `    ${(i === 0 ? verb : "").padEnd(verbWidth)}  ${
        formatCount(count).padStart(countWidth)
      }`;
      const hanging = " ".repeat(lead.length + 2);
      const lines = wrap(plain(reason), width, hanging).map((line) => line.slice(hanging.length));
      const first = ink.faint(lead.slice(0, 4 + verbWidth)) + lead.slice(4 + verbWidth);
      return [
        lines[0] === "" || lines[0] === undefined ? first : `${first}  ${lines[0]}`,
        ...lines.slice(1).map((line) => hanging + line),
      ];
    })
  );
}

/** Most frequent first, those that never happened left out. */
function sorted(counts: Counts): [string, number][] {
  return Object.entries(counts).filter(([, count]) => count > 0).sort((a, b) => b[1] - a[1]);
}

function total(counts: Counts): number {
  return Object.values(counts).reduce((a, b) => a + b, 0);
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
