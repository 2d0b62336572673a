/** What went wrong, as a sentence for a person. */

import { ApiProblem } from "@countersign/client";
import { NoAnswer } from "./connection.ts";

export interface ProblemText {
  readonly sentence: string;
  /** To be quoted to whoever looks after the server; null where no server has answered. */
  readonly reference: string | null;
  /** Each member at fault, by JSON pointer; empty where no single one is. */
  readonly errors: readonly { readonly pointer: string; readonly detail: string }[];
}

/** The sentence of the server, or one of our own where it did not answer. */
export function describeProblem(error: unknown): ProblemText {
  if (error instanceof ApiProblem) {
    const sentence =
      error.code === "confirmation_required"
        ? "It was not done, since you did not confirm that it is you. Try again when you have your token at hand."
        : error.detail;
    return { sentence, reference: error.requestId, errors: error.errors };
  }
  const sentence =
    error instanceof NoAnswer
      ? "The server does not answer. Check the network, then try again."
      : "The console ran into an error of its own. Reload the page; what you were writing may be lost.";
  return { sentence, reference: null, errors: [] };
}

/** Whether somebody else wrote the document since it was read. */
export function isStale(error: unknown): boolean {
  return error instanceof ApiProblem && error.code === "stale";
}
