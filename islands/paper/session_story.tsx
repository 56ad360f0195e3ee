import { eventText } from "../../tasks/event_text.ts";
import { formatDateTime } from "../../tasks/number_format.ts";
import type { LiveSession } from "./live_session.ts";

/** Lines that are shown of what happened; all are kept by the server. */
const LINES_MOST = 200;
/** Steps between a signal and its order, of which the order tells. */
const LEFT_OUT = ["sized", "approved"];

/** What happened, the newest first; on top what will have been filled once its bar closes. */
export function SessionStory({ live }: { readonly live: LiveSession }) {
  const { config } = live.session.value!, events = live.events.value, expected = live.expected.value;
  if (config === undefined) return null;
  const shown = events.filter(({ kind }) => !LEFT_OUT.includes(kind)).slice(-LINES_MOST).toReversed();
  return (
    <section class="story" aria-labelledby="story-title">
      <h3 id="story-title" class="side-title">What happened</h3>
      {shown.length === 0 && expected.length === 0 && (
        <p class="faint">Nothing yet: the strategy has asked for nothing.</p>
      )}
      <div class="story-lines" tabIndex={0} role="region" aria-labelledby="story-title">
        <ol>
          {expected.map((event, k) => (
            <li key={`expected ${k}`} class="faint">
              <time>now</time>
              <span class="said-sign" aria-hidden="true">…</span>
              <span>
                {eventText(event, config).text.replace("Filled", "Expected")}; booked when its bar closes
              </span>
            </li>
          ))}
          {shown.map((event) => {
            const { sign, text, tone } = eventText({ ...event, timeMs: event.timeMs ?? NaN }, config);
            return (
              <li key={event.sequence} class={tone === "plain" ? "" : tone}>
                <time>{event.timeMs === null ? "" : formatDateTime(event.timeMs)}</time>
                <span class="said-sign" aria-hidden="true">{sign}</span>
                <span>{text.replace("\t", " ")}</span>
              </li>
            );
          })}
        </ol>
      </div>
    </section>
  );
}
