/**
 * The folder in which runs and replays are kept. Run by itself it prints it as a list of permissions takes it: deno.json lets the server
 * write there and nowhere else.
 */
export function homeFolder(): string {
  return Deno.env.get("LOCKSTEP_HOME") || "data";
}

if (import.meta.main) {
  const text = homeFolder().replaceAll(",", ",,"); // a comma parts permissions
  await Deno.stdout.write(new TextEncoder().encode(text));
}
