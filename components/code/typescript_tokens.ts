/** A stretch of code that is shown in one colour. */
export interface Token {
  readonly kind: "plain" | "keyword" | "text" | "number" | "comment";
  readonly text: string;
}

const PATTERN = new RegExp(
  [
    /(?<comment>\/\/[^\n]*|\/\*[^]*?\*\/)/,
    /(?<text>"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'|`(?:[^`\\]|\\.)*`)/,
    /(?<number>\b(?:0x[\da-f_]+|\d[\d_]*(?:\.\d[\d_]*)?(?:e[+-]?\d+)?)n?\b)/i,
    /(?<keyword>\b(?:import|from|export|default|const|let|return|if|else|for|of|in|while|do|switch|case|break|continue|new|class|extends|implements|interface|type|function|async|await|yield|throw|try|catch|finally|typeof|instanceof|as|satisfies|readonly|private|override|static|true|false|null|undefined|this|super|void)\b)/,
  ].map(({ source }) => source).join("|"),
  "g",
);

/** TypeScript cut into what is coloured and what isn't: by looks, not by grammar. */
export function tokensOf(code: string): Token[] {
  const tokens: Token[] = [];
  let end = 0;
  for (const match of code.matchAll(PATTERN)) {
    if (match.index > end) tokens.push({ kind: "plain", text: code.slice(end, match.index) });
    const kind = (["comment", "text", "number", "keyword"] as const).find((name) =>
      match.groups![name] !== undefined
    )!;
    tokens.push({ kind, text: match[0] });
    end = match.index + match[0].length;
  }
  if (end < code.length) tokens.push({ kind: "plain", text: code.slice(end) });
  return tokens;
}
