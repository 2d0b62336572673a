/** What may be asked about access tokens of ours, how they are made without an exchange, and how they end. */

import type { CredentialFault, Principal } from "../../core/access.ts";
import type { OutOfReach } from "../../core/directory/target.ts";
import type { IssueOutcome, IssueRequest, TokenHolder } from "../../core/issuing.ts";
import type { Refusal, Verdict } from "../../core/refusal.ts";
import type { RescopeRequest } from "../../core/rescoping.ts";
import type { EpochTarget } from "../../core/revocation.ts";
import type { Claims, FaceName } from "../../core/terms.ts";
import type {
  DescribedToken,
  LiveTokens,
  RevokedToken,
  StoredEpoch,
  StoredToken,
  TokenFilter,
  TokenPlace,
} from "../../store/store.ts";
import type { Caller } from "../services.ts";

export interface TokenService {
  /**
   * A live access token of ours, of whatever face, by its text or its reference token's.
   * @returns null for everything else: expired, revoked, altered, another server's, no token at all
   */
  find(text: string): Promise<LiveToken | null>;
  /**
   * The same for who may know what is the matter with a token that this server provably issued.
   * @param graceSeconds one that expired less long ago is found too, as long as it is remembered
   */
  examine(text: string, graceSeconds: number): Promise<ExaminedToken>;
  /** The same for who wants to end a token: one that is worth nothing at this moment passes as good, and never `suspended`. */
  examineToEnd(text: string): Promise<ExaminedToken>;
  /** Whether the text has the form of a secret of ours that is no access token: an administrator's. */
  isAdministratorsSecret(text: string): boolean;
  /**
   * Ends the token that is presented, also one that is worth nothing at this moment; for whoever holds it. What is no
   * live token of ours counts as a bad credential of the caller's.
   * @returns refused with `rate_limited` after too many of those
   */
  revokePresented(text: string, caller: Caller): Promise<Verdict<void>>;
  /**
   * Issues a token on the word of whoever asks, within the limits of exchanges.
   * @returns refused also with `rate_limited`, or with `credential_revoked` when the credential is good no more
   */
  issue(request: AskedToken): Promise<IssueOutcome>;
  /**
   * Makes of a token the same one for something else, which never lives longer; of an administrator's secret, a token
   * for whom it stands for. What may be asked for is the face's to know.
   * @returns refused like `issue`, or with `configuration_stale`
   */
  rescope(request: AskedRescoping): Promise<IssueOutcome>;
  /**
   * Refuses to make a token for something that its holder has no role on. A token that came through a provider leaves
   * a record of it, so that its reference id can be explained.
   * @returns the refusal, `rate_limited` or `overloaded` among others
   */
  refuseScope(request: RefusedScope): Promise<Refusal>;
  /** Live ones. @see TokenTable.list */
  list(filter: TokenFilter): Promise<readonly DescribedToken[]>;
  /** Live ones of all faces that fit. @see TokenTable.live */
  live(
    fits: (token: StoredToken) => boolean,
    page: { readonly limit: number; readonly after: TokenPlace | null },
  ): Promise<LiveTokens>;
  /** @see TokenTable.countLive */
  countLive(
    fits: (token: StoredToken) => boolean,
  ): Promise<{ readonly count: number; readonly complete: boolean }>;
  /** @returns whether it was good until now @throws when the database does not confirm: it lives on */
  revoke(by: Principal, tokenId: string): Promise<boolean>;
  /** @returns null when no such token was revoked by itself */
  findRevoked(tokenId: string): Promise<RevokedToken | null>;
  /** Ends everything issued so far to a target; whether the caller may is the face's to ask `mayRevoke`. */
  revokeIssued(by: Principal, target: EpochTarget): Promise<StoredEpoch>;
  /** Both kinds of revocations, the latest first, at most 1000 each. */
  revocations(): Promise<{
    readonly epochs: readonly StoredEpoch[];
    readonly tokens: readonly RevokedToken[];
  }>;
}

/** A token asked for without a subject token. */
export interface AskedToken extends Omit<IssueRequest, "holder" | "secret" | "revision"> {
  /** As `by` presented it. */
  readonly credential: string;
  /** What one of the face's own tokens holds. */
  readHolder(claims: Claims): Pick<TokenHolder, "subject" | "permissions" | "audience">;
}

/** A token asked for with a credential that is good on the face. */
export interface AskedRescoping extends Omit<RescopeRequest, "origin" | "revision"> {
  /** As `by` presented it. */
  readonly credential: string;
}

/** What a token was asked for in vain. */
export interface RefusedScope
  extends Pick<RescopeRequest, "requestId" | "face" | "by" | "client">,
    Omit<OutOfReach, "mapping"> {
  /** As `by` presented it. */
  readonly credential: string;
}

/** A token that is good, or what is the matter with it. */
export type ExaminedToken =
  | { readonly ok: true; readonly token: LiveToken }
  | { readonly ok: false; readonly fault: Exclude<CredentialFault, "elsewhere"> };

export interface LiveToken {
  readonly tokenId: string;
  /** It was minted for. */
  readonly face: FaceName;
  /** The name of the provider it was exchanged through; null when that one is gone. */
  readonly provider: string | null;
  readonly claims: Claims;
  readonly description: TokenDescription;
}

/** What a face says of its own tokens beside the registered claims; each reads its own layout. */
export interface TokenDescription {
  readonly scope?: string;
  readonly username?: string;
  readonly groups?: readonly string[];
  readonly roles?: readonly string[];
}
