import { useEffect, useState } from "preact/hooks";
import type { ReplayEvent, Stage } from "../../../server/replay_messages.ts";
import { formatCount } from "../../../tasks/number_format.ts";
import { Dialog } from "../../page/dialog.tsx";
import { eventText } from "../../../tasks/event_text.ts";
import { isByHand } from "../session/fill_columns.ts";
import { barTimeText } from "../page/place_text.ts";
import type { ReplaySession } from "../session/session.ts";
import { columnText, indicatorText } from "../../page/value_text.ts";

const PAGE = 50;

/** The stages in their order, as the keys 1 to 6 open them. */
export const STAGE_ORDER: readonly Stage[] = ["indicator", "signal", "sizer", "risk", "broker", "portfolio"];

/** What a stage has said so far, newest first; a press goes to that bar. */
export function HistoryDialog(
  { session, stage, onClose }: {
    readonly session: ReplaySession;
    readonly stage: Stage | undefined;
    readonly onClose: () => void;
  },
) {
  return (
    <Dialog title={`History: ${stage ?? ""}`} isOpen={stage !== undefined} onClose={onClose}>
      {stage === "indicator"
        ? <IndicatorHistory session={session} />
        : stage !== undefined && <EventHistory session={session} stage={stage} onClose={onClose} />}
    </Dialog>
  );
}

function EventHistory(
  { session, stage, onClose }: {
    readonly session: ReplaySession;
    readonly stage: Exclude<Stage, "indicator">;
    readonly onClose: () => void;
  },
) {
  const [events, setEvents] = useState<readonly ReplayEvent[] | undefined>(undefined);
  const [isComplete, setComplete] = useState(false);
  const description = session.description.value!;
  const load = async (before: number | undefined, had: readonly ReplayEvent[]) => {
    const older = await session.history(stage, before, PAGE);
    setEvents([...had, ...older]);
    setComplete(older.length < PAGE);
  };
  useEffect(() => {
    setEvents(undefined);
    load(undefined, []);
  }, [stage]);
  if (events === undefined) return <p class="muted">Asking…</p>;
  if (events.length === 0) {
    return (
      <p class="muted">
        This stage has said nothing yet. Play, or step to the next signal (n): what it says will be listed
        here.
      </p>
    );
  }
  return (
    <>
      <ol class="history">
        {events.map((event) => {
          const { sign, text, tone } = eventText(event, description);
          return (
            <li key={event.sequence}>
              <button
                type="button"
                title="Go to this bar"
                onClick={() => {
                  session.seek(event.step + 1);
                  onClose();
                }}
              >
                <time>{barTimeText(event.timeMs, description.timeframe)}</time>
                <span class={`history-text ${tone}`}>
                  <span class="said-sign" aria-hidden="true">{sign}</span>
                  {text}
                  {isByHand(event) && <span class="badge">by hand</span>}
                </span>
                <span class="faint">bar {formatCount(event.step + 1)}</span>
              </button>
            </li>
          );
        })}
      </ol>
      {!isComplete && (
        <button
          type="button"
          class="button"
          onClick={() => load(events.at(-1)!.sequence, events)}
        >
          Older ones
        </button>
      )}
    </>
  );
}

/** Indicators speak at every bar: their latest values on the chart. */
function IndicatorHistory({ session }: { readonly session: ReplaySession }) {
  const description = session.description.value!, bars = session.windows.get("main")!;
  const { tickSize } = description.instruments[bars.instrumentIndex];
  const rows = Array.from({ length: Math.min(100, bars.length) }, (_, k) => bars.length - 1 - k);
  return (
    <div class="table-scroll" tabIndex={0} role="region" aria-label="Values of the indicators">
      <table class="indicator-history">
        <thead>
          <tr>
            <th scope="col">Bar</th>
            {description.indicators.map(({ column, title }) => (
              <th key={column} scope="col" title={title}>{columnText(column)}</th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((k) => (
            <tr key={k}>
              <th scope="row">{barTimeText(bars.time(k) + 1, description.timeframe)}</th>
              {description.indicators.map(({ column, pane }) => (
                <td key={column}>{indicatorText(bars.column(column)?.[k] ?? NaN, pane, tickSize)}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
