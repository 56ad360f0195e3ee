import type { ComponentChildren } from "preact";
import { VERSION } from "../../engine/version.ts";
import { SystemTheme, type Theme, ThemeSwitch } from "./theme_switch.tsx";

const PLACES = [["/replay", "Replay"], ["/backtest", "Backtest"], ["/strategies", "Strategies"], [
  "/paper",
  "Paper",
]] as const;

/** What stands around every page. */
export interface PageFrameProps {
  /** The address of the page itself, from which the place in the navigation follows. */
  readonly path: string;
  readonly theme?: Theme;
  readonly isWide: boolean;
  readonly children: ComponentChildren;
}

/** Skip link, header with the navigation, the page, footer. */
export function PageFrame({ path, theme, isWide, children }: PageFrameProps) {
  const wide = isWide ? " is-wide" : "";
  return (
    <>
      <a class="skip-link" href="#content">Skip to the content</a>
      <header class={`page-header${wide}`}>
        <div>
          <a class="brand" href="/" aria-label="Lockstep, home">
            <Mark />
            <span>Lockstep</span>
          </a>
          <nav aria-label="Places">
            <ul>
              {PLACES.map(([href, name]) => (
                <li key={href}>
                  <a href={href} aria-current={isAt(path, href)}>{name}</a>
                </li>
              ))}
            </ul>
          </nav>
          <ThemeSwitch path={path} />
        </div>
      </header>
      <main id="content" class={wide.trim()} tabIndex={-1}>{children}</main>
      {!isWide && (
        <footer class="page-footer">
          <div>
            <span>Lockstep {VERSION}</span>
            <a href="/api/v1/reference">API</a>
            {theme !== undefined && <SystemTheme path={path} />}
          </div>
        </footer>
      )}
    </>
  );
}

/** Two stairs, one behind the other, in step. */
function Mark() {
  return (
    <svg viewBox="0 0 18 18" fill="none" stroke-width="2" aria-hidden="true">
      <path d="M1 11.5h4v-5h4.5v-5H15" stroke="currentColor" />
      <path d="M6 16.5h4v-5h4.5v-5H18" stroke="var(--gain)" />
    </svg>
  );
}

function isAt(path: string, place: string): "page" | "true" | undefined {
  const [pathname] = path.split("?");
  return pathname === place ? "page" : pathname.startsWith(`${place}/`) ? "true" : undefined;
}
