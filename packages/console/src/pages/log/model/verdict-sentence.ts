/**
 * What happened, as one sentence that a person understands. Names and subjects come from outside: whoever shows the
 * sentence shows it as text from outside.
 */

import type { Exchange, Explanation } from "@countersign/client";
import { grantInWords } from "../../../explaining/grant-words.ts";
import { reasonInWords } from "../../../explaining/reason-words.ts";
import { lowered } from "../../../explaining/wording.ts";
import { type Way, wayOf } from "./log-row.ts";

/** Of a recorded exchange. */
export function verdictOf(exchange: Exchange): string {
  const way = wayOf(exchange);
  return exchange.outcome === "issued" ? issuedSentence(exchange, way) : refusedSentence(exchange, way);
}

function issuedSentence({ issued_by: by, subject, provider, mapping, details }: Exchange, way: Way): string {
  const grant = details?.grant ?? null;
  const what = grant === null ? "." : `: ${lowered(grantInWords(grant))}.`;
  if (by !== null) return `${quoted(by.name)} had a token issued on its word${what}`;
  const who = subject === null ? "A workload" : quoted(subject);
  const by_ = mapping === null ? "" : `, by the mapping ${quoted(mapping)}`;
  return `${who} ${done[way]} through ${provider === null ? "a provider" : quoted(provider)}${by_}${what}`;
}

const done: Readonly<Record<Way, string>> = {
  exchange: "got a token",
  login: "logged in",
  sign_in: "signed in to the console",
  on_word: "had a token issued",
};

function refusedSentence({ subject, provider, reason, evidence, mapping }: Exchange, way: Way): string {
  const who = subject === null ? "A token whose subject was not proved" : quoted(subject);
  const where = provider === null ? "" : ` through ${quoted(provider)}`;
  const which = mapping === null ? "" : ` after the mapping ${quoted(mapping)} had matched`;
  return `${who} was refused ${nouns[way]}${where}${which}: ${lowered(reasonInWords(reason ?? "", evidence))}.`;
}

const nouns: Readonly<Record<Way, string>> = {
  exchange: "a token",
  login: "a login",
  sign_in: "to sign in to the console",
  on_word: "a token",
};

/** Of a token or claims that were tried by hand. */
export function trialVerdict({
  verdict,
  about,
  verified,
  reason,
  evidence,
  mapping,
  grant,
}: Explanation): string {
  const subject = about === "claims" ? "A token with these claims" : "This token";
  const proved = about === "claims" || verified ? "" : " Its signature was not proved.";
  if (verdict === "refused") {
    return `${subject} would be refused: ${lowered(reasonInWords(reason ?? "", evidence))}.${proved}`;
  }
  const by = mapping === null ? "" : ` by the mapping ${quoted(mapping)}`;
  return `${subject} would be accepted${by}${grant === null ? "." : `: ${lowered(grantInWords(grant))}.`}`;
}

/**
 * Whether the rules of today say otherwise than those of the moment.
 * @param then of the record, by the rules of its moment
 * @param now of the same record, by today's rules
 */
export function rulesSince(
  then: Explanation,
  now: Explanation,
): { readonly differs: boolean; readonly sentence: string } {
  if (then.revision === now.revision) return same("The rules have not changed since.");
  if (now.verdict !== then.verdict) {
    return now.verdict === "accepted"
      ? other(
          `Today's rules would accept it${now.mapping === null ? "" : `, by the mapping ${quoted(now.mapping)}`}.`,
        )
      : other(`Today's rules would refuse it: ${lowered(reasonInWords(now.reason ?? "", now.evidence))}.`);
  }
  if (now.verdict === "refused") {
    return now.reason === then.reason
      ? same("Today's rules refuse it for the same reason.")
      : other(
          `Today's rules refuse it as well, for another reason: ${lowered(reasonInWords(now.reason ?? "", now.evidence))}.`,
        );
  }
  if (now.mapping !== then.mapping) {
    return other(
      `Today's rules would accept it by another mapping${now.mapping === null ? "" : `, ${quoted(now.mapping)}`}.`,
    );
  }
  return JSON.stringify(now.grant) === JSON.stringify(then.grant)
    ? same("Today's rules say the same.")
    : other(
        `Today the mapping would grant something else${now.grant === null ? "" : `: ${lowered(grantInWords(now.grant))}`}.`,
      );
}

function same(sentence: string) {
  return { differs: false, sentence };
}

function other(sentence: string) {
  return { differs: true, sentence };
}

function quoted(name: string): string {
  return `“${name}”`;
}
