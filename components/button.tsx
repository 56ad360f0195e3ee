import type { ComponentChildren } from "preact";

/** How much a button asks to be pressed: once a page at most, as others, or as a link would. */
export type Weight = "primary" | "plain" | "quiet";

/** See {@link Button}. */
export interface ButtonProps {
  readonly weight?: Weight;
  readonly name?: string;
  readonly value?: string;
  readonly title?: string;
  readonly label?: string;
  readonly disabled?: boolean;
  readonly children: ComponentChildren;
}

/** Sends the form in which it stands. */
export function Button({ weight = "plain", label, children, ...rest }: ButtonProps) {
  return <button type="submit" class={classOf(weight)} aria-label={label} {...rest}>{children}</button>;
}

/** Looks like a button and leads somewhere. */
export function LinkButton(
  { weight = "plain", href, children }: {
    readonly weight?: Weight;
    readonly href: string;
    readonly children: ComponentChildren;
  },
) {
  return <a class={classOf(weight)} href={href}>{children}</a>;
}

/** A form of one button and what it sends along. */
export function ActionButton(
  { action, values, ...button }: ButtonProps & {
    readonly action: string;
    readonly values: Readonly<Record<string, string | number>>;
  },
) {
  return (
    <form method="post" action={action}>
      {Object.entries(values).map(([name, value]) => (
        <input key={name} type="hidden" name={name} value={value} />
      ))}
      <Button {...button} />
    </form>
  );
}

/** Before what begins to run when it is pressed. */
export function PlaySign() {
  return (
    <svg viewBox="0 0 12 12" aria-hidden="true">
      <path d="M2.5 1v10l8-5z" fill="currentColor" />
    </svg>
  );
}

function classOf(weight: Weight): string {
  return weight === "plain" ? "button" : `button is-${weight}`;
}
