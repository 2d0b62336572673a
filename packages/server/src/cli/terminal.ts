/** Where commands read and write, and the two shapes in which results are printed: for people, and as JSON. */

/** The outside of a command; replaced in tests. */
export interface Terminal {
  out(text: string): void;
  err(text: string): void;
  /** Everything on standard input, as text. */
  readInput(): Promise<string>;
  readonly environment: Readonly<Record<string, string | undefined>>;
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

/** Labels and their values, the values aligned. */
export function fields(rows: readonly (readonly [label: string, value: string])[]): readonly string[] {
  const width = rows.reduce((widest, [label]) => Math.max(widest, label.length), 0);
  return rows.map(([label, value]) => `${label.padEnd(width)}  ${value}`);
}
