import type { ComponentChildren } from "preact";
import type { RunResult } from "../../engine/result.ts";
import {
  formatCloseDate,
  formatCountOf,
  formatDate,
  formatDateTime,
  formatNumber,
  moneyDecimals,
} from "../../tasks/number_format.ts";
import { noTradeSentence } from "../../tasks/tear_sheet_funnel.ts";
import { EmptyState } from "../empty_state.tsx";
import { paramsInWords } from "../lists/params_in_words.ts";
import { Section } from "../page/section.tsx";
import { DrawdownTable } from "../run/drawdown_table.tsx";
import { type ExplainedFigureProps, ExplainedFigures, Headline } from "../run/explained_figure.tsx";
import { Funnel } from "../run/funnel.tsx";
import { MonthTable } from "../run/month_table.tsx";
import { OpenPositions } from "../run/open_positions.tsx";
import { runColumns } from "../run/run_columns.ts";
import { runFigures } from "../run/run_figures.ts";
import { RunOrigin } from "../run/run_origin.tsx";
import { RunWarnings } from "../run/run_warnings.tsx";
import { StaticPicture } from "../run/static_picture.tsx";
import { AllFigures } from "./all_figures.tsx";
import { AttributionTables } from "./attribution_tables.tsx";
import { costFigures, fragilityFigures } from "./cost_figures.ts";
import { type Bins, binsOf, Histogram } from "./histogram.tsx";
import { LinePicture } from "./line_picture.tsx";
import { periodReturns, rollingSharpe } from "./period_returns.ts";
import type { PriceCurve } from "./price_curve.ts";
import { TradeList } from "./trade_list.tsx";
import { TradePicture, TRADES_DRAWN_MOST } from "./trade_picture.tsx";

const DAY_MS = 86_400_000;
/** Instruments whose prices are drawn, most: those that were traded most. */
const PRICES_DRAWN_MOST = 4;

/** See {@link TearSheet}. */
export interface TearSheetProps {
  readonly result: RunResult;
  /** Of each instrument, where they are at hand. */
  readonly prices: readonly PriceCurve[];
}

/**
 * A run in the order in which a trader asks: did it make money, at what pain, is it luck, what did it do, show me. All of it is there
 * without a script, and nothing is fetched.
 */
export function TearSheet({ result, prices }: TearSheetProps) {
  const { metrics, config, equity, trades, openPositions, drawdowns, monthlyReturnsPct } = result;
  const figures = runFigures(result);
  const decimals = moneyDecimals(metrics.initialEquity ?? config.cash);
  const columns = runColumns(result, decimals);
  const isTimed = equity.timeMs.some((timeMs) => timeMs % DAY_MS !== 0);
  const hasPicture = columns.timeS.length > 1;
  const periods = periodReturns(result);
  const window = Math.max(2, Math.round((metrics.periodsPerYear ?? 252) / 2));
  // Days out of the market are neither gain nor loss.
  const returnBins = binsOf(periods.returns.filter((each) => each !== 0).map((each) => 100 * each));
  const tradeBins = binsOf(trades.map(({ returnPct }) => returnPct));
  return (
    <>
      <Head result={result} isTimed={isTimed} />
      <RunWarnings result={result} />
      <Section title="Did it make money?" id="money">
        <Answer figures={figures.money}>
          {hasPicture && (
            <Picture title="Equity" legend={[["is-equity", "equity"], ["", "buy and hold"]]} isTall>
              <StaticPicture kind="equity" columns={columns} />
            </Picture>
          )}
        </Answer>
      </Section>
      <Section title="At what pain?" id="pain">
        <Answer figures={figures.pain}>
          {hasPicture && (
            <Picture title="Fall below the peak">
              <StaticPicture kind="drawdown" columns={columns} />
            </Picture>
          )}
          <DrawdownTable drawdowns={drawdowns} isTimed={isTimed} />
        </Answer>
      </Section>
      <Section title="Is it luck?" id="luck">
        <Answer figures={figures.luck}>
          {monthlyReturnsPct.length > 0 && (
            <div class="stack">
              <h3>Returns by month, in percent</h3>
              <MonthTable months={monthlyReturnsPct} />
            </div>
          )}
          {periods.returns.length > window + 20 && (
            <Picture title={`Sharpe ratio over ${window} days`}>
              <LinePicture
                timeMs={periods.timeMs}
                values={rollingSharpe(periods.returns, window, metrics.periodsPerYear ?? 252)}
                format={(value) => formatNumber(value, 1)}
              />
            </Picture>
          )}
          <div class="columns two">
            <Distribution title="Days in which equity moved, by return" bins={returnBins} />
            <Distribution title="Trades, by return" bins={tradeBins} />
          </div>
        </Answer>
      </Section>
      <Section title="What does it hang on?" id="fragility">
        <div class="columns two">
          <div class="panel">
            <ExplainedFigures figures={fragilityFigures(result)} />
          </div>
          <div class="panel">
            <ExplainedFigures figures={costFigures(result)} />
          </div>
        </div>
      </Section>
      <Section title="What did it do?" id="work">
        <Answer figures={figures.work}>
          <div class="panel">
            <Funnel counts={result.funnel} />
          </div>
        </Answer>
        {trades.length > 0 && <AttributionTables trades={trades} decimals={decimals} />}
      </Section>
      <Section title="Show me" id="show" aside={<p class="small">Times are UTC.</p>}>
        <div class="stack">
          {pricesToDraw(prices, result).map((each) => (
            <Prices key={each.symbol} prices={each} result={result} />
          ))}
          {trades.length === 0
            ? <EmptyState title="No closed trade">{noTradeSentence(result) ?? "None was kept."}</EmptyState>
            : (
              <TradeList
                trades={trades}
                isTimed={isTimed}
                hasInstruments={config.instruments.length > 1}
                decimals={decimals}
              />
            )}
          {openPositions.length > 0 && <OpenPositions positions={openPositions} decimals={decimals} />}
          <AllFigures result={result} />
        </div>
      </Section>
      <RunOrigin result={result} />
    </>
  );
}

