/**
 * A process around one worker, for code that may never come to an end: a worker's thread can't be stopped within an endless loop, a
 * process can. Arguments: the worker's module, then the paths that it may read. Messages come on stdin and go to stdout
 * (`server/confined/process_frames.ts`); when stdin ends, because the server wants it to or has died, all ends at once.
 */
import { frameOf, framesOf } from "./process_frames.ts";
import { confinedThread } from "./confined_thread.ts";

/** What the process tells the server. */
export type FromWorkerProcess =
  | { readonly type: "message"; readonly data: unknown }
  | { readonly type: "crashed"; readonly message: string };

if (import.meta.main) {
  const [module, ...read] = Deno.args;
  const tell = (message: FromWorkerProcess) => {
    const frame = frameOf(message);
    for (let at = 0; at < frame.length;) at += Deno.stdout.writeSync(frame.subarray(at));
  };
  const worker = confinedThread(new URL(module), read);
  worker.onmessage = ({ data }) => tell({ type: "message", data });
  worker.onerror = (event) => {
    event.preventDefault();
    tell({ type: "crashed", message: event.message });
  };
  for await (const message of framesOf(Deno.stdin.readable)) worker.postMessage(message);
  Deno.exit(0);
}
