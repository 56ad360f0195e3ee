import { LockstepError } from "../engine/error.ts";
import { type HelpSection, helpText } from "./command_help.ts";
import { type Flag, type Flags, type FlagValue, placeholder, readValue } from "./flag.ts";
import { nearest } from "./nearest_word.ts";
import { stderr, stdout, type Terminal } from "./terminal.ts";

/** A command line, read. */
export interface Arguments<F extends Flags> {
  /** Value of each flag by its name. */
  readonly flags: { readonly [Name in keyof F]: FlagValue<F[Name]> };
  /** Whether a flag stood on the command line, rather than having its default. */
  isGiven(name: keyof F & string): boolean;
  /** Flags that the command doesn't know, with `passThrough`: { fast: "10" }; "true" where no value follows. */
  readonly params: Readonly<Record<string, string>>;
  /** What isn't a flag. */
  readonly operands: readonly string[];
}

/** Flags that a command doesn't know itself. */
export interface PassThrough {
  readonly value: string;
  readonly help: string;
  /** What they are on a given command line, where that can be told: a section of `--help`. */
  explain?(args: readonly string[]): Promise<HelpSection | undefined>;
}

/** What a command is. */
export interface CommandDefinition<F extends Flags> {
  /** As one types it after `deno task`. */
  readonly name: string;
  /** One sentence. */
  readonly summary: string;
  /** What follows the name; by default `[flags]`. */
  readonly usage?: string;
  readonly flags: F;
  /** What operands are, in `--help`; a command without takes none. */
  readonly operands?: { readonly value: string; readonly help: string };
  /** Collects unknown flags as `params` instead of refusing them; the text tells `--help` what they are. */
  readonly passThrough?: PassThrough;
  /** Whole command lines with what they do. */
  readonly examples?: readonly (readonly [line: string, what: string])[];
  /** Writes its results on `terminals.stdout`. May return an exit code. */
  run(args: Arguments<F>, terminals: Terminals): number | void | Promise<number | void>;
}

/** Where a command writes: results on one, progress and errors on the other. */
export interface Terminals {
  readonly stdout: Terminal;
  readonly stderr: Terminal;
}

/** A command line that can be read, run and explained. */
export interface Command<F extends Flags> {
  readonly definition: CommandDefinition<F>;
  /** @throws LockstepError on a flag or value that doesn't fit. */
  parse(args: readonly string[]): Arguments<F>;
  /** What `--help` prints. */
  help(): string;
  /** Runs it, errors printed, and returns its exit code. */
  execute(args: readonly string[], terminals?: Terminals): Promise<number>;
  /** Runs it on this process's command line and ends the process: for `if (import.meta.main)`. */
  main(): Promise<never>;
}

/**
 * Defines what `deno task NAME` does:
 *
 *     const synth = command({
 *       name: "synth",
 *       summary: "Writes synthetic bars.",
 *       flags: { bars: { type: "number", value: "N", help: "how many", default: 1000, integer: true, min: 1 } },
 *       run: ({ flags }) => write(flags.bars),
 *     });
 *     if (import.meta.main) await synth.main();
 *
 * Exit codes: 0 done (or the reader of stdout has gone), 1 a {@link LockstepError}, printed as one line, 70 a defect, printed with
 * its stack. Ctrl-C ends the process at once, code 130; {@link onInterrupt} tidies up before.
 */
export function command<const F extends Flags>(definition: CommandDefinition<F>): Command<F> {
  const parse = (args: readonly string[]) => parseArguments(definition, args);
  const help = () => helpText(definition);
  const execute = async (args: readonly string[], terminals: Terminals = { stdout, stderr }) => {
    try {
      if (wantsHelp(args)) {
        terminals.stdout.write(helpText(definition, await definition.passThrough?.explain?.(args)));
        return 0;
      }
      return await definition.run(parse(args), terminals) ?? 0;
    } catch (error) {
      return report(error, terminals.stderr);
    }
  };
  return { definition, parse, help, execute, main: async () => Deno.exit(await execute(Deno.args)) };
}

/** Prints an error as a task does and returns its exit code. */
export function report(error: unknown, terminal: Terminal = stderr): number {
  if (error instanceof Deno.errors.BrokenPipe) return 0;
  const label = terminal.hasColour ? "\x1b[31merror:\x1b[39m" : "error:";
  try {
    if (error instanceof LockstepError) {
      terminal.write(`${label} ${error.message.replace(/\s*\n\s*/g, " ")}\n`);
      return 1;
    }
    if (error instanceof Deno.errors.NotCapable) { // Deno's own permissions, which the person can widen
      terminal.write(`${label} ${error.message}\n`);
      return 1;
    }
    terminal.write(`${label} ${error instanceof Error ? error.stack ?? error.message : String(error)}\n`);
  } catch (failure) {
    if (!(failure instanceof Deno.errors.BrokenPipe)) throw failure;
  }
  return 70;
}

