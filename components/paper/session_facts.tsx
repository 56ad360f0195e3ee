import type { SessionAlert, SessionState, SessionSummary } from "../../server/session_messages.ts";
import {
  formatCount,
  formatDateTime,
  formatNumber,
  formatPrice,
  moneyDecimals,
  UNKNOWN,
} from "../../tasks/number_format.ts";
import { reasonText } from "../../tasks/reason_text.ts";
import { AccountFigures } from "../desk/account_figures.tsx";
import { PositionsTable } from "../desk/positions_table.tsx";
import { FEED_TEXTS } from "./session_words.ts";

/** Where its journal can't be read nobody knows what it holds. */
function NotKnown() {
  return <p class="faint">Not known: its journal can't be read.</p>;
}

/** What is held, at the prices of the last trades. */
export function SessionPositions(
  { session: { state, config }, choose }: {
    readonly session: SessionSummary;
    /** Shows an instrument's chart, where there are several. */
    choose?(instrumentIndex: number): void;
  },
) {
  if (state === undefined || config === undefined) return <NotKnown />;
  return (
    <PositionsTable
      positions={state.positions}
      instruments={config.instruments}
      decimals={moneyDecimals(config.account.cash)}
      choose={choose}
    />
  );
}

const LEVELS = {
  limit: "limit order",
  stop: "stop order",
  guardStop: "guarded stop",
  guardTarget: "guarded target",
} as const;

/** Orders that work and levels that rules guard; market orders have no price and are counted. */
export function OrdersTable({ session: { state, config } }: { readonly session: SessionSummary }) {
  if (state === undefined || config === undefined) return <NotKnown />;
  const { levels, working } = state, isOne = config.instruments.length < 2;
  const priced = levels.filter(({ kind }) => kind === "limit" || kind === "stop").length;
  const market = Math.max(0, working - priced);
  if (levels.length === 0 && market === 0) return <p class="faint">No order works, no level is guarded.</p>;
  return (
    <table>
      <thead>
        <tr>
          <th scope="col">{isOne ? "What" : "Instrument"}</th>
          {!isOne && <th scope="col">What</th>}
          <th scope="col">Price</th>
        </tr>
      </thead>
      <tbody>
        {market > 0 && (
          <tr>
            <th scope="row">{formatCount(market)} market {market === 1 ? "order" : "orders"}</th>
            {!isOne && <td></td>}
            <td>next open</td>
          </tr>
        )}
        {levels.map(({ instrumentIndex, kind, price, label }, k) => (
          <tr key={k}>
            {!isOne && <th scope="row">{config.instruments[instrumentIndex].symbol}</th>}
            <td title={reasonText(label)}>{LEVELS[kind]}</td>
            <td>{formatPrice(price)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

/** How the feed does. */
export function FeedHealth({ feed }: { readonly feed: SessionState["feed"] }) {
  if (feed === undefined) return <p class="faint">No feed: it doesn't run here.</p>;
  const ms = (value: number | undefined) => value === undefined ? UNKNOWN : `${formatNumber(value, 0)} ms`;
  const setAside = Object.entries(feed.setAside), { lagMs, clockSkewMs } = feed;
  // How late a trade is by the exchange's clock, where the two are known to differ.
  const lag = lagMs === undefined || clockSkewMs === undefined ? lagMs : Math.max(0, lagMs - clockSkewMs);
  const facts: (readonly [string, string, string?])[] = [
    ["messages a second", formatNumber(feed.messagesPerSecond, feed.messagesPerSecond < 10 ? 1 : 0)],
    ["lag", ms(lag), "how much later than they happened trades come"],
    ["clock skew", ms(clockSkewMs), "this machine's clock against the exchange's"],
    ["reconnects", formatCount(feed.reconnects)],
    [
      "gaps",
      `${formatCount(feed.gaps)}${
        feed.unfilledGaps > 0 ? `, ${formatCount(feed.unfilledGaps)} not filled` : ""
      }`,
    ],
    ...setAside.map(([reason, count]) => [`set aside: ${reason}`, formatCount(count)] as const),
  ];
  return (
    <>
      <p class={feed.state === "live" ? "feed-state is-live" : "feed-state is-off"}>
        {FEED_TEXTS[feed.state]}
        {feed.reason !== "" && <span class="muted">{feed.reason}</span>}
      </p>
      <dl class="facts">
        {facts.map(([name, value, meaning]) => (
          <div key={name} title={meaning}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
    </>
  );
}

const ALERT_SIGNS = { info: "·", warning: "!", alarm: "✕" } as const;

/** Alerts, the newest first. */
export function AlertsList({ alerts }: { readonly alerts: readonly SessionAlert[] }) {
  if (alerts.length === 0) return <p class="faint">Nothing to be told of yet.</p>;
  return (
    <ol class="alerts">
      {alerts.toReversed().map(({ sequence, timeMs, level, text }) => (
        <li key={sequence} class={`is-${level}`}>
          <span class="said-sign" aria-hidden="true">{ALERT_SIGNS[level]}</span>
          <span>
            {level !== "info" && <span class="visually-hidden">{level}:</span>}
            {text}
          </span>
          <time title={`${formatDateTime(timeMs)} UTC`}>{new Date(timeMs).toISOString().slice(11, 19)}</time>
        </li>
      ))}
    </ol>
  );
}

/** What the account is worth at the prices of the last trades, and what became of it. */
export function SessionFigures({ session: { state, config } }: { readonly session: SessionSummary }) {
  if (state === undefined || config === undefined) return null;
  return (
    <AccountFigures
      {...state}
      equity={state.equityNow}
      equityMeaning="At the prices of the last trades"
      maxDrawdownPct={Math.min(state.drawdownPct, state.maxDrawdownPct)}
      cash={config.account.cash}
    />
  );
}
