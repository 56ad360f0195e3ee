import { signal } from "@preact/signals";
import { useEffect, useMemo, useState } from "preact/hooks";
import { Announcer } from "./replay/page/announcer.tsx";
import { Charts, fetchCharts } from "./replay/charts/charts.tsx";
import { DateDialog } from "./replay/page/date_dialog.tsx";
import { ForkDialog } from "./replay/fork/fork_dialog.tsx";
import { FunnelStrip } from "./replay/pipeline/funnel_strip.tsx";
import { Head } from "./replay/page/head.tsx";
import { HelpDialog } from "./replay/page/help_dialog.tsx";
import { HistoryDialog, STAGE_ORDER } from "./replay/pipeline/history_dialog.tsx";
import { listenToKeys, type PageActions } from "./replay/page/keys.ts";
import { Notices } from "./replay/page/notices.tsx";
import { keepInStep } from "./replay/session/origin.ts";
import { watchPalette } from "./charts/palette.ts";
import { Pipeline } from "./replay/pipeline/pipeline.tsx";
import { Positions } from "./replay/pipeline/positions.tsx";
import type { PriceChart } from "./replay/charts/price_chart.ts";
import { ReplaySession } from "./replay/session/session.ts";
import { Skeleton } from "./replay/page/skeleton.tsx";
import { Ticket } from "./replay/hand/ticket.ts";
import { TicketPanel } from "./replay/hand/ticket_panel.tsx";
import { Timeline } from "./replay/timeline/timeline.tsx";
import { Transport } from "./replay/page/transport.tsx";

/** The replay of a run: charts, the pipeline live, transport, timeline, orders by hand. The page's one island. */
export default function ReplayIsland({ id, opening }: { readonly id: string; readonly opening?: string }) {
  const { session, ticket, chart, isPhone, opened } = useMemo(() => newState(id), [id]);
  const page = useMemo(() => actions(session, ticket, chart, opened), [session]);
  const [origin, setOrigin] = useState<ReplaySession | undefined>(undefined);
  const originId = session.description.value?.fork?.of;

  useEffect(() => {
    const phone = matchMedia("(max-width: 767px)");
    const look = () => isPhone.value = phone.matches;
    look();
    phone.addEventListener("change", look);
    const endings = [watchPalette(), listenToKeys(session, page)];
    session.open();
    fetchCharts().catch(() => {}); // the charts say so themselves where they are missing
    return () => {
      phone.removeEventListener("change", look);
      for (const end of endings) end();
      session.close();
    };
  }, [session]);
  useEffect(() => {
    if (originId === undefined) return;
    const origin = new ReplaySession(originId, { keepsAddress: false });
    const end = keepInStep(origin, session);
    origin.open();
    setOrigin(origin);
    return () => {
      end();
      origin.close();
    };
  }, [originId]);

  const dialog = opened.value, close = () => opened.value = undefined;
  const isKnown = session.description.value !== undefined && session.tick.value !== undefined;
  return (
    <div class="replay">
      <Head session={session} origin={origin} page={page} />
      <Transport session={session} page={page} />
      <Notices session={session} />
      {!isKnown && <Skeleton isFailed={session.connection.value.state === "failed"} opening={opening} />}
      {isKnown && (
        <>
          <Charts session={session} origin={origin} chart={chart} page={page} />
          <div class="replay-side" role="region" aria-label="What the actors did" tabIndex={0}>
            <Pipeline session={session} isPhone={isPhone} openHistory={page.openHistory} />
            <Positions session={session} />
            <TicketPanel session={session} ticket={ticket} page={page} />
            <FunnelStrip session={session} />
          </div>
          <Timeline session={session} origin={origin} />
        </>
      )}
      <Announcer session={session} />
      <HelpDialog isOpen={dialog === "help"} onClose={close} />
      <DateDialog session={session} isOpen={dialog === "date"} onClose={close} />
      <ForkDialog session={session} isOpen={dialog === "fork"} onClose={close} />
      <HistoryDialog
        session={session}
        stage={typeof dialog === "number" ? STAGE_ORDER[dialog] : undefined}
        onClose={close}
      />
    </div>
  );
}

function newState(id: string) {
  return {
    session: new ReplaySession(id),
    ticket: new Ticket(),
    chart: signal<PriceChart | undefined>(undefined),
    isPhone: signal(false),
    opened: signal<"help" | "fork" | "date" | number | undefined>(undefined),
  };
}

function actions(
  session: ReplaySession,
  ticket: Ticket,
  chart: ReturnType<typeof newState>["chart"],
  opened: ReturnType<typeof newState>["opened"],
): PageActions {
  return {
    follow: () => chart.peek()?.followAgain(),
    zoom: (factor) => chart.peek()?.zoom(factor),
    toggleCoarse() {
      const coarser = session.description.peek()?.coarserTimeframes[0];
      session.coarse.value = session.coarse.peek() === undefined ? coarser : undefined;
      session.changed();
    },
    openDialog: (name) => opened.value = name,
    openHistory: (stage) => opened.value = stage,
    trade(direction) {
      const instrumentIndex = session.instrumentIndex.peek();
      const decision = ticket.order(direction, session.tick.peek()?.bars[instrumentIndex]?.[3] ?? NaN);
      if (decision !== undefined) session.command({ kind: "order", instrumentIndex, decision });
      else session.problem.value = { title: "Not ordered", detail: ticket.fault.peek() };
    },
    flatten: () => session.command({ kind: "flatten", instrumentIndex: session.instrumentIndex.peek() }),
    cancel: () => session.command({ kind: "cancel", instrumentIndex: session.instrumentIndex.peek() }),
  };
}
