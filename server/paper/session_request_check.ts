import { LockstepError } from "../../engine/error.ts";
import { Timeframe } from "../../engine/timeframe.ts";
import { venueKeys } from "../../paper/venue_keys.ts";
import type { Fault } from "../http/faults.ts";
import { RequestProblem } from "../lockstep.ts";
import { faultsOfParams } from "../request_check.ts";
import type { sessionRequestSchema } from "../session_messages.ts";
import type { CatalogEntry } from "../strategy_catalog.ts";
import type { z } from "zod";

/** A session as it is asked for, defaults filled in. */
export type CheckedSessionRequest = z.output<typeof sessionRequestSchema>;

/**
 * What a new session is to trade with. `exchange` is where the local exchange is, if the server has one.
 * @throws RequestProblem with all that can be told to be wrong without asking the exchange, by field.
 */
export function checkSessionRequest(
  catalog: ReadonlyMap<string, CatalogEntry>,
  exchange: string | undefined,
  request: CheckedSessionRequest,
): CatalogEntry {
  const faults: Fault[] = [], entry = catalog.get(request.strategy);
  const fault = (field: string, message: string) => void faults.push({ field, message });
  if (entry === undefined) {
    const names = [...catalog.values()].filter(({ isFile }) => !isFile).map(({ summary }) => summary.name);
    fault("strategy", `There is no strategy "${request.strategy}". There are ${names.join(", ")}.`);
  } else if (entry.isFile) fault("strategy", fileSentence(entry.loadedBy, "--feed …"));
  else faults.push(...faultsOfParams(entry, request.params));
  try {
    Timeframe.parse(request.timeframe);
  } catch (error) {
    if (!(error instanceof LockstepError)) throw error;
    fault("timeframe", error.message);
  }
  const symbols = request.symbols.map((symbol) => symbol.toUpperCase());
  const twice = symbols.find((symbol, i) => symbols.indexOf(symbol) < i);
  if (twice !== undefined) fault("symbols", `${twice} stands twice.`);
  if (request.exchange === undefined) {
    try {
      venueKeys(request.venue);
    } catch (error) {
      if (!(error instanceof LockstepError)) throw error;
      fault("venue", error.message);
    }
  } else if (exchange === undefined) {
    fault("exchange", "This server knows no local exchange: start it with --exchange http://localhost:8200.");
  }
  if (faults.length > 0) throw new RequestProblem(422, "The request can't be carried out", faults);
  return entry!;
}

/** Why a strategy from a file isn't traded by a server, and what does it. */
export function fileSentence(file: string, rest: string): string {
  return `${file} is a file: if it hung, it would stop every session of this server. ` +
    `Trade it in a process of its own: deno task paper --strategy ${file} ${rest}`;
}
