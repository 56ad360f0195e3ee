/** What every indicator of ours says of itself, wherever it stands. */
import assert from "node:assert/strict";
import * as indicators from "../actors/indicators/mod.ts";

const ROOT = new URL("../actors/indicators/", import.meta.url);

Deno.test("every indicator stands in its category's folder, under its name, and says where its formula stands", () => {
  const wrong: string[] = [];
  for (const [exported, { definition: { name, category, reference, title } }] of Object.entries(indicators)) {
    const camel = name.replace(/_(\w)/g, (_, letter: string) => letter.toUpperCase());
    if (exported !== camel) wrong.push(`${exported}: its name is ${name}`);
    if (!reference) wrong.push(`${name}: no reference`);
    if (!title) wrong.push(`${name}: no title`);
    const folder = category === "candlestick" ? "candlesticks" : category;
    try {
      Deno.statSync(new URL(`${folder}/${name}.ts`, ROOT));
    } catch {
      wrong.push(`${name}: not in ${folder}/${name}.ts`);
    }
  }
  assert.deepEqual(wrong, []);
});

Deno.test("every indicator has a name of its own", () => {
  const names = Object.values(indicators).map(({ definition }) => definition.name);
  assert.equal(new Set(names).size, names.length);
});
