import type { Context } from "hono";
import type { VNode } from "preact";
import type { Lockstep, RequestProblem } from "../../server/lockstep.ts";

/** What a page is called with: `c.env.lockstep` answers everything that it may know. */
export type PageContext = Context<{ Bindings: { lockstep: Lockstep } }>;

/** What stands around a page's own content. */
export interface PageHead {
  /** Before " · Lockstep" in the tab. */
  readonly title: string;
  readonly description: string;
  /** The whole window is the page's own, without margins and footer: the replay. */
  readonly isWide?: boolean;
  /** Without JavaScript the page is asked for again after so many seconds: something is still running. */
  readonly refreshSeconds?: number;
  /** An address that is gone to at once, with this page in the window until it answers: for what takes a while. */
  readonly leadsTo?: string;
}

declare module "hono" {
  interface ContextRenderer {
    (content: VNode, head: PageHead): Response | Promise<Response>;
  }
}

/** Whether this is a {@link RequestProblem}: told by its name, since the class itself stays outside the pages' bundle. */
export function isRequestProblem(error: unknown): error is RequestProblem {
  return error instanceof Error && error.name === "RequestProblem" && "faults" in error;
}
