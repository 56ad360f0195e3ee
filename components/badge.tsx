const SIGNS = { plain: "·", gain: "●", loss: "✕", warn: "▲", accent: "▸" } as const;

/** A state in a word; the sign before it tells it apart where colours don't. */
export function Badge({ tone, children }: { readonly tone: keyof typeof SIGNS; readonly children: string }) {
  return <span class={`badge is-${tone}`} data-sign={SIGNS[tone]}>{children}</span>;
}
