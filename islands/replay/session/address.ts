import { parseSpeed, type Speed } from "./speeds.ts";

/** What the address of a replay page holds: enough to reopen the same moment. A part that isn't there is left to the page. */
export interface Address {
  /** Steps that are settled. */
  readonly step?: number;
  readonly speed?: Speed;
  /** Bars across the price chart, while it follows. */
  readonly bars?: number;
  /** Steps at the ends of the chart, while it doesn't. */
  readonly from?: number;
  readonly to?: number;
  /** Timeframe of the second chart. */
  readonly coarse?: string;
  /** Symbol of the instrument on the chart. */
  readonly instrument?: string;
}

/** Reads a query ("?step=688&speed=64"); what can't be read is left out, so that an old or mistyped link still opens. */
export function parseAddress(query: string): Address {
  const values = new URLSearchParams(query);
  const whole = (name: string) => {
    const text = values.get(name);
    return text !== null && /^\d{1,10}$/.test(text) ? Number(text) : undefined;
  };
  const from = whole("from"), to = whole("to");
  const isStretch = from !== undefined && to !== undefined && from < to;
  return {
    step: whole("step"),
    speed: parseSpeed(values.get("speed") ?? ""),
    bars: whole("bars") || undefined,
    from: isStretch ? from : undefined,
    to: isStretch ? to : undefined,
    coarse: /^\d{1,4}[smhdwM]$/.exec(values.get("coarse") ?? "")?.[0],
    instrument: values.get("instrument") || undefined,
  };
}

/** The query that {@link parseAddress} reads; parameters of others (`theme`) stay where they are in `before`. */
export function formatAddress(address: Address, before = ""): string {
  const values = new URLSearchParams(before);
  for (const name of ["step", "speed", "bars", "from", "to", "coarse", "instrument"] as const) {
    const value = address[name];
    if (value === undefined) values.delete(name);
    else values.set(name, String(value));
  }
  const text = values.toString();
  return text === "" ? "" : `?${text}`;
}
