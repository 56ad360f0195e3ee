/** Cookie in which a reader's choice is kept; absent: as the system has it. */
export const THEME_COOKIE = "theme";
/** Themes that can be chosen. */
export type Theme = "dark" | "light";

/** Whether a text names a theme. */
export function isTheme(text: string | undefined): text is Theme {
  return text === "dark" || text === "light";
}

/** The sun and the moon of the header: a form, so that it needs no script. */
export function ThemeSwitch({ path }: { readonly path: string }) {
  return (
    <form class="theme-switch" method="post" action="/theme">
      <input type="hidden" name="back" value={path} />
      <button
        type="submit"
        class="to-light"
        name="theme"
        value="light"
        title="Light theme"
        aria-label="Light theme"
      >
        <svg viewBox="0 0 16 16" aria-hidden="true">
          <circle cx="8" cy="8" r="3" fill="currentColor" />
          <path
            d="M8 .8v2M8 13.2v2M.8 8h2M13.2 8h2M2.9 2.9l1.4 1.4M11.7 11.7l1.4 1.4M2.9 13.1l1.4-1.4M11.7 4.3l1.4-1.4"
            stroke="currentColor"
            stroke-width="1.4"
          />
        </svg>
      </button>
      <button
        type="submit"
        class="to-dark"
        name="theme"
        value="dark"
        title="Dark theme"
        aria-label="Dark theme"
      >
        <svg viewBox="0 0 16 16" aria-hidden="true">
          <path d="M6 1.6a6.6 6.6 0 1 0 8.4 8.4A5.6 5.6 0 0 1 6 1.6Z" fill="currentColor" />
        </svg>
      </button>
    </form>
  );
}

/** Goes back to the system's theme; there only where another one was chosen. */
export function SystemTheme({ path }: { readonly path: string }) {
  return (
    <form method="post" action="/theme">
      <input type="hidden" name="back" value={path} />
      <button type="submit" name="theme" value="system">Use the system's theme</button>
    </form>
  );
}
