/** The shape of what comes, while the server is asked; and what it is asked for, in words. */
export function Skeleton({ isFailed, opening }: { readonly isFailed: boolean; readonly opening?: string }) {
  return (
    <div class={`replay-skeleton${isFailed ? " is-failed" : ""}`}>
      <div class="skeleton-chart">
        {!isFailed && opening !== undefined && <p>{opening}</p>}
        {!isFailed &&
          Array.from(
            { length: 24 },
            (_, k) => (
              <i key={k} aria-hidden="true" style={{ height: `${30 + 22 * Math.sin(k * 0.7) + k}%` }} />
            ),
          )}
      </div>
      <div class="skeleton-side">
        {Array.from({ length: 6 }, (_, k) => <i key={k} />)}
      </div>
      <div class="skeleton-timeline" />
    </div>
  );
}
