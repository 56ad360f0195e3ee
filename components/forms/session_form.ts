import type { ParamField } from "./param_field.ts";
import { type FormTexts, strategyPartOf, strategyTextsOf } from "./run_form.ts";
import type { StrategySummary } from "../../server/lockstep.ts";
import type { SessionRequestInput, SessionSummary } from "../../server/session_messages.ts";

/** Exchanges by the names that requests have for them, and what is traded there, as an example. */
export const VENUE_CHOICES = [
  ["binance", "Binance, spot", "BTCUSDT"],
  ["coinbase", "Coinbase", "BTC-USD"],
  ["kraken", "Kraken", "BTC/USD"],
  ["alpaca", "Alpaca, US stocks", "AAPL"],
  ["alpaca_crypto", "Alpaca, crypto", "BTC/USD"],
] as const;

/** What a session does about bars that come too late, and when its strategy fails, and what it takes for a price. */
export const POLICY_FIELDS: readonly ParamField[] = [
  choice(
    "onLateBars",
    "Bars come too late",
    ["follow", "forget", "act"],
    "follow their last signal once in time again, forget it, or act as if they were in time",
  ),
  choice("onFailure", "The strategy fails", ["flatten", "hold"], "what becomes of what is held"),
  choice("matching", "Matched against", ["bars", "trades"], "bars as in most backtests, or each trade"),
];

/** Whether a policy isn't as it is by default: then it is shown unfolded. */
export function hasPolicy(texts: FormTexts): boolean {
  return POLICY_FIELDS.some(({ name, defaultText }) => (texts[name] || defaultText) !== defaultText);
}

/** The session that a form asks for. What can't be read goes on as it is, so that whoever checks it says what is wrong. */
export function sessionRequestOf(
  texts: FormTexts,
  strategy: StrategySummary | undefined,
): SessionRequestInput {
  const policies = POLICY_FIELDS.filter(({ name }) => texts[name]).map(({ name }) => [name, texts[name]]);
  return {
    ...strategyPartOf(texts, strategy),
    venue: texts.venue as typeof VENUE_CHOICES[number][0],
    symbols: (texts.symbols ?? "").split(/[\s,;]+/).filter((symbol) => symbol !== ""),
    timeframe: texts.timeframe ?? "",
    ...texts.isLocal === "yes" && { exchange: { speed: Number(texts.speed || 1) } },
    ...Object.fromEntries(policies),
  };
}

/** A session's strategy, parameters, account, market and policies as the texts of the form that begins another. */
export function sessionTextsOf({ config }: SessionSummary): FormTexts {
  if (config === undefined) return {};
  const { venue, instruments, timeframe, exchange, onLateBars, onFailure, matching = "bars" } = config;
  return {
    ...strategyTextsOf(config),
    venue,
    symbols: instruments.map(({ symbol }) => symbol).join(", "),
    timeframe,
    isLocal: exchange === undefined ? "no" : "yes",
    ...exchange !== undefined && { speed: String(exchange.speed) },
    onLateBars,
    onFailure,
    matching,
  };
}

function choice(name: string, label: string, choices: readonly string[], hint: string): ParamField {
  return { name, label, kind: "choice", defaultText: choices[0], choices, bounds: {}, hint };
}
