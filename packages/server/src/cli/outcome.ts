/**
 * How a command ends: which exit code, and what is told of a failure. Scripts rely on the codes, so they
 * are one table; results go to standard output, everything else to standard error.
 */

export const exitCodes = {
  ok: 0,
  failed: 1,
  usage: 2,
  refused: 3,
  unauthorized: 4,
  notFound: 5,
  broken: 6,
} as const;
export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes];

/** What each code means: for `--help`, and as the stable word of a failure with `--json`. */
export const endings: Readonly<Record<ExitCode, { readonly word: string; readonly meaning: string }>> = {
  0: { word: "ok", meaning: "done; explain: the token is accepted" },
  1: { word: "failed", meaning: "the server cannot be reached, or something unforeseen happened" },
  2: {
    word: "usage",
    meaning: "the command line, a setting, the master key or a file given with it is wrong",
  },
  3: {
    word: "refused",
    meaning: "the token is refused; token inspect: the token is not good; lint: the document is not sound",
  },
  4: {
    word: "unauthorized",
    meaning: "the administrator's secret is missing, wrong, or may not do this",
  },
  5: { word: "not_found", meaning: "there is no object of that name or id" },
  6: { word: "broken", meaning: "audit verify: something does not hold, or could not be verified" },
};

/** What `--json` prints of a failure; the messages of others may add members. */
export interface FailureDocument {
  /** Stable; for programs. */
  readonly error: string;
  /** The sentence for people. */
  readonly detail: string;
  /** To quote to the administrator, when a server answered. */
  readonly request_id?: string | null;
  /** Each member at fault, by JSON pointer. */
  readonly errors?: readonly { readonly pointer: string; readonly detail: string }[];
}

/** A command that could not do what it was asked; the message is for the person at the terminal. */
export class CommandFailure extends Error {
  readonly code: ExitCode;
  /** Printed instead of the message with `--json`. */
  readonly document: FailureDocument;
  constructor(
    code: ExitCode,
    message: string,
    document: FailureDocument = { error: endings[code].word, detail: message },
  ) {
    super(message);
    this.name = "CommandFailure";
    this.code = code;
    this.document = document;
  }
}

/** The text of whatever was thrown, with the cause that says more where `fetch` hides it. */
export function messageOf(thrown: unknown): string {
  if (!(thrown instanceof Error)) return String(thrown);
  // Several addresses were tried: one of the attempts says as much as all.
  const [first] = thrown instanceof AggregateError ? thrown.errors : [];
  if (first !== undefined) return messageOf(first);
  return thrown.cause === undefined ? thrown.message : messageOf(thrown.cause);
}
