import type { Outside, Reply } from "../engine/live/outside.ts";
import type { Random } from "../engine/random.ts";
import { Backoff } from "./backoff.ts";
import type { ExchangeProtocol, RestRequest } from "./exchange_protocol.ts";
import { TokenBucket } from "./token_bucket.ts";

/** How long an answer is waited for, and how often it is asked for in all. */
const ANSWER_MS_MOST = 10_000, TRIES_MOST = 5;

/** A wait that an exchange asks for is kept to, up to a day; nothing that is wanted now is still wanted then. */
const WAIT_MS_MOST = 86_400_000;

/** Why nothing came of a request. */
export interface RestProblem {
  readonly reason: string;
  readonly isUnknownSymbol: boolean;
}

interface Waiting {
  readonly request: RestRequest;
  readonly done: (text: string, problem?: RestProblem) => void;
  readonly backoff: Backoff;
  tries: number;
  isCancelled: boolean;
}

/**
 * Requests to one exchange, one after the other, within its limits. Where it says that it is asked too much (429, 418), nothing more is
 * sent until it allows; where it doesn't answer, or fails, it is asked again with back-off, five times in all.
 */
export class RestClient {
  readonly #outside: Outside;
  readonly #protocol: ExchangeProtocol;
  readonly #random: Random;
  readonly #budget: TokenBucket;
  readonly #queue: Waiting[] = [];
  #isBusy = false;
  #cancelTimer: (() => void) | undefined;
  /** Nothing is sent before, by steady clock: the exchange has said so. */
  #notBeforeMs = -Infinity;
  #isStopped = false;

  constructor(outside: Outside, protocol: ExchangeProtocol, random: Random) {
    this.#outside = outside;
    this.#protocol = protocol;
    this.#random = random;
    this.#budget = new TokenBucket(outside.clock, protocol.rules.requests);
  }

  /** Asks; `done` is told the answer, or the problem with an empty text. The function that it gives takes it back. */
  get(request: RestRequest, done: (text: string, problem?: RestProblem) => void): () => void {
    const waiting: Waiting = {
      request,
      done,
      backoff: new Backoff(this.#random),
      tries: 0,
      isCancelled: false,
    };
    this.#queue.push(waiting);
    this.#next();
    return () => {
      waiting.isCancelled = true;
    };
  }

  stop(): void {
    this.#isStopped = true;
    this.#cancelTimer?.();
    this.#queue.length = 0;
  }

  #next(): void {
    if (this.#isBusy || this.#isStopped) return;
    while (this.#queue.length > 0 && this.#queue[0].isCancelled) this.#queue.shift();
    const first = this.#queue[0];
    if (first === undefined) return;
    this.#cancelTimer?.();
    this.#cancelTimer = undefined;
    const { clock, network } = this.#outside;
    const waitMs = Math.max(this.#notBeforeMs - clock.steadyMs(), 0) ||
      this.#budget.take(first.request.weight);
    if (waitMs > 0) return this.#later(waitMs);
    this.#isBusy = true;
    first.tries++;
    const { request: { url } } = first, { restHeaders: headers } = this.#protocol;
    network.get(url, { headers, timeoutMs: ANSWER_MS_MOST }, (reply) => {
      if (!this.#isStopped) this.#answered(first, reply);
    });
  }

  #later(waitMs: number): void {
    this.#cancelTimer = this.#outside.clock.after(Math.ceil(waitMs), () => {
      this.#cancelTimer = undefined;
      this.#next();
    });
  }

  #answered(waiting: Waiting, reply: Reply): void {
    this.#isBusy = false;
    const judgement = this.#protocol.rest.judge(reply);
    if (judgement.verdict === "again" && !waiting.isCancelled && waiting.tries < TRIES_MOST) {
      const waitMs = Math.min(WAIT_MS_MOST, waiting.backoff.nextMs(judgement.waitMs));
      this.#notBeforeMs = this.#outside.clock.steadyMs() + waitMs;
      return this.#next();
    }
    // Others wait as long as this one would have had to.
    if (judgement.verdict === "again") this.#notBeforeMs = this.#outside.clock.steadyMs() + judgement.waitMs;
    this.#queue.shift();
    if (!waiting.isCancelled) {
      if (judgement.verdict === "good") waiting.done(reply.text);
      else {
        const isUnknownSymbol = judgement.verdict === "bad" && judgement.isUnknownSymbol;
        waiting.done("", { reason: judgement.reason, isUnknownSymbol });
      }
    }
    this.#next();
  }
}

/** What any exchange means by a status; `undefined` where the body has to be looked at. */
export function judgeStatus(reply: Reply): { verdict: "again"; reason: string; waitMs: number } | undefined {
  const { status, headers } = reply;
  if (status === 0) return { verdict: "again", reason: `no answer (${reply.text})`, waitMs: 0 };
  if (status === 429 || status === 418) {
    const seconds = Number(headers["retry-after"]);
    // Without a word of how long: Binance bans for two minutes at least, and counts by the minute.
    const fallbackMs = status === 418 ? 120_000 : 10_000;
    const waitMs = seconds > 0 && seconds < Infinity ? seconds * 1_000 : fallbackMs;
    return {
      verdict: "again",
      reason: status === 418 ? "banned for asking too much (418)" : "asked too much (429)",
      waitMs,
    };
  }
  if (status >= 500) return { verdict: "again", reason: `the exchange failed (${status})`, waitMs: 0 };
  return undefined;
}
