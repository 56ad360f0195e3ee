import type { z } from "zod";
import { LockstepError } from "./error.ts";
import { parseParams } from "./params.ts";
import { reasonOf } from "./part_failure.ts";
import type { CompletePipeline, Plan } from "./pipeline.ts";

/** A named composition with a schema for its parameters; command line, page and optimiser read the one schema. */
export interface StrategyDefinition<Params extends z.ZodObject = z.ZodObject> {
  /** snake_case. */
  readonly name: string;
  /** Raised when what it does changes: "1.0.0". */
  readonly version: string;
  /** As traders say it: "EMA crossover". */
  readonly title?: string;
  /** What it does, in a sentence or two. */
  readonly description?: string;
  /** Book, paper or page it comes from. */
  readonly source?: string;
  readonly params: Params;
  build(params: z.output<Params>): CompletePipeline;
}

/** A strategy whose parameters aren't known to the type checker: what registries and tasks handle. */
export interface Strategy {
  readonly name: string;
  readonly version: string;
  readonly title: string;
  readonly description: string;
  readonly source: string;
  readonly params: z.ZodObject;
  /**
   * Parses parameters and composes. @throws LockstepError naming what is wrong with a parameter or the composition.
   */
  plan(given?: Record<string, unknown>): { readonly params: Record<string, unknown>; readonly plan: Plan };
}

/** Defines a strategy; the default export of a strategy file. */
export function strategy<Params extends z.ZodObject>(definition: StrategyDefinition<Params>): Strategy {
  const { name, version, params: schema } = definition;
  if (!/^[a-z]\w*$/.test(name)) throw new LockstepError(`"${name}" can't name a strategy: use snake_case.`);
  return {
    name,
    version,
    title: definition.title ?? name.replaceAll("_", " "),
    description: definition.description ?? "",
    source: definition.source ?? "",
    params: schema,
    plan(given = {}) {
      const params = parseParams(name, schema, given);
      try {
        return { params, plan: planOf(definition.build(params)) };
      } catch (error) {
        const why = error instanceof LockstepError ? error.message : `build failed: ${reasonOf(error)}.`;
        throw new LockstepError(`${name}: ${why}`, { cause: error });
      }
    },
  };
}

function planOf(built: CompletePipeline): Plan {
  if (typeof built?.plan === "function") return built.plan();
  throw new LockstepError("build must give a pipeline: build: () => pipeline()….");
}
