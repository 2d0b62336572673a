/** Reads what the server refused, from the envelope of whichever face it answered through, for a person to see. */

import type { Diagnostic } from "../engine/diagnostics.ts";
import type { Path } from "../engine/values.ts";
import type { Answer } from "./connection.ts";
import { listOf, memberOf, textOf } from "./members.ts";

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

/** Where no face is, the sentence stands alone beside its reference id. */
function saidIn(body: unknown): string | null {
  const messages = listOf(body, "errors").flatMap((error) => textOf(error, "message") ?? []);
  return (
    textOf(body, "detail") ??
    (messages.length > 0 ? messages.join(" ") : null) ??
    keystoneSentence(memberOf(body, "error")) ??
    textOf(body, "error_description") ??
    (textOf(body, "request_id") === null ? null : textOf(body, "message"))
  );
}

/** The vendor's sentence, which says deliberately little, and what to do behind it. */
function keystoneSentence(error: unknown): string | null {
  const [message, details] = [textOf(error, "message"), textOf(error, "details")];
  return message === null || details === null ? message : `${message} ${details}`;
}
