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

/** The refusal with what to do besides, if anything. */
export function advised(refused: Diagnostic, advice: string | null): Diagnostic {
  return advice === null ? refused : { ...refused, detail: `${refused.detail}\n\n${advice}` };
}

/** The server's own sentence with its reference id; or what was seen in place of one. */
export function sentenceOf(answer: Answer): string {
  if (answer.kind === "none") return answer.sentence;
  const said = saidIn(answer.body) ?? `The server answered with status ${answer.status} and no reason.`;
  const { requestId } = answer;
  return requestId === null || said.includes(requestId) ? said : `${said} Reference id: ${requestId}`;
}

/**
 * What to do about a credential that was not taken, in whole sentences; null: the refusal is about something else.
 * @param wants what the interface takes where it is not what an exchange gives
 */
export function credentialAdvice(answer: Answer, wants: string | null = null): string | null {
  if (answer.kind === "none" || (answer.status !== 401 && answer.status !== 403)) return null;
  const { askedAs, status } = answer;
  switch (askedAs?.kind) {
    case undefined:
      return null;
    case "anonymous":
      return "anonymous = true is set in the provider's block, so that no credential was sent. Remove it, and say who is asking.";
    case "exchange":
      return (
        wants ??
        `The credential is what the ID token was exchanged for at the OIDC configuration ${JSON.stringify(askedAs.providerName)}. ${
          status === 401
            ? "Apply again to have it exchanged anew."
            : 'The identity mapping that fitted must grant what is done here: scope = "applied-permissions/admin" grants everything.'
        }`
      );
    case "given":
      return [
        `The credential came from ${askedAs.from}. ${status === 401 ? "Put one there that this server knows and that has not ended" : "It may not do this; put an administrator's there"}: \`countersign admin token create terraform --role admin\` makes one.`,
        ...(wants === null ? [] : [wants]),
      ].join(" ");
  }
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
