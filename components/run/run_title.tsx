import type { ComponentChildren } from "preact";
import type { RunSummary } from "../../server/lockstep.ts";
import { formatDate } from "../../tasks/number_format.ts";
import { paramsInWords } from "../lists/params_in_words.ts";
import { PageTitle } from "../page/section.tsx";

const DIRECTIONS = { long: "long only", short: "short only", both: "long and short" } as const;

/** What was run, on what, and under which conditions. */
export function RunTitle(
  { run, params, actions }: {
    readonly run: RunSummary;
    /** All parameters where they are known, else what was asked for. */
    readonly params: Readonly<Record<string, unknown>>;
    readonly actions: ComponentChildren;
  },
) {
  const { strategyTitle, dataSetTitle, request } = run;
  const { account, fromMs, toMs, preset } = request;
  const conditions = [
    fromMs !== undefined && `from ${formatDate(fromMs)}`,
    toMs !== undefined && `up to ${formatDate(toMs)}`,
    DIRECTIONS[account.direction],
    account.feeBps > 0 ? `fee ${account.feeBps} bps` : account.feePerShare === 0 && "no fees",
    account.feePerShare > 0 && `fee ${account.feePerShare} a unit`,
    account.slippageBps > 0 ? `slippage ${account.slippageBps} bps` : "no slippage",
    account.leverage !== 1 && `leverage ${account.leverage}`,
    preset !== "lockstep" && `as ${preset} does`,
  ].filter((part) => part !== false);
  return (
    <PageTitle title={`${strategyTitle} on ${dataSetTitle}`} actions={actions}>
      <p>{paramsInWords(params)}</p>
      <p class="small faint">{conditions.join(" · ")}</p>
    </PageTitle>
  );
}
