import { ActionButton, LinkButton, PlaySign } from "../components/button.tsx";
import { CommandLine } from "../components/command_line.tsx";
import { DataSetsTable } from "../components/lists/data_sets_table.tsx";
import { EmptyState } from "../components/empty_state.tsx";
import { ReplaysTable } from "../components/lists/replays_table.tsx";
import { RunsTable } from "../components/lists/runs_table.tsx";
import { SessionsTable } from "../components/lists/sessions_table.tsx";
import { Section } from "../components/page/section.tsx";
import { firstStrategy } from "../components/page/first_strategy.ts";
import type { PageContext } from "../components/page/page_context.ts";

const SHOWN_MAX = 5;

/** `/`: the ways in, what was done last, what there is to replay. */
export default async function home(c: PageContext) {
  const { lockstep } = c.env;
  const sessions = await lockstep.sessions();
  const dataSets = lockstep.dataSets(), runs = lockstep.runs(), replays = lockstep.replays();
  const strategy = firstStrategy(lockstep);
  const content = (
    <>
      <div class="lead">
        <h1>See exactly why a strategy did what it did</h1>
        <p>
          Replay history bar by bar and actor by actor, or backtest it in a blink: every order and every
          refusal with its reason.
        </p>
      </div>
      <div class="ways">
        <section class="panel way" aria-labelledby="way-replay">
          <h2 id="way-replay">Replay</h2>
          <p>
            Watch the bars run and, beside the chart, what every stage of the pipeline saw and said. Step,
            seek back, change a parameter from there, trade by hand.
          </p>
          <div class="button-row">
            {strategy !== undefined && dataSets[0] !== undefined && (
              <ActionButton
                action="/replay"
                weight="primary"
                values={{ strategy: strategy.name, dataSet: dataSets[0].id }}
                title={`${strategy.title} on ${dataSets[0].title}`}
              >
                <PlaySign />
                Replay
              </ActionButton>
            )}
            <LinkButton href="/replay">Choose what</LinkButton>
          </div>
        </section>
        <section class="panel way" aria-labelledby="way-backtest">
          <h2 id="way-backtest">Backtest</h2>
          <p>
            Run a strategy over a whole history: did it make money, at what pain, is it luck, what did it do.
            Every refusal is counted with its reason.
          </p>
          <div class="button-row">
            <LinkButton href="/backtest">Set up a backtest</LinkButton>
            <LinkButton href="/strategies" weight="quiet">Strategies</LinkButton>
          </div>
        </section>
        <section class="panel way" aria-labelledby="way-paper">
          <h2 id="way-paper">Paper</h2>
          <p>
            The same pipeline at work on live prices. It survives a crash to the bit, and is held against a
            backtest afterwards, every difference explained.
          </p>
          <div class="button-row">
            <LinkButton href="/paper">Trade on paper</LinkButton>
          </div>
        </section>
        <section class="panel way" aria-labelledby="way-command">
          <h2 id="way-command">Command line</h2>
          <p>The same runs with the same fingerprints, for scripts and for strategies of your own.</p>
          <CommandLine>deno task backtest --strategy ema_crossover --data samples/aapl_1d.csv</CommandLine>
          <CommandLine>deno task check ./mine.ts</CommandLine>
        </section>
      </div>
      {sessions.length > 0 && (
        <Section
          title="Paper sessions"
          id="paper-sessions"
          aside={sessions.length > SHOWN_MAX && <a href="/paper">All {sessions.length}</a>}
        >
          <SessionsTable sessions={sessions.slice(0, SHOWN_MAX)} />
        </Section>
      )}
      <Section
        title="Last runs"
        id="last-runs"
        aside={runs.length > SHOWN_MAX && <a href="/backtest#runs">All {runs.length}</a>}
      >
        {runs.length === 0
          ? (
            <EmptyState
              title="No run yet"
              action={<LinkButton href="/backtest">Set up a backtest</LinkButton>}
            >
              What you backtest here or over the API stands here with its return, its drawdown and its trades.
            </EmptyState>
          )
          : <RunsTable runs={runs.slice(0, SHOWN_MAX)} />}
      </Section>
      {replays.length > 0 && (
        <Section
          title="Last replays"
          id="last-replays"
          aside={replays.length > SHOWN_MAX && <a href="/replay#kept">All {replays.length}</a>}
        >
          <ReplaysTable replays={replays.slice(0, SHOWN_MAX)} canDelete={false} />
        </Section>
      )}
      <Section
        title="What there is to replay"
        id="data"
        aside={strategy !== undefined && <p class="small">each with {strategy.title} at its defaults</p>}
      >
        {dataSets.length === 0
          ? (
            <EmptyState title="No data">
              Start with a file of bars: <code>deno task start --data FILE.csv</code>
            </EmptyState>
          )
          : <DataSetsTable dataSets={dataSets} strategy={strategy?.name} />}
      </Section>
    </>
  );
  return c.render(content, {
    title: "Lockstep",
    description:
      "Replay history bar by bar and actor by actor, backtest strategies, see why they did what they did.",
  });
}
