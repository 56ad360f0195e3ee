import type { RunConfig, RunResult } from "../../engine/result.ts";
import type { RunSummary } from "../../server/lockstep.ts";
import { formatCloseDate, formatCountOf, formatDate, formatNumber } from "../../tasks/number_format.ts";
import { CommandLine } from "../command_line.tsx";
import { paramsInWords } from "../lists/params_in_words.ts";
import { Section } from "../page/section.tsx";

/** What one needs to have the run again, and to know that it is the same. `run` is missing where it isn't the server's. */
export function RunOrigin(
  { run, result }: { readonly run?: Pick<RunSummary, "id">; readonly result: RunResult },
) {
  const { config, data, versions, fingerprint, funnel } = result;
  const warmup = funnel.bars - data.bars;
  const facts: [string, string][] = [
    ["Strategy", `${config.strategy} ${config.strategyVersion}`],
    ["Parameters", paramsInWords(config.params) || "none"],
    ["Instruments", config.instruments.map(({ symbol }) => symbol).join(", ")],
    [
      "Bars",
      `${formatCountOf(data.bars, "bar")} of ${config.timeframe}${
        warmup > 0 ? `, ${warmup} of warm-up before` : ""
      }`,
    ],
    ["From, to", `${formatDate(data.firstTimeMs)} to ${formatCloseDate(data.lastTimeMs)}`],
    ["Cash", formatNumber(config.cash, 2)],
    ["Direction", config.direction],
    [
      "Costs",
      `fee ${config.feeBps} bps and ${config.feePerShare} a unit, slippage ${config.slippageBps} bps`,
    ],
    ["Leverage", String(config.leverage)],
    ["Conventions", config.preset],
    ["Seed", String(config.seed)],
  ];
  const proofs: [string, string][] = [
    ["Fingerprint", fingerprint],
    ["Data hash", data.fingerprint],
    ["Data", config.feed.sources.join(", ")],
    ["Lockstep", versions.lockstep],
    ["Deno", versions.deno],
    ...run === undefined ? [] : [["Run", run.id] as [string, string]],
  ];
  const command = commandOf(config);
  return (
    <Section title="The same again" id="origin">
      <div class="columns two">
        <div class="panel">
          <h3>Configuration</h3>
          <Facts facts={facts} />
        </div>
        <div class="panel stack origin-proofs">
          <div>
            <h3>Fingerprint</h3>
            <p class="muted small">
              Two runs with the same fingerprint had the same orders, fills and equity, to the bit.
            </p>
            <Facts facts={proofs} isMono />
          </div>
          {command !== undefined && (
            <div>
              <h3>On the command line</h3>
              <CommandLine>{command}</CommandLine>
            </div>
          )}
        </div>
      </div>
    </Section>
  );
}

function Facts(
  { facts, isMono = false }: { readonly facts: readonly [string, string][]; readonly isMono?: boolean },
) {
  return (
    <dl class="facts is-text">
      {facts.map(([name, value]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd class={isMono ? "mono" : undefined}>{value}</dd>
        </div>
      ))}
    </dl>
  );
}

/** The command that does the same run; undefined where its bars stand in no file. */
function commandOf(config: RunConfig): string | undefined {
  const { feed, preset } = config;
  if (feed.sources.length === 0 || !feed.sources.every((source) => /\.csv$/i.test(source))) return undefined;
  const lotSizes = new Set(config.instruments.map(({ lotSize }) => lotSize));
  const tickSizes = new Set(config.instruments.map(({ tickSize }) => tickSize));
  if (lotSizes.size > 1 || tickSizes.size > 1) return undefined;
  const [lotSize] = lotSizes, [tickSize] = tickSizes;
  const flag = (name: string, value: unknown, byDefault?: unknown) =>
    value === byDefault || value === undefined ? [] : [`--${name} ${quoted(value)}`];
  return [
    "deno task backtest",
    ...flag("strategy", config.strategyFile ?? config.strategy),
    ...feed.sources.flatMap((source) => flag("data", source)),
    ...Object.entries(config.params).flatMap(([name, value]) => flag(name, value)),
    ...flag("from", config.fromMs && formatDate(config.fromMs)),
    ...flag("to", config.toMs && formatDate(config.toMs)),
    ...flag("cash", config.cash, 100_000),
    ...flag("direction", config.direction, "long"),
    ...flag("fee-bps", config.feeBps, 5),
    ...flag("fee-per-share", config.feePerShare, 0),
    ...flag("slippage-bps", config.slippageBps, 1),
    ...flag("leverage", config.leverage, 1),
    ...flag("lot-size", lotSize, 1),
    ...flag("tick-size", tickSize, 0),
    ...flag("time-zone", feed.timeZone, "UTC"),
    ...feed.adjusted ? ["--adjusted"] : [],
    ...flag("on-bad-row", feed.onBadRow, "fail"),
    ...flag("preset", preset, "lockstep"),
  ].join(" ");
}

/** As a shell takes it. */
function quoted(value: unknown): string {
  const text = typeof value === "string" ? value : JSON.stringify(value);
  return /^[\w./:+-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`;
}
