import { PositionsTable } from "../../../components/desk/positions_table.tsx";
import { moneyDecimals } from "../../../tasks/number_format.ts";
import type { ReplaySession } from "../session/session.ts";

/** Everything that is held, where there are several instruments; a press shows its chart. */
export function Positions({ session }: { readonly session: ReplaySession }) {
  const tick = session.panel.value, description = session.description.value;
  if (tick === undefined || description === undefined || description.instruments.length < 2) return null;
  return (
    <section class="positions" aria-labelledby="positions-title">
      <h3 id="positions-title" class="side-title">Positions</h3>
      <PositionsTable
        positions={tick.positions}
        instruments={description.instruments}
        decimals={moneyDecimals(description.cash)}
        choose={(instrumentIndex) => session.instrumentIndex.value = instrumentIndex}
      />
    </section>
  );
}
