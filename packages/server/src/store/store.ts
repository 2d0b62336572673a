/**
 * What the product asks of its database. One implementation of the queries serves SQLite and
 * PostgreSQL; one suite proves both. Every method is asynchronous; a method that throws means the
 * database could not be reached, or did not confirm (`Unavailable`).
 */

import type { ConfigurationWriter } from "../core/configuring/configuration.ts";
import type { ProjectWriter } from "../core/configuring/projects.ts";
import type { TogetherWriter } from "../core/directory/changes.ts";
import type { ExchangedRecord, ExchangeRecord, IssuedRecord } from "../core/exchange-record.ts";
import type { Sums } from "../core/figures/sums.ts";
import type { RegistryChange } from "../core/matching/registry.ts";
import type { Verdict } from "../core/refusal.ts";
import type { ReplayClaim } from "../core/replay.ts";
import type { EpochTarget, TokenLife } from "../core/revocation.ts";
import type { Session } from "../core/sessions.ts";
import type { SigningKeyTable } from "../core/signing-key-record.ts";
import type { EpochSeconds, FaceName, JsonObject } from "../core/terms.ts";

export interface Store {
  readonly configuration: ConfigurationWriter & ProjectWriter & TogetherWriter & ConfigurationReader;
  readonly exchanges: ExchangeLog;
  readonly sums: SumTables;
  readonly audit: AuditTable;
  readonly tokens: TokenTable;
  readonly revocations: RevocationTable;
  readonly signingKeys: SigningKeyTable;
  readonly issuerKeys: IssuerKeyTable;
  readonly secrets: SecretTable;
  readonly sessions: SessionTable;
  /** When this database was restored from a backup; null: it never was. */
  readonly restoredAt: EpochSeconds | null;
  /** What this opening ended because the database had been restored; null: nothing was left to end. */
  readonly settled: Settled | null;
  /** How many writes wait in a queue to be durable. */
  waiting(queue: QueueName): number;
  /** Deletes what is past its time: replay keys, expired tokens, details and records past retention, keys of providers that are gone. */
  sweep(now: EpochSeconds, retention: Retention): Promise<void>;
  /** @throws when the database does not answer; DatabaseGone when its file was taken away; TakesNoWrites */
  ping(): Promise<void>;
  /** Finishes what is under way; may be called again. */
  close(): Promise<void>;
}

/** What may have been revoked since a backup was made, and so was ended; beside every access token. */
export interface Settled {
  /** How many administrators' secrets. */
  readonly secrets: number;
  /** How many sessions of the console. */
  readonly sessions: number;
}

/** Writes wait in two queues, so that no exchange waits behind an administrator's import. */
export type QueueName = "exchanges" | "writes";

export interface Retention {
  readonly detailsSeconds: number;
  readonly recordsSeconds: number;
}

/** A moment in the history of the configuration. */
export interface Moment {
  readonly revision: number;
  /** What only this history has at that revision: the hash of its link. Null: not known. */
  readonly mark: string | null;
}

/** A part of the configuration small enough to be applied between two requests. */
export interface ConfigurationSlice {
  /** Reached once this slice, and those before it, are applied. */
  readonly reached: Moment;
  readonly changes: readonly RegistryChange[];
  /** What was known before is no part of this database's history; there are no changes, and all is to be read anew. */
  readonly startOver?: true;
}

export interface ConfigurationReader {
  /** The newest revision. */
  revision(): Promise<number>;
  /** Everything that now exists, as changes to apply to an empty registry; the last slice may be empty. */
  load(): AsyncIterable<ConfigurationSlice>;
  /**
   * What happened after a moment, every change in order; nothing when nothing happened. One slice to start over when
   * the database never was at that moment: it was restored, or a copy that lagged took over, and may have been written
   * to since.
   */
  changesSince(known: Moment): AsyncIterable<ConfigurationSlice>;
  /** Whether there ever was a provider, or a mapping, of the id, be it deleted since. */
  everExisted(kind: "provider" | "mapping", id: string): Promise<boolean>;
  /**
   * One provider and its mappings as they stood at a revision; nothing when it did not exist then.
   * @param project the key of the project that was asked for, which comes along if it existed
   */
  providerAt(
    providerId: string,
    revision: number,
    project?: string | null,
  ): AsyncIterable<ConfigurationSlice>;
}

