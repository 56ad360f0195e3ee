/** The shape of what comes, while the server is asked. */
export function Skeleton({ isFailed }: { readonly isFailed: boolean }) {
  return (
    <div class={`replay-skeleton${isFailed ? " is-failed" : ""}`} aria-hidden="true">
      <div class="skeleton-chart">
        {!isFailed &&
          Array.from(
            { length: 24 },
            (_, k) => <i key={k} style={{ height: `${30 + 22 * Math.sin(k * 0.7) + k}%` }} />,
          )}
      </div>
      <div class="skeleton-side">
        {Array.from({ length: 6 }, (_, k) => <i key={k} />)}
      </div>
      <div class="skeleton-timeline" />
    </div>
  );
}
