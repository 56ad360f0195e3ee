const PATHS = {
  play: "M3 1.5v9l7.5-4.5z",
  pause: "M2.5 1.5h2.5v9H2.5zM7 1.5h2.5v9H7z",
  forward: "M2.5 1.5v9L8 6zM8.5 1.5H10v9H8.5z",
  back: "M9.5 1.5v9L4 6zM2 1.5h1.5v9H2z",
  end: "M1 1.5v9L5.5 6zM5.5 1.5v9L10 6zM10 1.5h1.5v9H10z",
  start: "M11 1.5v9L6.5 6zM6.5 1.5v9L2 6zM.5 1.5H2v9H.5z",
} as const;

/** The sign on a key of the transport. */
export function Sign({ name }: { readonly name: keyof typeof PATHS }) {
  return (
    <svg viewBox="0 0 12 12" aria-hidden="true">
      <path d={PATHS[name]} fill="currentColor" />
    </svg>
  );
}
