import assert from "node:assert/strict";
import type { SessionNews } from "../engine/live/session.ts";
import { VirtualClock, VirtualTime } from "../simulator/virtual_time.ts";
import { type Alert, Alerts } from "./alerts.ts";

function stage() {
  const time = new VirtualTime(), given: Alert[] = [];
  const alerts = new Alerts({
    sessionId: "s",
    symbols: ["MADE", "OTHER"],
    clock: new VirtualClock(time, 0),
    give: (alert) => given.push(alert),
  });
  const take = (news: SessionNews) => alerts.take(news);
  return {
    time,
    take,
    words: () => given.splice(0).map(({ level, kind, text }) => `${level} ${kind}: ${text}`),
    given,
  };
}

Deno.test("fills, refusals and halts are alerts, each with an id that stays the same", () => {
  const { take, given, words } = stage();
  const event = { step: 1, timeMs: 60_000, stage: "broker" } as const;
  const news: SessionNews = {
    kind: "events",
    sequence: 7,
    events: [
      { ...event, instrumentIndex: 0, kind: "submitted", direction: 1, quantity: 2 },
      { ...event, instrumentIndex: 0, kind: "filled", direction: 1, quantity: 2, price: 10.5 },
      { ...event, instrumentIndex: 1, kind: "refused", reason: "exposure limit reached" },
      { ...event, instrumentIndex: 0, kind: "halted", reason: "max_drawdown" },
    ],
  };
  take(news);
  assert.deepEqual(given.map(({ id }) => id), ["s/7.1", "s/7.2", "s/7.3"]);
  assert.deepEqual(words(), [
    "info fill: bought 2 MADE at 10.5",
    "warning refusal: OTHER: order refused: exposure limit reached",
    "alarm halt: trading was halted: max_drawdown",
  ]);
  take(news);
  assert.deepEqual(given.map(({ id }) => id), ["s/7.1", "s/7.2", "s/7.3"]);
});

Deno.test("a feed is lost once it has been away for half a minute, and said to be back", () => {
  const { time, take, words } = stage();
  take({ kind: "feed", state: "live", reason: "" });
  take({ kind: "feed", state: "waiting", reason: "closed (1006)" });
  time.runTo(20_000);
  take({ kind: "feed", state: "live", reason: "" });
  time.runTo(60_000);
  assert.deepEqual(words(), []);
  take({ kind: "feed", state: "stale", reason: "nothing has come for too long" });
  take({ kind: "feed", state: "waiting", reason: "closed (1006)" });
  time.runTo(100_000);
  take({ kind: "feed", state: "connecting", reason: "connecting" });
  time.runTo(200_000);
  take({ kind: "feed", state: "live", reason: "" });
  assert.deepEqual(words(), [
    "alarm feed: the feed has been lost for 30 s: nothing has come for too long",
    "info feed: the feed is back",
  ]);
});

Deno.test("kill switch, failure, trouble and the end are told; what is only informative isn't", () => {
  const { take, words } = stage();
  take({ kind: "alert", level: "info", text: "taken up" });
  take({ kind: "alert", level: "alarm", text: "the journal can't be written" });
  take({ kind: "phase", phase: "killed", reason: "enough" });
  take({ kind: "phase", phase: "running", reason: "" });
  take({ kind: "step", sequence: 1, timeMs: 1, equity: 1 });
  take({ kind: "ended", reason: "it was stopped" });
  assert.deepEqual(words(), [
    "alarm trouble: the journal can't be written",
    "alarm halt: killed: enough",
    "info phase: running",
    "info ended: it was stopped",
  ]);
});
