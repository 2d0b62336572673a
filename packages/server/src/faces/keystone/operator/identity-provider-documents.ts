/**
 * Identity providers as documents. What they accept and whether they are enabled is read from their providers and
 * the directory, so that it is what counts; what the core has no word for is kept as it was sent.
 */

import { z } from "zod";
import type { SeenIdentityProvider } from "../../../core/directory/doors.ts";
import type { WantedIdentityProvider } from "../../../core/directory/identity-providers.ts";
import { ownMember, sameJson } from "../../../core/json.ts";
import type { JsonObject } from "../../../core/terms.ts";
import {
  huaweiMembers,
  isOfHuawei,
  issuersElsewhere,
  ssoType,
  usualDomainId,
} from "../huawei/identity-providers.ts";
import {
  flag,
  invalidInput,
  keepUnknown,
  keptIn,
  memberOf,
  nullableText,
  readMembers,
  shownText,
  text,
  textAfter,
} from "./documents.ts";

const member = "identity_provider";
/** Members that the core has words for. */
const known = ["enabled", "description", "remote_ids", "domain_id"] as const;

const changeInput = z.object({
  enabled: flag.nullable().optional(),
  description: nullableText.optional(),
  remote_ids: z.array(text, { error: "must be a list of texts" }).nullable().optional(),
  /** How long group memberships outlive a login; here they live as long as the token, so it is kept for reading back. */
  authorization_ttl: z
    .int({ error: "must be a whole number" })
    .min(0, { error: "must not be negative" })
    .nullable()
    .optional(),
});
const input = changeInput.extend({
  domain_id: nullableText.optional(),
  sso_type: ssoType.nullable().optional(),
});

type Wanted = Omit<WantedIdentityProvider, "id" | "furnish">;

/** A new one; a body without it stands for one that says nothing. @throws HttpFailure 400 */
export function readIdentityProvider(body: JsonObject): Wanted {
  const document = ownMember(body, member) === undefined ? {} : memberOf(body, member);
  refuseUnknown(document, Object.keys(input.shape));
  const members = readMembers(input, document, member);
  const annotations = keepUnknown(document, known);
  return {
    enabled: members.enabled ?? false,
    description: textAfter(members.description),
    domainId: members.domain_id ?? usualDomainId(annotations),
    issuers: members.remote_ids ?? [],
    annotations,
  };
}

/**
 * A change of one, whose domain stays.
 * @returns what it makes of the one there is; throws HttpFailure 409 for issuers that are not changed here
 * @throws HttpFailure 400
 */
export function readIdentityProviderChange(body: JsonObject): (standing: SeenIdentityProvider) => Wanted {
  const document = memberOf(body, member);
  refuseUnknown(document, Object.keys(changeInput.shape));
  if (Object.keys(document).length === 0) throw invalidInput(member, "Value: {}. It says nothing to change.");
  const members = readMembers(changeInput, document, member);
  return (standing) => {
    const issuers = members.remote_ids === undefined ? standing.issuers : (members.remote_ids ?? []);
    if (isOfHuawei(standing.annotations) && !sameJson(issuers, standing.issuers)) throw issuersElsewhere();
    return {
      enabled: members.enabled ?? standing.enabled,
      description: textAfter(members.description, standing.description),
      domainId: null,
      issuers,
      annotations: keepUnknown(document, known, standing.annotations),
    };
  };
}

/** Without links. */
export function toIdentityProviderDocument(one: SeenIdentityProvider): JsonObject & { readonly id: string } {
  const { id, domainId, enabled, description, issuers, annotations } = one;
  return {
    authorization_ttl: null,
    ...huaweiMembers(annotations),
    ...keptIn(annotations),
    id,
    domain_id: domainId,
    enabled,
    description: shownText(description, "description", annotations, null),
    remote_ids: issuers,
  };
}

/** @throws HttpFailure 400 */
function refuseUnknown(document: JsonObject, allowed: readonly string[]): void {
  const unknown = Object.keys(document).find((name) => !allowed.includes(name));
  if (unknown === undefined) return;
  const value = JSON.stringify(document).slice(0, longestShown);
  throw invalidInput(
    member,
    `Value: ${value}. Additional properties are not allowed ('${unknown}' was unexpected)`,
  );
}

/** Of a document in a sentence. */
const longestShown = 120;
