import { useEffect, useState } from "preact/hooks";
import { Notice } from "../../../components/notice.tsx";
import { reasonText } from "../../../tasks/reason_text.ts";
import { barTimeText } from "./place_text.ts";
import { isIntraday } from "./value_text.ts";
import type { ReplaySession } from "../session/session.ts";

const SLOW_MS = 4_000;

/** What must be known before the rest: no connection, a fault, a halt, the end. */
export function Notices({ session }: { readonly session: ReplaySession }) {
  const connection = session.connection.value, tick = session.panel.value, problem = session.problem.value;
  const description = session.description.value;
  return (
    <div class="notices">
      {connection.state === "failed" && (
        <Notice kind="failure" title="This replay can't be opened">
          {connection.reason}
          <div class="button-row">
            <button type="button" class="button" onClick={() => session.retry()}>Try again</button>
            <a class="button" href="/replay">To all replays</a>
          </div>
        </Notice>
      )}
      {connection.state === "connecting" && tick === undefined && <SlowOpening />}
      {connection.state === "lost" && (
        <Lost
          retryAtMs={connection.retryAtMs}
          attempt={connection.attempt}
          hasShown={tick !== undefined}
          retry={() => session.retry()}
        />
      )}
      {problem !== undefined && (
        <Notice kind="failure" title={problem.title}>
          {problem.detail}{" "}
          <button type="button" class="button is-quiet" onClick={() => session.problem.value = undefined}>
            Dismiss
          </button>
        </Notice>
      )}
      {tick?.failure !== undefined && (
        <Notice kind="failure" title="The strategy failed at this bar; the run ends here">
          {tick.failure} Step back to see what it saw, or correct the strategy and start a new replay.
        </Notice>
      )}
      {tick !== undefined && tick.haltReason !== "" && (
        <Notice kind="warning" title={`Halted: ${reasonText(tick.haltReason)}`}>
          A rule has stopped trading; bars go on, but nothing new is ordered.
        </Notice>
      )}
      {tick !== undefined && description !== undefined && tick.failure === undefined &&
        tick.place.step >= description.steps && (
        <Notice kind="note" title="End of the data">
          {`The last bar closed ${isIntraday(description.timeframe) ? "at" : "on"} ${
            barTimeText(tick.place.timeMs, description.timeframe)
          }. Home goes back to the start.`}
        </Notice>
      )}
    </div>
  );
}

/** Opening takes a moment; where it takes longer, it is said why. */
function SlowOpening() {
  const [isSlow, setSlow] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setSlow(true), SLOW_MS);
    return () => clearTimeout(timer);
  }, []);
  if (!isSlow) return null;
  return (
    <Notice kind="note" title="Still opening">
      The run is made anew up to where it stands. If it stays like this, its strategy may be in an endless
      loop: the server gives it up after a minute.
    </Notice>
  );
}

function Lost(
  { retryAtMs, attempt, hasShown, retry }: {
    readonly retryAtMs: number;
    readonly attempt: number;
    readonly hasShown: boolean;
    readonly retry: () => void;
  },
) {
  const [now, setNow] = useState(Date.now());
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), 500);
    return () => clearInterval(timer);
  }, []);
  const seconds = Math.max(0, Math.ceil((retryAtMs - now) / 1_000));
  return (
    <Notice kind="warning" title="No connection to the server">
      {hasShown ? "What is shown is as it was. " : ""}
      {seconds > 0 ? `Trying again in ${seconds} s` : "Trying again"}
      {attempt > 1 ? ` (${attempt} times so far). ` : ". "}
      {attempt > 3 ? "Is it still running? Start it with deno task start. " : ""}
      <button type="button" class="button is-quiet" onClick={retry}>Try now</button>
    </Notice>
  );
}