function Head({ result, isTimed }: { readonly result: RunResult; readonly isTimed: boolean }) {
  const { config, data, metrics } = result;
  const time = isTimed ? formatDateTime : formatCloseDate;
  const symbols = config.instruments.map(({ symbol }) => symbol);
  const named = symbols.length <= 4
    ? symbols.join(", ")
    : `${symbols.slice(0, 3).join(", ")} and ${symbols.length - 3} more`;
  const facts = [
    paramsInWords(config.params),
    `${formatDate(data.firstTimeMs)} to ${time(data.lastTimeMs)}`,
    formatCountOf(data.bars, "bar"),
    metrics.periodsPerYear === undefined ? "" : `${formatNumber(metrics.periodsPerYear, 0)} returns a year`,
    `figures as ${config.preset} counts them`,
    config.matching === "trades" ? "orders matched against trades" : "",
  ];
  return (
    <header class="sheet-head">
      <div>
        <h1>{config.strategy} on {named}, {config.timeframe}</h1>
        <p class="muted">{facts.filter((fact) => fact !== "").join(" · ")}</p>
      </div>
      <button type="button" class="button" id="theme" hidden>Light or dark</button>
    </header>
  );
}

/** A question's figures, the first one large, and the pictures that explain them. */
function Answer(
  { figures, children }: {
    readonly figures: readonly ExplainedFigureProps[];
    readonly children: ComponentChildren;
  },
) {
  return (
    <div class="columns figures-and-picture">
      <div class="stack">
        <Headline {...figures[0]} />
        <ExplainedFigures figures={figures.slice(1)} />
      </div>
      <div class="stack">{children}</div>
    </div>
  );
}

function Picture(
  { title, legend = [], isTall = false, children }: {
    readonly title: string;
    /** Class and name of each line. */
    readonly legend?: readonly (readonly [string, string])[];
    readonly isTall?: boolean;
    readonly children: ComponentChildren;
  },
) {
  return (
    <figure class="panel sheet-picture">
      <figcaption class="legend">
        <b>{title}</b>
        {legend.map(([kind, name]) => <span key={name} class={`key ${kind}`}>{name}</span>)}
      </figcaption>
      <div class={isTall ? "picture" : "picture is-drawdown"}>{children}</div>
    </figure>
  );
}

function Distribution({ title, bins }: { readonly title: string; readonly bins: Bins | undefined }) {
  return bins === undefined ? null : (
    <Picture title={title}>
      <Histogram bins={bins} />
    </Picture>
  );
}

function Prices({ prices, result }: { readonly prices: PriceCurve; readonly result: RunResult }) {
  const trades = result.trades.filter(({ instrument }) => instrument === prices.symbol);
  const some = trades.length > TRADES_DRAWN_MOST ? `, the ${TRADES_DRAWN_MOST} that mattered most` : "";
  return (
    <Picture
      title={`${prices.symbol}: price and ${formatCountOf(trades.length, "trade")}${some}`}
      legend={[["is-entry", "entered"], ["is-exit", "left"], ["is-won", "made money"], [
        "is-lost",
        "lost money",
      ]]}
      isTall
    >
      <TradePicture prices={prices} trades={trades} />
    </Picture>
  );
}

/** Those that were traded most, and can be drawn. */
function pricesToDraw(prices: readonly PriceCurve[], { trades }: RunResult): readonly PriceCurve[] {
  const counts = new Map<string, number>();
  for (const { instrument } of trades) counts.set(instrument, (counts.get(instrument) ?? 0) + 1);
  return prices.filter(({ close }) => close.length > 1)
    .toSorted((a, b) => (counts.get(b.symbol) ?? 0) - (counts.get(a.symbol) ?? 0))
    .slice(0, PRICES_DRAWN_MOST);
}
