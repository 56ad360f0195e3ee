import { signal } from "@preact/signals";

const NAMES = [
  "bg",
  "panel",
  "raised",
  "line",
  "text",
  "muted",
  "faint",
  "accent",
  "gain",
  "loss",
  "warn",
] as const;

/** The page's colour tokens as a canvas takes them; a colour with an alpha value of its own by `faded`. */
export type Palette = Readonly<Record<typeof NAMES[number], string>> & { readonly font: string };

/** The colours as they stand; changes with the theme. Undefined until a page has been drawn. */
export const palette = signal<Palette | undefined>(undefined);

/** Keeps {@link palette} as the page's colours are, whether the theme is chosen or the system's. Returns how to stop. */
export function watchPalette(): () => void {
  const read = () => palette.value = readPalette();
  const system = matchMedia("(prefers-color-scheme: light)");
  const chosen = new MutationObserver(read);
  chosen.observe(document.documentElement, { attributes: true });
  system.addEventListener("change", read);
  read();
  return () => {
    chosen.disconnect();
    system.removeEventListener("change", read);
  };
}

/** A colour of the palette, let through: alpha from 0 to 1. */
export function faded(colour: string, alpha: number): string {
  const parts = colour.match(/[\d.]+/g) ?? [];
  return `rgba(${parts.slice(0, 3).join(", ")}, ${alpha})`;
}

/** Tokens may be written in any way that CSS knows; the browser resolves them to rgb(). */
function readPalette(): Palette {
  const probe = document.body.appendChild(document.createElement("i"));
  probe.hidden = true;
  const entries = NAMES.map((name) => {
    probe.style.color = `var(--${name})`;
    return [name, getComputedStyle(probe).color] as const;
  });
  probe.remove();
  return { ...Object.fromEntries(entries), font: getComputedStyle(document.body).fontFamily } as Palette;
}
