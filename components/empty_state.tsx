import type { ComponentChildren } from "preact";

/** Says what will be here, and the one thing to press. */
export function EmptyState(
  { title, children, action }: {
    readonly title: string;
    readonly children: ComponentChildren;
    readonly action?: ComponentChildren;
  },
) {
  return (
    <div class="empty-state">
      <h3>{title}</h3>
      <p>{children}</p>
      {action !== undefined && <div class="button-row">{action}</div>}
    </div>
  );
}
