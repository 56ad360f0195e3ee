import assert from "node:assert/strict";
import { tokensOf } from "./typescript_tokens.ts";

Deno.test("tokens together are the code, whatever it is", () => {
  for (
    const code of [
      "",
      "`${a}`",
      "'unclosed",
      "/* unclosed",
      "const π = 0x1f; // “x”",
      "a\n\nb",
      '"\\""',
      "1_000.5e-3",
    ]
  ) {
    assert.equal(tokensOf(code).map(({ text }) => text).join(""), code);
  }
});

Deno.test("what is coloured", () => {
  const kinds = tokensOf('export const x1 = f("a // b", 2.5); // else').filter(({ kind }) =>
    kind !== "plain"
  );
  assert.deepEqual(kinds.map(({ kind, text }) => `${kind} ${text}`), [
    "keyword export",
    "keyword const",
    'text "a // b"',
    "number 2.5",
    "comment // else",
  ]);
});
