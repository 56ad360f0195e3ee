import { NotFound } from "../components/page/not_found.tsx";
import type { PageContext } from "../components/page/page_context.ts";

/** What isn't there. */
export default function notFound(c: PageContext) {
  c.status(404);
  return c.render(<NotFound what="This page" />, {
    title: "Not found",
    description: "There is no such page.",
  });
}
