import { useEffect, useMemo, useRef, useState } from "preact/hooks";
import { Badge } from "../components/badge.tsx";
import { Notice } from "../components/notice.tsx";
import {
  AlertsList,
  FeedHealth,
  OrdersTable,
  SessionFigures,
  SessionPositions,
} from "../components/paper/session_facts.tsx";
import { marketOf, standingOf } from "../components/paper/session_words.ts";
import { StandingNotice } from "../components/paper/standing_notice.tsx";
import { paramsInWords } from "../components/lists/params_in_words.ts";
import type { SessionSummary } from "../server/session_messages.ts";
import { LiveSession } from "./paper/live_session.ts";
import { SessionBar, SessionWays } from "./paper/session_bar.tsx";
import { SessionDialogs } from "./paper/session_dialogs.tsx";
import { listenToSessionKeys } from "./paper/session_keys.ts";
import { SessionPipeline } from "./paper/session_pipeline.tsx";
import { SessionStory } from "./paper/session_story.tsx";
import type { SessionChart } from "./paper/session_chart.ts";
import { palette, watchPalette } from "./charts/palette.ts";
import { ConnectionLost } from "./page/connection_lost.tsx";
import { Problem } from "./page/problem.tsx";

/** A paper session, live: chart, pipeline, account, orders, feed, alerts, and what can be asked of it. The page's one island. */
export default function PaperIsland(
  { session: first, stages, problem }: {
    readonly session: SessionSummary;
    readonly stages?: Readonly<Record<string, readonly string[]>>;
    readonly problem?: string;
  },
) {
  const live = useMemo(() => new LiveSession(first), [first.id]);
  const [opened, open] = useState<"help" | "kill" | "stop" | undefined>(undefined);
  const page = useMemo(() => ({ openDialog: open }), []);
  useEffect(() => {
    if (problem !== undefined) live.problem.value = { title: "It could not be done", detail: problem };
    const endings = [watchPalette(), listenToSessionKeys(live, page)];
    live.open();
    return () => {
      for (const end of endings) end();
      live.close();
    };
  }, [live]);
  const session = live.session.value!, { config, state } = session;
  const standing = standingOf(session);
  return (
    <div class="replay paper">
      <div class="replay-title">
        <h2>{session.strategyTitle ?? config?.strategy ?? "Session"}</h2>
        <span class="session-standing" title={standing.why}>
          <Badge tone={standing.tone}>{standing.text}</Badge>
        </span>
        <p class="muted">
          <span>{marketOf(session)}</span>
          <span>{paramsInWords(config?.params ?? {})}</span>
        </p>
        <SessionFigures session={session} />
      </div>
      <SessionBar live={live} page={page} />
      <SessionWays live={live} page={page} />
      <Notices live={live} />
      <SessionCharts live={live} />
      <div class="replay-side" role="region" aria-label="What the actors did, and how it stands" tabIndex={0}>
        <SessionPipeline live={live} stages={stages} />
        <section class="positions" aria-labelledby="positions-title">
          <h3 id="positions-title" class="side-title">Positions</h3>
          <SessionPositions
            session={session}
            choose={(config?.instruments.length ?? 0) > 1
              ? (index) => live.instrumentIndex.value = index
              : undefined}
          />
        </section>
        <section class="positions" aria-labelledby="orders-title">
          <h3 id="orders-title" class="side-title">Orders and levels</h3>
          <OrdersTable session={session} />
        </section>
        <section class="positions" aria-labelledby="feed-title">
          <h3 id="feed-title" class="side-title">Feed</h3>
          <FeedHealth feed={state?.feed} />
        </section>
        <section class="positions" aria-labelledby="alerts-title">
          <h3 id="alerts-title" class="side-title">Alerts</h3>
          <AlertsList alerts={live.alerts.value} />
        </section>
      </div>
      <SessionStory live={live} />
      <Announcer live={live} />
      <SessionDialogs live={live} opened={opened} close={() => open(undefined)} />
    </div>
  );
}

/** What must be known before the rest. */
function Notices({ live }: { readonly live: LiveSession }) {
  const connection = live.connection.value,
    { text, advice } = standingOf(live.session.value!);
  // The loudest of the last: what the standing says already isn't said twice, nor what has been told of since.
  const last = live.alerts.value.findLast(({ level }) => level !== "info");
  const trouble = last?.level === "alarm" && advice === "" && text !== "stopped" ? last : undefined;
  return (
    <div class="notices">
      {connection.state === "lost" && (
        <ConnectionLost
          retryAtMs={connection.retryAtMs}
          attempt={connection.attempt}
          hasShown
          retry={() => live.retry()}
        />
      )}
      {connection.state === "failed" && (
        <Notice kind="failure" title="This session can't be watched">
          {connection.reason}{" "}
          <button type="button" class="button is-quiet" onClick={() => live.retry()}>Try again</button>
        </Notice>
      )}
      <StandingNotice session={live.session.value!} />
      <Problem problem={live.problem} />
      {trouble !== undefined && <Notice kind="warning" title={trouble.text} />}
    </div>
  );
}

function SessionCharts({ live }: { readonly live: LiveSession }) {
  const room = useRef<HTMLDivElement>(null);
  const [isMissing, setMissing] = useState(false);
  const isReady = palette.value !== undefined, { config, state } = live.session.value!;
  useEffect(() => {
    if (!isReady || config === undefined) return;
    let chart: SessionChart | undefined, isGone = false;
    import("./paper/session_chart.ts").then(({ SessionChart }) => {
      if (!isGone) chart = new SessionChart(room.current!, live);
    }, () => setMissing(true));
    return () => {
      isGone = true;
      chart?.remove();
    };
  }, [isReady, config === undefined]);
  const hasBars = live.steps.value.length > 0;
  return (
    <section class="charts" aria-label="Charts">
      <div class="chart-tools">
        {config !== undefined && config.instruments.length > 1
          ? (
            <select
              class="control"
              aria-label="Instrument on the chart"
              value={String(live.instrumentIndex.value)}
              onChange={({ currentTarget }) => live.instrumentIndex.value = Number(currentTarget.value)}
            >
              {config.instruments.map(({ symbol }, k) => (
                <option key={symbol} value={String(k)}>{symbol}</option>
              ))}
            </select>
          )
          : <b>{config?.instruments[0]?.symbol}</b>}
        <span class="muted small">
          {state === undefined
            ? ""
            : state.timeMs === undefined
            ? "no bar yet"
            : `last bar closed ${new Date(state.timeMs).toISOString().slice(0, 16).replace("T", " ")} UTC`}
        </span>
      </div>
      <div class="chart-main" ref={room} role="group" aria-label="Price with fills and levels; equity below">
        {isMissing && (
          <p class="chart-missing">
            The chart could not be fetched. Reload the page; all else works without it.
          </p>
        )}
        {!isMissing && !hasBars && (
          <p class="chart-missing">
            {config === undefined
              ? "Its journal can't be read."
              : live.connection.value.state === "live"
              ? `The first bar of ${config.timeframe} shows here when it has closed.`
              : "Looking up what it did so far."}
          </p>
        )}
      </div>
    </section>
  );
}

/** Tells those who hear the page of what is loud. */
function Announcer({ live }: { readonly live: LiveSession }) {
  const alert = live.alerts.value.at(-1);
  return <p class="visually-hidden" role="status">{alert?.text}</p>;
}
