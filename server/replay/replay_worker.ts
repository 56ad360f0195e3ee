/**
 * The worker of one replay: its run, held. It takes {@link ToReplayWorker} and answers with {@link FromReplayWorker}; it may read the
 * strategy's file and nothing else.
 */
import { listen, post } from "../confined/worker_scope.ts";
import { LockstepError } from "../../engine/error.ts";
import { reasonOf } from "../../engine/part_failure.ts";
import { ReplayRun } from "./replay_run.ts";
import { ReplaySession } from "./replay_session.ts";
import type { FromReplayWorker, ToReplayWorker } from "./replay_worker_messages.ts";

const tell: (message: FromReplayWorker, transfer?: Transferable[]) => void = post;

let session: ReplaySession | undefined;

listen<ToReplayWorker>(async (data) => {
  try {
    if (data.type === "open") await open(data);
    else if (session !== undefined) await receive(session, data);
  } catch (error) {
    tell({ type: "failed", message: sentenceOf(error) });
  }
});

async function open({ definition, bars }: Extract<ToReplayWorker, { type: "open" }>): Promise<void> {
  session = new ReplaySession(await ReplayRun.make(definition, bars), tell);
  tell({ type: "opened", description: session.describe(), place: session.place });
}

async function receive(
  session: ReplaySession,
  message: Exclude<ToReplayWorker, { type: "open" }>,
): Promise<void> {
  switch (message.type) {
    case "client":
      return session.receive(message.clientId, message.message);
    case "ping":
      return tell({ type: "pong" });
    case "clientGone":
      return session.gone(message.clientId);
    case "control": {
      const problem = await session.control(message.control).then(() => undefined, problemOf);
      return tell({ type: "controlled", id: message.id, place: session.place, problem });
    }
    case "record":
      try {
        return tell({ type: "record", id: message.id, record: session.record() });
      } catch (error) {
        return tell({ type: "record", id: message.id, problem: problemOf(error) });
      }
  }
}

/** What can't be done as things stand; a fault of ours is thrown on, since what stands here can't be relied on any more. */
function problemOf(error: unknown): string {
  if (error instanceof LockstepError) return error.message;
  throw error;
}

function sentenceOf(error: unknown): string {
  return error instanceof LockstepError
    ? error.message
    : `The replay failed by a fault of Lockstep: ${reasonOf(error)}.`;
}
