/**
 * The worker of some replays, each in a place of its own: its run, held. It takes {@link ToReplayWorker} and answers with
 * {@link FromReplayWorker}; it may read the strategy's file and nothing else.
 */
import { listen, post } from "../confined/worker_scope.ts";
import { LockstepError } from "../../engine/error.ts";
import { reasonOf } from "../../engine/part_failure.ts";
import { ReplayRun } from "./replay_run.ts";
import { ReplaySession } from "./replay_session.ts";
import type { PlaceMessage } from "./replay_threads.ts";
import type { FromReplayWorker, ToReplayWorker } from "./replay_worker_messages.ts";
import { ScoutRoom } from "./scout_room.ts";

const places = new Map<number, Place>();
const room = new ScoutRoom();

listen<PlaceMessage<ToReplayWorker>>(async ({ place, message }) => {
  if (message.type === "open") places.set(place, new Place(place));
  await places.get(place)?.receive(message);
});

/** What stands in one place. */
class Place {
  readonly #number: number;
  #session: ReplaySession | undefined;

  constructor(number: number) {
    this.#number = number;
  }

  async receive(message: ToReplayWorker): Promise<void> {
    try {
      if (message.type === "open") await this.#open(message);
      else if (message.type === "close") this.#close();
      else if (this.#session !== undefined) await this.#take(this.#session, message);
    } catch (error) {
      this.#close();
      this.#tell({ type: "failed", message: sentenceOf(error) });
    }
  }

  async #open({ definition, bars }: Extract<ToReplayWorker, { type: "open" }>): Promise<void> {
    const run = await ReplayRun.make(definition, bars);
    if (places.get(this.#number) !== this) return; // it was closed meanwhile
    this.#session = new ReplaySession(run, room, (message, transfer) => this.#tell(message, transfer));
    this.#tell({ type: "opened", description: this.#session.describe(), place: this.#session.place });
  }

  #close(): void {
    this.#session?.close();
    this.#session = undefined;
    places.delete(this.#number);
  }

  async #take(
    session: ReplaySession,
    message: Exclude<ToReplayWorker, { type: "open" | "close" }>,
  ): Promise<void> {
    switch (message.type) {
      case "client":
        return session.receive(message.clientId, message.message);
      case "ping":
        return this.#tell({ type: "pong" });
      case "clientGone":
        return session.gone(message.clientId);
      case "control": {
        const problem = await session.control(message.control).then(() => undefined, problemOf);
        return this.#tell({ type: "controlled", id: message.id, place: session.place, problem });
      }
      case "record":
        try {
          return this.#tell({ type: "record", id: message.id, record: session.record() });
        } catch (error) {
          return this.#tell({ type: "record", id: message.id, problem: problemOf(error) });
        }
    }
  }

  #tell(message: FromReplayWorker, transfer?: Transferable[]): void {
    const placed: PlaceMessage<FromReplayWorker> = { place: this.#number, message };
    post(placed, transfer);
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
