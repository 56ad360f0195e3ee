/** What a worker died of, on one line and without the colours that Deno gives it on a terminal. */
export function crashInWords({ message }: ErrorEvent): string {
  // deno-lint-ignore no-control-regex
  return message.replace(/\x1b\[[0-9;]*m/g, "").split("\n")[0].replace(/^Uncaught (\(in promise\) )?/, "");
}