/** A stored exchange record as it is read back. Once its details are erased, so is the refusal's evidence. */
export type StoredExchange = Stored<ExchangedRecord> | Stored<IssuedRecord>;

type Stored<Kind extends ExchangeRecord> = Omit<Kind, "token" | "details"> & {
  /** UUIDv7 of the record; records sort by it. */
  readonly id: string;
  readonly tokenId: string | null;
  readonly tokenExpiresAt: EpochSeconds | null;
  /** Null when erased. */
  readonly details: Kind["details"] | null;
};

export interface ExchangeFilter {
  readonly providerId?: string;
  readonly outcome?: "issued" | "refused";
  readonly reason?: string;
  readonly since?: EpochSeconds;
  readonly until?: EpochSeconds;
  /** Newer than the record of this id. */
  readonly after?: string;
  readonly face?: FaceName;
  /** The name the mapping had. */
  readonly mapping?: string;
  /** A part of the subject, or the beginning of the reference id; the case of ASCII letters does not matter. */
  readonly text?: string;
  /** What else it must be. Its details are null unless they are to be judged, too. */
  readonly accepts?: (record: StoredExchange) => boolean;
  readonly judgesDetails?: boolean;
}

/** A page of a search that may have ended before it found enough. */
export interface ExchangePage {
  /** The newest first. */
  readonly records: readonly StoredExchange[];
  /** Where the next page goes on; null: there is none. */
  readonly next: string | null;
}

/** Refusals before the signature held that were counted instead of recorded. */
export interface RefusalCount {
  readonly providerId: string;
  readonly reason: string;
  readonly addressPrefix: string;
  readonly count: number;
  /** When; read back, the beginning of the hour. */
  readonly at: EpochSeconds;
}

export interface ExchangeLog {
  /**
   * ONE durable step: replay key, record, token. Never throws.
   * @returns refused with `replayed`, or `credential_revoked` for a token made with one that was revoked, then
   * nothing was written; refused with `overloaded` when the database
   * did not confirm in time: no token may be handed out then, though the record may still become durable
   */
  commit(record: ExchangeRecord, replay: ReplayClaim | null): Promise<Verdict<void>>;
  /** Durable once the promise resolves. */
  recordRefusal(record: ExchangedRecord): Promise<void>;
  /** Adds to the count of refusals that were not recorded one by one. */
  countRefusals(counts: readonly RefusalCount[]): Promise<void>;
  /** Those counts, summed by the hour, of the hours from `since` on; newest hour first. */
  listRefusalCounts(since: EpochSeconds): Promise<readonly RefusalCount[]>;
  isReplayed(claim: Pick<ReplayClaim, "providerId" | "key">): Promise<boolean>;
  /**
   * At most 1000 on a page, fewer or none where few of many are wanted. `since` is included, `until` is not; `before`:
   * `next` of the previous page.
   */
  list(
    filter: ExchangeFilter,
    page: { readonly limit: number; readonly before: string | null },
  ): Promise<ExchangePage>;
  findByRequestId(requestId: string): Promise<StoredExchange | null>;
  /** Recomputes the hash chain of every stream. @returns the first link that does not hold, or null. */
  verifyChain(): Promise<{ readonly links: number; readonly broken: ChainBreak | null }>;
}

export interface ChainBreak {
  readonly stream: string;
  readonly sequence: number;
  readonly detail: string;
}

/** Sums of the log by the hour, and how they are kept up with it. */
export interface SumTables extends Sums {
  /** Sums up what was recorded since the last time, in short steps with other writes in between. */
  catchUp(): Promise<void>;
}

