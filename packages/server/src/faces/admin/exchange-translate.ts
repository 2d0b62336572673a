/** From a stored record of an exchange, and from a resolved grant, to the documents people read. */

import { administratorHint } from "../../core/refusal.ts";
import type { GroupRef, TokenGrant } from "../../core/terms.ts";
import type { StoredExchange } from "../../store/store.ts";
import type { ExchangeDocument, GrantDocument } from "./exchange-wire.ts";
import { toTimestamp } from "./wire.ts";

/** @param showsMapping false: the mapping belongs to somebody else, and so does what it granted */
export function toExchangeDocument(record: StoredExchange, showsMapping: boolean): ExchangeDocument {
  const { refusal, details } = record;
  return {
    id: record.id,
    request_id: record.requestId,
    at: toTimestamp(record.at),
    face: record.face,
    outcome: refusal === null ? "issued" : "refused",
    reason: refusal?.reason ?? null,
    hint: refusal === null || !showsMapping ? null : administratorHint(refusal),
    evidence: showsMapping ? (refusal?.evidence ?? {}) : {},
    progress: record.progress,
    provider: record.providerName,
    issued_by:
      record.issuedBy === null ? null : { name: record.issuedBy.name, token_id: record.issuedBy.tokenId },
    mapping: showsMapping ? record.mappingName : null,
    revision: record.revision,
    subject: record.subject,
    client: { address_prefix: record.client.addressPrefix, user_agent: record.client.userAgent },
    token:
      record.tokenId === null
        ? null
        : {
            id: record.tokenId,
            expires_at: record.tokenExpiresAt === null ? null : toTimestamp(record.tokenExpiresAt),
          },
    details:
      details === null
        ? null
        : {
            claims: details.claims,
            project: details.project,
            mapping: details.mapping,
            requested_audience: [...details.requestedAudience],
            context: details.context,
            grant: details.grant === null || !showsMapping ? null : toGrantDocument(details.grant),
          },
  };
}

export function toGrantDocument(grant: TokenGrant): GrantDocument {
  return {
    user: grant.subject.kind === "user" ? grant.subject.name : null,
    groups: grant.groups.map(groupText),
    project_roles: grant.projectRoles.map(({ project, roles }) => ({ project, roles: [...roles] })),
    admin: grant.admin,
    ...(grant.operator === true && { operator: true }),
    own_permissions: grant.ownPermissions,
    audience: [...grant.audience],
    lifetime_seconds: grant.lifetimeSeconds,
  };
}

/** For reading: the name, with its domain behind `@`, or the id. */
function groupText(group: GroupRef): string {
  const name = group.name ?? group.id ?? "";
  const domain = group.domain?.name ?? group.domain?.id ?? null;
  return domain === null ? name : `${name}@${domain}`;
}
