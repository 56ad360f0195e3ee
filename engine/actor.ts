import { Observable } from "rxjs/internal/Observable";

/** An actor's state as JSON: `version` is raised when its shape changes, so that an old one is refused instead of misread. */
export interface Snapshot {
  readonly actor: string;
  readonly version: number;
  readonly state: unknown;
}

/**
 * A stage of the pipeline: private state, and an answer to each message, at once and always the same for the same messages. It
 * has no clock, no randomness and no I/O of its own: time is the frame's, and a seeded generator is handed in.
 *
 * Columns that an actor computes are *lent*: good until it receives its next message. Copy what you keep.
 */
export interface Actor<In, Out> {
  readonly name: string;
  receive(message: In): Out;
  snapshot(): Snapshot;
  /** @throws LockstepError when the snapshot is of another actor or version. */
  restore(snapshot: Snapshot): void;
}

/** The RxJS operator that puts an actor into a stream: one message in, one message out, errors passed on. */
export function through<In, Out>(
  actor: Pick<Actor<In, Out>, "receive">,
): (source: Observable<In>) => Observable<Out> {
  return (source) =>
    new Observable<Out>((subscriber) =>
      source.subscribe({
        next(message) {
          let answer: Out;
          try {
            answer = actor.receive(message);
          } catch (error) {
            subscriber.error(error);
            return;
          }
          subscriber.next(answer);
        },
        error: (error) => subscriber.error(error),
        complete: () => subscriber.complete(),
      })
    );
}
