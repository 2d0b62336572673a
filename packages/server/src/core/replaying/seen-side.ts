/**
 * What of a judgement its reader may see. Of a mapping that is somebody else's only that it decided: neither its name
 * nor what it grants. What is counted and put into groups is what is seen, so that the groups tell no more.
 */

import { maySeeMapping, type Principal } from "../access.ts";
import type { Reason } from "../reasons.ts";
import type { Refusal } from "../refusal.ts";
import type { TokenGrant } from "../terms.ts";
import type { Judgement } from "./judgement.ts";

/** One side of a comparison: what an exchange comes to before the change, or after. */
export interface Side {
  readonly outcome: "issued" | "refused";
  /** Null: issued. */
  readonly reason: Reason | null;
  /** The mapping that decides; null: none does, or it is hidden. */
  readonly mapping: string | null;
  /** A mapping decides that the reader may not see. */
  readonly isHidden: boolean;
  /** Null: refused, or hidden. */
  readonly grant: TokenGrant | null;
  /** Projects that a login would make first. */
  readonly missing: readonly string[];
  /** For the sentence; null: issued, or hidden. */
  readonly refusal: Refusal | null;
}

export function sideSeenBy(by: Principal, judgement: Judgement): Side {
  const outcome = judgement.ok ? "issued" : "refused";
  const reason = judgement.ok ? null : judgement.refusal.reason;
  const { mapping } = judgement;
  const isHidden = mapping !== null && !maySeeMapping(by, mapping);
  if (isHidden) return { outcome, reason, mapping: null, isHidden, grant: null, missing: [], refusal: null };
  return {
    outcome,
    reason,
    mapping: mapping?.name ?? null,
    isHidden,
    grant: judgement.ok ? judgement.grant : null,
    missing: judgement.ok ? judgement.missing : [],
    refusal: judgement.ok ? null : judgement.refusal,
  };
}
