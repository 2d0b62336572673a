/** Where commands read and write, and the two shapes in which results are printed: for people, and as JSON. */

/** The outside of a command; replaced in tests. */
export interface Terminal {
  out(text: string): void;
  err(text: string): void;
  /** Everything on standard input, as text. */
  readInput(): Promise<string>;
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Width of the window that results are read in; absent: they go to a file or a program, and are not wrapped. */
  readonly columns?: number | undefined;
}

export function printJson(terminal: Terminal, document: unknown): void {
  terminal.out(`${JSON.stringify(document, null, 2)}\n`);
}

export function printLines(terminal: Terminal, lines: readonly string[]): void {
  terminal.out(`${lines.join("\n")}\n`);
}

/** Columns aligned under their headings. */
export function table(headings: readonly string[], rows: readonly (readonly string[])[]): readonly string[] {
  const widths = headings.map((heading, column) =>
    rows.reduce((widest, row) => Math.max(widest, row[column]?.length ?? 0), heading.length),
  );
  const line = (cells: readonly string[]) =>
    cells
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join("  ")
      .trimEnd();
  return [line(headings), ...rows.map(line)];
}

/** Labels and their values, the values aligned. @param columns width to wrap at; absent: not at all */
export function fields(
  rows: readonly (readonly [label: string, value: string])[],
  columns?: number,
): readonly string[] {
  const width = rows.reduce((widest, [label]) => Math.max(widest, label.length), 0);
  return rows.flatMap(([label, value]) =>
    wrapped(value, columns, { first: `${label.padEnd(width)}  `, others: " ".repeat(width + 2) }),
  );
}

/** Narrower windows are let run over: a word in each line is not readable either. */
const leastColumns = 40;

/**
 * A sentence in lines of a width, broken between words only.
 * @param columns absent: one line
 * @param indent what stands before the first line, and before the others
 */
export function wrapped(
  text: string,
  columns: number | undefined,
  indent: { readonly first: string; readonly others: string },
): readonly string[] {
  if (columns === undefined) return [`${indent.first}${text}`];
  const width = Math.max(columns, leastColumns);
  const [first = "", ...words] = text.split(" ");
  const lines: string[] = [];
  let line = `${indent.first}${first}`;
  for (const word of words) {
    if (line.length + 1 + word.length > width) {
      lines.push(line);
      line = `${indent.others}${word}`;
    } else line = `${line} ${word}`;
  }
  return [...lines, line];
}
