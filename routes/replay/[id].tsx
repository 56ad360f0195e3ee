import { NotFound } from "../../components/page/not_found.tsx";
import ReplayIsland from "../../islands/replay.tsx";
import type { PageContext } from "../../components/page/page_context.ts";

/** `/replay/ID`: the frame of a replay; what happens in it is the island's. */
export default function replayPage(c: PageContext) {
  const replay = c.env.lockstep.replay(c.req.param("id") ?? "");
  if (replay === undefined) {
    c.status(404);
    return c.render(<NotFound what="This replay" />, {
      title: "Not found",
      description: "There is no such replay.",
    });
  }
  const { id, strategyTitle, dataSetTitle, step } = replay;
  const upTo = step === 0 ? "" : `, up to bar ${step.toLocaleString("en")}`;
  const content = (
    <>
      <h1 class="visually-hidden">Replay of {strategyTitle} on {dataSetTitle}</h1>
      <noscript>
        <div class="replay-without-script">
          <h2>{strategyTitle} on {dataSetTitle}</h2>
          <p>
            A replay moves, which takes JavaScript. The same strategy as a backtest shows its whole result
            without: <a href={`/backtest?strategy=${encodeURIComponent(replay.strategy)}`}>set it up</a>.
          </p>
        </div>
      </noscript>
      <ReplayIsland id={id} opening={`${strategyTitle} on ${dataSetTitle}: the run is made again${upTo}.`} />
    </>
  );
  return c.render(content, {
    title: `Replay of ${strategyTitle} on ${dataSetTitle}`,
    description: `${strategyTitle} on ${dataSetTitle}, bar by bar and actor by actor.`,
    isWide: true,
  });
}
