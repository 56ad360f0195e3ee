import { quantityText } from "../../tasks/event_text.ts";
import { formatPrice, formatSigned } from "../../tasks/number_format.ts";
import { toneOf } from "../tone.ts";

/** Something that is held; negative quantities are short. */
export interface HeldPosition {
  readonly instrumentIndex: number;
  readonly quantity: number;
  readonly averagePrice: number;
  readonly lastPrice: number;
  readonly unrealisedProfit: number;
}

/** What is held and what it would bring at its last price; where an instrument can be chosen, a press on its name does. */
export function PositionsTable(
  { positions, instruments, decimals, choose }: {
    readonly positions: readonly HeldPosition[];
    readonly instruments: readonly { readonly symbol: string }[];
    /** Of money. */
    readonly decimals: number;
    choose?(instrumentIndex: number): void;
  },
) {
  if (positions.length === 0) return <p class="faint">Nothing is held.</p>;
  return (
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
        {positions.map(({ instrumentIndex, quantity, averagePrice, lastPrice, unrealisedProfit }) => {
          const { symbol } = instruments[instrumentIndex];
          return (
            <tr key={instrumentIndex}>
              <th scope="row">
                {choose === undefined
                  ? symbol
                  : <button type="button" onClick={() => choose(instrumentIndex)}>{symbol}</button>}
              </th>
              <td>{quantityText(quantity)}</td>
              <td title={`entered at ${formatPrice(averagePrice)} on average`}>{formatPrice(lastPrice)}</td>
              <td class={toneOf(unrealisedProfit)}>{formatSigned(unrealisedProfit, decimals)}</td>
            </tr>
          );
        })}
      </tbody>
    </table>
  );
}
