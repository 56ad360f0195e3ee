/**
 * The folder in which runs, replays and journals of sessions are kept. Run by itself it prints it as a list of permissions takes it:
 * deno.json lets tasks write there and nowhere else.
 */
export function homeFolder(): string {
  return Deno.env.get("LOCKSTEP_HOME") || "data";
}

/** The folder within it in which journals of sessions are kept. */
export function sessionsFolder(): string {
  return `${homeFolder()}/sessions`;
}

if (import.meta.main) {
  const text = homeFolder().replaceAll(",", ",,"); // a comma parts permissions
  await Deno.stdout.write(new TextEncoder().encode(text));
}
