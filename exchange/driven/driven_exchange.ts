import { Random } from "../../engine/random.ts";
import { HandClock } from "./hand_clock.ts";
import { type ExchangeReply, LocalExchange, type LocalExchangeOptions } from "../local_exchange.ts";
import { ListedSeries, type ListedTrade } from "../market/listed_series.ts";
import type { ServerConnection } from "../wire/server_socket.ts";

/** Trades of a symbol. */
export type Listed = Readonly<Record<string, readonly ListedTrade[]>>;

/** An exchange with a clock that is moved by hand, for tests: it opens at `startMs`, and listed trades are counted from there. */
export class DrivenExchange {
  readonly clock: HandClock;
  readonly exchange: LocalExchange;

  constructor(startMs: number, listed: Listed, options: Partial<LocalExchangeOptions> = {}) {
    this.clock = new HandClock(startMs);
    this.exchange = new LocalExchange({
      clock: this.clock,
      random: new Random(1),
      market: {
        series: Object.entries(listed).map(([symbol, trades]) => new ListedSeries(symbol, startMs, trades)),
      },
      ...options,
    });
  }

  /** Connects a client: "/binance/ws". */
  connect(path: string, headers: Readonly<Record<string, string>> = {}): DrivenClient {
    return new DrivenClient(this.exchange, path, headers);
  }

  /** What is answered to a GET request, its body read. */
  get(path: string, headers: Readonly<Record<string, string>> = {}): [status: number, body: unknown] {
    const { status, text } = this.reply(path, headers);
    return [status, JSON.parse(text)];
  }

  reply(path: string, headers: Readonly<Record<string, string>> = {}): ExchangeReply {
    return this.exchange.get(`http://localhost${path}`, headers);
  }
}

/** A client that writes down what it hears. */
export class DrivenClient {
  /** Messages as they came; pings as "ping"; the end as "closed CODE REASON". */
  readonly heard: string[] = [];
  readonly #connection: ServerConnection;
  #pinged = "";

  constructor(exchange: LocalExchange, path: string, headers: Readonly<Record<string, string>>) {
    this.#connection = exchange.accept(`ws://localhost${path}`, headers, {
      send: (text) => this.heard.push(text),
      ping: (payload) => {
        this.heard.push("ping");
        this.#pinged = payload;
      },
      close: (code, reason) => this.heard.push(`closed ${code} ${reason}`),
      terminate: () => this.heard.push("closed 1006 "),
    });
  }

  /** Sends a message: text as it is, all else as JSON. */
  say(message: unknown): void {
    this.#connection.message(typeof message === "string" ? message : JSON.stringify(message));
  }

  /** Answers the last ping. */
  pong(): void {
    this.#connection.pong(this.#pinged);
  }

  /** Goes. */
  leave(): void {
    this.#connection.closed();
  }

  /** What was heard since the last time. */
  news(): string[] {
    return this.heard.splice(0);
  }

  /** The same, read as JSON where it is. */
  read(): unknown[] {
    return this.news().map((text) => /^[[{]/.test(text) ? JSON.parse(text) : text);
  }
}