/**
 * Runs `tidyUp` when the person presses Ctrl-C (or the process is asked to end), then ends the process with 130 (143). Returns how to
 * call that off. Only for tasks that await now and then: while one computes without a pause no signal gets through, so a
 * task that needn't tidy up leaves signals alone and is ended by the system.
 */
export function onInterrupt(tidyUp: () => void): () => void {
  const listeners = ([["SIGINT", 130], ["SIGTERM", 143]] as const)
    .filter(([signal]) => Deno.build.os !== "windows" || signal === "SIGINT")
    .map(([signal, code]) => {
      const listener = () => {
        tidyUp();
        Deno.exit(code);
      };
      Deno.addSignalListener(signal, listener);
      return () => Deno.removeSignalListener(signal, listener);
    });
  return () => listeners.forEach((remove) => remove());
}

/** "--fast-bps: there is no such flag; did you mean --fee-bps? See --help." */
export function noSuchFlag(name: string, known: readonly string[]): LockstepError {
  const near = nearest(name, known);
  const hint = near === undefined ? "." : `; did you mean --${near}?`;
  return new LockstepError(`--${name}: there is no such flag${hint} See --help.`);
}

function wantsHelp(args: readonly string[]): boolean {
  const end = args.indexOf("--", 1);
  return args.slice(0, end < 0 ? undefined : end).some((arg) => arg === "--help" || arg === "-h");
}

function parseArguments<F extends Flags>(
  definition: CommandDefinition<F>,
  args: readonly string[],
): Arguments<F> {
  const given = new Map<string, (string | boolean)[]>();
  const params = new Map<string, string>();
  const operands: string[] = [];
  let at = args[0] === "--" ? 1 : 0; // `deno task NAME -- --flag`, as one types it for other runners
  while (at < args.length) {
    const arg = args[at++];
    if (arg === "--") {
      operands.push(...args.slice(at));
      break;
    }
    if (!arg.startsWith("--")) {
      if (/^-[a-z]/i.test(arg)) throw noSuchShortFlag(arg, Object.keys(definition.flags));
      operands.push(arg);
      continue;
    }
    const equals = arg.indexOf("=");
    const name = equals < 0 ? arg.slice(2) : arg.slice(2, equals);
    const flag = Object.hasOwn(definition.flags, name) ? definition.flags[name] : undefined;
    let value = equals < 0 ? undefined : arg.slice(equals + 1);
    const denied = name.startsWith("no-") ? definition.flags[name.slice(3)] : undefined;
    if (flag === undefined && denied?.type === "boolean" && value === undefined) {
      add(given, name.slice(3), false, denied);
      continue;
    }
    if (flag?.type === "boolean") {
      if (value !== undefined) throw new LockstepError(`--${name} takes no value: received "${value}".`);
      add(given, name, true, flag);
      continue;
    }
    if (flag === undefined && definition.passThrough === undefined) {
      throw noSuchFlag(name, Object.keys(definition.flags));
    }
    if (value === undefined && at < args.length && !isFlag(args[at])) value = args[at++];
    if (flag === undefined) {
      if (params.has(name)) throw new LockstepError(`--${name} stands twice.`);
      params.set(name, value ?? "true");
      continue;
    }
    if (value === undefined || value === "") {
      throw new LockstepError(`--${name}: a value must follow (${placeholder(flag)}). See --help.`);
    }
    add(given, name, value, flag);
  }
  if (operands.length > 0 && definition.operands === undefined) {
    throw new LockstepError(`"${operands[0]}": ${definition.name} takes only flags. See --help.`);
  }
  const flags: Record<string, unknown> = {};
  for (const [name, flag] of Object.entries(definition.flags)) {
    const values = given.get(name);
    if (values === undefined) {
      if (flag.required) throw new LockstepError(`--${name} ${placeholder(flag)} must be given. See --help.`);
      flags[name] = flag.default ?? (flag.type === "boolean" ? false : undefined);
      if (flag.multiple) flags[name] = flags[name] === undefined ? [] : [flags[name]];
    } else {
      const read = flag.type === "boolean"
        ? values
        : values.map((value) => readValue(name, flag, String(value)));
      flags[name] = flag.multiple ? read : read[0];
    }
  }
  return {
    flags: flags as Arguments<F>["flags"],
    isGiven: (name) => given.has(name),
    params: Object.fromEntries(params),
    operands,
  };
}

/** A word that begins another flag. Negative numbers are values. */
function isFlag(arg: string): boolean {
  return arg.startsWith("--") || /^-[a-z]/i.test(arg);
}

function add(
  given: Map<string, (string | boolean)[]>,
  name: string,
  value: string | boolean,
  flag: Flag,
): void {
  const values = given.get(name);
  if (values === undefined) given.set(name, [value]);
  else if (flag.multiple) values.push(value);
  else throw new LockstepError(`--${name} stands twice.`);
}

function noSuchShortFlag(arg: string, known: readonly string[]): LockstepError {
  const near = nearest(arg.slice(1), known);
  return new LockstepError(
    `${arg}: flags begin with two dashes${near === undefined ? "" : `: --${near}`}. See --help.`,
  );
}