/** Signed checkpoints, and what the next one covers. */
export interface AuditTable {
  /** The ends of every stream that still has records, as of one moment, and of the configuration. */
  heads(): Promise<AuditHeads>;
  /**
   * @param after the id of the newest one there may be, null for none; any, when absent
   * @returns whether it was added; false: somebody else has added one since
   */
  add(checkpoint: StoredCheckpoint, after?: string | null): Promise<boolean>;
  /** Newest first, at most 1000; `before`: id of the last one of the previous page. */
  list(page: {
    readonly limit: number;
    readonly before: string | null;
  }): Promise<readonly StoredCheckpoint[]>;
}

export interface AuditHeads {
  readonly revision: number;
  /** Hash of the link of that revision. */
  readonly configuration: string | null;
  readonly streams: readonly StreamHead[];
}

export interface StreamHead {
  readonly stream: string;
  readonly anchor_sequence: number;
  readonly anchor_hash: string;
  readonly head_sequence: number;
  readonly head_hash: string;
  /** Time of the newest record of the head; null when its link is gone. */
  readonly head_at: EpochSeconds | null;
}

/** A checkpoint as it is kept. */
export interface StoredCheckpoint {
  /** UUIDv7; checkpoints sort by it. */
  readonly id: string;
  readonly madeAt: EpochSeconds;
  /** Compact JWS. */
  readonly text: string;
}

/** What is known of an issued access token; the token itself is never stored. `isAlive` judges it. */
export interface StoredToken extends TokenLife {
  readonly tokenId: string;
  readonly face: FaceName;
  readonly subject: string;
  /** `userKey` of the granted user; null: none was granted, or it is not known. */
  readonly userName: string | null;
  readonly providerId: string | null;
  readonly mappingId: string | null;
  readonly selfRevocable: boolean;
}

export interface RevokedToken {
  readonly tokenId: string;
  readonly revokedAt: EpochSeconds;
  readonly revokedBy: string;
}

/** A token with what its maker called it; empty: nothing, or it was exchanged. */
export interface DescribedToken extends StoredToken {
  readonly description: string;
}

/** A live token as people who look after tokens see it. */
export interface LiveToken extends DescribedToken {
  /** The reference id of what issued it; null: a node of an earlier version did, which wrote none down. */
  readonly requestId: string | null;
  /** Who had it issued without an exchange; null: it was exchanged, or the record is gone. */
  readonly issuedBy: string | null;
}

/** In a list of live tokens, which is ordered by both, descending: behind it the next page begins. */
export interface TokenPlace {
  readonly expiresAt: EpochSeconds;
  readonly tokenId: string;
}

export interface LiveTokens {
  readonly items: readonly LiveToken[];
  /** Null: that was all. */
  readonly next: TokenPlace | null;
}

/** Null: any. */
export interface TokenFilter {
  readonly face: FaceName;
  readonly tokenId: string | null;
  readonly subject: string | null;
  readonly description: { readonly text: string; readonly isBeginning: boolean } | null;
  /** `created`: only what was issued on somebody's word. */
  readonly only: "any" | "created";
}

/** What a token was made of, and what was made of it. */
export interface TokenLineage {
  /** With which token or secret it was made; null: with none, or it was exchanged. */
  readonly madeWith: string | null;
  /** The token that the line it is of began with, which may be itself. */
  readonly family: string;
  /** How many unexpired ones were made with that, or of what was made with it; counted up to 10 001. */
  readonly descendants: number;
}

