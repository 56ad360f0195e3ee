/**
 * The way from a worker to its host, and what is left of a worker's surroundings to the strategy in it: it prints to stderr, since stdout
 * may be the pipe to the server; it can't speak to the host in the worker's name; and it can't end the worker, of which the host would
 * never hear. Imported by workers before anything else.
 */
const scope = globalThis as unknown as {
  onmessage: ((event: MessageEvent) => void) | null;
  postMessage(message: unknown, transfer: Transferable[]): void;
};
const send = scope.postMessage.bind(scope);

/** Tells the host. */
export function post(message: unknown, transfer: Transferable[] = []): void {
  send(message, transfer);
}

/** Hears the host. */
export function listen<Message>(hear: (message: Message) => unknown): void {
  scope.onmessage = ({ data }) => void hear(data);
}

const { console } = globalThis;
for (const name of ["log", "info", "debug", "dir", "table", "count", "timeEnd", "timeLog"] as const) {
  console[name] = console.error;
}
hide(Deno, "stdout", Deno.stderr);
for (const name of ["exit", "close"]) {
  const refuse = () => {
    throw new Error(`a strategy can't call ${name}()`);
  };
  hide(globalThis, name, refuse);
  if (name in Deno) hide(Deno, name, refuse);
}
hide(globalThis, "postMessage", undefined);

function hide(owner: object, name: string, value: unknown): void {
  Object.defineProperty(owner, name, { value, writable: false, configurable: false });
}
