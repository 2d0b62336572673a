/** Reads what the server refused, from the envelope of whichever face it answered through, for a person to see. */

import type { Diagnostic } from "../engine/diagnostics.ts";
import type { Path } from "../engine/values.ts";
import type { Answer } from "./connection.ts";

/**
 * @param doing the headline: what could not be done, "The mapping was not created"
 * @param at the attribute at fault, where the sentence is about one
 */
export function problemOf(answer: Answer, doing: string, at?: Path): Diagnostic {
  return { severity: "error", summary: doing, detail: sentenceOf(answer), ...(at !== undefined && { at }) };
}

/** The server's own sentence with its reference id; or what was seen in place of one. */
export function sentenceOf(answer: Answer): string {
  if (answer.kind === "none") return answer.sentence;
  const said = saidIn(answer.body) ?? `The server answered with status ${answer.status} and no reason.`;
  const { requestId } = answer;
  return requestId === null || said.includes(requestId) ? said : `${said} Reference id: ${requestId}`;
}

function saidIn(body: unknown): string | null {
  const member = (of: unknown, name: string): unknown =>
    typeof of === "object" && of !== null ? Object.entries(of).find(([key]) => key === name)?.[1] : undefined;
  const text = (value: unknown) => (typeof value === "string" && value !== "" ? value : null);
  const errors = member(body, "errors");
  const messages = Array.isArray(errors)
    ? errors.flatMap((error) => text(member(error, "message")) ?? [])
    : [];
  return (
    text(member(body, "detail")) ??
    (messages.length > 0 ? messages.join(" ") : null) ??
    text(member(member(body, "error"), "message")) ??
    text(member(body, "error_description"))
  );
}
