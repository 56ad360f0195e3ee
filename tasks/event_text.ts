import type { DeskEvent } from "../engine/desk/desk_event.ts";
import { TAKEN_OVER } from "../engine/taken_position.ts";
import { formatNumber, formatPrice, formatSigned } from "./number_format.ts";
import { reasonText } from "./reason_text.ts";

/** How something said looks; each goes with a sign, so that colour is never the only one. */
export type Tone = "plain" | "gain" | "loss" | "warn" | "faint";

/** What an actor said, in words. */
export interface Said {
  readonly sign: string;
  readonly text: string;
  readonly tone: Tone;
  /** More of it, for who asks. */
  readonly meaning?: string;
}

/** An event in words: "Refused: exposure limit reached", "Filled: buy 1,012 at 93.79". The symbol stands before it where there are several. */
export function eventText(
  event: DeskEvent,
  { instruments }: { readonly instruments: readonly { readonly symbol: string }[] },
): Said {
  const said = TEXTS[event.kind](event);
  return instruments.length < 2
    ? said
    : { ...said, text: `${instruments[event.instrumentIndex]?.symbol ?? "?"}: ${said.text}` };
}

/** "buy 1,012", "sell 0.25". */
export function sideText(direction: number | undefined, quantity: number | undefined): string {
  const side = direction === undefined ? "" : direction > 0 ? "buy" : direction < 0 ? "sell" : "close";
  return [side, quantity === undefined ? "" : quantityText(quantity)].join(" ").trim();
}

/** Units held or traded, with no more digits than they have, and eight at most. */
export function quantityText(quantity: number): string {
  const decimals = /\.(\d+)$/.exec(Math.abs(quantity).toFixed(8).replace(/0+$/, ""))?.[1].length ?? 0;
  return formatNumber(quantity, decimals);
}

const TEXTS: Readonly<Record<DeskEvent["kind"], (event: DeskEvent) => Said>> = {
  signal: ({ direction = 0, strength = 1, reason }) => ({
    sign: direction > 0 ? "▲" : direction < 0 ? "▼" : "●",
    text: because(
      `${direction > 0 ? "Long" : direction < 0 ? "Short" : "Flat"}${
        strength < 1 ? `, strength ${formatNumber(strength, 2)}` : ""
      }`,
      reason,
    ),
    tone: "plain",
  }),
  skipped: ({ reason }) => ({ sign: "–", text: because("Skipped", reason), tone: "faint" }),
  sized: ({ direction, quantity }) => ({
    sign: "●",
    text: capital(sideText(direction, quantity)),
    tone: "plain",
  }),
  unsized: ({ reason }) => ({ sign: "✕", text: because("No size", reason), tone: "warn" }),
  approved: ({ direction, quantity }) => ({
    sign: "✓",
    text: `Approved: ${sideText(direction, quantity)}`,
    tone: "plain",
  }),
  resized: ({ direction, quantity, askedQuantity, reason }) => ({
    sign: "↓",
    text: because(
      `Resized: ${askedQuantity === undefined ? "" : `${sideText(direction, askedQuantity)} → `}${
        quantity === undefined ? "" : quantityText(quantity)
      }`,
      reason,
      ", ",
    ),
    tone: "warn",
  }),
  refused: ({ reason }) => ({ sign: "✕", text: because("Refused", reason), tone: "warn" }),
  submitted: ({ direction, quantity, orderType, limitPrice, stopPrice, reason }) => ({
    sign: "→",
    text: because(
      capital(
        `${orderType?.replace("_", " ") ?? "order"} ${sideText(direction, quantity)}${
          at(stopPrice, limitPrice)
        }`,
      ),
      reason,
      ", ",
    ),
    tone: "plain",
  }),
  filled: ({ direction, quantity, price, fee, slippage, reason }) => ({
    sign: (direction ?? 0) > 0 ? "▲" : "▼",
    text: `${reason === TAKEN_OVER ? "Taken over" : "Filled"}: ${sideText(direction, quantity)}${
      price === undefined ? "" : ` at ${formatPrice(price)}`
    }${costs(fee, slippage)}`,
    tone: (direction ?? 0) > 0 ? "gain" : "loss",
  }),
  rejected: ({ reason }) => ({ sign: "✕", text: because("Rejected", reason), tone: "warn" }),
  cancelled: ({ reason }) => ({ sign: "–", text: because("Cancelled", reason), tone: "faint" }),
  expired: ({ reason }) => ({ sign: "–", text: because("Expired", reason), tone: "faint" }),
  closed: ({ profit, returnPct, reason }) => ({
    sign: profit === undefined ? "■" : profit >= 0 ? "+" : "−",
    text: because(
      `Trade closed${profit === undefined ? "" : `: ${formatSigned(profit, 2)}`}${
        returnPct === undefined ? "" : ` (${formatSigned(returnPct, 2)} %)`
      }`,
      reason,
      ", ",
    ),
    tone: profit === undefined ? "plain" : profit >= 0 ? "gain" : "loss",
  }),
  halted: ({ reason }) => ({ sign: "■", text: because("Halted", reason), tone: "warn" }),
};

function because(text: string, reason: string | undefined, between = ": "): string {
  return reason === undefined || reason === "" ? text : `${text}${between}${reasonText(reason)}`;
}

function at(stopPrice: number | undefined, limitPrice: number | undefined): string {
  if (stopPrice !== undefined && limitPrice !== undefined) {
    return `, stop ${formatPrice(stopPrice)}, limit ${formatPrice(limitPrice)}`;
  }
  const price = stopPrice ?? limitPrice;
  return price === undefined ? "" : ` at ${formatPrice(price)}`;
}

function costs(fee: number | undefined, slippage: number | undefined): string {
  const parts = [["fee", fee], ["slippage", slippage]] as const;
  const known = parts.filter(([, value]) => value !== undefined && value !== 0);
  return known.map(([name, value]) => `, ${name} ${formatNumber(value!, 2)}`).join("");
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
