/** Between the vendor's documents of access tokens and ours. Pure: documents in, core words out, and back. */

import { parseScope } from "../../core/granting/scope.ts";
import type { IssueRefusal, TokenWish } from "../../core/issuing.ts";
import type { MintedToken } from "../../core/minting.ts";
import type { DisclosureLevel } from "../../core/refusal.ts";
import type { DescribedToken, TokenFilter } from "../../store/store.ts";
import { HttpFailure } from "../http-failure.ts";
import { failureOfRefusal } from "./errors.ts";
import { isCutByClients, scopeOf, subjectNamed, userIn } from "./profile.ts";
import { faceName } from "./translate.ts";
import { projectFault } from "./translate-mapping.ts";
import type { Read } from "./wire.ts";
import type { TokenAnswer, TokenDocument, TokenInput, TokenQuery, tokenOrders } from "./wire-token.ts";

/** An empty scope asks for what is usual; a project says where the token belongs, and adds no permission. */
export function toTokenWish(input: TokenInput): Read<TokenWish> {
  const user = input.username?.toLowerCase() ?? null;
  if (user !== null && isCutByClients(user)) {
    return {
      ok: false,
      message: 'username must not hold "/users/", nor both begin with "jfrt@" and hold a slash',
    };
  }
  const scope = parseScope(input.scope ?? "");
  if (!scope.ok) return { ok: false, message: `scope ${scope.problem}` };
  const fault = input.project === null ? null : projectFault(scope.value, input.project);
  if (fault !== null) return { ok: false, message: `scope Invalid scope: ${fault}` };
  return {
    ok: true,
    value: {
      user,
      permissions: (input.scope ?? "").trim() === "" ? null : scope.value,
      audience: input.audience,
      lifetimeSeconds: input.expires_in ?? null,
      project: input.project,
      description: input.description,
    },
  };
}

export function toTokenAnswer(minted: MintedToken): TokenAnswer {
  return {
    token_id: minted.tokenId,
    access_token: minted.accessToken,
    expires_in: minted.expiresAt - minted.issuedAt,
    scope: scopeOf(minted.grant),
    token_type: "access_token",
    ...(minted.referenceToken !== null && { reference_token: minted.referenceToken }),
  };
}

export function failureOfIssuing(refusal: IssueRefusal, level: DisclosureLevel): HttpFailure {
  switch (refusal.kind) {
    case "invalid":
      return new HttpFailure(400, "bad_request", refusal.detail);
    case "forbidden":
      return new HttpFailure(403, "forbidden", refusal.detail);
    case "failed":
      return failureOfRefusal(refusal.refusal, "claims_valid", level);
  }
}

/** @param issuer as `iss` has it */
export function toTokenDocument(token: DescribedToken, issuer: string): TokenDocument {
  const { description } = token;
  return {
    token_id: token.tokenId,
    subject: token.subject,
    expiry: token.expiresAt,
    issued_at: token.issuedAt,
    issuer,
    ...(description !== "" && { description }),
    refreshable: false,
  };
}

/**
 * Which tokens a query asks for; null: none, because no token is refreshable.
 * @param serviceId part of every user's subject
 */
export function toTokenFilter(query: TokenQuery, serviceId: string): TokenFilter | null {
  if (query.refreshable === true) return null;
  const { username, description } = query;
  return {
    face: faceName,
    tokenId: query.token_id ?? null,
    subject: username === undefined ? null : subjectNamed(username, serviceId),
    description:
      description === undefined
        ? null
        : { text: description.replace(/\*$/, ""), isBeginning: description.endsWith("*") },
    only: "any",
  };
}

/** Names in their alphabet and times from the latest on, unless `descending_order` says otherwise. */
export function inOrder(tokens: readonly DescribedToken[], query: TokenQuery): readonly DescribedToken[] {
  const { order_by: by = "created" } = query;
  const key = sortKeys[by];
  const descending = query.descending_order ?? (by === "created" || by === "expiry");
  const compare = (one: DescribedToken, other: DescribedToken) => {
    const [a, b] = [key(one), key(other)];
    // Ids are in the order in which they were made.
    if (a === b) return one.tokenId < other.tokenId ? -1 : 1;
    return a < b ? -1 : 1;
  };
  return tokens.toSorted((one, other) => (descending ? compare(other, one) : compare(one, other)));
}

const sortKeys: Readonly<Record<(typeof tokenOrders)[number], (token: DescribedToken) => string | number>> = {
  created: ({ issuedAt }) => issuedAt,
  expiry: ({ expiresAt }) => expiresAt,
  token_id: ({ tokenId }) => tokenId,
  subject: ({ subject }) => subject,
  owner: ({ subject }) => userIn(subject) ?? subject,
};
