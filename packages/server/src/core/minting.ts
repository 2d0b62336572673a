/**
 * The one way to a token. Whatever led to the grant, its claims are laid out and signed, its reference token
 * is made, and token and record become durable in one step before anybody is handed the token: no record, no
 * token. Nothing else signs one.
 */

import type { ExchangeRecord, IssuedTokenFacts, RevocationReach } from "./exchange-record.ts";
import type { ReferenceWish, TokenDraft, TokenLayout } from "./exchange-request.ts";
import { accept, type Verdict } from "./refusal.ts";
import type { ReplayClaim } from "./replay.ts";
import type { EpochSeconds, FaceName, TokenGrant } from "./terms.ts";

/** The effects it takes to make a token. */
export interface MintPorts {
  readonly issuer: string;
  newTokenId(): string;
  /** @returns the token for the caller, and its hash for the store */
  newReferenceToken(expiresAt: EpochSeconds): { readonly token: string; readonly hash: string };
  /** Signs a draft with the active key. @returns the compact JWS; refused with `signing_failed` when the key cannot be used */
  sign(draft: TokenDraft): Promise<Verdict<string>>;
  /**
   * ONE durable step: claims the replay key, if any, and writes the record and the token's row.
   * @returns refused with `replayed`, with `credential_revoked` when the token it is made with was revoked, or
   *   with `overloaded` when the store does not confirm.
   */
  commit(record: ExchangeRecord, replay: ReplayClaim | null): Promise<Verdict<void>>;
}

/** A token that may be issued. */
export interface TokenOrder {
  readonly face: FaceName;
  readonly layout: TokenLayout;
  /** Whom it is issued to, as RFC 9068 has a `client_id`. */
  readonly client: string;
  readonly issuedAt: EpochSeconds;
  readonly grant: TokenGrant;
  readonly reach: RevocationReach;
  readonly wantsReferenceToken: ReferenceWish;
  readonly created: IssuedTokenFacts["created"];
}

/**
 * Longest access token for callers that put it into a header: what servers and proxies usually take as one header,
 * name included, is 8190 bytes, and clients read 16 KiB of headers in all.
 */
export const longestInHeader = 8_000;

export interface MintedToken {
  readonly tokenId: string;
  readonly accessToken: string;
  readonly referenceToken: string | null;
  readonly issuedAt: EpochSeconds;
  readonly expiresAt: EpochSeconds;
  readonly grant: TokenGrant;
}

/**
 * @param recordOf the record that is written with the token
 * @returns the token, or refused like `sign` and `commit`; then nothing was written, but for a commit that the
 *   store confirmed too late
 */
export async function mint(
  ports: MintPorts,
  order: TokenOrder,
  recordOf: (token: IssuedTokenFacts) => ExchangeRecord,
  replay: ReplayClaim | null,
): Promise<Verdict<MintedToken>> {
  const { face, grant, issuedAt, reach } = order;
  const expiresAt = issuedAt + grant.lifetimeSeconds;
  const tokenId = ports.newTokenId();
  const { client } = order;
  const draft = order.layout({ issuer: ports.issuer, tokenId, face, issuedAt, expiresAt, grant, client });
  const signed = await ports.sign(draft);
  if (!signed.ok) return signed;
  const wish = order.wantsReferenceToken;
  const wanted = wish === "if_long" ? signed.value.length > longestInHeader : wish;
  const reference = wanted ? ports.newReferenceToken(expiresAt) : null;
  const record = recordOf({
    tokenId,
    face,
    subject: String(draft.payload.sub),
    userName: reach.userName,
    providerId: reach.providerId,
    mappingId: reach.mappingId,
    revision: reach.revision,
    issuedAt,
    expiresAt,
    selfRevocable: grant.selfRevocable,
    reference: reference === null ? null : { hash: reference.hash, claims: draft.payload },
    created: order.created,
  });
  const committed = await ports.commit(record, replay);
  if (!committed.ok) return committed;
  const referenceToken = reference?.token ?? null;
  return accept({ tokenId, accessToken: signed.value, referenceToken, issuedAt, expiresAt, grant });
}
