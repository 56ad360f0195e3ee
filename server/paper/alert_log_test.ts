import assert from "node:assert/strict";
import { AlertLog } from "./alert_log.ts";

const alert = (text: string) => ({ timeMs: 1, level: "info" as const, kind: "phase" as const, text });

Deno.test("alerts go on with their numbers, and a torn last line is no more", () => {
  const folder = Deno.makeTempDirSync(), path = `${folder}/a.alerts.jsonl`, told: string[] = [];
  try {
    const warn = (sentence: string) => void told.push(sentence);
    const first = new AlertLog(path, warn);
    assert.equal(first.nextSequence, 0);
    for (const text of ["one", "two", "three"]) first.add(alert(text));
    const whole = Deno.readTextFileSync(path);
    Deno.writeTextFileSync(path, whole.slice(0, -10));
    const second = new AlertLog(path, warn);
    second.add(alert("four"));
    const third = new AlertLog(path, warn);
    assert.deepEqual(third.from(1), [
      { sequence: 1, ...alert("two") },
      { sequence: 2, ...alert("four") },
    ]);
    assert.equal(third.nextSequence, 3);
    Deno.removeSync(path);
    Deno.mkdirSync(path); // nothing can be appended to it
    third.add(alert("five"));
    third.add(alert("six"));
    assert.deepEqual(third.from(3).map(({ text }) => text), ["five", "six"], "they are told all the same");
    assert.match(told.join("\n"), /^Alerts can't be kept in .*a\.alerts\.jsonl: [^\n]*\.$/, "once");
  } finally {
    Deno.removeSync(folder, { recursive: true });
  }
});
