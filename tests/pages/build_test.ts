/** What `server/build_pages.ts` promises: nothing is built twice, and what is built is what the server loads. */
import assert from "node:assert/strict";
import { buildPages, builtPages } from "../../server/build_pages.ts";

Deno.test("pages that are built from these sources aren't built again, however many ask", async () => {
  const first = await buildPages();
  const builtMs = Deno.statSync(first.module).mtime!.getTime();
  const again = await Promise.all([buildPages(), buildPages(), buildPages()]);
  for (const each of [...again, builtPages()]) assert.deepEqual(each, first);
  assert.equal(Deno.statSync(first.module).mtime!.getTime(), builtMs);
});

Deno.test("the built module answers requests, and holds neither the engine nor zod", async () => {
  const { module, clientFolder } = await buildPages();
  const { default: app } = await import(module.href);
  const response = await app.fetch(new Request("http://localhost/nowhere"), { lockstep: {} });
  assert.equal(response.status, 404);
  const [stylesheet] = /\/assets\/style-[^"]+\.css/.exec(await response.text()) ?? [];
  assert.ok(stylesheet !== undefined);
  assert.ok(Deno.statSync(new URL(`.${stylesheet}`, clientFolder)).isFile);
  const broken = await app.fetch(new Request("http://localhost/backtest"), { lockstep: {} });
  assert.equal(broken.status, 500);
  assert.match(await broken.text(), /<h1>This page could not be made/);
  const code = Deno.readTextFileSync(module);
  for (const foreign of ["node_modules/zod/", "engine/desk/", "engine/pipeline.ts", "node_modules/rxjs/"]) {
    assert.ok(!code.includes(`#region ${foreign}`) && !code.includes(foreign), `the pages bundle ${foreign}`);
  }
});
