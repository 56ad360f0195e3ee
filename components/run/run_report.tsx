import type { RunResult } from "../../engine/result.ts";
import RunPicture from "../../islands/run_picture.tsx";
import RunTrades from "../../islands/run_trades.tsx";
import type { RunSummary } from "../../server/lockstep.ts";
import { formatNumber, formatSigned, moneyDecimals } from "../../tasks/number_format.ts";
import { noTradeSentence } from "../../tasks/tear_sheet_funnel.ts";
import { EmptyState } from "../empty_state.tsx";
import { DrawdownTable } from "./drawdown_table.tsx";
import { ExplainedFigures, Headline } from "./explained_figure.tsx";
import { Funnel } from "./funnel.tsx";
import { MonthTable } from "./month_table.tsx";
import { OpenPositions } from "./open_positions.tsx";
import { runColumns } from "./run_columns.ts";
import { runFigures } from "./run_figures.ts";
import { RunOrigin } from "./run_origin.tsx";
import { RunWarnings } from "./run_warnings.tsx";
import { Section } from "../page/section.tsx";
import { askTrades, type TradeQuery } from "./trade_query.ts";

const DAY_MS = 86_400_000;

/**
 * What came of a run, in the order in which a trader asks: did it make money, at what pain, is it luck, what did it do, show me. The
 * pictures stand beside the figures that they explain.
 */
export function RunReport(
  { run, result, tradeQuery }: {
    readonly run: RunSummary;
    readonly result: RunResult;
    readonly tradeQuery: TradeQuery;
  },
) {
  const { metrics, config, equity, trades, openPositions, drawdowns, monthlyReturnsPct } = result;
  const figures = runFigures(result);
  const decimals = moneyDecimals(metrics.initialEquity ?? config.cash);
  const columns = runColumns(result, decimals);
  // Daily bars close at midnight; whatever else closes has a time of day to tell.
  const isTimed = equity.timeMs.some((timeMs) => timeMs % DAY_MS !== 0);
  const picture = { decimals, isTimed };
  // Each picture carries what it draws, and no more: the columns are most of the page.
  const equityColumns = { ...columns, drawdownPct: [] };
  const drawdownColumns = { ...columns, equity: [], benchmark: [] };
  const hasPicture = columns.timeS.length > 1;
  return (
    <>
      <RunWarnings result={result} />
      <Section title="Did it make money?" id="money">
        <div class="columns figures-and-picture">
          <div class="stack">
            <Headline {...figures.money[0]} />
            <ExplainedFigures figures={figures.money.slice(1)} />
          </div>
          {hasPicture && (
            <div class="panel picture-panel">
              <RunPicture
                kind="equity"
                columns={equityColumns}
                description={`Equity over the run against buy and hold: ${
                  formatSigned(metrics.returnPct ?? NaN, 2)
                } % against ${formatSigned(metrics.buyAndHoldPct ?? NaN, 2)} %`}
                {...picture}
              />
            </div>
          )}
        </div>
      </Section>
      <Section title="At what pain?" id="pain">
        <div class="columns figures-and-picture">
          <div class="stack">
            <Headline {...figures.pain[0]} />
            <ExplainedFigures figures={figures.pain.slice(1)} />
          </div>
          <div class="stack">
            {hasPicture && (
              <div class="panel picture-panel">
                <RunPicture
                  kind="drawdown"
                  columns={drawdownColumns}
                  description={`Fall of equity below its peak, in percent: ${
                    formatNumber(metrics.maxDrawdownPct ?? NaN, 2)
                  } % at its deepest`}
                  {...picture}
                />
              </div>
            )}
            <DrawdownTable drawdowns={drawdowns} isTimed={isTimed} />
          </div>
        </div>
      </Section>
      <Section title="Is it luck?" id="luck">
        <div class="columns figures-and-picture">
          <div class="stack">
            <Headline {...figures.luck[0]} />
            <ExplainedFigures figures={figures.luck.slice(1)} />
          </div>
          <div class="stack">
            <h3>Returns by month, in percent</h3>
            {monthlyReturnsPct.length === 0
              ? <EmptyState title="No month">Equity never moved.</EmptyState>
              : <MonthTable months={monthlyReturnsPct} />}
          </div>
        </div>
      </Section>
      <Section title="What did it do?" id="work">
        <div class="columns figures-and-picture">
          <div class="stack">
            <Headline {...figures.work[0]} />
            <ExplainedFigures figures={figures.work.slice(1)} />
          </div>
          <div class="panel">
            <Funnel counts={result.funnel} />
          </div>
        </div>
      </Section>
      <Section title="Show me" id="show" aside={<p class="small">{tradesHint(run)}</p>}>
        {trades.length === 0
          ? (
            <EmptyState title="No closed trade">
              {noTradeSentence(result) ?? "None was kept in the record."}
            </EmptyState>
          )
          : (
            <RunTrades
              runId={run.id}
              page={askTrades(trades, tradeQuery)}
              hasInstruments={config.instruments.length > 1}
              hasReplay={config.instruments.length === 1}
              isTimed={isTimed}
              decimals={decimals}
            />
          )}
        {openPositions.length > 0 && <OpenPositions positions={openPositions} decimals={decimals} />}
      </Section>
      <RunOrigin run={run} result={result} />
    </>
  );
}

function tradesHint({ request }: RunSummary): string {
  return request.fromMs === undefined
    ? "Times are UTC."
    : "Times are UTC. A replay trades from the first bar on, not from the date at which this run began.";
}
