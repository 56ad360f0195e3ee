import type { DatabaseSync, SQLInputValue, StatementSync } from "node:sqlite";

/** How many rows one statement writes: a call costs more than a row. Measured in batches of 1,000: 6.5 µs a row one by one, 4.0 by 16, no less by 50. */
const ROWS = 16;

/** Appends rows of five columns to a table, many a statement. They are written when `flush` is called, at the latest. */
export class RowWriter {
  readonly #database: DatabaseSync;
  readonly #table: string;
  /** By number of rows, as they come to be needed. */
  readonly #statements: StatementSync[] = [];
  readonly #values: SQLInputValue[] = new Array(ROWS * 5).fill(null);
  #filled = 0;

  constructor(database: DatabaseSync, table: string) {
    this.#database = database;
    this.#table = table;
  }

  add(a: SQLInputValue, b: SQLInputValue, c: SQLInputValue, d: SQLInputValue, e: SQLInputValue): void {
    const values = this.#values, at = this.#filled;
    values[at] = a;
    values[at + 1] = b;
    values[at + 2] = c;
    values[at + 3] = d;
    values[at + 4] = e;
    this.#filled = at + 5;
    if (this.#filled === values.length) this.flush();
  }

  flush(): void {
    const filled = this.#filled, values = this.#values;
    if (filled === 0) return;
    this.#filled = 0;
    const statement = this.#statements[filled / 5] ??= this.#prepare(filled / 5);
    statement.run(...filled === values.length ? values : values.slice(0, filled));
  }

  /** Forgets what wasn't written, and lets go of the texts that were. */
  clear(): void {
    this.#filled = 0;
    this.#values.fill(null);
  }

  #prepare(rows: number): StatementSync {
    const row = "(?, ?, ?, ?, ?)";
    return this.#database.prepare(`INSERT INTO ${this.#table} VALUES ${Array(rows).fill(row).join(", ")}`);
  }
}
