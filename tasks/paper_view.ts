import type { FeedHealth } from "../engine/live/feed_event.ts";
import type { SessionPhase } from "../engine/live/session_core.ts";
import type { SessionConfig } from "../engine/live/session_input.ts";
import type { PriceLevel } from "../engine/desk/desk.ts";
import type { OpenPosition } from "../engine/result.ts";
import { quantityText } from "./event_text.ts";
import {
  formatCount,
  formatCountOf,
  formatNumber,
  formatPrice,
  formatSigned,
  moneyDecimals,
  UNKNOWN,
} from "./number_format.ts";
import type { TimedSaid } from "./paper_news.ts";
import { reasonText } from "./reason_text.ts";
import { sparkline } from "./sparkline.ts";
import {
  bySign,
  type Ink,
  inkOf,
  padLeft,
  padRight,
  plain,
  shorten,
  textWidth,
  wrap,
  wrapParts,
} from "./terminal_text.ts";

/** What a live view shows of a session, as it stands. */
export interface PaperPicture {
  readonly sessionId: string;
  readonly config: SessionConfig;
  readonly phase: SessionPhase;
  readonly phaseReason: string;
  /** By the session's clock. */
  readonly nowMs: number;
  /** At the last bar's close, and bars so far, warm-up included. */
  readonly equity: number;
  readonly peak: number;
  /** As a share of the peak, ≤ 0. */
  readonly worstDrawdown: number;
  readonly dayEquity: number;
  readonly cash: number;
  readonly trades: number;
  readonly steps: number;
  readonly points: readonly { readonly timeMs: number; readonly equity: number }[];
  readonly positions: readonly OpenPosition[];
  readonly levels: readonly PriceLevel[];
  /** Orders that work, those without a price included. */
  readonly working: number;
  /** By instrument: price of the last trade, and the close that `equity` is reckoned with; NaN where there is none. */
  readonly lastPrice: readonly number[];
  readonly lastClose: readonly number[];
  readonly health: FeedHealth;
  readonly lines: readonly TimedSaid[];
  /** A question that waits for a key; empty where none does. */
  readonly question: string;
}

/** How it is shown. */
export interface PaperViewOptions {
  readonly width: number;
  /** Lines that there is room for. */
  readonly height: number;
  readonly colour: boolean;
}

const WIDTH_MIN = 60, WIDTH_MOST = 120, ROWS_SHOWN = 8, LEVELS_SHOWN = 6, EVENTS_LEAST = 3;

/**
 * A running session as lines of a terminal, none wider than it: how much there is, what is held and works, how the feed does, what happened
 * last, which keys there are.
 */
export function paperView(
  picture: PaperPicture,
  { width: asked, height, colour }: PaperViewOptions,
): string[] {
  const width = Math.max(WIDTH_MIN, Math.min(WIDTH_MOST, Math.floor(asked))), ink = inkOf(colour);
  const sections = [
    headline(picture, width, ink),
    money(picture, width, ink),
    [...positions(picture, width, ink), ...levels(picture, width, ink)],
    feed(picture, width, ink),
  ];
  const below = keys(picture, width, ink);
  const needed = sections.reduce((sum, lines) => sum + lines.length, below.length);
  // On a small terminal the blank lines go first.
  const blank = height - needed - sections.length - 1 < EVENTS_LEAST ? [] : [""];
  const room = Math.max(1, height - needed - blank.length * (sections.length + 1));
  return [
    ...sections.flatMap((lines) => [...lines, ...blank]),
    ...events(picture, width, room, ink),
    ...blank,
    ...below,
  ].map((line) => line.trimEnd());
}

function headline(picture: PaperPicture, width: number, ink: Ink): string[] {
  const { config, phase, phaseReason, nowMs, sessionId, steps } = picture;
  const what = `${
    config.instruments.map(({ symbol }) => symbol).join(", ")
  } · ${config.timeframe} · ${config.venue}`;
  const right = shorten(plain(what), width - 20);
  const left = shorten(plain(config.strategy), width - textWidth(right) - 2);
  const reason = phaseReason === "" ? "" : `: ${reasonText(plain(phaseReason))}`;
  const state = `${steps === 0 && phase === "running" ? "waiting for the first bar" : phase}${reason}`;
  const clock = `${clockTime(nowMs)} UTC`;
  const params = Object.entries(config.params).map(([name, value]) =>
    `${plain(name)} ${plain(String(value))}`
  );
  const paint = phase === "running" ? ink.gain : phase === "stopped" ? ink.faint : ink.warn;
  return [
    ink.strong(padRight(left, width - textWidth(right)) + right),
    paint(
      padRight(
        shorten(`${phase === "running" ? "▶" : "■"} ${state}`, width - textWidth(clock) - 2),
        width - textWidth(clock),
      ),
    ) +
    ink.faint(clock),
    ...wrapParts([...params, `session ${sessionId}`], width).map(ink.faint),
  ];
}

