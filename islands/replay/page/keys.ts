import { isTaken } from "../../page/key_taken.ts";
import type { ReplaySession } from "../session/session.ts";
import { neighbourSpeed } from "../session/speeds.ts";

/** What a key does; each has one or two, and the help lists them all. */
export interface KeyBinding {
  /** As `KeyboardEvent.key` names them, lower case, "shift+" before. */
  readonly keys: readonly string[];
  /** How a person reads them. */
  readonly shown: string;
  readonly what: string;
  readonly group: "Run" | "Go" | "Look" | "By hand";
  readonly does: (session: ReplaySession, page: PageActions) => void;
}

/** What keys ask of the page rather than of the replay. */
export interface PageActions {
  follow(): void;
  zoom(factor: number): void;
  toggleCoarse(): void;
  openDialog(name: "help" | "fork" | "date"): void;
  openHistory(stage: number): void;
  trade(direction: 1 | -1): void;
  flatten(): void;
  cancel(): void;
}

/** Every key of the replay page. */
export const KEY_BINDINGS = {
  toggle: key([" ", "k"], "Space", "Play or pause", "Run", (session) => session.toggle()),
  slower: key(
    ["["],
    "[",
    "Slower",
    "Run",
    (session) => session.choose(neighbourSpeed(session.speed.peek(), -1)),
  ),
  faster: key(
    ["]"],
    "]",
    "Faster",
    "Run",
    (session) => session.choose(neighbourSpeed(session.speed.peek(), 1)),
  ),
  forward: key(["arrowright"], "→", "One bar forward", "Run", (session) => session.step(1)),
  back: key(["arrowleft"], "←", "One bar back", "Run", (session) => session.step(-1)),
  forwardTen: key(["shift+arrowright"], "Shift →", "Ten bars forward", "Run", (session) => session.step(10)),
  backTen: key(["shift+arrowleft"], "Shift ←", "Ten bars back", "Run", (session) => session.step(-10)),
  nextSignal: key(["n"], "n", "To the next signal", "Go", (session) => session.next("signal")),
  nextOrder: key(["o"], "o", "To the next order", "Go", (session) => session.next("order")),
  nextFill: key(["f"], "f", "To the next fill", "Go", (session) => session.next("fill")),
  nextRefusal: key(["r"], "r", "To the next refusal", "Go", (session) => session.next("refusal")),
  date: key(["g"], "g", "To a date", "Go", (_, page) => page.openDialog("date")),
  start: key(["home"], "Home", "To the start", "Go", (session) => session.seek(0)),
  end: key(["end"], "End", "To the end", "Go", (session) => session.seek(Infinity)),
  follow: key(["l"], "l", "Back to the newest bar", "Look", (_, page) => page.follow()),
  closer: key(["+", "="], "+", "Fewer bars on the chart", "Look", (_, page) => page.zoom(0.7)),
  wider: key(["-"], "−", "More bars on the chart", "Look", (_, page) => page.zoom(1 / 0.7)),
  coarse: key(["c"], "c", "Show or hide the coarser chart", "Look", (_, page) => page.toggleCoarse()),
  history: {
    keys: ["1", "2", "3", "4", "5", "6"],
    shown: "1 … 6",
    what: "History of a stage",
    group: "Look",
    does: () => {},
  } satisfies KeyBinding,
  fork: key(["p"], "p", "Change a parameter from here", "Look", (_, page) => page.openDialog("fork")),
  help: key(["?"], "?", "These keys", "Look", (_, page) => page.openDialog("help")),
  buy: key(["b"], "b", "Buy as the ticket says", "By hand", (_, page) => page.trade(1)),
  sell: key(["s"], "s", "Sell as the ticket says", "By hand", (_, page) => page.trade(-1)),
  flatten: key(["x"], "x", "Flatten", "By hand", (_, page) => page.flatten()),
  cancel: key(["q"], "q", "Cancel working orders", "By hand", (_, page) => page.cancel()),
  undo: key(
    ["u"],
    "u",
    "Take back the last order by hand at this bar",
    "By hand",
    (session) => session.undo(),
  ),
} as const;

/** "One bar forward (→)": what a tooltip says. */
export function tooltip({ what, shown }: KeyBinding): string {
  return `${what} (${shown})`;
}

/** Listens to keys wherever the focus is, but where text is written or a dialog is open. Returns how to stop. */
export function listenToKeys(session: ReplaySession, page: PageActions): () => void {
  const listener = (event: KeyboardEvent) => {
    if (isTaken(event)) return;
    const pressed = (event.shiftKey && event.key.length > 1 ? "shift+" : "") + event.key.toLowerCase();
    const stage = Number(pressed);
    if (stage >= 1 && stage <= 6) page.openHistory(stage - 1);
    else {
      const binding = Object.values(KEY_BINDINGS).find(({ keys }) =>
        (keys as readonly string[]).includes(pressed)
      );
      if (binding === undefined) return;
      binding.does(session, page);
    }
    event.preventDefault();
  };
  addEventListener("keydown", listener);
  return () => removeEventListener("keydown", listener);
}

function key(
  keys: readonly string[],
  shown: string,
  what: string,
  group: KeyBinding["group"],
  does: KeyBinding["does"],
): KeyBinding {
  return { keys, shown, what, group, does };
}
