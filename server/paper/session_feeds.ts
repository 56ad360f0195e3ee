import { LockstepError } from "../../engine/error.ts";
import type { Outside } from "../../engine/live/outside.ts";
import type { SessionConfig } from "../../engine/live/session_input.ts";
import { exchangeHistory } from "../../paper/exchange_history.ts";
import { type SessionFeed, sessionFeed } from "../../paper/session_feed.ts";
import { RequestProblem } from "../lockstep.ts";
import { containedOutside } from "./contained_outside.ts";
import { refused } from "./journal_problem.ts";
import type { GiveHistory } from "./session_reader.ts";
import { withinTime } from "./time_limit.ts";

/** What the feeds are made with. */
export interface SessionFeedsParts {
  readonly real: Outside;
  /** `http://localhost:8200`: the local exchange that stands in where a session asks for it. */
  readonly exchange?: string;
  /** How long an exchange may be silent when a session is begun; by default less than a single request of it may take. */
  readonly exchangeMsMax?: number;
  warn(sentence: string): void;
}

/** A feed whose faults take nothing else along. */
export interface ContainedFeed extends SessionFeed {
  /** Says who is told of what is thrown out of its callbacks. */
  contain(failed: (error: unknown) => void): void;
}

const EXCHANGE_MS_MAX = 4_500, HISTORY_MS_MAX = 30_000;

/** The exchanges that sessions ask. */
export class SessionFeeds {
  /** The local exchange's address, where there is one. */
  readonly exchange: string | undefined;
  readonly #parts: SessionFeedsParts;

  /** @throws LockstepError where the exchange isn't this machine's. */
  constructor(parts: SessionFeedsParts) {
    this.#parts = parts;
    this.exchange = parts.exchange === undefined ? undefined : originOf(parts.exchange);
  }

  /** A feed for a session to trade on. @throws RequestProblem where the exchange is silent, or it, or who asks it, says no. */
  async open(
    { venue, exchange }: Pick<SessionConfig, "venue" | "exchange">,
    sessionId: string,
  ): Promise<ContainedFeed> {
    let failed = (error: unknown) => this.#parts.warn(`The feed of session ${sessionId} failed: ${error}`);
    const contained = containedOutside(this.#parts.real, (error) => failed(error));
    const field = exchange === undefined ? "venue" : "exchange";
    const made = await this.asking(sessionFeed({ venue, exchange }, contained), venue, () => field);
    return { ...made, contain: (tell) => void (failed = tell) };
  }

  /** What gives the history of a session's exchange. @throws RequestProblem as above. */
  async history({ venue, exchange }: SessionConfig): Promise<GiveHistory> {
    const { real } = this.#parts;
    const { feed } = await this.asking(
      sessionFeed({ venue, exchange }, real, "history"),
      venue,
      () => undefined,
    );
    return (request) => withinTime(real.clock, HISTORY_MS_MAX, venue, exchangeHistory(feed, request));
  }

  /** What an exchange is asked for. @throws RequestProblem: 504 where it is silent, 422 with what it, or who asks it, says. */
  async asking<Result>(
    work: Promise<Result>,
    venue: string,
    fieldOf: (message: string) => string | undefined,
  ): Promise<Result> {
    const { exchangeMsMax = EXCHANGE_MS_MAX, real } = this.#parts;
    try {
      return await withinTime(real.clock, exchangeMsMax, venue, work);
    } catch (error) {
      if (!(error instanceof LockstepError)) throw error;
      const { message } = error;
      throw new RequestProblem(422, "The request can't be carried out", [{
        field: fieldOf(message),
        message,
      }]);
    }
  }

  /** Only the person who started the server says which addresses it asks. @throws RequestProblem where a session asks another. */
  require({ exchange }: SessionConfig): void {
    if (exchange === undefined) return;
    const url = originOf(exchange.url);
    if (url === this.exchange) return;
    throw refused(`It trades on the local exchange at ${url}: start the server with --exchange ${url}.`);
  }
}

/** A local exchange's address, written one way. @throws LockstepError where it isn't one of this machine. */
function originOf(url: string): string {
  const match = /^http:\/\/(localhost|127\.0\.0\.1|\[::1\])(:\d{1,5})?\/*$/i.exec(url);
  if (match === null) {
    throw new LockstepError(
      `--exchange ${url}: it must be a local exchange, such as http://localhost:8200, as deno task exchange prints it.`,
    );
  }
  const [, host, port = ""] = match;
  return `http://${host.toLowerCase() === "localhost" ? "127.0.0.1" : host}${port}`;
}
