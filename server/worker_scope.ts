/**
 * Sends what a strategy prints to stderr: a worker's stdout may be the pipe to the server. Imported by workers before anything else.
 */
const ours = globalThis.console;
for (const name of ["log", "info", "debug", "dir", "table", "count", "timeEnd", "timeLog"] as const) {
  ours[name] = ours.error;
}
