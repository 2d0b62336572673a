/**
 * A refused login as this face answers it: Keystone's status and sentence for its reason. Most are one and the same
 * 401, as Keystone's are; what is the matter is told beside it, as far as callers may know.
 */

import type { IssueRefusal } from "../../core/issuing.ts";
import { kindSentences, type Reason, type RefusalKind } from "../../core/reasons.ts";
import {
  callerSentence,
  type DisclosureLevel,
  kindOf,
  type Progress,
  type Refusal,
  show,
} from "../../core/refusal.ts";
import type { HttpFailure } from "../http-failure.ts";
import { retryAfter } from "../retry-after.ts";
import { challenge, expecting, failure, forbidden, keystoneSentences } from "./errors.ts";

/** How a reason is answered; a function makes the message of the evidence. */
interface Answer {
  readonly status: number;
  readonly message?: string | ((evidence: Refusal["evidence"]) => string);
}

const unauthorized: Answer = { status: 401, message: keystoneSentences.unauthorized };
const denied: Answer = { status: 403, message: keystoneSentences.forbidden };

/** Without a message it is the caller's sentence. */
const answersByKind: Readonly<Record<RefusalKind, Answer>> = {
  malformed_request: { status: 400 },
  invalid_token: unauthorized,
  no_mapping: unauthorized,
  provider_unusable: denied,
  unacceptable_target: denied,
  unavailable: { status: 503 },
  rate_limited: { status: 429 },
};

/** What Keystone answers differently from the rest of its kind, whoever asks. */
const answersByReason: Readonly<Partial<Record<Reason, Answer>>> = {
  issuer_mismatch: denied,
  // As on rescoping: nobody learns whether there is such a project.
  target_out_of_reach: unauthorized,
  too_large: { status: 413, message: keystoneSentences.tooLarge },
};

/** The same of what is told only to those who may know the reason. */
const toldAnswers: Readonly<Partial<Record<Reason, Answer>>> = {
  domain_not_found: { status: 404, message: ({ domain }) => `Could not find domain: ${show(domain)}.` },
  // Keystone says the name of the role and nothing else.
  role_not_found: { status: 404, message: ({ role }) => show(role) },
  role_elsewhere: denied,
  name_too_long: {
    status: 400,
    message: ({ what, length, most }) =>
      `String length exceeded. The ${show(what)} has ${show(length)} characters; at most ${show(most)} are taken.`,
  },
  user_without_domain: { status: 400, message: expecting("domain", "user") },
};

/** @param endpoint base of this face's paths as the caller asked it */
export function failureOfRefusal(
  refusal: Refusal,
  progress: Progress,
  { level, endpoint }: { readonly level: DisclosureLevel; readonly endpoint: string },
): HttpFailure {
  const kind = kindOf(refusal);
  const advice = callerSentence(refusal, progress, level);
  const told = advice === kindSentences[kind] ? undefined : toldAnswers[refusal.reason];
  const { status, message = advice } = told ?? answersByReason[refusal.reason] ?? answersByKind[kind];
  return failure(status, {
    message: typeof message === "string" ? message : message(refusal.evidence),
    advice,
    headers: status === 401 ? challenge(endpoint) : retryAfter(refusal),
  });
}

/** A token that was not made of another one, or of a secret. */
export function failureOfIssuing(
  refusal: IssueRefusal,
  level: DisclosureLevel,
  endpoint: string,
): HttpFailure {
  switch (refusal.kind) {
    case "failed":
      return failureOfRefusal(refusal.refusal, "claims_valid", { level, endpoint });
    case "invalid":
      return failure(400, { message: refusal.detail });
    case "forbidden":
      return forbidden(refusal.detail);
  }
}
