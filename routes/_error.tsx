import { LinkButton } from "../components/button.tsx";
import { Notice } from "../components/notice.tsx";
import type { PageContext } from "../components/page/page_context.ts";

/** A fault of ours: said as such, with what helps to report it. The stack goes to the terminal, not to the page. */
export default function failed(error: Error, c: PageContext) {
  Deno.stderr.writeSync(new TextEncoder().encode(`${c.req.method} ${c.req.path}: ${error.stack ?? error}\n`));
  c.status(500);
  return c.render(
    <div class="stack">
      <h1>This page could not be made</h1>
      <Notice kind="failure" title="A fault in Lockstep">
        <p>{error.message}</p>
        <p>
          What happened in full stands in the terminal in which the server runs. Runs and replays are not
          touched by it.
        </p>
      </Notice>
      <div class="button-row">
        <LinkButton href={c.req.path}>Try again</LinkButton>
        <LinkButton href="/" weight="quiet">Home</LinkButton>
      </div>
    </div>,
    { title: "Fault", description: "This page could not be made." },
  );
}
