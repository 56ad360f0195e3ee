import assert from "node:assert/strict";
import fc from "fast-check";
import { type Address, formatAddress, parseAddress } from "./address.ts";

const addresses: fc.Arbitrary<Address> = fc.record({
  step: fc.option(fc.nat(1e9), { nil: undefined }),
  speed: fc.constantFrom(undefined, 1, 64, 10_000, "max" as const),
  bars: fc.option(fc.integer({ min: 1, max: 1e6 }), { nil: undefined }),
  stretch: fc.option(fc.tuple(fc.nat(1e6), fc.integer({ min: 1, max: 1e6 })), { nil: undefined }),
  coarse: fc.constantFrom(undefined, "1w", "4h", "1M"),
  instrument: fc.option(fc.string({ minLength: 1, maxLength: 12 }), { nil: undefined }),
}).map(({ stretch, ...address }) => ({
  ...address,
  from: stretch?.[0],
  to: stretch && stretch[0] + stretch[1],
}));

Deno.test("an address is read as it was written", () => {
  fc.assert(
    fc.property(addresses, (address) => assert.deepEqual(parseAddress(formatAddress(address)), address)),
  );
});

Deno.test("an address leaves parameters of others alone", () => {
  assert.equal(formatAddress({ step: 5 }, "?theme=light&step=3&coarse=1w"), "?theme=light&step=5");
  assert.equal(formatAddress({}, "?step=3"), "");
});

for (
  const query of [
    "?step=-1",
    "?step=1e9",
    "?step=x",
    "?speed=0",
    "?speed=-4",
    "?bars=0",
    "?from=9&to=3",
    "?coarse=week",
  ]
) {
  Deno.test(`an address that says ${query} says nothing`, () => {
    assert.deepEqual(Object.values(parseAddress(query)).filter((value) => value !== undefined), []);
  });
}
