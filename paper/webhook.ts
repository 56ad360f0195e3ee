import { LockstepError } from "../engine/error.ts";
import type { Alert } from "./alerts.ts";

/** What a webhook needs of the outside. */
export interface WebhookParts {
  readonly url: string;
  /** Signs what is sent: whoever has it can tell that it came from here. */
  readonly secret: string;
  readonly clock: { nowMs(): number; after(delayMs: number, call: () => void): () => void };
  /** Sends a POST request and gives its status, or throws. */
  post(url: string, headers: Readonly<Record<string, string>>, body: string): Promise<number>;
  /** Something is wrong with it, in words: to be shown, not to be sent. */
  warn(text: string): void;
}

/** From one try to the next, and tries of one alert: over some ten minutes. */
const AGAIN_MS_LEAST = 1_000, AGAIN_MS_MOST = 120_000, TRIES_MOST = 10;
/** Alerts that wait; the oldest gives way. */
const WAITING_MOST = 1_000;

/**
 * Sends alerts to an address, one after the other, as JSON. `X-Lockstep-Signature` is `t=SECONDS,v1=HEX`, HEX being HMAC-SHA-256 over
 * `SECONDS.BODY` with the secret (as Stripe signs, https://docs.stripe.com/webhooks#verify-manually): who receives it checks it and refuses
 * what is old. What isn't answered with 2xx is tried again, in order, with growing pauses; an alert may come twice, its `id` says so.
 */
export class Webhook {
  readonly #parts: WebhookParts;
  readonly #key: Promise<CryptoKey>;
  readonly #waiting: Alert[] = [];
  #isSending = false;
  #tries = 0;
  #dropped = 0;
  /** Who waits until all is sent. */
  #settled = () => {};

  /** @throws LockstepError where the address is none, would be sent in the clear over the net, or there is no secret. */
  constructor(parts: WebhookParts) {
    const url = URL.parse(parts.url);
    const isHere = url !== null && ["localhost", "127.0.0.1", "[::1]"].includes(url.hostname);
    if (url === null || !(url.protocol === "https:" || url.protocol === "http:" && isHere)) {
      throw new LockstepError(
        "A webhook needs an https:// address (http:// on this machine only): LOCKSTEP_WEBHOOK is none.",
      );
    }
    if (parts.secret.length < 16) {
      throw new LockstepError(
        "A webhook is signed: put a secret of 16 characters or more into LOCKSTEP_WEBHOOK_SECRET.",
      );
    }
    this.#parts = parts;
    this.#key = crypto.subtle.importKey(
      "raw",
      new TextEncoder().encode(parts.secret),
      { name: "HMAC", hash: "SHA-256" },
      false,
      ["sign"],
    );
  }

  /** Sends an alert, now or after those that wait. */
  send(alert: Alert): void {
    this.#waiting.push(alert);
    if (this.#waiting.length > WAITING_MOST) {
      // The first is under way.
      this.#waiting.splice(this.#isSending ? 1 : 0, 1);
      if (this.#dropped++ === 0) {
        this.#parts.warn("the webhook doesn't keep up: the oldest alerts are left out");
      }
    }
    if (!this.#isSending) this.#next();
  }

  /** Alerts that wait. */
  get waiting(): number {
    return this.#waiting.length;
  }

  /** Waits until all is sent, but no longer than so many milliseconds. */
  settled(msMost: number): Promise<void> {
    return new Promise((resolve) => {
      if (!this.#isSending) return resolve();
      const cancel = this.#parts.clock.after(msMost, resolve);
      this.#settled = () => {
        cancel();
        resolve();
      };
    });
  }

  async #next(): Promise<void> {
    const alert = this.#waiting[0], { url, clock, post, warn } = this.#parts;
    this.#isSending = alert !== undefined;
    if (alert === undefined) return this.#settled();
    let why: string;
    try {
      const body = JSON.stringify(alert), seconds = Math.floor(clock.nowMs() / 1000);
      const signature = await crypto.subtle.sign(
        "HMAC",
        await this.#key,
        new TextEncoder().encode(`${seconds}.${body}`),
      );
      const status = await post(url, {
        "content-type": "application/json",
        "x-lockstep-signature": `t=${seconds},v1=${new Uint8Array(signature).toHex()}`,
      }, body);
      if (status >= 200 && status < 300) return this.#done();
      why = `it answered ${status}`;
    } catch {
      why = "it can't be reached"; // what was thrown may name the address, which may hold a secret
    }
    if (++this.#tries >= TRIES_MOST) {
      warn(`an alert could not be sent to the webhook in ${TRIES_MOST} tries (${why}): ${alert.text}`);
      return this.#done();
    }
    if (this.#tries === 1) warn(`the webhook is tried again: ${why}`);
    clock.after(Math.min(AGAIN_MS_MOST, AGAIN_MS_LEAST * 2 ** (this.#tries - 1)), () => void this.#next());
  }

  #done(): void {
    this.#tries = 0;
    this.#waiting.shift();
    void this.#next();
  }
}

/** Sends as a process does; ten seconds at most. */
export async function postOverHttp(
  url: string,
  headers: Readonly<Record<string, string>>,
  body: string,
): Promise<number> {
  const response = await fetch(url, {
    method: "POST",
    headers,
    body,
    redirect: "error",
    signal: AbortSignal.timeout(10_000),
  });
  await response.body?.cancel();
  return response.status;
}
