import { Funnel } from "../../../components/run/funnel.tsx";
import { formatCount, formatNumber } from "../../../tasks/number_format.ts";
import { compactNumber } from "../../page/value_text.ts";
import type { ReplaySession } from "../session/session.ts";

/** The funnel filling up, in one line; unfolded, every reason is counted. */
export function FunnelStrip({ session }: { readonly session: ReplaySession }) {
  const funnel = session.panel.value?.funnel;
  if (funnel === undefined) return null;
  const steps = [
    ["bars", funnel.bars],
    ["signals", funnel.signals],
    ["sized", funnel.sized],
    ["approved", funnel.approved],
    ["submitted", funnel.submitted],
    ["filled", funnel.filled],
  ] as const;
  return (
    <details class="funnel-strip">
      <summary title="From bars to fills: unfold for every reason">
        <h3 class="side-title">Funnel</h3>
        <ol>
          {steps.map(([name, count], index) => (
            <li key={name}>
              {index > 0 && <span class="faint" aria-hidden="true">▸</span>}
              <span>
                <b title={formatCount(count)}>{countText(count)}</b>
                <small>{name}</small>
              </span>
            </li>
          ))}
        </ol>
      </summary>
      <Funnel counts={funnel} />
    </details>
  );
}

/** Short enough for six in a row: "9,739", "13.8 k", "700 k", "1.00 M". */
export function countText(count: number): string {
  if (count < 10_000) return formatCount(count);
  if (count >= 999_500) return compactNumber(Math.max(1e6, count));
  return `${formatNumber(count / 1_000, count < 99_950 ? 1 : 0)} k`;
}
