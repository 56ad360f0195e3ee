/**
 * A session in a process of its own, put together as `deno task paper` does it, so that tests can kill it: `session_runner.ts SESSION CONFIG`,
 * where CONFIG is a file of JSON for a session that has no journal yet. Whatever it tells is a line of JSON; it leaves the session when its
 * input is closed.
 */
import type { SessionNews } from "../../engine/live/session.ts";
import { realOutside } from "../../feeds/real_outside.ts";
import { openSession, sessionConfigOf } from "../../paper/open_session.ts";
import { sessionFeed } from "../../paper/session_feed.ts";
import { sessionsFolder } from "../../stores/home_folder.ts";
import { SqliteJournal } from "../../stores/sqlite_journal.ts";

const [sessionId, configFile] = Deno.args;
const encoder = new TextEncoder();

function say(line: SessionNews | { readonly kind: "begins" }): void {
  const bytes = encoder.encode(`${JSON.stringify(line)}\n`);
  for (let sent = 0; sent < bytes.length;) sent += Deno.stdout.writeSync(bytes.subarray(sent));
}

const store = new SqliteJournal(sessionsFolder()), isNew = store.nextSequence(sessionId) === 0;
const config = isNew ? JSON.parse(Deno.readTextFileSync(configFile)) : sessionConfigOf(store, sessionId);
const { feed, outside } = await sessionFeed(config, realOutside());
const session = await openSession({
  sessionId,
  ...isNew && { config },
  store,
  clock: outside.clock,
  feed,
  holder: `process ${Deno.pid}`,
  tell: say,
});
say({ kind: "begins" });
session.start();
for await (const _ of Deno.stdin.readable); // until it is closed
session.leave();
store.close();
