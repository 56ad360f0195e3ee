import { AccountFigures } from "../../../components/desk/account_figures.tsx";
import { formatCount } from "../../../tasks/number_format.ts";
import { KEY_BINDINGS, type PageActions, tooltip } from "./keys.ts";
import { paramInWords } from "../../../components/lists/params_in_words.ts";
import { replayLink } from "../fork/replay_link.ts";
import type { ReplaySession } from "../session/session.ts";

/** What is replayed, how it stands, and the ways out of it. */
export function Head(
  { session, origin, page }: {
    readonly session: ReplaySession;
    /** What it was forked from. */
    readonly origin?: ReplaySession;
    readonly page: PageActions;
  },
) {
  const description = session.description.value;
  const isOrphan = origin?.connection.value.state === "failed";
  const fork = description?.fork;
  return (
    <div class="replay-title">
      <h2>{description?.strategy.title ?? "Replay"}</h2>
      <p class="muted">
        {description && (
          <>
            <span>
              {marketText(description.instruments.map(({ symbol }) => symbol), description.timeframe)}
            </span>
            {Object.entries(description.params).map(([name, value]) => {
              const [label, text] = paramInWords(name, value);
              return (
                <span key={name}>
                  {label} <b>{text}</b>
                </span>
              );
            })}
            {fork && (
              <span class="forked">
                forked from {isOrphan
                  ? "a run that was deleted"
                  : <a href={replayLink(fork.of, fork.atStep)}>another run</a>} at bar{" "}
                {formatCount(fork.atStep)}
              </span>
            )}
          </>
        )}
      </p>
      <Figures session={session} />
      <div class="replay-ways">
        <button
          type="button"
          class="button"
          disabled={description === undefined}
          title={tooltip(KEY_BINDINGS.fork)}
          onClick={() => page.openDialog("fork")}
        >
          <span>
            Change <span class="wide-only">a parameter</span>
          </span>
        </button>
        <button
          type="button"
          class="button is-icon"
          title={tooltip(KEY_BINDINGS.help)}
          aria-label="Keys"
          onClick={() => page.openDialog("help")}
        >
          ?
        </button>
      </div>
    </div>
  );
}

function Figures({ session }: { readonly session: ReplaySession }) {
  const tick = session.panel.value, description = session.description.value;
  if (tick === undefined || description === undefined) return null;
  return (
    <AccountFigures
      {...tick}
      equityMeaning="What everything is worth at this bar's close"
      cash={description.cash}
    />
  );
}

function marketText(symbols: readonly string[], timeframe: string): string {
  const names = symbols.length > 3
    ? `${symbols.slice(0, 3).join(", ")} and ${symbols.length - 3} more`
    : symbols.join(", ");
  return `${names} ${timeframe}`;
}
