import type { SessionSummary } from "../../server/session_messages.ts";
import { Notice } from "../notice.tsx";
import { standingOf } from "./session_words.ts";

/** What is amiss with a session, what that means and what can be done; nothing where all is well. */
export function StandingNotice({ session }: { readonly session: SessionSummary }) {
  const { text, tone, why, advice } = standingOf(session);
  if (advice === "") return null;
  const title = why === "" ? text : `${text}: ${why}`;
  return (
    <Notice
      kind={tone === "loss" ? "failure" : tone === "warn" ? "warning" : "note"}
      title={title.charAt(0).toUpperCase() + title.slice(1)}
    >
      {advice}
    </Notice>
  );
}