/** Money in one column, shares beside it, and what goes with it on the right. */
function money(picture: PaperPicture, width: number, ink: Ink): string[] {
  const { config: { account, instruments }, dayEquity, cash, trades, worstDrawdown, points, steps } = picture;
  const decimals = moneyDecimals(account.cash), equity = equityNow(picture);
  const today = equity - dayEquity, total = equity - account.cash;
  const drawdown = Math.min(0, equity / Math.max(picture.peak, equity) - 1);
  const share = (by: number, of: number) => `${formatSigned(100 * by / of, 2)} %`;
  const rows = [
    ["Equity", formatNumber(equity, decimals), plain(instruments[0].currency), 0],
    ["Today", formatSigned(today, decimals), share(today, dayEquity), today],
    ["In all", formatSigned(total, decimals), share(total, account.cash), total],
  ] as const;
  const beside = [
    ["Drawdown", `${formatNumber(100 * drawdown, 2)} %`],
    ["Worst", `${formatNumber(100 * Math.min(worstDrawdown, drawdown), 2)} %`],
    ["Cash", formatNumber(cash, decimals)],
  ] as const;
  const widest = (texts: readonly string[]) => Math.max(...texts.map(textWidth));
  const amount = widest(rows.map(([, text]) => text)), part = widest(rows.map(([, , text]) => text));
  const figure = widest(beside.map(([, text]) => text));
  const lines = rows.map(([name, text, side, value], k) => {
    const left = `${padLeft(text, amount)}  ${k === 0 ? padRight(side, part) : padLeft(side, part)}`;
    const title = padRight(name, 8);
    return `${k === 0 ? ink.strong(title) : title}${bySign(ink, value)(left)}    ${
      padRight(beside[k][0], 10)
    }${padLeft(beside[k][1], figure)}`;
  });
  const counts = `${formatCountOf(trades, "trade")} · ${formatCountOf(steps, "bar")}`;
  lines[0] = withRight(lines[0], ink.faint(counts), width);
  const line = sparkline([...points.map((point) => point.equity), equity], width);
  return [...lines, ...points.length < 2 ? [] : [bySign(ink, total)(line)]];
}

/** Puts a text at the right end of a line, where there is room for it. */
function withRight(line: string, right: string, width: number): string {
  const room = width - textWidth(line) - textWidth(right);
  return room < 2 ? line : line + " ".repeat(room) + right;
}

/** Equity at the prices of the last trades. */
function equityNow(
  { equity, positions, lastPrice, lastClose, config: { instruments } }: PaperPicture,
): number {
  return positions.reduce((sum, { instrument, direction, quantity }) => {
    const i = instruments.findIndex(({ symbol }) => symbol === instrument),
      move = lastPrice[i] - lastClose[i];
    if (!Number.isFinite(move)) return sum;
    return sum + (direction === "long" ? 1 : -1) * quantity * move * instruments[i].multiplier;
  }, equity);
}

function positions(picture: PaperPicture, width: number, ink: Ink): string[] {
  const { config: { instruments, account }, lastPrice } = picture, decimals = moneyDecimals(account.cash);
  const rows = instruments.slice(0, ROWS_SHOWN).map(({ symbol, multiplier }, i) => {
    const held = picture.positions.find(({ instrument }) => instrument === symbol), price = lastPrice[i];
    if (held === undefined) {
      return { cells: [plain(symbol), "flat", "", "", formatPrice(price), ""], profit: 0 };
    }
    const side = held.direction === "long" ? 1 : -1;
    const last = Number.isFinite(price) ? price : held.lastPrice;
    const profit = side * held.quantity * (last - held.entryPrice) * multiplier;
    return {
      cells: [
        plain(symbol),
        held.direction,
        quantityText(held.quantity),
        formatPrice(held.entryPrice),
        formatPrice(last),
        formatSigned(profit, decimals),
      ],
      profit,
    };
  });
  const head = ["Held", "", "units", "entry", "last", "unrealised"];
  const widths = head.map((title, k) =>
    Math.max(title.length, ...rows.map(({ cells }) => textWidth(cells[k])))
  );
  const shown = columnsThatFit(widths, width);
  const line = (cells: readonly string[], paint = (text: string) => text) =>
    shown.columns.map((k) => {
      const padded = k < 2 ? padRight(cells[k], widths[k]) : padLeft(cells[k], widths[k]);
      return k === PROFIT ? paint(padded) : padded;
    }).join(" ".repeat(shown.gap));
  const more = instruments.length - rows.length;
  return [
    ink.strong("Held") + ink.faint(line(head).slice(4)),
    ...rows.map(({ cells, profit }) => line(cells, bySign(ink, profit))),
    ...more > 0 ? [ink.faint(`and ${formatCount(more)} more`)] : [],
  ];
}

