import type { FeedHealth } from "../../engine/live/feed_event.ts";
import type { SessionCore } from "../../engine/live/session_core.ts";
import type { SessionState } from "../session_messages.ts";

/** What runs beside the core, where the session runs here. */
export interface LiveParts {
  readonly health: FeedHealth;
  lastPrice(instrumentIndex: number): number;
}

/** How a session stands, as it is told. */
export function sessionState(core: SessionCore, live?: LiveParts): SessionState {
  const { run, config: { instruments, account }, lastClose, equity, peak } = core;
  const symbols = instruments.map(({ symbol }) => symbol);
  const lastPrices = instruments.map((_, i) => known(live?.lastPrice(i)) ?? known(lastClose[i]) ?? null);
  const positions = run.openPositions.map(
    ({ instrument, direction, quantity, entryPrice, lastPrice, unrealisedProfit }) => ({
      instrumentIndex: symbols.indexOf(instrument),
      quantity: direction === "long" ? quantity : -quantity,
      averagePrice: entryPrice,
      lastPrice,
      unrealisedProfit,
    }),
  );
  const equityNow = positions.reduce((sum, { instrumentIndex: i, quantity }) => {
    const move = (lastPrices[i] ?? NaN) - lastClose[i];
    return Number.isFinite(move) ? sum + quantity * move * instruments[i].multiplier : sum;
  }, equity);
  return {
    phase: core.phase,
    phaseReason: core.phaseReason,
    steps: core.steps,
    timeMs: known(core.timeMs),
    equity,
    equityNow,
    cash: run.cash,
    returnPct: 100 * (equityNow / account.cash - 1),
    drawdownPct: 100 * (equityNow / Math.max(peak, equityNow) - 1),
    maxDrawdownPct: 100 * core.worstDrawdown,
    trades: core.trades,
    positions,
    levels: run.levels.map(({ instrumentIndex, kind, price, side, quantity, rule }) => ({
      instrumentIndex,
      kind,
      price,
      label: rule !== "" ? rule.replaceAll("_", " ") : `${side > 0 ? "buy" : "sell"} ${quantity} ${kind}`,
    })),
    working: run.funnel.working,
    funnel: run.funnel,
    haltReason: run.haltReason,
    lastPrices,
    ...live !== undefined && { feed: feedOf(live.health) },
  };
}

function feedOf(health: FeedHealth): SessionState["feed"] {
  const { state, reason, messages, messagesPerSecond, reconnects, gaps, unfilledGaps, setAside } = health;
  return {
    state,
    reason,
    lastMessageMs: known(health.lastMessageMs),
    lagMs: known(health.lagMs),
    clockSkewMs: known(health.clockSkewMs),
    exchangeNowMs: known(health.exchangeNowMs),
    messages,
    messagesPerSecond,
    reconnects,
    gaps,
    unfilledGaps,
    setAside: { ...setAside },
  };
}

function known(value: number | undefined): number | undefined {
  return value === undefined || value !== value ? undefined : value;
}
