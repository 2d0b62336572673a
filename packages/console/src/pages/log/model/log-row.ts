/**
 * What one line of the log needs, and nothing else of a record: claims stay out, so that a long list stays small.
 * The words say what was granted, or why not.
 */

import type { Exchange } from "@countersign/client";
import { grantInWords } from "../../../explaining/grant-words.ts";
import { reasonInWords } from "../../../explaining/reason-words.ts";

export interface LogRow {
  /** Sorts by time: later is greater. */
  readonly id: string;
  readonly requestId: string;
  /** RFC 3339. */
  readonly at: string;
  readonly outcome: Exchange["outcome"];
  readonly face: string;
  /** Null: nothing was exchanged, or no provider is known. */
  readonly provider: string | null;
  readonly mapping: string | null;
  readonly project: string | null;
  /** The verified subject, or who had the token issued. */
  readonly subject: string | null;
  readonly way: Way;
  /** A few words: what was granted, or why it was refused. */
  readonly words: string;
}

/** How somebody came to a token, or would have. */
export type Way = "exchange" | "login" | "sign_in" | "on_word";

export function rowOf(exchange: Exchange): LogRow {
  const { issued_by: by, details } = exchange;
  return {
    id: exchange.id,
    requestId: exchange.request_id,
    at: exchange.at,
    outcome: exchange.outcome,
    face: exchange.face,
    provider: exchange.provider,
    mapping: exchange.mapping,
    project: details?.project ?? null,
    subject: by?.name ?? exchange.subject,
    way: wayOf(exchange),
    words: wordsOf(exchange),
  };
}

/** Nobody exchanges at the admin API's door but who signs in to the console; Keystone's clients log in. */
export function wayOf({ issued_by: by, face }: Pick<Exchange, "issued_by" | "face">): Way {
  if (by !== null) return "on_word";
  if (face === "admin") return "sign_in";
  return face === "keystone" ? "login" : "exchange";
}

function wordsOf({ outcome, reason, evidence, details }: Exchange): string {
  if (outcome === "refused") return reasonInWords(reason ?? "", evidence);
  if (details === null) return "Accepted; what was granted has been erased";
  return details.grant === null ? "Accepted" : grantInWords(details.grant);
}
