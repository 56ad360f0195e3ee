import assert from "node:assert/strict";
import { z } from "zod";
import { accountSchema } from "../../server/replay_definition.ts";
import { ACCOUNT_FIELDS } from "./account_fields.ts";
import {
  boundsText,
  changedParams,
  faultOf,
  keyOf,
  paramFields,
  paramLabel,
  textOf,
  valueOf,
} from "./param_field.ts";

const schema = z.object({
  length: z.int().min(2).max(500).default(20),
  percent: z.number().positive().max(100).default(95),
  count: z.int().default(3),
  side: z.enum(["long", "short"]).default("long"),
  isStrict: z.boolean().default(true),
  label: z.string(),
  levels: z.array(z.number()).default([1, 2]),
});
const fields = Object.fromEntries(
  paramFields(z.toJSONSchema(schema, { io: "input" })).map((field) => [keyOf(field), field]),
);

Deno.test("a schema's parameters become fields with their kinds, defaults and bounds", () => {
  const kinds = Object.values(fields).map(({ label, kind, defaultText, hint }) =>
    [label, kind, defaultText, hint].join("|")
  );
  assert.deepEqual(kinds, [
    "length|integer|20|2 to 500",
    "percent|number|95|above 0, up to 100",
    "count|integer|3|",
    "side|choice|long|",
    "is strict|boolean|true|",
    "label|text||",
    "levels|json|[1,2]|",
  ]);
});

Deno.test("what the form calls wrong the schema refuses, and what it lets pass the schema takes", () => {
  const cases: [name: keyof typeof schema.shape, text: string, fault: string | undefined][] = [
    ["length", "2", undefined],
    ["length", " 500 ", undefined],
    ["length", "", undefined],
    ["length", "1", "must be at least 2"],
    ["length", "501", "must be at most 500"],
    ["length", "2.5", "must be a whole number"],
    ["length", "ten", 'must be a number: received "ten"'],
    ["length", "Infinity", 'must be a number: received "Infinity"'],
    ["percent", "0", "must be above 0"],
    ["percent", "1e-9", undefined],
    ["side", "short", undefined],
    ["side", "up", "must be long or short"],
    ["isStrict", "false", undefined],
    ["label", "", "must be given"],
    ["label", "x", undefined],
    ["levels", "[1, 2.5]", undefined],
    ["levels", "1,", "must be JSON, such as [1, 2]"],
  ];
  for (const [name, text, fault] of cases) {
    const where = `${name} = "${text}"`;
    assert.equal(faultOf(fields[name], text), fault, where);
    assert.equal(
      schema.shape[name].safeParse(valueOf(fields[name], text)).success,
      fault === undefined,
      where,
    );
  }
});

Deno.test("a value goes into a form and comes back as it was", () => {
  for (
    const [name, value] of Object.entries({
      length: 7,
      percent: 0.1,
      side: "short",
      isStrict: false,
      levels: [3],
    })
  ) {
    assert.deepEqual(valueOf(fields[name], textOf(value)), value, name);
  }
});

Deno.test("bounds in words", () => {
  assert.equal(boundsText({}), "");
  assert.equal(boundsText({ minimum: -2, maximum: 2 }), "−2 to 2");
  assert.equal(boundsText({ exclusiveMinimum: 0 }), "above 0");
  assert.equal(boundsText({ maximum: 9 }), "at most 9");
  assert.equal(boundsText({ minimum: 1, exclusiveMaximum: 9 }), "at least 1, below 9");
});

Deno.test("names are read as words, with the unit that they end in", () => {
  const cases = {
    fast: ["fast"],
    trailPct: ["trail", "%"],
    buyBelow: ["buy below"],
    fee_bps: ["fee", "bps"],
    pct: ["pct"],
  };
  for (const [key, [label, unit]] of Object.entries(cases)) {
    assert.deepEqual(paramLabel(key), unit === undefined ? { label } : { label, unit });
  }
});

Deno.test("a form gives only what differs from what holds", () => {
  const before = {
    length: 20,
    percent: 95,
    count: 3,
    side: "long",
    isStrict: true,
    label: "x",
    levels: [1, 2],
  };
  const texts = Object.fromEntries(
    Object.values(fields).map((field) => [field.name, textOf(before[keyOf(field) as keyof typeof before])]),
  );
  const changed = (more: Record<string, string>) =>
    changedParams(Object.values(fields), { ...texts, ...more }, before);
  assert.deepEqual(changed({}), {});
  assert.deepEqual(changed({ "params.length": "20.0" }), {});
  assert.deepEqual(changed({ "params.length": "9", "params.isStrict": "false", "params.levels": "[3]" }), {
    length: 9,
    isStrict: false,
    levels: [3],
  });
});

Deno.test("what the form says of the account's bounds is what the account is held to", () => {
  const properties = z.toJSONSchema(accountSchema, { io: "input" }).properties as Record<
    string,
    Record<string, unknown>
  >;
  for (const field of ACCOUNT_FIELDS) {
    const property = properties[keyOf(field)];
    assert.equal(field.defaultText, String(property.default), field.name);
    if (field.kind !== "number") continue;
    for (const [bound, value] of Object.entries(field.bounds)) {
      assert.equal(property[bound], value, `${field.name} ${bound}`);
    }
    assert.ok(field.bounds.maximum !== undefined, field.name);
  }
});
