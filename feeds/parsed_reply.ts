import { UnreadableReply } from "./exchange_protocol.ts";

/** The JSON of an answer. @throws UnreadableReply where it is none: half of it, a page of HTML. */
export function parsedReply(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new UnreadableReply("the answer isn't JSON");
  }
}
