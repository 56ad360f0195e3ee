import type { Signal } from "@preact/signals";
import { useEffect, useRef, useState } from "preact/hooks";
import { KEY_BINDINGS, type PageActions, tooltip } from "../page/keys.ts";
import { palette } from "../../charts/palette.ts";
import type { CoarseChart } from "./coarse_chart.ts";
import type { PriceChart } from "./price_chart.ts";
import type { ReplaySession } from "../session/session.ts";

type ChartModules = { readonly PriceChart: typeof PriceChart; readonly CoarseChart: typeof CoarseChart };

/** The chart's library is the largest part of the page's script: fetched beside the rest, not before it. */
export async function fetchCharts(): Promise<ChartModules> {
  const [{ PriceChart }, { CoarseChart }] = await Promise.all([
    import("./price_chart.ts"),
    import("./coarse_chart.ts"),
  ]);
  return { PriceChart, CoarseChart };
}

/** Both charts, and what can be chosen about them. */
export function Charts(
  { session, origin, chart, page }: {
    readonly session: ReplaySession;
    readonly origin?: ReplaySession;
    readonly chart: Signal<PriceChart | undefined>;
    readonly page: PageActions;
  },
) {
  const main = useRef<HTMLDivElement>(null), second = useRef<HTMLDivElement>(null);
  const [modules, setModules] = useState<ChartModules | undefined>(undefined);
  const [isMissing, setMissing] = useState(false);
  const description = session.description.value, isReady = palette.value !== undefined;
  const coarse = session.coarse.value;

  useEffect(() => {
    fetchCharts().then(setModules, () => setMissing(true));
  }, []);
  useEffect(() => {
    if (modules === undefined || description === undefined || !isReady) return;
    const made = chart.value = new modules.PriceChart(main.current!, session, origin);
    return () => {
      chart.value = undefined;
      made.remove();
    };
  }, [modules, description?.id, isReady, origin]);
  useEffect(() => {
    if (modules === undefined || description === undefined || coarse === undefined || !isReady) return;
    const made = new modules.CoarseChart(second.current!, session, coarse);
    return () => made.remove();
  }, [modules, description?.id, isReady, coarse]);

  return (
    <section class={`charts${coarse === undefined ? "" : " has-coarse"}`} aria-label="Charts">
      <div class="chart-tools">
        <InstrumentChoice session={session} />
        <CoarseChoice session={session} />
        <ConnectionState session={session} />
        <span class="chart-tools-end">
          {!session.follow.value && (
            <button
              type="button"
              class="button is-follow"
              title={tooltip(KEY_BINDINGS.follow)}
              onClick={() => page.follow()}
            >
              ▸| newest bar
            </button>
          )}
          <button
            type="button"
            class="button is-icon"
            title={tooltip(KEY_BINDINGS.wider)}
            aria-label={KEY_BINDINGS.wider.what}
            onClick={() => page.zoom(1 / 0.7)}
          >
            −
          </button>
          <button
            type="button"
            class="button is-icon"
            title={tooltip(KEY_BINDINGS.closer)}
            aria-label={KEY_BINDINGS.closer.what}
            onClick={() => page.zoom(0.7)}
          >
            +
          </button>
        </span>
      </div>
      <div class="chart-main" ref={main} role="group" aria-label="Price, equity and drawdown, up to this bar">
        {session.panel.value?.place.step === 0 && !isMissing && (
          <p class="chart-missing">Nothing has happened yet. Play (Space), or step one bar forward (→).</p>
        )}
        {isMissing && (
          <p class="chart-missing">
            The charts could not be fetched. Reload the page; the pipeline beside works without them.
          </p>
        )}
      </div>
      {coarse !== undefined && (
        <div
          class="chart-coarse"
          ref={second}
          key={coarse}
          role="group"
          aria-label={`Closed bars of ${coarse}`}
        />
      )}
    </section>
  );
}

function InstrumentChoice({ session }: { readonly session: ReplaySession }) {
  const description = session.description.value;
  if (description === undefined || description.instruments.length < 2) return null;
  return (
    <select
      class="control"
      aria-label="Instrument on the chart"
      title="Instrument on the chart"
      value={String(session.instrumentIndex.value)}
      onChange={({ currentTarget }) => {
        session.instrumentIndex.value = Number(currentTarget.value);
        session.changed();
      }}
    >
      {description.instruments.map(({ symbol }, index) => (
        <option key={symbol} value={String(index)}>{symbol}</option>
      ))}
    </select>
  );
}

function CoarseChoice({ session }: { readonly session: ReplaySession }) {
  const description = session.description.value;
  if (description === undefined || description.coarserTimeframes.length === 0) return null;
  return (
    <select
      class="control"
      aria-label="Second chart, of a coarser timeframe"
      title={tooltip(KEY_BINDINGS.coarse)}
      value={session.coarse.value ?? ""}
      onChange={({ currentTarget }) => {
        session.coarse.value = currentTarget.value || undefined;
        session.changed();
      }}
    >
      <option value="">{description.timeframe} only</option>
      {description.coarserTimeframes.map((each) => (
        <option key={each} value={each}>{description.timeframe} and {each}</option>
      ))}
    </select>
  );
}

const STATES = {
  connecting: "connecting",
  live: "live",
  lost: "cut off",
  failed: "not connected",
} as const;

function ConnectionState({ session }: { readonly session: ReplaySession }) {
  const { state } = session.connection.value;
  return (
    <span class={`connection is-${state}`} title="How this page stands with its server">{STATES[state]}</span>
  );
}
