/**
 * The tables, as the queries see them; `migrations/` makes them. One schema serves both databases, so it
 * keeps to what they share: text for ids and JSON, integers for times (epoch seconds), counts and
 * booleans (0 or 1).
 */

import type { EpochKind } from "../core/revocation.ts";
import type { EpochSeconds } from "../core/terms.ts";

/** 0 or 1. */
export type Flag = number;
/** JSON in text. */
type JsonText = string;
/** SHA-256 in base64url. */
type Digest = string;

export interface Schema {
  // Configuration: append-only versions, and one row per thing that now exists to keep names unique.
  readonly configuration_revision: { readonly id: number; readonly value: number };
  readonly changes: ChangeRow;
  readonly provider_versions: VersionRow;
  readonly mapping_versions: VersionRow & { readonly provider_id: string };
  /** `id` is the key. */
  readonly project_versions: VersionRow;
  /** `id` is `<kind>/<id>`. */
  readonly directory_versions: VersionRow;
  readonly providers: { readonly id: string; readonly name: string; readonly revision: number };
  readonly mappings: MappingRow;
  readonly projects: { readonly key: string; readonly revision: number };
  readonly directory_objects: { readonly id: string; readonly revision: number };

  // What happened.
  readonly exchanges: ExchangeRow;
  readonly exchange_details: DetailsRow;
  readonly chain_links: ChainLinkRow;
  readonly chain_streams: ChainStreamRow;
  readonly configuration_links: ConfigurationLinkRow;
  readonly audit_checkpoints: CheckpointRow;
  readonly replay_keys: ReplayKeyRow;
  readonly refusal_counts: RefusalCountRow;

  // Sums of what happened.
  /** How far the records of each writer are summed up. */
  readonly summed_streams: { readonly stream: string; readonly sequence: number };
  readonly provider_hours: ProviderHourRow;
  readonly mapping_hours: MappingHourRow;
  readonly mapping_use: { readonly mapping_id: string; readonly last_at: EpochSeconds };

  // What is in force.
  readonly tokens: TokenRow;
  readonly created_tokens: CreatedTokenRow;
  readonly reference_tokens: ReferenceTokenRow;
  readonly revocation_epochs: EpochRow;
  readonly signing_keys: SigningKeyRow;
  readonly issuer_keys: IssuerKeyRow;
  readonly secrets: SecretRow;
  readonly console_sessions: ConsoleSessionRow;
  /** Attempts to sign in to the console that were used, by the digest of what made each one unlike the others. */
  readonly console_sign_ins: { readonly digest: Digest; readonly expires_at: EpochSeconds };
  readonly facts: { readonly name: string; readonly value: string };
}

export interface ChangeRow {
  readonly revision: number;
  readonly kind: ConfiguredKind;
  readonly id: string;
}

/** What the configuration is made of. */
export type ConfiguredKind = "provider" | "mapping" | "project" | "directory";

export interface VersionRow {
  readonly id: string;
  readonly revision: number;
  /** The draft; null: this version deletes it. */
  readonly document: JsonText | null;
  readonly author: string;
  readonly created_at: EpochSeconds;
  readonly written_at: EpochSeconds;
  /** Of all the other columns; null: there is no document, or a version of the program wrote it that knew none. */
  readonly digest: Digest | null;
}

export interface MappingRow {
  readonly id: string;
  readonly provider_id: string;
  readonly project: string | null;
  readonly name: string;
  readonly revision: number;
}

/** `at`, `provider_id` (empty: none), `reason` and `request_id` repeat members of `record`, to be searched by. */
export interface ExchangeRow {
  readonly id: string;
  readonly stream: string;
  readonly sequence: number;
  /** Place within its chain link, from 0. */
  readonly position: number;
  readonly at: EpochSeconds;
  readonly provider_id: string;
  /** Null: issued. */
  readonly reason: string | null;
  readonly request_id: string;
  /** The record without its details; exactly this text is what the chain covers. */
  readonly record: JsonText;
}

export interface DetailsRow {
  readonly exchange_id: string;
  readonly salt: string;
  readonly document: JsonText;
}

/** One per committed batch of records. */
export interface ChainLinkRow {
  readonly stream: string;
  readonly sequence: number;
  /** Time of the newest record in it. */
  readonly at: EpochSeconds;
  readonly records: number;
  readonly content: Digest;
  readonly hash: Digest;
}

/** One per writer. Links up to the anchor are past retention; the head is the newest. */
export interface ChainStreamRow {
  readonly stream: string;
  readonly anchor_sequence: number;
  readonly anchor_hash: Digest;
  readonly head_sequence: number;
  readonly head_hash: Digest;
}

