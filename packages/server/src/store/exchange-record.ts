/**
 * Between an exchange record and its rows. The record's text holds everything but the details and the
 * refusal's evidence: those carry claim values, lie in a row that can be erased, and are present in the
 * record only by their salted digest.
 */

import { largestClockToleranceSeconds } from "../core/configuring/provider-rules.ts";
import {
  type CreatedTokenFacts,
  type ExchangeDetails,
  type ExchangeRecord,
  type IssuingPrincipal,
  withoutExchange,
} from "../core/exchange-record.ts";
import { nodeClockDifferenceSeconds } from "../core/node-clocks.ts";
import type { Reason } from "../core/reasons.ts";
import type { Evidence, Progress } from "../core/refusal.ts";
import type { ReplayClaim } from "../core/replay.ts";
import { userKey } from "../core/revocation.ts";
import type { EpochSeconds, FaceName } from "../core/terms.ts";
import { readStoredJson } from "../jws/stored-json.ts";
import { detailsDigest, sha256 } from "./chain.ts";
import { createdColumns, type ExchangeUnit, referenceColumns, tokenColumns } from "./exchange-writes.ts";
import { type Cells, cellsOf } from "./frequent-queries.ts";
import type { DetailsRow, ExchangeRow, ReplayKeyRow } from "./schema.ts";
import type { StoredExchange } from "./store.ts";

/**
 * A replay key outlives its token by this much beyond the clock tolerance its provider has when the token
 * is used: a tolerance raised later lets the token live again, and must not find its key gone.
 */
const replayMarginSeconds = largestClockToleranceSeconds + nodeClockDifferenceSeconds;

/**
 * What the chain covers, in this order of members. Of a token that was issued on a principal's word the provider's
 * members are empty: versions of the program that know no such record read them as texts.
 */
export interface RecordText {
  readonly requestId: string;
  readonly at: EpochSeconds;
  readonly face: FaceName;
  readonly reason: Reason | null;
  readonly progress: Progress;
  readonly providerId: string;
  readonly providerName: string;
  readonly mappingId: string | null;
  readonly mappingName: string | null;
  readonly revision: number;
  readonly subject: string | null;
  readonly client: ExchangeRecord["client"];
  readonly tokenId: string | null;
  readonly tokenExpiresAt: EpochSeconds | null;
  readonly detailsDigest: string;
  /** Absent: exchanged through the provider. */
  readonly issuedBy?: IssuingPrincipal;
}

/** In place of a provider's id and name where there is none. */
const noProvider = "";

/** What can be erased. */
interface ErasableText {
  readonly evidence: Evidence;
  readonly details: ExchangeDetails;
}

/** @param salt fresh random text of this record */
export function exchangeUnit(
  record: ExchangeRecord,
  replay: ReplayClaim | null,
  id: string,
  salt: string,
): ExchangeUnit {
  const { requestId, at, refusal, issuedBy, token } = record;
  const providerId = record.providerId ?? noProvider;
  const erasable: ErasableText = { evidence: refusal?.evidence ?? {}, details: record.details };
  const details = { salt, document: JSON.stringify(erasable) };
  const text: RecordText = {
    requestId,
    at,
    face: record.face,
    reason: refusal?.reason ?? null,
    progress: record.progress,
    providerId,
    providerName: record.providerName ?? noProvider,
    mappingId: record.mappingId,
    mappingName: record.mappingName,
    revision: record.revision,
    subject: record.subject,
    client: { addressPrefix: record.client.addressPrefix, userAgent: record.client.userAgent },
    tokenId: token?.tokenId ?? null,
    tokenExpiresAt: token?.expiresAt ?? null,
    detailsDigest: detailsDigest(details),
  };
  return {
    cells: [
      id,
      JSON.stringify(issuedBy === null ? text : { ...text, issuedBy }),
      at,
      providerId,
      text.reason,
      requestId,
      details.salt,
      details.document,
      ...(token === null ? [] : tokenCells(token, requestId)),
    ],
    ...(token?.reference && { reference: referenceCells(token, token.reference) }),
    ...(token?.created && { created: createdCells(token, token.created) }),
    ...(replay !== null && { replay: replayKey(replay) }),
  };
}

type TokenFacts = NonNullable<ExchangeRecord["token"]>;

function tokenCells(token: TokenFacts, requestId: string): Cells {
  return cellsOf(tokenColumns, {
    token_id: token.tokenId,
    face: token.face,
    subject: token.subject,
    provider_id: token.providerId,
    mapping_id: token.mappingId,
    issued_at: token.issuedAt,
    expires_at: token.expiresAt,
    self_revocable: token.selfRevocable ? 1 : 0,
    user_name: token.userName === null ? null : userKey(token.userName),
    revision: token.revision,
    request_id: requestId,
  });
}

function createdCells(
  { tokenId, subject, expiresAt }: TokenFacts,
  { description, madeWith, family }: CreatedTokenFacts,
): NonNullable<ExchangeUnit["created"]> {
  const cells = cellsOf(createdColumns, {
    token_id: tokenId,
    subject,
    description,
    made_with: madeWith,
    family,
    expires_at: expiresAt,
  });
  return { cells, madeWith };
}

function referenceCells(
  { tokenId, expiresAt }: TokenFacts,
  { hash, claims }: NonNullable<TokenFacts["reference"]>,
): Cells {
  return cellsOf(referenceColumns, {
    hash,
    token_id: tokenId,
    claims: JSON.stringify(claims),
    expires_at: expiresAt,
  });
}

function replayKey({ providerId, key, expiresAt }: ReplayClaim): ReplayKeyRow {
  return {
    provider_id: providerId,
    digest: replayDigest(key),
    expires_at: expiresAt + replayMarginSeconds,
  };
}

/** Under which text a replay claim is remembered. */
export function replayDigest(key: string): string {
  return sha256(key);
}

/** Parses the text that the chain covers; this store wrote it. */
export function readRecordText(text: string): RecordText {
  return readStoredJson<RecordText>(text);
}

/** A record as it is read back; `document` is null when the details were erased. */
export function storedExchange(
  row: Pick<ExchangeRow, "id" | "record"> & { readonly document: DetailsRow["document"] | null },
): StoredExchange {
  const { reason, detailsDigest: _, issuedBy, ...record } = readRecordText(row.record);
  const erasable = row.document === null ? null : readStoredJson<ErasableText>(row.document);
  const stored = { ...record, id: row.id, details: erasable?.details ?? null };
  if (issuedBy === undefined) {
    const refusal = reason === null ? null : { reason, evidence: erasable?.evidence ?? {} };
    return { ...stored, issuedBy: null, refusal };
  }
  return {
    ...stored,
    issuedBy,
    ...withoutExchange,
  };
}
