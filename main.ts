/**
 * Starts Lockstep's server: the pages and the API. `deno task start` builds the pages first; what the server itself may do stands in
 * deno.json.
 */
import { Hono, type MiddlewareHandler } from "hono";
import { requestId } from "hono/request-id";
import { LockstepError } from "./engine/error.ts";
import { realOutside } from "./feeds/real_outside.ts";
import { environmentWebhook } from "./paper/environment_webhook.ts";
import { apiV1 } from "./routes/api/v1/mod.ts";
import { builtPages } from "./server/build_pages.ts";
import { answerFailure } from "./server/http/failures.ts";
import { limitedBody, localNamesOnly, ownOriginOnly, securityHeaders } from "./server/http/guards.ts";
import { ProblemError } from "./server/http/problem.ts";
import { staticFiles } from "./server/http/static_files.ts";
import { newToken, tokenGate } from "./server/http/token_gate.ts";
import type { Lockstep } from "./server/lockstep.ts";
import { LockstepServer } from "./server/lockstep_server.ts";
import { homeFolder } from "./stores/home_folder.ts";
import { command } from "./tasks/command.ts";
import type { Terminal } from "./tasks/terminal.ts";

/** The app of pages, as it is built; see `routes/pages.ts`. */
interface Pages {
  fetch(request: Request, env: { readonly lockstep: Lockstep }): Response | Promise<Response>;
}

/** What an app is made from. */
export interface AppParts {
  readonly lockstep: LockstepServer;
  /** Absent: the API alone. */
  readonly pages?: { readonly app: Pages; readonly files: MiddlewareHandler; readonly stylesheet?: string };
  /** Absent: only this machine is listened to, by its own names. */
  readonly token?: string;
  /** Where faults of ours are told. */
  log(text: string): void;
}

/** The whole site: guards, files, API, pages. */
export function makeApp(
  { lockstep, pages, token, log }: AppParts,
): Hono<{ Variables: { requestId: string } }> {
  const app = new Hono<{ Variables: { requestId: string } }>();
  app.onError((error, c) => answerFailure(error, c, log));
  app.use(requestId({ limitLength: 64 }));
  app.use(async (c, next) => {
    await next();
    c.res.headers.set("X-Request-Id", c.get("requestId")); // pages' answers are made without it
  });
  app.use(securityHeaders);
  app.use(token === undefined ? localNamesOnly : tokenGate(token));
  app.use(ownOriginOnly);
  app.get("/api/v1/", (c) => c.redirect("/api/v1/reference"));
  app.route("/api/v1", apiV1(lockstep, pages?.stylesheet));
  if (pages !== undefined) {
    app.use(pages.files);
    app.all("*", limitedBody, (c) => pages.app.fetch(c.req.raw, { lockstep }));
  }
  app.notFound(({ req }) => {
    throw new ProblemError("not-found", `There is nothing at ${req.path.slice(0, 200)}.`);
  });
  return app;
}

/** `deno task start`. */
export const start = command({
  name: "start",
  summary:
    "Starts the page and the API, with the sample data ready. Ctrl-C ends it; runs and replays are kept, paper sessions go on when it is started again.",
  flags: {
    port: { type: "number", help: "port to listen on", default: 8000, integer: true, min: 0, max: 65_535 },
    host: {
      type: "string",
      value: "ADDRESS",
      help:
        "address to listen on; 0.0.0.0 lets other machines in, who need the token that is printed (or LOCKSTEP_TOKEN)",
      default: "127.0.0.1",
    },
    data: { type: "string", value: "FILE", help: "CSV file of bars, beside the samples", multiple: true },
    strategy: {
      type: "string",
      value: "FILE",
      help: "file that exports a strategy, beside ours",
      multiple: true,
    },
    exchange: {
      type: "string",
      value: "URL",
      help: "the local exchange (deno task exchange), on which paper sessions may trade",
    },
  },
  examples: [
    ["deno task start", "On this machine alone, at http://localhost:8000"],
    ["deno task start --data btc_1h.csv --strategy ./mine.ts", "With bars and a strategy of your own"],
    ["deno task start --exchange http://localhost:8200", "Paper sessions without internet"],
    ["deno task start --host 0.0.0.0 --port 9000", "For other machines too"],
  ],
  async run({ flags }, { stdout, stderr }) {
    const warn = (sentence: string) => stderr.write(`${sentence}\n`);
    // Only a strategy from a file gets a process of its own.
    if (flags.strategy.length === 0) await Deno.permissions.revoke({ name: "run" });
    const lockstep = await LockstepServer.open({
      home: homeFolder(),
      dataFiles: flags.data,
      strategyFiles: flags.strategy,
      exchange: flags.exchange,
      webhook: environmentWebhook({ clock: realOutside().clock, warn }),
      warn,
    });
    const isLocal = /^(localhost|127\.\d+\.\d+\.\d+|::1)$/.test(flags.host);
    const token = isLocal ? undefined : Deno.env.get("LOCKSTEP_TOKEN") || newToken();
    const app = makeApp({ lockstep, pages: await loadPages(warn), token, log: warn });
    await serveUntilInterrupted(app, flags, token, stdout, () => lockstep.stop());
  },
});

