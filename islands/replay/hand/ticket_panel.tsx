import type { Signal } from "@preact/signals";
import { formatCountOf } from "../../../tasks/number_format.ts";
import { KEY_BINDINGS, type PageActions, tooltip } from "../page/keys.ts";
import type { ReplaySession } from "../session/session.ts";
import type { Ticket, TicketType } from "./ticket.ts";

const TYPES: readonly (readonly [TicketType, string])[] = [
  ["market", "market, next open"],
  ["limit", "limit"],
  ["stop", "stop"],
  ["stop_limit", "stop limit"],
];

/** Practice: orders by hand at this bar, through the same risk rules and desk as the strategy's. */
export function TicketPanel(
  { session, ticket, page }: {
    readonly session: ReplaySession;
    readonly ticket: Ticket;
    readonly page: PageActions;
  },
) {
  const tick = session.panel.value, description = session.description.value;
  if (tick === undefined || description === undefined) return null;
  const isBefore = tick.place.step === 0;
  const instrumentIndex = session.instrumentIndex.value,
    instrument = description.instruments[instrumentIndex];
  const lastPrice = tick.bars[instrumentIndex]?.[3] ?? NaN;
  const type = ticket.type.value;
  const field = (id: string, label: string, value: Signal<string>, placeholder = "") => (
    <div class="field">
      <label for={id}>{label}</label>
      <input
        id={id}
        class="control"
        inputMode="decimal"
        autoComplete="off"
        placeholder={placeholder}
        value={value.value}
        onInput={({ currentTarget }) => value.value = currentTarget.value}
      />
    </div>
  );
  return (
    <details class="ticket">
      <summary title="Orders by hand at this bar, through the same rules and desk">
        <h3 class="side-title">Trade by hand</h3>
        <span class="faint">
          {tick.commandCount === 0
            ? "practice"
            : formatCountOf(tick.commandCount, "order by hand", "orders by hand")}
        </span>
      </summary>
      <div class="ticket-body">
        <div class="field-grid">
          {field("ticket-quantity", "Units", ticket.quantity, "as the sizer says")}
          <div class="field">
            <label for="ticket-type">Type</label>
            <select
              id="ticket-type"
              class="control"
              value={type}
              onChange={({ currentTarget }) => ticket.type.value = currentTarget.value as TicketType}
            >
              {TYPES.map(([value, name]) => <option key={value} value={value}>{name}</option>)}
            </select>
          </div>
          {/stop/.test(type) && field("ticket-stop", "Stop price", ticket.stopPrice)}
          {/limit/.test(type) && field("ticket-limit", "Limit price", ticket.limitPrice)}
        </div>
        <label class="check">
          <input
            type="checkbox"
            checked={ticket.hasBracket.value}
            onChange={({ currentTarget }) =>
              ticket.setBracket(currentTarget.checked, lastPrice, instrument.tickSize)}
          />
          Bracket: stop loss and target
        </label>
        {ticket.hasBracket.value && (
          <div class="field-grid">
            {field("ticket-loss", "Stop loss", ticket.stopLossPrice, "none")}
            {field("ticket-target", "Target", ticket.takeProfitPrice, "none")}
          </div>
        )}
        {ticket.fault.value !== "" && <p class="fault" role="alert">{ticket.fault.value}</p>}
        <div class="ticket-keys">
          <button
            type="button"
            class="button is-buy"
            disabled={isBefore}
            title={tooltip(KEY_BINDINGS.buy)}
            onClick={() => page.trade(1)}
          >
            <span aria-hidden="true">▲</span> Buy
          </button>
          <button
            type="button"
            class="button is-sell"
            disabled={isBefore}
            title={tooltip(KEY_BINDINGS.sell)}
            onClick={() => page.trade(-1)}
          >
            <span aria-hidden="true">▼</span> Sell
          </button>
          <button
            type="button"
            class="button"
            disabled={isBefore}
            title={tooltip(KEY_BINDINGS.flatten)}
            onClick={() => page.flatten()}
          >
            Flatten
          </button>
          <button
            type="button"
            class="button"
            disabled={isBefore}
            title={tooltip(KEY_BINDINGS.cancel)}
            onClick={() => page.cancel()}
          >
            Cancel orders
          </button>
          <button
            type="button"
            class="button"
            disabled={tick.commandCount === 0}
            title={tooltip(KEY_BINDINGS.undo)}
            onClick={() => session.undo()}
          >
            Undo
          </button>
        </div>
        <p class="hint">
          {isBefore
            ? "Step forward once: nothing can be ordered before the first bar."
            : "Decided at this bar's close, filled on the next bar at the earliest."}
        </p>
      </div>
    </details>
  );
}
