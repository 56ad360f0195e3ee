import type { RunResult } from "../../engine/result.ts";
import { formatCount } from "../../tasks/number_format.ts";
import { noTradeSentence } from "../../tasks/tear_sheet_funnel.ts";
import { Notice } from "../notice.tsx";

/** What must be read before any figure. */
export function RunWarnings({ result }: { readonly result: RunResult }) {
  const { complete, incompleteReason, data } = result;
  const skipped = Object.entries(data.skippedRows).filter(([, count]) => count > 0);
  const noTrade = noTradeSentence(result);
  return (
    <>
      {!complete && (
        <Notice kind="warning" title="The run is incomplete: its figures cover only what had run until then">
          {incompleteReason ?? "No reason was given."}
        </Notice>
      )}
      {skipped.length > 0 && (
        <Notice kind="warning" title="Rows of data were left out">
          {skipped.map(([reason, count]) => `${reason} (${formatCount(count)})`).join(", ")}
        </Notice>
      )}
      {noTrade !== undefined && <Notice kind="note" title={noTrade} />}
    </>
  );
}
