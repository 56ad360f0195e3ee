import { type IPriceLine, type ISeriesApi, LineStyle } from "lightweight-charts";
import type { ReplayLevel } from "../../server/replay_messages.ts";
import { reasonText } from "../../tasks/reason_text.ts";
import type { Palette } from "./palette.ts";

/** Orders that work and levels that rules guard, as lines over the prices. Lines that stay aren't touched. */
export class LevelLines {
  readonly #candles: ISeriesApi<"Candlestick">;
  readonly #lines = new Map<string, IPriceLine>();

  constructor(candles: ISeriesApi<"Candlestick">) {
    this.#candles = candles;
  }

  show(levels: readonly ReplayLevel[], { loss, gain, accent }: Palette): void {
    const wanted = new Map(levels.map((level) => [`${level.kind} ${level.price} ${level.label}`, level]));
    for (const [key, line] of this.#lines) {
      if (wanted.has(key)) continue;
      this.#candles.removePriceLine(line);
      this.#lines.delete(key);
    }
    for (const [key, { kind, price, label }] of wanted) {
      if (this.#lines.has(key)) continue;
      this.#lines.set(
        key,
        this.#candles.createPriceLine({
          price,
          color: kind === "guardStop" || kind === "stop" ? loss : kind === "guardTarget" ? gain : accent,
          lineWidth: 1,
          lineStyle: kind === "limit" || kind === "stop" ? LineStyle.Dashed : LineStyle.Solid,
          axisLabelVisible: true,
          title: reasonText(label),
        }),
      );
    }
  }

  /** Takes all away: they are drawn anew in other colours. */
  clear(): void {
    for (const line of this.#lines.values()) this.#candles.removePriceLine(line);
    this.#lines.clear();
  }
}
