import type { ReplayDescription, ReplayEvent, Stage } from "../../../server/replay_messages.ts";
import { formatNumber, formatPrice, formatSigned, moneyDecimals } from "../../../tasks/number_format.ts";
import { columnText, indicatorText } from "../../page/value_text.ts";
import { reasonText } from "../../../tasks/reason_text.ts";
import { eventText, quantityText, type Said, sideText } from "../../../tasks/event_text.ts";
import type { Tick } from "../session/session.ts";

/** What a stage took in and gave out on this bar. */
export interface StageReading {
  readonly stage: Stage;
  /** What stands in it, in words. */
  readonly parts: readonly string[];
  /** What it was given; empty where it was given nothing. */
  readonly takes: string;
  /** What it gave, in order; never empty. */
  readonly says: readonly Said[];
  /** Whether it did more than to look on. */
  readonly hasActed: boolean;
}

/** The six stages at the bar at which the replay stands; `events` are those of this bar, in order. */
export function readStages(
  tick: Tick,
  events: readonly ReplayEvent[],
  description: ReplayDescription,
  instrumentIndex: number,
): readonly StageReading[] {
  const of = (stage: Stage) => events.filter((event) => event.stage === stage);
  const say = (stage: Stage) => of(stage).map((event) => eventText(event, description));
  const reading = (
    stage: Stage,
    takes: string,
    said: readonly Said[],
    standing: readonly Said[],
  ): StageReading => ({
    stage,
    parts: description.stages[stage],
    takes,
    says: said.length + standing.length > 0 ? [...said, ...standing] : [nothing(SILENT[stage])],
    hasActed: said.length > 0,
  });
  const { instruments } = description, { tickSize } = instruments[instrumentIndex];
  const bar = tick.bars[instrumentIndex];
  const priceText = (price: number) => indicatorText(price, "price", tickSize);
  const values = indicatorValues(tick, description, instrumentIndex);
  const signals = of("signal").filter(({ kind }) => kind === "signal");
  const sized = of("sizer").filter(({ kind }) => kind === "sized");
  const approved = of("risk").filter(({ kind }) => kind === "approved" || kind === "resized");
  const fills = of("broker").filter(({ kind }) => kind === "filled");
  const sides = (list: readonly ReplayEvent[]) =>
    list.map(({ direction, quantity }) => sideText(direction, quantity)).join(", ");
  const isOfOther = instruments.length > 1 && signals.length > 0 &&
    signals.every((signal) => signal.instrumentIndex !== instrumentIndex);
  return [
    {
      ...reading("indicator", bar ? `close ${priceText(bar[3])}` : "", [], values.map(figure)),
      hasActed: false,
    },
    reading(
      "signal",
      // What stands above is another's: what that one was given isn't said here.
      bar && !isOfOther ? values.slice(0, 3).map(({ name, text }) => `${name} ${text}`).join(" · ") : "",
      say("signal"),
      [],
    ),
    reading("sizer", signals.map(signalText).join(", "), say("sizer"), []),
    reading("risk", sides(sized), say("risk"), guards(tick, instrumentIndex, priceText)),
    reading("broker", sides(approved), say("broker"), working(tick, instrumentIndex, priceText)),
    reading("portfolio", sides(fills), say("portfolio"), holdings(tick, description, instrumentIndex)),
  ];
}

const SILENT: Readonly<Record<Stage, string>> = {
  indicator: "no value yet",
  signal: "no signal",
  sizer: "nothing to size",
  risk: "nothing to review",
  broker: "no order",
  portfolio: "flat",
};

function nothing(text: string): Said {
  return { sign: "", text, tone: "faint" };
}

function figure(
  { name, title, text }: { readonly name: string; readonly title: string; readonly text: string },
): Said {
  return { sign: "", text: `${name}\t${text}`, tone: "plain", meaning: title };
}

function indicatorValues(
  tick: Tick,
  { indicators, instruments }: ReplayDescription,
  instrumentIndex: number,
) {
  const { tickSize } = instruments[instrumentIndex];
  return indicators.map(({ column, title, pane }, k) => {
    const value = tick.indicators[instrumentIndex]?.[k] ?? NaN;
    return { name: columnText(column), title, text: indicatorText(value, pane, tickSize) };
  });
}

function signalText({ direction = 0, strength = 1 }: ReplayEvent): string {
  const side = direction > 0 ? "long" : direction < 0 ? "short" : "flat";
  return strength < 1 ? `${side}, strength ${formatNumber(strength, 2)}` : side;
}

function guards({ levels }: Tick, instrumentIndex: number, priceText: (price: number) => string): Said[] {
  return levels
    .filter((level) => level.instrumentIndex === instrumentIndex && level.kind.startsWith("guard"))
    .map(({ label, price }) => ({
      sign: "",
      text: `${reasonText(label)}\t${priceText(price)}`,
      tone: "plain",
    }));
}

function working({ levels }: Tick, instrumentIndex: number, priceText: (price: number) => string): Said[] {
  return levels
    .filter((level) => level.instrumentIndex === instrumentIndex && !level.kind.startsWith("guard"))
    .map(({ label, price }) => ({
      sign: "",
      text: `Works: ${reasonText(label)}\t${priceText(price)}`,
      tone: "plain",
    }));
}

function holdings(tick: Tick, { cash, instruments }: ReplayDescription, instrumentIndex: number): Said[] {
  const decimals = moneyDecimals(cash);
  const position = tick.positions.find((each) => each.instrumentIndex === instrumentIndex);
  const said: Said[] = [];
  if (position === undefined || position.quantity === 0) said.push(nothing("flat"));
  else {
    const { quantity, averagePrice, unrealisedProfit } = position;
    said.push(
      {
        sign: quantity > 0 ? "▲" : "▼",
        text: `${quantity > 0 ? "long" : "short"} ${quantityText(Math.abs(quantity))}\tat ${
          formatPrice(averagePrice)
        }`,
        tone: "plain",
      },
      {
        sign: "",
        text: `open profit\t${formatSigned(unrealisedProfit, decimals)}`,
        tone: unrealisedProfit >= 0 ? "gain" : "loss",
      },
    );
  }
  const currency = instruments[instrumentIndex]?.currency ?? "";
  said.push(
    { sign: "", text: `equity ${currency}\t${formatNumber(tick.equity, decimals)}`, tone: "plain" },
    { sign: "", text: `cash\t${formatNumber(tick.cash, decimals)}`, tone: "plain" },
  );
  return said;
}
