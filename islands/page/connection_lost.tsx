import { useEffect, useState } from "preact/hooks";
import { Notice } from "../../components/notice.tsx";

/** No connection: since when, and when it is tried again. */
export function ConnectionLost(
  { retryAtMs, attempt, hasShown, retry }: {
    readonly retryAtMs: number;
    readonly attempt: number;
    readonly hasShown: boolean;
    readonly retry: () => void;
  },
) {
  const [now, setNow] = useState(Date.now());
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), 500);
    return () => clearInterval(timer);
  }, []);
  const seconds = Math.max(0, Math.ceil((retryAtMs - now) / 1_000));
  return (
    <Notice kind="warning" title="No connection to the server">
      {hasShown ? "What is shown is as it was. " : ""}
      {seconds > 0 ? `Trying again in ${seconds} s` : "Trying again"}
      {attempt > 1 ? ` (${attempt} times so far). ` : ". "}
      {attempt > 3 ? "Is it still running? Start it with deno task start. " : ""}
      <button type="button" class="button is-quiet" onClick={retry}>Try now</button>
    </Notice>
  );
}
