import { type ClientMessage, clientMessageSchema } from "../replay_messages.ts";
import { SocketClient, type SocketLink } from "../socket_client.ts";

/** Where a replay's client's messages go. */
export type ReplayLink = SocketLink<ClientMessage>;

/** One WebSocket of a replay. */
export class ReplayClient extends SocketClient<ClientMessage> {
  /** `link` is made when the socket is open. */
  constructor(socket: WebSocket, link: (client: ReplayClient) => ReplayLink) {
    super(socket, clientMessageSchema, link);
  }
}
