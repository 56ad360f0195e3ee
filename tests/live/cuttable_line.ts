/** A line to another port of this machine that can be cut, as a cable can: what goes over it breaks, and nothing gets through until it is mended. */
export class CuttableLine implements AsyncDisposable {
  readonly origin: string;
  readonly #listener: Deno.TcpListener;
  readonly #targetPort: number;
  readonly #open = new Set<Deno.TcpConn>();
  readonly #served: Promise<void>;
  #isCut = false;

  constructor(targetOrigin: string) {
    this.#targetPort = Number(new URL(targetOrigin).port);
    this.#listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
    this.origin = `http://127.0.0.1:${this.#listener.addr.port}`;
    this.#served = this.#serve();
  }

  cut(): void {
    this.#isCut = true;
    for (const connection of this.#open) close(connection);
    this.#open.clear();
  }

  mend(): void {
    this.#isCut = false;
  }

  async #serve(): Promise<void> {
    const joined: Promise<void>[] = [];
    for await (const near of this.#listener) {
      if (this.#isCut) close(near);
      else joined.push(this.#join(near));
    }
    await Promise.all(joined);
  }

  async #join(near: Deno.TcpConn): Promise<void> {
    this.#open.add(near);
    const far = await Deno.connect({ hostname: "127.0.0.1", port: this.#targetPort });
    if (!this.#open.has(near)) return close(far); // cut meanwhile
    this.#open.add(far);
    near.setNoDelay(true);
    far.setNoDelay(true);
    await Promise.all([pump(near, far), pump(far, near)]);
    for (const end of [near, far]) {
      this.#open.delete(end);
      close(end);
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#listener.close();
    this.cut();
    await this.#served;
  }
}

/** Until one end is closed, which closes the other. */
async function pump(from: Deno.TcpConn, to: Deno.TcpConn): Promise<void> {
  const bytes = new Uint8Array(65_536);
  try {
    for (let count = await from.read(bytes); count !== null; count = await from.read(bytes)) {
      for (let sent = 0; sent < count;) sent += await to.write(bytes.subarray(sent, count));
    }
  } catch { // broken, which is what this is for
  }
  close(from);
  close(to);
}

function close(connection: Deno.TcpConn): void {
  try {
    connection.close();
  } catch { // closed already
  }
}
