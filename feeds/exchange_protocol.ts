import type { Instrument } from "../engine/instrument.ts";
import type { Reply } from "../engine/live/outside.ts";
import type { Timeframe } from "../engine/timeframe.ts";
import type { Budget } from "./token_bucket.ts";
import type { TapeTrade } from "./tape.ts";

/**
 * What one exchange is like: what is said on its sockets and over REST, and by what rules. It holds no timers and keeps no trades; it only
 * knows messages. Everything else is the same for all exchanges.
 */
export interface ExchangeProtocol {
  /** As it is called on the command line; and in sentences. */
  readonly venue: string;
  readonly title: string;
  readonly rules: VenueRules;
  readonly socketUrl: string;
  /** Sent with every request over REST: keys, where they are wanted. */
  readonly restHeaders: Readonly<Record<string, string>>;
  readonly rest: RestProtocol;
  /** What is said on a new socket. */
  converse(subscription: Subscription, line: LineSink, market: MarketSink): Conversation;
}

/** Limits and habits of an exchange; see FEEDS, where each has its source. */
export interface VenueRules {
  /**
   * How trades of an instrument can be put in order: "numbered" without holes; "mostly" so, as far as is known, but it isn't documented;
   * or only "timed".
   */
  readonly trades: "numbered" | "mostly" | "timed";
  /** Where trades are only timed: how long one is kept back for an earlier one to come. */
  readonly watermarkMs: number;
  /** After how much silence a socket is doubted; Infinity where silence means nothing. `meanGapMs`: between its messages, of late. */
  staleMs(nowMs: number, meanGapMs: number): number;
  /** From doubted to given up. */
  readonly graceMs: number;
  /** For opening, and for each answer until everything is subscribed to. */
  readonly answerMsMost: number;
  /** After so long a socket is replaced by another, before the exchange cuts it; Infinity where it doesn't. */
  readonly lifetimeMs: number;
  /** Attempts to connect; messages sent on a socket; weight of REST requests. */
  readonly connects: Budget;
  readonly sends: Budget;
  readonly requests: Budget;
}

/** What is wanted of the sockets. */
export interface Subscription {
  readonly symbols: readonly string[];
  readonly timeframe: Timeframe;
}

/** What is said on one socket, from its opening to its end. */
export interface Conversation {
  opened(): void;
  /** A message, parsed. Whatever it is, it must not throw. */
  message(message: unknown): void;
  /** Asks for a sign of life; says whether there is a way to. */
  ping(): boolean;
}

/** What a conversation does with its socket. */
export interface LineSink {
  /** Sends, as soon as the exchange's limits allow. */
  send(message: unknown): void;
  /** The exchange is ready to be told who we are; then, what we want. */
  authenticating(): void;
  subscribing(): void;
  /** All that was asked for is subscribed to. */
  ready(): void;
  /** The exchange says that it will close this socket. */
  replace(): void;
  /** It can't go on like this; another socket may, after `waitMsFewest` at the earliest. */
  fail(reason: string, waitMsFewest?: number): void;
  /** No socket will do: what is asked for is refused for good. A sentence for a person. */
  refuse(sentence: string): void;
}

/** What a conversation tells of the market. */
export interface MarketSink {
  /** A trade as it came, believed or not. */
  trade(
    instrumentIndex: number,
    id: number,
    timeMs: number,
    price: number,
    quantity: number,
    takerSide: -1 | 0 | 1,
  ): void;
  /** A closed bar of the timeframe. */
  bar(
    instrumentIndex: number,
    openTimeMs: number,
    open: number,
    high: number,
    low: number,
    close: number,
    volume: number,
  ): void;
  /** What the exchange states of the volume of a bar so far, closed or under way. */
  volume(instrumentIndex: number, openTimeMs: number, volume: number): void;
  /** When the exchange sent a message, by its own clock. */
  exchangeTime(timeMs: number): void;
  /** A message, or a part of one, that can't be used. Reasons are fixed texts: they are counted. */
  setAside(reason: string): void;
  /** Messages were lost, of whatever instrument. */
  missed(): void;
}

/** A request over REST. */
export interface RestRequest {
  readonly url: string;
  readonly weight: number;
}

/** Trades after the one of this number; where that is NaN, at or after this time. */
export interface TradesAfter {
  readonly id: number;
  readonly timeMs: number;
}

/** Trades that are asked for over REST, up to now: what the exchange's clock says. */
export interface TradesWanted extends TradesAfter {
  readonly symbol: string;
  readonly nowMs: number;
}

/** Bars that are asked for over REST: those that open at or after `fromMs` and close at or before `toMs`. */
export interface BarsWanted {
  readonly symbol: string;
  readonly timeframe: Timeframe;
  /** The timeframe as the exchange calls it. */
  readonly interval: string;
  readonly fromMs: number;
  readonly toMs: number;
}

/** A closed bar, bare. */
export interface HistoryBar {
  readonly openTimeMs: number;
  readonly open: number;
  readonly high: number;
  readonly low: number;
  readonly close: number;
  readonly volume: number;
}

/** What comes after a page: another, the end, or the end of what the exchange has, which is less than what was asked for. */
export type PageEnd = { readonly next: string } | "end" | "short";

/** What an exchange is asked over REST. `cursor` is empty for the first page. What reads throws `UnreadableReply`. */
export interface RestProtocol {
  trades(wanted: TradesWanted, cursor: string): RestRequest;
  /** Whether pages of trades go from older to newer ones. */
  readonly pagesForward: boolean;
  /** Trades as they stand there, unchecked and in any order. */
  readTrades(text: string, wanted: TradesWanted, cursor: string, into: TapeTrade[]): PageEnd;
  /** The timeframe as the exchange calls it; undefined where it has no such bars. */
  interval(timeframe: Timeframe): string | undefined;
  bars(wanted: BarsWanted, cursor: string): RestRequest;
  /** Bars as they stand there, unchecked and in any order, the running one included. */
  readBars(text: string, wanted: BarsWanted, cursor: string, into: HistoryBar[]): PageEnd;
  /** What to ask about these symbols; nothing where the exchange says nothing of them over this REST. */
  instruments(symbols: readonly string[]): RestRequest[];
  /** Reads one of these answers; `text` is empty where none was asked for. */
  readInstruments(text: string, symbols: readonly string[]): Instrument[];
  /** What the exchange's clock says, where it can be asked. */
  readonly time?: { readonly request: RestRequest; read(text: string): number };
  /** Whether symbols must be looked up, because the sockets don't say that one isn't there. */
  readonly checksSymbols: boolean;
  /** A reply with which nothing can be done: how long to wait before another try, or why there is no use in one. */
  judge(reply: Reply): RestJudgement;
}

/** See {@link RestProtocol.judge}. `isUnknownSymbol`: what is asked for isn't there. */
export type RestJudgement =
  | { readonly verdict: "good" }
  | { readonly verdict: "again"; readonly reason: string; readonly waitMs: number }
  | { readonly verdict: "bad"; readonly reason: string; readonly isUnknownSymbol: boolean };

/** An answer that isn't what it should be. */
export class UnreadableReply extends Error {
  override readonly name = "UnreadableReply";
}