export interface TokenTable {
  find(tokenId: string): Promise<StoredToken | null>;
  lineage(tokenId: string, now: EpochSeconds): Promise<TokenLineage>;
  /**
   * Those that are alive and fit, at most 1000: the ones that live longest. Looked at are 10 000 unexpired ones, of
   * which the same is true; with `created`, or a description, 10 000 of those.
   */
  list(filter: TokenFilter, now: EpochSeconds): Promise<readonly DescribedToken[]>;
  /**
   * Live ones that fit, the ones that live longest first; a page may hold fewer than asked for, and others still come.
   * `fits` is asked in between others' turns.
   */
  live(
    fits: (token: StoredToken) => boolean,
    page: { readonly limit: number; readonly after: TokenPlace | null },
    now: EpochSeconds,
  ): Promise<LiveTokens>;
  /** How many of them there are; with `complete: false` at least so many. */
  countLive(
    fits: (token: StoredToken) => boolean,
    now: EpochSeconds,
  ): Promise<{ readonly count: number; readonly complete: boolean }>;
  /** @returns whether this call revoked it; false: unknown, or revoked before. */
  revoke(tokenId: string, by: string, at: EpochSeconds): Promise<boolean>;
  /** Those revoked one by one, the latest first, at most 1000; a token is forgotten a day after it expires. */
  listRevoked(): Promise<readonly RevokedToken[]>;
  /** @returns null when no such token was revoked by itself */
  findRevoked(tokenId: string): Promise<RevokedToken | null>;
  /** The token behind a reference token, by the reference's hash, with its claims. */
  findByReference(
    referenceHash: string,
  ): Promise<{ readonly token: StoredToken; readonly claims: JsonObject } | null>;
}

/** Revokes everything issued so far to one target. */
export interface RevocationTable {
  /**
   * Durable, and seen by every node, once the promise resolves; the epoch never moves back. Exchanges whose
   * node has not brought in the configuration since are revoked with it.
   */
  revoke(target: EpochTarget, by: string, at: EpochSeconds): Promise<StoredEpoch>;
  /** The latest first, at most 1000. */
  list(): Promise<readonly StoredEpoch[]>;
}

export interface StoredEpoch {
  readonly target: EpochTarget;
  readonly notBefore: EpochSeconds;
  /** When it was set last, and by whom. */
  readonly setAt: EpochSeconds;
  readonly setBy: string;
}

/** The last good key set of each issuer, so that a restart during an issuer's outage is no outage of ours. */
export interface IssuerKeyTable {
  find(
    providerId: string,
  ): Promise<{ readonly jwks: string; readonly source: string; readonly fetchedAt: EpochSeconds } | null>;
  keep(providerId: string, source: string, jwks: string, fetchedAt: EpochSeconds): Promise<void>;
}

/** Administrators' secrets: service tokens, the first secret. Only hashes are stored. */
export interface StoredSecret {
  readonly id: string;
  readonly name: string;
  readonly kind: "service" | "first";
  readonly role: "operator" | "admin" | "introspect";
  /** Of a resource server: the audiences of the tokens it may ask about; null: of every token. */
  readonly audience: readonly string[] | null;
  /** SHA-256, base64url. */
  readonly hash: string;
  readonly createdAt: EpochSeconds;
  readonly expiresAt: EpochSeconds;
  readonly revokedAt: EpochSeconds | null;
}

export interface SecretTable {
  /**
   * @param inPlaceOf ids of secrets that end as this one begins, in the same write
   * @returns false when a secret of that id or hash is there already: then none ends
   */
  add(secret: StoredSecret, inPlaceOf?: readonly string[]): Promise<boolean>;
  findByHash(hash: string): Promise<StoredSecret | null>;
  find(id: string): Promise<StoredSecret | null>;
  list(): Promise<readonly StoredSecret[]>;
  /** @returns whether this call revoked it; false: unknown, or revoked before. */
  revoke(id: string, at: EpochSeconds): Promise<boolean>;
  /** Small facts of the installation: instance id, canary of the master key. */
  instanceFact(name: string): Promise<string | null>;
  /** Writes a fact once. @returns the value that stands afterwards. */
  establishFact(name: string, value: string): Promise<string>;
}

/** Sessions of the console, and which attempts to sign in were used. */
export interface SessionTable {
  /** The oldest ones of the same holder end when there would be too many. */
  add(session: Session): Promise<void>;
  find(digest: string): Promise<Session | null>;
  /** @param changes what is absent stays as it is */
  change(
    digest: string,
    changes: Pick<Session, "seenAt"> & Partial<Pick<Session, "confirmedUntil" | "holder" | "expiresAt">>,
  ): Promise<void>;
  /** @returns whether there was one */
  end(digest: string): Promise<boolean>;
  /** Uses an attempt to sign in. @returns false: it was used before */
  useSignIn(digest: string, expiresAt: EpochSeconds): Promise<boolean>;
}
