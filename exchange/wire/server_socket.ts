/** A client's socket, seen from the exchange. What carries it, hands it in: the real transport, or a simulated one. */
export interface ServerSocket {
  /** Sends a text message. Nothing happens where it isn't open any more. */
  send(text: string): void;
  /** Sends a ping frame. */
  ping(payload: string): void;
  /** Closes as the WebSocket protocol does. Code 1006 can't be sent: see {@link terminate}. */
  close(code: number, reason: string): void;
  /** Breaks the connection off: the client sees 1006. */
  terminate(): void;
  /** Bytes that were sent and that the client hasn't taken yet; absent where that can't be known. */
  readonly bufferedBytes?: number;
}

/** What the transport tells the exchange of a socket. */
export interface ServerConnection {
  /** A whole text message came. */
  message(text: string): void;
  /** A pong came. */
  pong(payload: string): void;
  /** The socket is gone, whoever closed it. */
  closed(): void;
}
