import type { ComponentChildren } from "preact";

const SIGNS = { note: "i", warning: "!", failure: "✕", done: "✓" } as const;

/** Something that must be read before the rest: what, why, what to do. */
export function Notice(
  { kind, title, children }: {
    readonly kind: keyof typeof SIGNS;
    readonly title: string;
    readonly children?: ComponentChildren;
  },
) {
  return (
    <div class={`notice is-${kind}`} data-sign={SIGNS[kind]} role={kind === "failure" ? "alert" : undefined}>
      <div>
        <strong>{title}</strong>
        {children !== undefined && <div class="muted">{children}</div>}
      </div>
    </div>
  );
}
