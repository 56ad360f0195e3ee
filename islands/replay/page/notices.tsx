import { useEffect, useState } from "preact/hooks";
import { Notice } from "../../../components/notice.tsx";
import { reasonText } from "../../../tasks/reason_text.ts";
import { ConnectionLost } from "../../page/connection_lost.tsx";
import { Problem } from "../../page/problem.tsx";
import { isIntraday } from "../../page/value_text.ts";
import { barTimeText } from "./place_text.ts";
import type { ReplaySession } from "../session/session.ts";

const SLOW_MS = 4_000;

/** What must be known before the rest: no connection, a fault, a halt, the end. */
export function Notices({ session }: { readonly session: ReplaySession }) {
  const connection = session.connection.value, tick = session.panel.value;
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
        <ConnectionLost
          retryAtMs={connection.retryAtMs}
          attempt={connection.attempt}
          hasShown={tick !== undefined}
          retry={() => session.retry()}
        />
      )}
      <Problem problem={session.problem} />
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
