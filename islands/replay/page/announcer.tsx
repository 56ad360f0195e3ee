import { eventText } from "../../../tasks/event_text.ts";
import { formatPrice } from "../../../tasks/number_format.ts";
import { placeText } from "./place_text.ts";
import type { ReplaySession } from "../session/session.ts";

/** Says politely what happened on this bar, to those who don't see the page; silent while bars run. */
export function Announcer({ session }: { readonly session: ReplaySession }) {
  const tick = session.panel.value, description = session.description.value;
  let text = "";
  if (tick !== undefined && description !== undefined && !tick.place.isPlaying) {
    const bar = tick.bars[session.instrumentIndex.value];
    const said = tick.place.step === 0 ? [] : session.log.at(tick.place.timeMs);
    text = [
      placeText(tick.place, description),
      bar
        ? `open ${formatPrice(bar[0])}, high ${formatPrice(bar[1])}, low ${formatPrice(bar[2])}, close ${
          formatPrice(bar[3])
        }`
        : "",
      ...said.map((event) => eventText(event, description).text),
    ].filter((part) => part !== "").join(". ");
  }
  return <p class="visually-hidden" role="status" aria-live="polite">{text}</p>;
}
