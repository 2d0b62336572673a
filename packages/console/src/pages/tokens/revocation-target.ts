/** What can be ended in one step, in the words of the API and in sentences for whoever is about to do it. */

import type { RevocationDraft } from "@countersign/client";
import type { TokenFilter } from "../../api/tokens.ts";

/** What is being chosen; a name that is still empty makes no target. */
export interface Choice {
  readonly kind: "provider" | "mapping" | "user" | "everything";
  readonly provider: string;
  /** Of the mapping chosen. */
  readonly mappingId: string;
  /** Its name, for people. */
  readonly mapping: string;
  readonly user: string;
}

export const noChoice: Choice = { kind: "provider", provider: "", mappingId: "", mapping: "", user: "" };

export interface Target {
  readonly draft: RevocationDraft;
  /** Which live tokens it would end. */
  readonly filter: TokenFilter;
  /** As the end of "Revoke …". */
  readonly what: string;
  /** What has to be typed first; absent: a second step is enough. */
  readonly typed?: string;
}

/** @returns null while something is missing */
export function targetOf({ kind, provider, mappingId, mapping, user }: Choice): Target | null {
  switch (kind) {
    case "provider":
      return provider === ""
        ? null
        : {
            draft: { kind, provider },
            filter: { provider },
            what: `everything issued through ${provider}`,
            typed: provider,
          };
    case "mapping":
      return mappingId === ""
        ? null
        : {
            draft: { kind, id: mappingId },
            filter: { mapping_id: mappingId },
            what: `everything issued by the mapping ${mapping}`,
          };
    case "user": {
      const name = user.trim();
      return name === ""
        ? null
        : { draft: { kind, user: name }, filter: { user: name }, what: `everything issued to ${name}` };
    }
    case "everything":
      return { draft: { kind }, filter: {}, what: "everything this server has issued", typed: "everything" };
  }
}

/** How many tokens a revocation ends, as a sentence. */
export function toll({ count, complete }: { readonly count: number; readonly complete: boolean }): string {
  if (count === 0) return "No token is live that this would end.";
  const tokens = count === 1 ? "1 live token" : `${count.toLocaleString("en")} live tokens`;
  return complete ? `This ends ${tokens}.` : `This ends at least ${tokens}: there are too many to count.`;
}

/** What the server did, as a sentence. */
export function outcome(what: string, notBefore: string | null): string {
  const until = notBefore === null ? "" : ` up to ${notBefore.replace("T", " ").replace("Z", " UTC")}`;
  return `Revoked: ${what}${until}.`;
}
