import type { SessionEvent } from "../../server/session_messages.ts";
import { eventText, type Said } from "../../tasks/event_text.ts";
import { formatDateTime } from "../../tasks/number_format.ts";
import type { LiveSession } from "./live_session.ts";

const STAGES = ["signal", "sizer", "risk", "broker", "portfolio"] as const;

/** What a stage that has never acted says. */
const SILENT: Readonly<Record<typeof STAGES[number], string>> = {
  signal: "no signal yet",
  sizer: "nothing to size yet",
  risk: "nothing to review yet",
  broker: "no order yet",
  portfolio: "no trade closed yet",
};

/** The stages, live: what each said last, and on which bar; one that acted on the newest bar lights up. */
export function SessionPipeline(
  { live, stages }: {
    readonly live: LiveSession;
    /** What each is composed of, in words. */
    readonly stages?: Readonly<Record<string, readonly string[]>>;
  },
) {
  const session = live.session.value!, events = live.events.value, { config, state } = session;
  if (config === undefined) return null;
  return (
    <section class="pipeline" aria-labelledby="pipeline-title">
      <h3 id="pipeline-title" class="side-title">Pipeline, what each said last</h3>
      <ol>
        {STAGES.map((stage) => {
          const last = lastOf(events, stage), hasActed = last.length > 0 && last[0].timeMs === state?.timeMs;
          const said = last.map((event) => eventText({ ...event, timeMs: event.timeMs ?? NaN }, config));
          return (
            <li key={stage} class={`stage is-still${hasActed ? " has-acted" : ""}`}>
              {hasActed && <i key={state?.steps} class="stage-light" aria-hidden="true" />}
              <div class="stage-head">
                <span class="stage-name">{stage}</span>
                <span class="stage-parts">
                  {(last[0]?.timeMs ?? undefined) === undefined
                    ? stages?.[stage]?.join(", ") ?? ""
                    : `${formatDateTime(last[0].timeMs!)} UTC`}
                </span>
              </div>
              <div class="stage-body">
                <ul>
                  {(said.length > 0 ? said : [{ sign: "", text: SILENT[stage], tone: "faint" } as Said]).map(
                    ({ sign, text, tone }, k) => (
                      <li key={k} class={tone === "plain" ? "" : tone}>
                        <span class="said-sign" aria-hidden="true">{sign}</span>
                        <span class="said-text">{text.replace("\t", " ")}</span>
                      </li>
                    ),
                  )}
                </ul>
              </div>
            </li>
          );
        })}
      </ol>
    </section>
  );
}

/** What a stage said on the last bar on which it said anything; a few of many. */
function lastOf(events: readonly SessionEvent[], stage: string): readonly SessionEvent[] {
  const found: SessionEvent[] = [];
  for (let k = events.length - 1; k >= 0 && found.length < 4; k--) {
    if (events[k].stage !== stage) continue;
    if (found.length > 0 && events[k].step !== found[0].step) break;
    found.unshift(events[k]);
  }
  return found;
}
