import { useState } from "preact/hooks";
import { Dialog } from "../../page/dialog.tsx";
import { isIntraday } from "../../page/value_text.ts";
import type { ReplaySession } from "../session/session.ts";

const DAY_MS = 86_400_000;

/** Goes to a date, or to a bar by its number. */
export function DateDialog(
  { session, isOpen, onClose }: {
    readonly session: ReplaySession;
    readonly isOpen: boolean;
    readonly onClose: () => void;
  },
) {
  return (
    <Dialog title="Go to" isOpen={isOpen} onClose={onClose}>
      <DateForm session={session} onDone={onClose} />
    </Dialog>
  );
}

function DateForm({ session, onDone }: { readonly session: ReplaySession; readonly onDone: () => void }) {
  const description = session.description.peek(), place = session.tick.peek()?.place;
  const isTimed = isIntraday(description?.timeframe ?? "");
  const write = (timeMs: number) => new Date(timeMs).toISOString().slice(0, isTimed ? 16 : 10);
  const [date, setDate] = useState(() =>
    write(Math.max(description?.firstTimeMs ?? 0, (place?.timeMs ?? 0) - (isTimed ? 0 : 1)))
  );
  const [bar, setBar] = useState("");
  if (description === undefined) return null;
  const go = (event: Event) => {
    event.preventDefault();
    if (bar !== "") session.seek(Number(bar));
    else {
      const timeMs = Date.parse(isTimed ? `${date}Z` : `${date}T00:00:00Z`);
      if (!Number.isFinite(timeMs)) return;
      // A day's bar is known when the day is over.
      session.seekTime(isTimed ? timeMs : timeMs + DAY_MS / 2);
    }
    onDone();
  };
  return (
    <form class="dialog-form" onSubmit={go}>
      <div class="field">
        <label for="go-date">{isTimed ? "Date and time (UTC)" : "Date"}</label>
        <input
          id="go-date"
          class="control"
          type={isTimed ? "datetime-local" : "date"}
          min={write(description.firstTimeMs)}
          max={write(description.lastTimeMs - 1)}
          value={date}
          onInput={({ currentTarget }) => setDate(currentTarget.value)}
        />
      </div>
      <div class="field">
        <label for="go-bar">or bar number</label>
        <input
          id="go-bar"
          class="control"
          type="number"
          inputMode="numeric"
          min={0}
          max={description.steps}
          value={bar}
          onInput={({ currentTarget }) => setBar(currentTarget.value)}
        />
      </div>
      <div class="button-row">
        <button type="submit" class="button is-primary">Go</button>
      </div>
    </form>
  );
}
