import type { LiveSession } from "./live_session.ts";
import { SESSION_KEYS, type SessionPage, usableKeys } from "./session_keys.ts";

const NAMES: Readonly<Record<keyof typeof SESSION_KEYS, string>> = {
  pause: "Pause",
  flatten: "Flatten",
  kill: "Kill switch",
  lift: "Lift kill switch",
  stop: "Stop",
  leave: "Leave",
  takeUp: "Take up",
  help: "?",
};

const CLASSES: Partial<Record<keyof typeof SESSION_KEYS, string>> = {
  kill: " is-danger",
  lift: " is-primary",
  takeUp: " is-primary",
};

/** What stands in another's place keeps the focus. */
const PLACES: Partial<Record<keyof typeof SESSION_KEYS, string>> = { lift: "kill", takeUp: "leave" };

/** What can be asked of it as it stands. */
export function SessionBar({ live, page }: { readonly live: LiveSession; readonly page: SessionPage }) {
  const session = live.session.value!, isPaused = session.state?.phase === "paused";
  return (
    <div class="transport" role="group" aria-label="What can be asked of the session">
      <div class="transport-keys">
        {usableKeys(session).filter((name) => name !== "help").map((name) => {
          const { shown, what, does } = SESSION_KEYS[name];
          return (
            <button
              key={PLACES[name] ?? name}
              type="button"
              class={`button${CLASSES[name] ?? ""}`}
              title={`${what} (${shown})`}
              aria-disabled={live.isAsking.value}
              onClick={() => !live.isAsking.peek() && does(live, page)}
            >
              {name === "pause" && isPaused ? "Resume" : NAMES[name]}
            </button>
          );
        })}
      </div>
    </div>
  );
}

/** Where one can go from a session. */
export function SessionWays({ live, page }: { readonly live: LiveSession; readonly page: SessionPage }) {
  const { id, status, state, config } = live.session.value!, address = `/paper/${id}`;
  return (
    <div class="session-ways">
      {state?.timeMs !== undefined && <a class="button" href={`${address}/parity`}>Parity</a>}
      {status !== "here" && state?.timeMs !== undefined && (
        <form method="post" action={address}>
          <button class="button" type="submit" name="do" value="replay">Open in Replay</button>
        </form>
      )}
      {config !== undefined && <a class="button" href={`/paper?session=${id}#begin`}>Another like it</a>}
      <button
        type="button"
        class="button is-icon"
        title="Keys (?)"
        aria-label="Keys"
        onClick={() => page.openDialog("help")}
      >
        ?
      </button>
    </div>
  );
}
