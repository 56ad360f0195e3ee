import { z } from "zod";

/** What can be subscribed to on the stream. */
export const ALPACA_CHANNELS = [
  "trades",
  "quotes",
  "bars",
  "updatedBars",
  "dailyBars",
  "statuses",
  "lulds",
] as const;

/** One of {@link ALPACA_CHANNELS}. */
export type AlpacaChannel = typeof ALPACA_CHANNELS[number];

/** Symbols of trades and quotes together, on the free plan. */
const SYMBOLS_MOST = 30;

const symbols = z.array(z.string()).optional();

/** What a client says on the stream. */
export const alpacaRequestSchema = z.discriminatedUnion("action", [
  z.object({ action: z.literal("auth"), key: z.string(), secret: z.string() }),
  ...(["subscribe", "unsubscribe"] as const).map((action) =>
    z.object({
      action: z.literal(action),
      trades: symbols,
      quotes: symbols,
      bars: symbols,
      updatedBars: symbols,
      dailyBars: symbols,
      statuses: symbols,
      lulds: symbols,
      orderbooks: symbols,
    })
  ),
]);

type Lists = { readonly [Channel in AlpacaChannel]?: readonly string[] | undefined };

/** The symbols of each channel that a client has subscribed to. */
export class AlpacaSubscriptions {
  #lists = new Map<AlpacaChannel, readonly string[]>();

  of(channel: AlpacaChannel): readonly string[] {
    return this.#lists.get(channel) ?? [];
  }

  /** Adds symbols; changes nothing and says false where that would be more than the plan allows. */
  add(lists: Lists): boolean {
    const next = new Map(this.#lists);
    for (const channel of ALPACA_CHANNELS) {
      next.set(channel, [...new Set([...this.of(channel), ...lists[channel] ?? []])]);
    }
    const limited = next.get("trades")!.length + next.get("quotes")!.length;
    if (limited > SYMBOLS_MOST) return false;
    this.#lists = next;
    return true;
  }

  remove(lists: Lists): void {
    for (const channel of ALPACA_CHANNELS) {
      this.#lists.set(channel, this.of(channel).filter((symbol) => !lists[channel]?.includes(symbol)));
    }
  }

  /** The full list, as every answer states it: corrections and cancelled trades come with the trades of shares. */
  text(isCrypto: boolean): string {
    const lists: Record<string, readonly string[]> = {};
    for (const channel of ALPACA_CHANNELS) {
      if (!isCrypto || !/^(statuses|lulds)$/.test(channel)) lists[channel] = this.of(channel);
    }
    if (isCrypto) lists.orderbooks = [];
    else lists.corrections = lists.cancelErrors = this.of("trades");
    return JSON.stringify([{ T: "subscription", ...lists }]);
  }
}
