import { formatPrice, formatSigned, moneyDecimals } from "../../../tasks/number_format.ts";
import { quantityText } from "../../../tasks/event_text.ts";
import type { ReplaySession } from "../session/session.ts";

/** Everything that is held, where there are several instruments; a press shows its chart. */
export function Positions({ session }: { readonly session: ReplaySession }) {
  const tick = session.panel.value, description = session.description.value;
  if (tick === undefined || description === undefined || description.instruments.length < 2) return null;
  const decimals = moneyDecimals(description.cash);
  return (
    <section class="positions" aria-labelledby="positions-title">
      <h3 id="positions-title" class="side-title">Positions</h3>
      {tick.positions.length === 0 ? <p class="faint">Nothing is held.</p> : (
        <table>
          <thead>
            <tr>
              <th scope="col">Held</th>
              <th scope="col">Units</th>
              <th scope="col">Last</th>
              <th scope="col">Open profit</th>
            </tr>
          </thead>
          <tbody>
            {tick.positions.map((
              { instrumentIndex, quantity, averagePrice, lastPrice, unrealisedProfit },
            ) => (
              <tr key={instrumentIndex}>
                <th scope="row">
                  <button
                    type="button"
                    onClick={() => session.instrumentIndex.value = instrumentIndex}
                  >
                    {description.instruments[instrumentIndex].symbol}
                  </button>
                </th>
                <td>{quantityText(quantity)}</td>
                <td title={`bought at ${formatPrice(averagePrice)} on average`}>{formatPrice(lastPrice)}</td>
                <td class={unrealisedProfit >= 0 ? "gain" : "loss"}>
                  {formatSigned(unrealisedProfit, decimals)}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </section>
  );
}
