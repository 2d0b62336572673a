/**
 * What an exchange is asked, in the core's words, and how a face lays out the token it answers with. Faces
 * fill in a request; nothing in it is trusted but the face's own choices.
 */

import type { WantedTarget } from "./directory/target.ts";
import type { Entry, EpochSeconds, FaceName, JsonObject, TokenGrant } from "./terms.ts";

/** How the request names its provider. */
export type ProviderSelector =
  | { readonly kind: "named"; readonly name: string }
  /** Not named: the one enabled provider in reach that trusts the token's issuer. */
  | { readonly kind: "by_issuer" }
  /** One of these, by id, in order: the one that trusts the token's issuer, else the first. */
  | { readonly kind: "among"; readonly ids: readonly string[] };

/** What an audience parameter means on the face that received it. */
export interface AudienceWish {
  /** In the order given; empty: none asked for. */
  readonly requested: readonly string[];
  /**
   * `covered`: items of the form `service@instance` must be covered by the mapping and become the
   * token's audience; other items must equal one the token, the provider or the mapping carries.
   * `known_only`: items the mapping's audience carries become the token's audience, others are ignored.
   * `all_known`: the same, but an item the mapping's audience does not carry is refused (RFC 8707 §2).
   */
  readonly rule: "covered" | "known_only" | "all_known";
}

/** A subject token presented at some face, in the core's words. */
export interface ExchangeRequest {
  /** The reference id that callers quote; also in `X-Request-Id`. */
  readonly requestId: string;
  readonly face: FaceName;
  readonly subjectToken: string;
  readonly provider: ProviderSelector;
  /** The issuer the caller takes the provider to have; null: it said nothing. It never chooses a provider. */
  readonly expectedIssuer: string | null;
  readonly entry: Entry;
  readonly project: string | null;
  /** Only this mapping, by name; its clauses must still hold. */
  readonly mapping: string | null;
  readonly audience: AudienceWish;
  /** Permissions asked for, in the words of core/granting/scope.ts; empty: whatever the mapping grants. */
  readonly scope: readonly string[];
  /** Behind a protocol's door: what the token is to be for at once. Absent or null: nothing yet. */
  readonly target?: WantedTarget | null;
  /** True on faces that refuse providers without an audience. */
  readonly requiresAudience: boolean;
  readonly wantsReferenceToken: ReferenceWish;
  /** Lays out the access token's claims for the face. */
  readonly layout: TokenLayout;
  /** What the client said about itself and its run; recorded, never matched. */
  readonly context: JsonObject;
  readonly client: ClientFacts;
}

/** What of a request bears on the verdict; the rest is about the answer and the record. */
export type ExchangeQuestion = Pick<
  ExchangeRequest,
  | "subjectToken"
  | "provider"
  | "expectedIssuer"
  | "entry"
  | "project"
  | "mapping"
  | "audience"
  | "scope"
  | "target"
  | "requiresAudience"
>;

/** `if_long`: for an access token of more than `longestInHeader` characters (minting.ts). */
export type ReferenceWish = boolean | "if_long";

export interface ClientFacts {
  /** Address prefix: /24 for IPv4, /48 for IPv6. */
  readonly addressPrefix: string;
  readonly userAgent: string | null;
}

/** Everything a face may put into an access token. */
export interface TokenFacts {
  readonly issuer: string;
  readonly tokenId: string;
  readonly face: FaceName;
  readonly issuedAt: EpochSeconds;
  readonly expiresAt: EpochSeconds;
  readonly grant: TokenGrant;
  /** Whom it is issued to: the provider exchanged through, or who had it issued. */
  readonly client: string;
}

/** The unsigned token: `typ` and the claims. `alg` and `kid` are the signer's. */
export interface TokenDraft {
  readonly typ: string;
  /** Further protected header members. */
  readonly header: JsonObject;
  readonly payload: JsonObject;
}
export type TokenLayout = (facts: TokenFacts) => TokenDraft;
