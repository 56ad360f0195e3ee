import { useEffect, useRef, useState } from "preact/hooks";
import type { TradePage } from "../components/run/trade_query.ts";
import { TradesTable, type TradesTableProps } from "../components/run/trades_table.tsx";

/** A run's trades: orders, filters and leaves without loading the page again; its links work without it too. */
export default function RunTrades(props: TradesTableProps) {
  const [page, setPage] = useState(props.page);
  const asked = useRef(0);

  const ask = async (search: string): Promise<void> => {
    const number = ++asked.current;
    try {
      const response = await fetch(`/backtest/${props.runId}/trades${search}`);
      if (!response.ok) throw new Error(response.statusText);
      const answer: TradePage = await response.json();
      if (number === asked.current) setPage(answer);
    } catch {
      location.search = search; // the page itself can say what is wrong
    }
  };

  useEffect(() => {
    const back = () => void ask(location.search);
    addEventListener("popstate", back);
    return () => removeEventListener("popstate", back);
  }, []);

  const follow = (event: MouseEvent) => {
    const link = (event.target as Element).closest("a");
    if (link === null || event.ctrlKey || event.metaKey || event.shiftKey || event.button !== 0) return;
    event.preventDefault();
    history.pushState(null, "", link.search || location.pathname);
    void ask(link.search);
  };
  return (
    <div onClick={follow}>
      <TradesTable {...props} page={page} />
    </div>
  );
}
