// biome-ignore-all lint/a11y/noRedundantRoles: a table drawn as blocks would lose them
// biome-ignore-all lint/a11y/useSemanticElements: as above

/**
 * A table whose heads stay in sight. Where there is little room each row becomes a card, with the head in front of each
 * cell; it is a table to screen readers all the same, which is why the roles are written out.
 */

import type { ReactNode } from "react";
import { classes } from "./classes.ts";

export interface Column<Row> {
  /** The head; also in front of the cell on a card. */
  readonly head: string;
  readonly cell: (row: Row) => ReactNode;
  /** Numbers stand at the end. */
  readonly end?: boolean;
  /** The cell that says which row it is: the card's title. One column has it. */
  readonly names?: boolean;
  /** For buttons: the head is there for screen readers only. */
  readonly bare?: boolean;
}

interface TableProps<Row> {
  /** What the table lists; shown to screen readers only. */
  readonly label: string;
  readonly columns: readonly Column<Row>[];
  readonly rows: readonly Row[];
  readonly keyOf: (row: Row) => string;
  /** In place of the rows when there are none. */
  readonly empty?: ReactNode;
}

export function Table<Row>({ label, columns, rows, keyOf, empty }: TableProps<Row>) {
  if (rows.length === 0 && empty !== undefined) return empty;
  return (
    <div className="@container">
      <table role="table" className="w-full border-collapse text-left @max-3xl:block">
        <caption className="sr-only">{label}</caption>
        <thead role="rowgroup" className="@max-3xl:sr-only">
          <tr role="row">
            {columns.map((column) => (
              <th
                key={column.head}
                role="columnheader"
                scope="col"
                className={classes(
                  "sticky top-0 z-10 bg-surface px-3 py-2 text-sm font-semibold [overflow-wrap:normal] text-ink-muted shadow-[inset_0_-1px_0_var(--line)] first:pl-4 last:pr-4",
                  column.end && "text-right",
                )}
              >
                {column.bare ? <span className="sr-only">{column.head}</span> : column.head}
              </th>
            ))}
          </tr>
        </thead>
        <tbody role="rowgroup" className="@max-3xl:block">
          {rows.map((row) => (
            <tr
              key={keyOf(row)}
              role="row"
              className="border-line border-b last:border-b-0 hover:bg-canvas @max-3xl:relative @max-3xl:block @max-3xl:px-4 @max-3xl:py-3"
            >
              {columns.map((column) => (
                <Cell key={column.head} column={column} row={row} />
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Cell<Row>({ column, row }: { readonly column: Column<Row>; readonly row: Row }) {
  const look = classes(
    "px-3 py-2 align-top first:pl-4 last:pr-4 @max-3xl:block @max-3xl:p-0 @max-3xl:py-0.5 @max-3xl:first:pl-0 @max-3xl:last:pr-0",
    column.end && "text-right tabular-nums @max-3xl:text-left",
    column.names && "font-medium @max-3xl:pr-10!",
    column.bare && "@max-3xl:absolute @max-3xl:top-2 @max-3xl:right-3",
  );
  const content = column.cell(row);
  if (column.names) {
    return (
      <th role="rowheader" scope="row" className={look}>
        {content}
      </th>
    );
  }
  return (
    <td role="cell" className={look}>
      {!column.bare && (
        <span aria-hidden className="mr-2 hidden text-sm text-ink-muted @max-3xl:inline">
          {column.head}
        </span>
      )}
      {content}
    </td>
  );
}
