import { createClient } from "honox/client/client";
import { createElement, hydrate } from "preact";
import "../components/page/import_meta.ts";
import { switchThemeInPlace } from "../components/page/theme_in_place.ts";

/** Wakes the islands of a page up: the one script that a page with islands names. */
void createClient({
  ISLAND_FILES: import.meta.glob("/islands/*.tsx"),
  createElement: createElement as never,
  hydrate: hydrate as never,
});
switchThemeInPlace();
