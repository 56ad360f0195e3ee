import { useEffect, useRef } from "preact/hooks";
import { palette } from "../../charts/palette.ts";
import { barTimeText, placeText } from "../page/place_text.ts";
import type { ReplaySession } from "../session/session.ts";
import { timeText } from "../../page/value_text.ts";
import { TimelinePicture } from "./timeline_picture.ts";

/** Between two drawings while it plays: the marker moves every frame, the picture need not. */
const DRAW_MS = 66;
const SEEK_MS = 50;

/** The whole run: equity so far, every fill a tick, and a marker to drag. */
export function Timeline(
  { session, origin }: { readonly session: ReplaySession; readonly origin?: ReplaySession },
) {
  const slider = useRef<HTMLDivElement>(null), canvas = useRef<HTMLCanvasElement>(null);
  const marker = useRef<HTMLDivElement>(null), hint = useRef<HTMLDivElement>(null);
  const description = session.description.value;

  useEffect(() => {
    if (description === undefined) return;
    const picture = new TimelinePicture(canvas.current!, session, origin);
    let drawnMs = -Infinity, timer: ReturnType<typeof setTimeout> | undefined;
    const draw = () => {
      timer = undefined;
      drawnMs = performance.now();
      if (palette.peek()) picture.draw(palette.peek()!, description.steps, description.cash);
    };
    const drawSoon = () => {
      if (timer !== undefined) return;
      const wait = drawnMs + DRAW_MS - performance.now();
      if (wait <= 0) draw();
      else timer = setTimeout(draw, wait);
    };
    const endings = [
      session.onFrame(({ tick }) => {
        marker.current!.style.transform = `translateX(${
          tick.place.step / Math.max(1, description.steps) * slider.current!.clientWidth
        }px)`;
        drawSoon();
      }),
      origin?.onFrame(drawSoon),
      palette.subscribe(drawSoon),
    ];
    const resized = new ResizeObserver(() => {
      const place = session.tick.peek()?.place;
      if (place) {
        marker.current!.style.transform = `translateX(${
          place.step / Math.max(1, description.steps) * slider.current!.clientWidth
        }px)`;
      }
      draw();
    });
    resized.observe(slider.current!);
    return () => {
      for (const end of endings) end?.();
      resized.disconnect();
      clearTimeout(timer);
    };
  }, [description, origin]);

  const tick = session.panel.value;
  const steps = description?.steps ?? 0;
  const stepAt = (event: PointerEvent) => {
    const { left, width } = slider.current!.getBoundingClientRect();
    return Math.max(0, Math.min(steps, Math.round((event.clientX - left) / width * steps)));
  };
  const drag = useDrag((step) => session.seek(step));
  return (
    <div class="timeline">
      <div
        ref={slider}
        class="timeline-slider"
        role="slider"
        tabIndex={0}
        aria-label="Where the replay stands"
        aria-orientation="horizontal"
        aria-valuemin={0}
        aria-valuemax={steps}
        aria-valuenow={tick?.place.step ?? 0}
        aria-valuetext={tick && description ? placeText(tick.place, description) : "not known yet"}
        title="Click or drag to go there (Home, End, Page up, Page down, arrows)"
        onKeyDown={(event) => {
          const by = event.key === "PageUp" ? 1 : event.key === "PageDown" ? -1 : 0;
          if (by === 0) return;
          event.preventDefault();
          session.step(by * Math.max(1, Math.round(steps / 20)));
        }}
        onPointerDown={(event) => {
          if (event.button !== 0) return;
          slider.current!.setPointerCapture(event.pointerId);
          drag.start(stepAt(event));
        }}
        onPointerMove={(event) => {
          const step = stepAt(event);
          drag.move(step);
          const element = hint.current!, { left } = slider.current!.getBoundingClientRect();
          element.textContent = description ? hintText(session, step) : "";
          element.hidden = false;
          element.style.left = `${event.clientX - left}px`;
        }}
        onPointerUp={(event) => drag.end(stepAt(event))}
        onPointerCancel={() => drag.end()}
        onPointerLeave={() => hint.current!.hidden = true}
      >
        <canvas ref={canvas} aria-hidden="true" />
        <div ref={marker} class="timeline-marker" aria-hidden="true" />
        <div ref={hint} class="timeline-hint" aria-hidden="true" hidden />
      </div>
      <div class="timeline-ends" aria-hidden="true">
        <span>{description ? timeText(description.firstTimeMs, description.timeframe) : ""}</span>
        <span>{description ? barTimeText(description.lastTimeMs, description.timeframe) : ""}</span>
      </div>
    </div>
  );
}

/** The date at a step: known where the run has been, estimated where it hasn't. */
function hintText(session: ReplaySession, step: number): string {
  const { timeline } = session, description = session.description.peek()!;
  for (let k = 0; k < timeline.length; k++) {
    if (timeline.step(k) >= step - 1) return barTimeText(timeline.timeMs(k), description.timeframe);
  }
  const { firstTimeMs, lastTimeMs, steps, timeframe } = description;
  return `≈ ${barTimeText(firstTimeMs + (lastTimeMs - firstTimeMs) * step / Math.max(1, steps), timeframe)}`;
}

/** Seeks while something is dragged, but not more often than can be followed; the last place always counts. */
function useDrag(seek: (step: number) => void) {
  const state = useRef({
    isOn: false,
    atMs: 0,
    step: -1,
    timer: undefined as ReturnType<typeof setTimeout> | undefined,
  });
  const go = (step: number) => {
    const drag = state.current;
    clearTimeout(drag.timer);
    if (step === drag.step) return;
    drag.step = step;
    drag.atMs = performance.now();
    seek(step);
  };
  return {
    start(step: number) {
      state.current.isOn = true;
      state.current.step = -1;
      go(step);
    },
    move(step: number) {
      const drag = state.current;
      if (!drag.isOn) return;
      clearTimeout(drag.timer);
      const wait = drag.atMs + SEEK_MS - performance.now();
      if (wait <= 0) go(step);
      else drag.timer = setTimeout(() => go(step), wait);
    },
    end(step?: number) {
      if (!state.current.isOn) return;
      state.current.isOn = false;
      if (step !== undefined) go(step);
    },
  };
}