const ENTRY = 3, PROFIT = 5, GAP = 3;

/** All columns, a gap between them; a narrower gap where that has no room, and without the entry where even that hasn't. */
function columnsThatFit(
  widths: readonly number[],
  width: number,
): { columns: readonly number[]; gap: number } {
  const all = [...widths.keys()];
  const needs = (columns: readonly number[], gap: number) =>
    columns.reduce((sum, k) => sum + widths[k], gap * (columns.length - 1));
  if (needs(all, GAP) <= width) return { columns: all, gap: GAP };
  if (needs(all, 1) <= width) return { columns: all, gap: 1 };
  return { columns: all.filter((k) => k !== ENTRY), gap: 1 };
}

function levels(
  { levels, working, config: { instruments } }: PaperPicture,
  width: number,
  ink: Ink,
): string[] {
  const priced = new Set(levels.filter(({ orderId }) => orderId > 0).map(({ orderId }) => orderId)).size;
  const market = working - priced;
  if (levels.length === 0 && market <= 0) return [];
  const shown = levels.slice(0, LEVELS_SHOWN).map(
    ({ instrumentIndex, kind, price, side, quantity, rule }) => {
      const symbol = instruments.length > 1 ? `${plain(instruments[instrumentIndex].symbol)} ` : "";
      const what = rule === "" ? kind : reasonText(plain(rule));
      const deal = `${side > 0 ? "buy" : "sell"} ${quantityText(quantity)}`;
      return shorten(`  ${symbol}${what} at ${formatPrice(price)}: ${deal}`, width);
    },
  );
  const more = levels.length - shown.length;
  return [
    ink.strong("Orders and levels"),
    ...market > 0 ? [`  ${formatCountOf(market, "market order")}, filled at the next opening`] : [],
    ...shown,
    ...more > 0 ? [ink.faint(`  and ${formatCount(more)} more`)] : [],
  ];
}

function feed({ health }: PaperPicture, width: number, ink: Ink): string[] {
  const { state, reason, lagMs, clockSkewMs, messagesPerSecond, reconnects, gaps, unfilledGaps, setAside } =
    health;
  const aside = Object.values(setAside).reduce((sum, count) => sum + count, 0);
  const ms = (value: number) => Number.isFinite(value) ? `${formatCount(Math.round(value))} ms` : UNKNOWN;
  const isLive = state === "live";
  // How late a trade is by the exchange's clock, where the two are known to differ.
  const lag = Number.isFinite(clockSkewMs) ? Math.max(0, lagMs - clockSkewMs) : lagMs;
  const parts = [
    `${ink.strong("Feed")} ${(isLive ? ink.gain : ink.warn)(isLive ? "● live" : `○ ${state}`)}${
      isLive || reason === "" ? "" : `: ${shorten(plain(reason), width - 20)}`
    }`,
    `lag ${ms(lag)}`,
    `${formatNumber(messagesPerSecond, messagesPerSecond < 10 ? 1 : 0)} messages/s`,
    `${formatCountOf(gaps, "gap")}${unfilledGaps > 0 ? ` (${formatCount(unfilledGaps)} not filled)` : ""}`,
    formatCountOf(reconnects, "reconnect"),
    `skew ${Number.isFinite(clockSkewMs) ? `${formatSigned(Math.round(clockSkewMs), 0)} ms` : UNKNOWN}`,
    ...aside > 0 ? [`${formatCount(aside)} set aside`] : [],
  ];
  return wrapParts(parts, width);
}

function events({ lines }: PaperPicture, width: number, room: number, ink: Ink): string[] {
  if (lines.length === 0) return [ink.faint("Nothing has happened yet: what does will stand here.")];
  return lines.slice(-room).map((line) => saidLine(line, width, ink));
}

/** "12:04:31  ▲ Filled: buy 0.95 at 42,100.10", cut to a width. */
export function saidLine({ timeMs, sign, text, tone }: TimedSaid, width: number, ink: Ink): string {
  const time = clockTime(timeMs), paint = tone === "plain" ? (text: string) => text : ink[tone];
  return `${ink.faint(time)}  ${paint(shorten(`${sign} ${plain(text)}`, width - textWidth(time) - 2))}`;
}

function keys({ question, phase }: PaperPicture, width: number, ink: Ink): string[] {
  if (question !== "") return wrap(question, width).map(ink.warn);
  const all = [
    phase === "paused" ? "p resume" : "p pause",
    "f flatten",
    phase === "killed" ? "l lift the kill switch" : "k kill switch",
    "s stop",
    "q leave, to be taken up again",
  ];
  return wrapParts(all, width).map(ink.faint);
}

function clockTime(timeMs: number): string {
  return Number.isFinite(timeMs) ? new Date(timeMs).toISOString().slice(11, 19) : "—";
}
