import { LockstepError } from "../engine/error.ts";

/** A flag of a command line: `--NAME VALUE` or `--NAME=VALUE`; a boolean is `--NAME` or `--no-NAME`. */
export type Flag = TextFlag | NumberFlag | ChoiceFlag | DateFlag | BooleanFlag;

interface FlagBase {
  /** One line for `--help`. */
  readonly help: string;
  /** What stands for the value in `--help`: "FILE". */
  readonly value?: string;
  readonly required?: boolean;
  /** May be given several times: its value is then a list. */
  readonly multiple?: boolean;
}

/** Any text. */
export interface TextFlag extends FlagBase {
  readonly type: "string";
  readonly default?: string;
}

/** A number, checked. */
export interface NumberFlag extends FlagBase {
  readonly type: "number";
  readonly default?: number;
  readonly min?: number;
  readonly max?: number;
  readonly integer?: boolean;
}

/** One of a few words. */
export interface ChoiceFlag extends FlagBase {
  readonly type: "choice";
  readonly choices: readonly string[];
  readonly default?: string;
}

/** 2019-03-04 (midnight UTC), 2019-03-04T16:00 (UTC) or with a zone: UTC epoch milliseconds. */
export interface DateFlag extends FlagBase {
  readonly type: "date";
  readonly default?: number;
}

/** Present or not; it takes no value. */
export interface BooleanFlag extends FlagBase {
  readonly type: "boolean";
  readonly default?: boolean;
  readonly multiple?: false;
}

/** A flag that a value follows. */
export type ValueFlag = Exclude<Flag, BooleanFlag>;

/** Flags by name, as they are written: `"fee-bps"`. */
export type Flags = Readonly<Record<string, Flag>>;

type Value<F extends Flag> = F extends NumberFlag | DateFlag ? number
  : F extends BooleanFlag ? boolean
  : F extends ChoiceFlag ? F["choices"][number]
  : string;

/** What a flag's value is: a list with `multiple`; never undefined with a default, with `required`, or for a boolean. */
export type FlagValue<F extends Flag> = F extends { multiple: true } ? Value<F>[]
  : F extends { default: string | number } | { required: true } | BooleanFlag ? Value<F>
  : Value<F> | undefined;

/** What stands for a flag's value where it is explained. */
export function placeholder(flag: Flag): string {
  if (flag.value !== undefined) return flag.value;
  if (flag.type === "choice") return flag.choices.join("|");
  return flag.type === "number" ? "N" : flag.type === "date" ? "DATE" : "TEXT";
}

/** Reads what followed a flag. @throws LockstepError naming the flag, what came and what it must be. */
export function readValue(name: string, flag: ValueFlag, text: string): string | number {
  switch (flag.type) {
    case "string":
      return text;
    case "choice":
      if (flag.choices.includes(text)) return text;
      throw new LockstepError(`--${name} ${text}: must be ${orList(flag.choices)}.`);
    case "date":
      return readDate(name, text);
    case "number":
      return readNumber(name, flag, text);
  }
}

/** A number as a person writes it, 1,000,000 and 1_000_000 included; NaN for anything else. */
export function numberOf(text: string): number {
  const plain = text.trim().replace(/(?<=\d)[_,](?=\d{3}(?!\d))/g, "");
  return /^[-+]?(\d+\.?\d*|\.\d+)(e[-+]?\d+)?$/i.test(plain) ? Number(plain) : NaN;
}

function readNumber(name: string, flag: NumberFlag, text: string): number {
  const value = numberOf(text);
  if (!Number.isFinite(value)) throw new LockstepError(`--${name} ${text}: must be a number.`);
  if (flag.integer && !Number.isSafeInteger(value)) {
    throw new LockstepError(`--${name} ${text}: must be a whole number.`);
  }
  if (flag.min !== undefined && value < flag.min) {
    throw new LockstepError(`--${name} ${text}: must be at least ${flag.min}.`);
  }
  if (flag.max !== undefined && value > flag.max) {
    throw new LockstepError(`--${name} ${text}: must be at most ${flag.max}.`);
  }
  return value;
}

function readDate(name: string, text: string): number {
  const match = /^(\d{4})-(\d\d)-(\d\d)(?:[T ](\d\d:\d\d(?::\d\d(?:\.\d{1,3})?)?)(Z|[-+]\d\d:?\d\d)?)?$/.exec(
    text,
  );
  if (match !== null) {
    const [, year, month, day, time = "00:00", zone = "Z"] = match;
    const midnightMs = Date.UTC(Number(year), Number(month) - 1, Number(day));
    const date = new Date(midnightMs);
    const isReal = date.getUTCMonth() === Number(month) - 1 && date.getUTCDate() === Number(day);
    const timeMs = Date.parse(`${year}-${month}-${day}T${time}${zone.replace(/^(.\d\d)(\d\d)$/, "$1:$2")}`);
    if (isReal && !Number.isNaN(timeMs)) return timeMs;
  }
  throw new LockstepError(
    `--${name} ${text}: must be a date such as 2019-03-04 or a time such as 2019-03-04T16:00Z.`,
  );
}

function orList(words: readonly string[]): string {
  return words.length < 2 ? words.join("") : `${words.slice(0, -1).join(", ")} or ${words.at(-1)}`;
}
