import type { Clock } from "../engine/live/outside.ts";
import type { Session } from "../engine/live/session.ts";
import type { PaperKeys } from "./paper_keys.ts";
import { PaperScreen } from "./paper_screen.ts";
import { type PaperPicture, paperView } from "./paper_view.ts";
import type { PaperWatch } from "./paper_watch.ts";
import type { Terminal } from "./terminal.ts";

/** How often it is drawn. */
const REDRAW_MS = 300;

/** What a live view shows, and where. */
export interface LivePaperParts {
  readonly session: Session;
  readonly sessionId: string;
  readonly watch: PaperWatch;
  readonly keys: PaperKeys;
  readonly clock: Clock;
  readonly stdout: Terminal;
}

/** Shows a session on the terminal, drawn over a few times a second, until it is ended. */
export function livePaper(parts: LivePaperParts): { end(): void } {
  const { clock, stdout, keys } = parts, screen = new PaperScreen(stdout);
  let cancel = () => {};
  const draw = () => {
    cancel = clock.after(REDRAW_MS, draw);
    screen.draw(paperView(pictureOf(parts, keys.question), {
      width: stdout.width,
      height: screen.height,
      colour: stdout.hasColour,
    }));
  };
  draw();
  return {
    end() {
      cancel();
      screen.close();
    },
  };
}

function pictureOf({ session, sessionId, watch, clock }: LivePaperParts, question: string): PaperPicture {
  const { core, health, config } = session;
  return {
    sessionId,
    config,
    phase: core.phase,
    phaseReason: core.phaseReason,
    nowMs: clock.nowMs(),
    equity: core.equity,
    peak: core.peak,
    worstDrawdown: core.worstDrawdown,
    dayEquity: watch.dayEquity,
    cash: core.run.cash,
    trades: core.trades,
    steps: core.steps,
    points: watch.points,
    positions: core.run.openPositions,
    levels: core.run.levels,
    working: core.run.funnel.working,
    lastPrice: config.instruments.map((_, i) => session.lastPrice(i)),
    lastClose: core.lastClose,
    health,
    lines: watch.lines,
    question,
  };
}
