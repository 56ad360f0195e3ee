import { Dialog } from "../page/dialog.tsx";
import { KeyList } from "../page/key_list.tsx";
import type { LiveSession } from "./live_session.ts";
import { SESSION_KEYS } from "./session_keys.ts";

/** What can't be taken back is asked twice; and every key of the page. */
export function SessionDialogs(
  { live, opened, close }: {
    readonly live: LiveSession;
    readonly opened: "help" | "kill" | "stop" | undefined;
    readonly close: () => void;
  },
) {
  const held = live.session.value!.state?.positions.length ?? 0;
  const holds = held === 0
    ? "Nothing is held now."
    : `${held === 1 ? "One position is" : `${held} positions are`} held now.`;
  const act = (does: () => void) => () => {
    does();
    close();
  };
  return (
    <>
      <Dialog title="Kill switch" isOpen={opened === "kill"} onClose={close}>
        <p>
          Cancels all orders at once. Nothing is decided until you lift it, whatever happens meanwhile.{" "}
          {holds}
        </p>
        <div class="button-row">
          <button
            type="button"
            class="button is-danger"
            onClick={act(() => live.command({ action: "kill", flattens: true, reason: "pulled by hand" }))}
          >
            Kill, and close what is held
          </button>
          <button
            type="button"
            class="button is-danger"
            onClick={act(() => live.command({ action: "kill", flattens: false, reason: "pulled by hand" }))}
          >
            Kill, and hold it
          </button>
          <button type="button" class="button" onClick={close}>No</button>
        </div>
      </Dialog>
      <Dialog title="Stop for good" isOpen={opened === "stop"} onClose={close}>
        <p>
          Cancels all orders and ends the session: it can't be taken up again, but its record stays, and
          another can begin with its parameters. {holds}
        </p>
        <div class="button-row">
          <button
            type="button"
            class="button is-danger"
            onClick={act(() => live.command({ action: "stop", flattens: true }))}
          >
            Close what is held, then stop
          </button>
          <button
            type="button"
            class="button is-danger"
            onClick={act(() => live.command({ action: "stop", flattens: false }))}
          >
            Stop, and hold it in the record
          </button>
          <button type="button" class="button" onClick={close}>No</button>
        </div>
      </Dialog>
      <Dialog title="Keys" isOpen={opened === "help"} onClose={close}>
        <KeyList keys={Object.values(SESSION_KEYS)} />
        <p class="hint">Times are UTC, by the exchange's clock.</p>
      </Dialog>
    </>
  );
}