async function loadPages(warn: (sentence: string) => void): Promise<AppParts["pages"]> {
  const built = builtPages();
  if (built === undefined) {
    warn("The pages aren't built, so there is the API alone; deno task start builds them.");
    return undefined;
  }
  const { default: app } = await import(built.module.href) as { default: Pages };
  const manifest = JSON.parse(
    await Deno.readTextFile(new URL("manifest.json", built.clientFolder)),
  ) as Record<
    string,
    { file: string } | undefined
  >;
  const stylesheet = manifest["components/style.css"]?.file;
  return {
    app,
    files: await staticFiles(built.clientFolder),
    stylesheet: stylesheet === undefined ? undefined : `/${stylesheet}`,
  };
}

/** Ctrl-C lets what is being kept be written and ends it; a second one ends it at once. @throws LockstepError where it can't listen. */
async function serveUntilInterrupted(
  app: ReturnType<typeof makeApp>,
  { port, host }: { readonly port: number; readonly host: string },
  token: string | undefined,
  stdout: Terminal,
  stop: () => Promise<void>,
): Promise<void> {
  const interrupted = Promise.withResolvers<void>();
  let server: Deno.HttpServer<Deno.NetAddr>;
  try {
    server = Deno.serve({
      port,
      hostname: host,
      automaticCompression: true,
      onListen(address) {
        const place = `http://${
          token === undefined ? "localhost" : urlHost(address.hostname)
        }:${address.port}`;
        stdout.write(
          `Lockstep is at ${place}${token === undefined ? "" : `/?token=${encodeURIComponent(token)}`}\n`,
        );
      },
    }, (request) => app.fetch(request));
  } catch (error) {
    throw cannotListen(host, port, error);
  }
  const signals = Deno.build.os === "windows" ? ["SIGINT"] as const : ["SIGINT", "SIGTERM"] as const;
  for (const signal of signals) Deno.addSignalListener(signal, interrupted.resolve);
  await interrupted.promise;
  for (const signal of signals) Deno.removeSignalListener(signal, interrupted.resolve);
  await stop(); // closes the replays' sockets, for which the server would wait
  await Promise.race([server.shutdown(), new Promise((resolve) => setTimeout(resolve, GOODBYE_MS))]);
}

/** How long answers that are under way may still take. */
const GOODBYE_MS = 1_000;

/** All addresses is none that a browser can go to: the machine's name is. */
function urlHost(hostname: string): string {
  if (hostname === "0.0.0.0" || hostname === "::") return "localhost";
  return hostname.includes(":") ? `[${hostname}]` : hostname;
}

function cannotListen(host: string, port: number, error: unknown): LockstepError {
  const cause = { cause: error };
  if (error instanceof Deno.errors.AddrInUse) {
    return new LockstepError(
      `Port ${port} is taken, perhaps by a Lockstep that runs already. Choose another: --port ${port + 1}.`,
      cause,
    );
  }
  if (error instanceof Deno.errors.NotCapable) {
    return new LockstepError(
      `It may not listen at ${host}: deno.json lets it listen at 127.0.0.1 (this machine alone) and 0.0.0.0 (all addresses).`,
      cause,
    );
  }
  if (error instanceof Deno.errors.PermissionDenied) {
    return new LockstepError(
      `The system doesn't let it listen at port ${port}. Choose one above 1023.`,
      cause,
    );
  }
  return new LockstepError(
    `It can't listen at ${host}, port ${port}: ${error instanceof Error ? error.message : error}.`,
    cause,
  );
}

if (import.meta.main) await start.main();
