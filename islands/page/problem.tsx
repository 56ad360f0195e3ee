import type { Signal } from "@preact/signals";
import { Notice } from "../../components/notice.tsx";

/** What was asked for and not possible, until it is dismissed. */
export function Problem(
  { problem }: { readonly problem: Signal<{ readonly title: string; readonly detail: string } | undefined> },
) {
  if (problem.value === undefined) return null;
  return (
    <Notice kind="failure" title={problem.value.title}>
      {problem.value.detail}{" "}
      <button type="button" class="button is-quiet" onClick={() => problem.value = undefined}>
        Dismiss
      </button>
    </Notice>
  );
}
