import config from "../../deno.json" with { type: "json" };
import type { Terminals } from "../../tasks/command.ts";
import type { Terminal } from "../../tasks/terminal.ts";

const ROOT = new URL("../../", import.meta.url);
const FIRST_DAY_MS = Date.UTC(2020, 0, 1), DAY_MS = 86_400_000;

/** What came of a task. The folder's path is written DIR in what it said. */
export interface Outcome {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** What can be run here: a task's command. */
interface Runnable {
  execute(args: readonly string[], terminals: Terminals): Promise<number>;
}

/** A folder for the files that a test of tasks needs, gone at the end of it. Files of bars are good but for the rows that are given. */
export class TaskFolder implements Disposable {
  readonly path = Deno.makeTempDirSync({ prefix: "lockstep-tasks-" });

  [Symbol.dispose](): void {
    Deno.removeSync(this.path, { recursive: true });
  }

  write(name: string, text: string): string {
    Deno.writeTextFileSync(`${this.path}/${name}`, text);
    return `${this.path}/${name}`;
  }

  /** 600 daily bars from 2020-01-01 on, with other rows in the place of some; row 0 is the first below the header. */
  bars(name: string, otherRows: Readonly<Record<number, string>> = {}): string {
    const rows = Array.from({ length: 600 }, (_, day) => otherRows[day] ?? goodRow(day));
    return this.write(name, `Date,Open,High,Low,Close,Volume\n${rows.join("\n")}\n`);
  }

  /** A strategy file: `pipeline` is what its build gives, `before` stands above it. */
  strategy(name: string, pipeline: string, before = ""): string {
    const imports = `import { z } from "zod";\nimport * as lockstep from "${new URL("mod.ts", ROOT)}";\n` +
      `const { approve, crossover, ema, fromColumns, Guard, indicator, Kernel, percentOfEquity } = lockstep;\n` +
      `const { pipeline, riskRule, sizer, strategy, Watch } = lockstep;\n`;
    const definition =
      `export default strategy({\n  name: "mine",\n  version: "1",\n  params: z.object({}),\n` +
      `  build: () => ${pipeline},\n});\n`;
    return this.write(name, `${imports}${before}\n${definition}`);
  }

  /** Runs a task within this process. */
  async run(task: Runnable, args: readonly string[]): Promise<Outcome> {
    const stdout = new Page(), stderr = new Page();
    const code = await task.execute(args, { stdout, stderr });
    return { code, stdout: this.#nameless(stdout.text), stderr: this.#nameless(stderr.text) };
  }

  /** Runs a task as `deno task` does, with the permissions of deno.json and no others. */
  async runProcess(task: keyof typeof config.tasks, args: readonly string[]): Promise<Outcome> {
    const [deno, ...own] = config.tasks[task].command.split(" ");
    if (deno !== "deno") throw new Error(`The task ${task} doesn't run Deno: ${deno}`);
    const { code, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
      args: [...own, ...args],
      cwd: ROOT,
      env: { NO_COLOR: "1" },
    }).output();
    const decoder = new TextDecoder();
    return {
      code,
      stdout: this.#nameless(decoder.decode(stdout)),
      stderr: this.#nameless(decoder.decode(stderr)),
    };
  }

  /** Names of what is in the folder, in order. */
  get names(): string[] {
    return [...Deno.readDirSync(this.path)].map(({ name }) => name).sort();
  }

  #nameless(text: string): string {
    return text.replaceAll(this.path, "DIR");
  }
}

/** "2020-01-02" for day 1. */
export function dateOf(day: number): string {
  return new Date(FIRST_DAY_MS + day * DAY_MS).toISOString().slice(0, 10);
}

/** A sound bar as a row of CSV. */
export function goodRow(day: number): string {
  const base = 100 + 10 * Math.sin(day / 15);
  return [dateOf(day), base, base + 2, base - 1, base + 1, 1_000].join();
}

/** A terminal that nobody looks at. */
class Page implements Terminal {
  readonly width = 80;
  readonly hasColour = false;
  readonly isInteractive = false;
  text = "";

  write(text: string): void {
    this.text += text;
  }
}
