import type { ComponentChildren } from "preact";

/** A part of a page under a heading that says what is there. */
export function Section(
  { title, id, aside, children }: {
    readonly title: string;
    readonly id: string;
    /** On the heading's line, at its end. */
    readonly aside?: ComponentChildren;
    readonly children: ComponentChildren;
  },
) {
  return (
    <section class="section" aria-labelledby={id}>
      <div class="section-head">
        <h2 id={id}>{title}</h2>
        {aside}
      </div>
      {children}
    </section>
  );
}

/** What the page is about, a sentence on it, and what can be done. */
export function PageTitle(
  { title, children, actions }: {
    readonly title: ComponentChildren;
    readonly children?: ComponentChildren;
    readonly actions?: ComponentChildren;
  },
) {
  return (
    <div class="page-title">
      <div>
        <h1>{title}</h1>
        {children}
      </div>
      {actions !== undefined && <div class="button-row">{actions}</div>}
    </div>
  );
}
