import assert from "node:assert/strict";
import { changedParams, paramFields } from "./params_form.ts";

const schema = {
  type: "object",
  properties: {
    fast: { type: "integer", minimum: 2, maximum: 500, default: 9 },
    trailPct: { type: "number", exclusiveMinimum: 0, maximum: 100, default: 10 },
    seed: { type: "integer", minimum: -9007199254740991, maximum: 9007199254740991, default: 1 },
    side: { enum: ["long", "both"], default: "long" },
    isStrict: { type: "boolean", default: false },
    weights: { type: "array" },
  },
};

Deno.test("a schema gives fields with the values that hold, and leaves out what has no field", () => {
  const fields = paramFields(schema, { fast: 12 });
  assert.deepEqual(fields.map(({ name, label, kind, hint, value }) => [name, label, kind, hint, value]), [
    ["fast", "fast", "integer", "2 to 500", 12],
    ["trailPct", "trail %", "number", "above 0, up to 100", 10],
    ["seed", "seed", "integer", "", 1],
    ["side", "side", "choice", "", "long"],
    ["isStrict", "is strict", "boolean", "", false],
  ]);
});

Deno.test("a form gives only what differs", () => {
  const fields = paramFields(schema, { fast: 12 });
  const same = { fast: "12", trailPct: "10", seed: "1", side: "long", isStrict: false };
  assert.deepEqual(changedParams(fields, same), {});
  assert.deepEqual(changedParams(fields, { ...same, fast: "9", isStrict: true }), {
    fast: 9,
    isStrict: true,
  });
});
