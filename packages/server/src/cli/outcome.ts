/**
 * How a command ends: what is printed, where, and with which exit code. Scripts rely on the codes, so
 * they are one table; results go to standard output, everything else to standard error.
 */

export const exitCodes = {
  ok: 0,
  /** The server could not be reached, or something unforeseen happened. */
  failed: 1,
  /** The command line or a file given on it is wrong. */
  usage: 2,
  /** The exchange was refused, or the explained verdict is a refusal. */
  refused: 3,
  /** The credential is missing, wrong, or may not do this. */
  unauthorized: 4,
  notFound: 5,
} as const;
export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes];

/** A command that could not do what it was asked; the message is for the person at the terminal. */
export class CommandFailure extends Error {
  readonly code: ExitCode;
  /** Printed instead of the message with `--json`. */
  readonly document: unknown;
  constructor(code: ExitCode, message: string, document: unknown = { error: message }) {
    super(message);
    this.name = "CommandFailure";
    this.code = code;
    this.document = document;
  }
}

/** Where commands write; replaced in tests. */
export interface Terminal {
  out(text: string): void;
  err(text: string): void;
  /** Everything on standard input, as text. */
  readInput(): Promise<string>;
  readonly environment: Readonly<Record<string, string | undefined>>;
}

/** Prints a result: as JSON when asked, otherwise as the lines a person reads. */
export function print(
  terminal: Terminal,
  json: boolean,
  document: unknown,
  lines: () => readonly string[],
): void {
  terminal.out(json ? `${JSON.stringify(document, null, 2)}\n` : `${lines().join("\n")}\n`);
}

/** Columns aligned under their headings. */
export function table(headings: readonly string[], rows: readonly (readonly string[])[]): readonly string[] {
  const widths = headings.map((heading, column) =>
    Math.max(heading.length, ...rows.map((row) => row[column]?.length ?? 0)),
  );
  const line = (cells: readonly string[]) =>
    cells
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join("  ")
      .trimEnd();
  return [line(headings), ...rows.map(line)];
}
