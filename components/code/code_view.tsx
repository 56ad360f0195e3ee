import { tokensOf } from "./typescript_tokens.ts";

/** A strategy's file with its lines numbered, highlighted on the server. */
export function CodeView({ code, path }: { readonly code: string; readonly path: string }) {
  return (
    <div class="code-view" tabIndex={0} role="region" aria-label={path}>
      <pre>
        {linesOf(code).map((tokens, index) => (
          <code key={index} class="code-line">
            {tokens.map(({ kind, text }, k) => kind === "plain" ? text : <span key={k} class={kind}>{text}</span>)}
            {"\n"}
          </code>
        ))}
      </pre>
    </div>
  );
}

/** Tokens by line: one that goes over several lines (a comment, a template) is cut. */
function linesOf(code: string): ReturnType<typeof tokensOf>[] {
  const lines: ReturnType<typeof tokensOf>[] = [[]];
  for (const { kind, text } of tokensOf(code.trimEnd())) {
    text.split("\n").forEach((part, index) => {
      if (index > 0) lines.push([]);
      if (part !== "") lines[lines.length - 1].push({ kind, text: part });
    });
  }
  return lines;
}