/** One per revision of the configuration. */
export interface ConfigurationLinkRow {
  readonly revision: number;
  /** The epochs of revocation this revision set; their own rows may have moved on since. */
  readonly epochs: JsonText;
  /** Of the versions this revision wrote. */
  readonly content: Digest;
  readonly hash: Digest;
}

export interface CheckpointRow {
  readonly id: string;
  readonly made_at: EpochSeconds;
  /** Compact JWS. */
  readonly text: string;
}

export interface ReplayKeyRow {
  readonly provider_id: string;
  readonly digest: Digest;
  readonly expires_at: EpochSeconds;
}

export interface RefusalCountRow {
  readonly provider_id: string;
  readonly reason: string;
  readonly address_prefix: string;
  /** The beginning of the hour, epoch seconds. */
  readonly hour: EpochSeconds;
  readonly count: number;
}

/** Exchanges of one hour through one provider that ended alike. */
export interface ProviderHourRow {
  /** Its beginning. */
  readonly hour: EpochSeconds;
  readonly provider_id: string;
  /** Empty: issued. */
  readonly reason: string;
  readonly count: number;
}

/** What one mapping granted in one hour. */
export interface MappingHourRow {
  readonly hour: EpochSeconds;
  readonly mapping_id: string;
  readonly count: number;
}

export interface TokenRow {
  readonly token_id: string;
  readonly face: string;
  readonly subject: string;
  readonly provider_id: string | null;
  readonly mapping_id: string | null;
  readonly issued_at: EpochSeconds;
  readonly expires_at: EpochSeconds;
  readonly self_revocable: Flag;
  readonly revoked_at: EpochSeconds | null;
  readonly revoked_by: string | null;
  /** `userKey` of the granted user; null: none was granted, or a node without this column wrote the row. */
  readonly user_name: string | null;
  /** The configuration's, under which the exchange was decided; null: a node without this column wrote it. */
  readonly revision: number | null;
  /** Of the record it was issued with; null: a node without this column wrote it. */
  readonly request_id: string | null;
}

/** Beside the row of a token that was issued on a principal's word. */
export interface CreatedTokenRow {
  readonly token_id: string;
  /** The token's. */
  readonly subject: string;
  readonly description: string;
  /** The token, or the administrator's secret, it was made with and ends with; null: it stands by itself. */
  readonly made_with: string | null;
  /** The token that the line of those it was made of began with; null: it began none but its own. */
  readonly family: string | null;
  readonly expires_at: EpochSeconds;
}

/** Ends the tokens of a provider, a mapping, a user or of all (then `id` is empty); never deleted. */
export interface EpochRow {
  readonly kind: EpochKind;
  readonly id: string;
  readonly not_before: EpochSeconds;
  /** The revision it took: exchanges decided under an earlier one came before it. */
  readonly revision: number;
  readonly set_at: EpochSeconds;
  readonly set_by: string;
}

export interface ReferenceTokenRow {
  readonly hash: string;
  readonly token_id: string;
  readonly claims: JsonText;
  readonly expires_at: EpochSeconds;
}

export interface SigningKeyRow {
  readonly kid: string;
  readonly algorithm: string;
  readonly public_jwk: JsonText;
  readonly wrapped_private_key: string;
  readonly created_at: EpochSeconds;
  readonly active_from: EpochSeconds;
  readonly retired_at: EpochSeconds | null;
}

export interface IssuerKeyRow {
  readonly provider_id: string;
  readonly source: string;
  readonly jwks: JsonText;
  readonly fetched_at: EpochSeconds;
}

export interface SecretRow {
  readonly id: string;
  readonly name: string;
  readonly kind: "service" | "first";
  readonly role: "operator" | "admin" | "introspect";
  /** JSON list of the audiences a resource server may ask about; null: not limited. */
  readonly audience: JsonText | null;
  readonly hash: Digest;
  readonly created_at: EpochSeconds;
  readonly expires_at: EpochSeconds;
  readonly revoked_at: EpochSeconds | null;
}

/** Somebody who is signed in to the console. @see SessionHolder in core/sessions.ts */
export interface ConsoleSessionRow {
  readonly digest: Digest;
  /** Whose sessions are counted together. */
  readonly holder: string;
  readonly holder_kind: "bootstrap" | "secret" | "token";
  /** The id of the secret or the token, or what proves the bootstrap secret. */
  readonly holder_id: string;
  /** Of the token; null: there is none. */
  readonly claims: JsonText | null;
  readonly signed_in_at: EpochSeconds;
  readonly seen_at: EpochSeconds;
  readonly confirmed_until: EpochSeconds;
  readonly expires_at: EpochSeconds;
}
