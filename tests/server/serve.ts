/**
 * The real server without pages, with what the command line doesn't set: one argument, {@link ServeOptions} as JSON. Its first line on
 * stdout is the port; it ends when stdin does.
 */
import { makeApp } from "../../main.ts";
import { LockstepServer } from "../../server/lockstep_server.ts";

/** What a test may set. */
export interface ServeOptions {
  readonly home: string;
  readonly dataFiles?: readonly string[];
  readonly strategyFiles?: readonly string[];
  readonly runningMax?: number;
  readonly answerMsMax?: number;
  readonly exchange?: string;
  readonly exchangeMsMax?: number;
  readonly token?: string;
}

if (import.meta.main) {
  const { token, ...options }: ServeOptions = JSON.parse(Deno.args[0]);
  const encoder = new TextEncoder();
  const tell = (text: string) => void Deno.stderr.writeSync(encoder.encode(`${JSON.stringify(text)}\n`));
  const lockstep = await LockstepServer.open({ ...options, warn: tell });
  const app = makeApp({ lockstep, token, log: tell });
  Deno.serve({
    port: 0,
    hostname: "127.0.0.1",
    automaticCompression: true,
    onListen: ({ port }) => void Deno.stdout.writeSync(encoder.encode(`${port}\n`)),
  }, (request) => app.fetch(request));
  await Deno.stdin.readable.pipeTo(new WritableStream());
  await lockstep.stop();
  Deno.exit(0);
}
