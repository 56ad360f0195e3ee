import type { ComponentChildren } from "preact";

/** A column: figures stand at its right, with their unit in its head. */
export interface Column<Row> {
  readonly head: ComponentChildren;
  readonly kind?: "text" | "number" | "actions";
  /** Tells what the row is of: read out before its other cells. */
  readonly isRowHead?: boolean;
  cell(row: Row): ComponentChildren;
}

/** See {@link DataTable}. */
export interface DataTableProps<Row> {
  /** What the table holds, for those who don't see it. */
  readonly label: string;
  readonly columns: readonly Column<Row>[];
  readonly rows: readonly Row[];
  /** On a phone each row is a block of its own, every cell under its column's head: for rows that are read, not compared. */
  readonly stacks?: boolean;
  keyOf(row: Row): string | number;
}

/** Rows and aligned columns; where the window is narrow they stack, or the table scrolls sideways by itself. */
export function DataTable<Row>({ label, columns, rows, stacks = false, keyOf }: DataTableProps<Row>) {
  return (
    <div class="table-frame" tabIndex={stacks ? undefined : 0} role="region" aria-label={label}>
      <table class={stacks ? "table is-stacking" : "table"} {...roleOf(stacks, "table")}>
        <thead {...roleOf(stacks, "rowgroup")}>
          <tr {...roleOf(stacks, "row")}>
            {columns.map(({ head, kind }, index) => (
              <th key={index} scope="col" class={classOf(kind)} {...roleOf(stacks, "columnheader")}>
                {head}
              </th>
            ))}
          </tr>
        </thead>
        <tbody {...roleOf(stacks, "rowgroup")}>
          {rows.map((row) => (
            <tr key={keyOf(row)} {...roleOf(stacks, "row")}>
              {columns.map(({ head, kind, isRowHead, cell }, index) =>
                isRowHead
                  ? (
                    <th key={index} scope="row" class={classOf(kind)} {...roleOf(stacks, "rowheader")}>
                      {cell(row)}
                    </th>
                  )
                  : (
                    <td
                      key={index}
                      class={classOf(kind)}
                      data-head={stacks && typeof head === "string" ? head : undefined}
                      {...roleOf(stacks, "cell")}
                    >
                      {cell(row)}
                    </td>
                  )
              )}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function classOf(kind: Column<unknown>["kind"]): string | undefined {
  return kind === undefined || kind === "text" ? undefined : kind;
}

/** A table whose rows are laid out as blocks is none any more to who reads screens, unless it says so. */
function roleOf(stacks: boolean, role: "table" | "rowgroup" | "row" | "columnheader" | "rowheader" | "cell") {
  return stacks ? { role } : {};
}
