import { useEffect, useState } from "preact/hooks";
import { ProgressBar } from "../components/run/progress_bar.tsx";

/** How often a run is asked how far it is. */
const PAUSE_MS = 250;

/** How far a run is, kept up to date; the page is loaded again once it has ended. */
export default function RunProgress(
  { id, progress: first, isWaiting: waitedFirst }: {
    readonly id: string;
    readonly progress: number;
    readonly isWaiting: boolean;
  },
) {
  const [progress, setProgress] = useState(first);
  const [isWaiting, setWaiting] = useState(waitedFirst);
  useEffect(() => {
    const timer = setInterval(async () => {
      try {
        const run = await (await fetch(`/api/v1/runs/${id}`)).json();
        if (run.status !== "running") location.reload();
        setProgress(run.progress);
        setWaiting(run.isWaiting === true);
      } catch {
        // The server doesn't answer just now: it is asked again.
      }
    }, PAUSE_MS);
    return () => clearInterval(timer);
  }, []);
  return <ProgressBar progress={progress} isWaiting={isWaiting} />;
}
