import { useComputed } from "@preact/signals";
import { formatCount } from "../../../tasks/number_format.ts";
import { KEY_BINDINGS, type KeyBinding, type PageActions, tooltip } from "./keys.ts";
import { barTimeText } from "./place_text.ts";
import type { ReplaySession } from "../session/session.ts";
import { Sign } from "./signs.tsx";
import { parseSpeed, SPEEDS, speedText } from "../session/speeds.ts";

/** Play, step, seek, speed, and where it stands. */
export function Transport(
  { session, page }: { readonly session: ReplaySession; readonly page: PageActions },
) {
  const isPlaying = session.isPlaying.value;
  const key = (binding: KeyBinding, sign: Parameters<typeof Sign>[0]["name"], more = "") => (
    <button
      type="button"
      class={`button is-icon ${more}`}
      title={tooltip(binding)}
      aria-label={binding.what}
      onClick={() => binding.does(session, page)}
    >
      <Sign name={sign} />
    </button>
  );
  return (
    <div class="transport" role="group" aria-label="Transport">
      <div class="transport-keys">
        {key(KEY_BINDINGS.start, "start", "is-end")}
        {key(KEY_BINDINGS.back, "back")}
        <button
          type="button"
          class="button is-icon is-primary is-play"
          title={`${isPlaying ? "Pause" : "Play"} (Space)`}
          aria-label={isPlaying ? "Pause" : "Play"}
          onClick={() => session.toggle()}
        >
          <Sign name={isPlaying ? "pause" : "play"} />
        </button>
        {key(KEY_BINDINGS.forward, "forward")}
        {key(KEY_BINDINGS.end, "end", "is-end")}
        <SpeedChoice session={session} />
      </div>
      <div class="transport-next" role="group" aria-label="On to the next">
        <span class="muted" aria-hidden="true">next</span>
        {([["nextSignal", "signal"], ["nextOrder", "order"], ["nextFill", "fill"], [
          "nextRefusal",
          "refusal",
        ]] as const)
          .map(([name, what]) => (
            <button
              key={what}
              type="button"
              class="button"
              title={tooltip(KEY_BINDINGS[name])}
              aria-label={KEY_BINDINGS[name].what}
              onClick={() => KEY_BINDINGS[name].does(session, page)}
            >
              {what}
            </button>
          ))}
      </div>
      <Place session={session} page={page} />
    </div>
  );
}

function SpeedChoice({ session }: { readonly session: ReplaySession }) {
  const speed = session.speed.value;
  const choices = SPEEDS.includes(speed) ? SPEEDS : [speed, ...SPEEDS];
  return (
    <select
      class="control speed"
      aria-label="Speed, bars a second"
      title="Speed, bars a second ([ slower, ] faster)"
      value={String(speed)}
      onChange={({ currentTarget }) => session.choose(parseSpeed(currentTarget.value) ?? speed)}
    >
      {choices.map((each) => <option key={each} value={String(each)}>{speedText(each)}</option>)}
    </select>
  );
}

function Place({ session, page }: { readonly session: ReplaySession; readonly page: PageActions }) {
  const description = session.description.value;
  const text = useComputed(() => {
    const place = session.tick.value?.place, described = session.description.value;
    if (place === undefined || described === undefined) return ["—", ""] as const;
    return [
      place.step === 0 ? "start" : barTimeText(place.timeMs, described.timeframe),
      formatCount(place.step),
    ] as const;
  });
  const [time, bar] = text.value;
  return (
    <button
      type="button"
      class="button place"
      title={`${tooltip(KEY_BINDINGS.date)}; times in UTC`}
      onClick={() => page.openDialog("date")}
    >
      <span class="visually-hidden">Go to a date; it stands at</span>
      <time>{time}</time>
      <span class="muted">
        bar {bar}
        <span class="total">/ {description ? formatCount(description.steps) : "—"}</span>
      </span>
    </button>
  );
}
