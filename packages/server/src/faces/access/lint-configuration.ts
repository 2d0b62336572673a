/**
 * What is risky about an OIDC configuration that only this face's document shows. Terraform's provider sends an empty
 * organization for every configuration of the type GitHub Enterprise, so none can be demanded there; and a permissive
 * one asks for none.
 */

import { quote } from "../../core/explaining/quote.ts";
import { isJsonObject, ownMember } from "../../core/json.ts";
import type { Finding } from "../../core/linting/lint.ts";
import type { ProviderDraft } from "../../core/terms.ts";
import { faceName } from "./translate.ts";

/** Claims of which a pin says whose tokens are accepted. */
const owning: readonly string[] = ["repository_owner", "repository_owner_id", "repository", "repository_id"];

/** @returns nothing for a provider that was not made here, or is of another type */
export function lintConfiguration(draft: ProviderDraft): readonly Finding[] {
  const document = ownMember(draft.annotations, faceName);
  const type = isJsonObject(document) ? ownMember(document, "provider_type") : undefined;
  if (type !== "GitHub" && type !== "GitHub Enterprise") return [];
  if (draft.pins.some(({ claim }) => owning.includes(claim))) return [];
  return [
    {
      code: "organization_open",
      severity: "warning",
      field: "pins",
      message: `Provider ${quote(draft.name)} of type ${type} is held to no organization, so it accepts tokens of every one its issuer signs for, and leaves it to each mapping to say whose it means.`,
      advice:
        'Set "organization", which the Terraform provider of JFrog cannot for GitHub Enterprise, or pin "repository_owner_id"; else have each mapping demand "repository_owner_id".',
    },
  ];
}
