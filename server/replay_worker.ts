/**
 * The worker of one replay: its run, held. It takes {@link ToReplayWorker} and answers with {@link FromReplayWorker}; it may read the
 * strategy's file and nothing else.
 */
import "./quiet_console.ts";
import { LockstepError } from "../engine/error.ts";
import { reasonOf } from "../engine/part_failure.ts";
import { ReplayRun } from "./replay/replay_run.ts";
import { ReplaySession } from "./replay/replay_session.ts";
import type { FromReplayWorker, ToReplayWorker } from "./replay_worker_messages.ts";

const scope = globalThis as unknown as {
  onmessage: ((event: MessageEvent<ToReplayWorker>) => void) | null;
  postMessage(message: FromReplayWorker, transfer?: Transferable[]): void;
};
const post = (message: FromReplayWorker, transfer: Transferable[] = []) =>
  scope.postMessage(message, transfer);

let session: ReplaySession | undefined;

scope.onmessage = async ({ data }) => {
  try {
    if (data.type === "open") await open(data);
    else if (session !== undefined) await receive(session, data);
  } catch (error) {
    post({ type: "failed", message: sentenceOf(error) });
  }
};

async function open({ definition, bars }: Extract<ToReplayWorker, { type: "open" }>): Promise<void> {
  session = new ReplaySession(await ReplayRun.make(definition, bars), post);
  post({ type: "opened", description: session.describe(), place: session.place });
}

async function receive(
  session: ReplaySession,
  message: Exclude<ToReplayWorker, { type: "open" }>,
): Promise<void> {
  switch (message.type) {
    case "client":
      return session.receive(message.clientId, message.message);
    case "clientGone":
      return session.gone(message.clientId);
    case "control": {
      const problem = await session.control(message.control).then(() => undefined, sentenceOf);
      return post({ type: "controlled", id: message.id, place: session.place, problem });
    }
    case "record":
      try {
        return post({ type: "record", id: message.id, record: session.record() });
      } catch (error) {
        return post({ type: "record", id: message.id, problem: sentenceOf(error) });
      }
  }
}

function sentenceOf(error: unknown): string {
  return error instanceof LockstepError
    ? error.message
    : `The replay failed by a fault of Lockstep: ${reasonOf(error)}.`;
}
