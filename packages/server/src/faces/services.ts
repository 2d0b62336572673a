/**
 * What the application hands to every face. Faces translate; these functions act. Nothing here knows a
 * wire format, and no face reaches past it to the store, the keys or the network.
 */

import type { GivenWitnesses, UselessWitness } from "../audit/audit-task.ts";
import type { ExportOptions } from "../audit/export.ts";
import type { AuditFindings } from "../audit/findings.ts";
import type { CredentialFault, Presented, Principal } from "../core/access.ts";
import type { Change, ChangeRefusal } from "../core/configuring/configuration.ts";
import type { Drafted, Judgement, PlacedDrafts } from "../core/configuring/judging.ts";
import type { ProjectEdit } from "../core/configuring/project-edits.ts";
import type { MakePlan } from "../core/directory/changes.ts";
import type { OutOfReach } from "../core/directory/target.ts";
import type { Outcome } from "../core/exchange.ts";
import type { ExchangeRequest } from "../core/exchange-request.ts";
import type { Explanation } from "../core/explaining/explanation.ts";
import type { FindingFilter, FindingPlace, SelectedFindings } from "../core/figures/findings.ts";
import type { Stats, StatsQuestion } from "../core/figures/stats.ts";
import type { IssueOutcome, IssueRequest, TokenHolder } from "../core/issuing.ts";
import type { Finding } from "../core/linting/lint.ts";
import type { CompileRegex, Registry } from "../core/matching/registry.ts";
import type { MintedToken } from "../core/minting.ts";
import type { DisclosureLevel, Refusal, Verdict } from "../core/refusal.ts";
import type { Replayed } from "../core/replaying/tally.ts";
import type { RescopeRequest } from "../core/rescoping.ts";
import type { EpochTarget } from "../core/revocation.ts";
import type { Suggestion, SuggestionGround } from "../core/suggesting/suggest.ts";
import type {
  Claims,
  Entry,
  EpochSeconds,
  FaceName,
  JsonObject,
  JsonValue,
  Mapping,
  MappingDraft,
  Project,
  ProjectDraft,
  Provider,
  ProviderDraft,
} from "../core/terms.ts";
import type {
  DescribedToken,
  ExchangeFilter,
  ExchangePage,
  LiveTokens,
  RevokedToken,
  StoredCheckpoint,
  StoredEpoch,
  StoredExchange,
  StoredSecret,
  StoredToken,
  TokenFilter,
  TokenPlace,
} from "../store/store.ts";

/** The faces there are; `COUNTERSIGN_FACES` selects among them. */
export const faceNames = ["access", "oauth", "keystone", "admin", "console"] as const;

export interface FaceServices {
  readonly settings: FaceSettings;
  /** Whether an expression an administrator wrote can be compiled, for documents that must say where one cannot. */
  readonly compileRegex: CompileRegex;
  now(): EpochSeconds;
  registry(): Registry;

  /**
   * Takes a permit of whoever asks for an exchange; first of all, so that requests nobody can read count too.
   * @returns refused with `rate_limited`
   */
  admitCaller(face: FaceName, address: string): Verdict<void>;
  /**
   * Takes a permit of the provider and one of the whole server, then exchanges; for callers that were admitted.
   * @returns also refused with `rate_limited`, or `configuration_stale` on a node that cannot hear of changes
   */
  exchange(request: ExchangeRequest): Promise<Outcome<MintedToken>>;
  /** Judges without effect. @see FaceServices.explainRecord for what already happened */
  explain(question: ExplainQuestion, drafts?: PlacedDrafts): Promise<Explanation>;
  /**
   * Explains a recorded exchange under the rules of its moment; null: no such record.
   * @param drafts given: judges it anew, by the rules of now with these in their places
   */
  explainRecord(requestId: string, drafts?: PlacedDrafts): Promise<Explanation | null>;

  /**
   * What a change would do to recorded exchanges of one provider, as far as `by` may see it.
   * @returns null: too many such questions wait already @throws the reason of the signal, once whoever asked has gone
   */
  whatIf(by: Principal, question: WhatIfQuestion, signal: AbortSignal): Promise<WhatIf> | null;

  /** The narrowest sensible mapping for these claims. @returns null: nothing in them says whose workload it is */
  suggest(by: Principal, question: SuggestQuestion): Promise<Suggestion | null>;
  /**
   * What a subject token says, verified or not; it is not kept.
   * @param provider by name; null: the one that trusts its issuer
   * @returns refused when nothing can be read of it
   */
  readPresented(token: string, provider: string | null): Promise<Verdict<PresentedClaims>>;

  /** What may be asked about access tokens of ours, and how they end. */
  readonly tokens: TokenService;

  /**
   * Checks a presented credential: bootstrap secret, service token, first secret, or this face's own access
   * or reference token.
   * Failures are counted and logged.
   * @param caller whoever presents it
   * @param tokens `of_any_face`: tokens of other faces too, which then have no authority here
   * @returns refused with `rate_limited` after too many guesses from there
   */
  authenticate(
    credential: string,
    face: FaceName,
    caller: Caller,
    tokens?: "of_the_face" | "of_any_face",
  ): Promise<Verdict<Presented>>;

  /** People who are signed in to the console. */
  readonly sessions: SessionService;

  readonly signOn: SignOnService;

  /** What the console is made of; null: it was not built. */
  consoleFiles(): Promise<ConsoleFiles | null>;

  /** Of the service tokens that are good now, each once, in order. */
  serviceTokenNames(): Promise<readonly string[]>;

  readonly configuration: ConfigurationService;
  readonly exchanges: {
    list(
      filter: ExchangeFilter,
      page: { readonly limit: number; readonly before: string | null },
    ): Promise<ExchangePage>;
    find(requestId: string): Promise<StoredExchange | null>;
  };
  /** What there is to see at a glance, as far as somebody may know it. */
  readonly figures: {
    stats(by: Principal, question: StatsQuestion): Promise<Stats>;
    /** @returns where the findings are, how many, and a way to read some */
    findings(
      by: Principal,
      filter: FindingFilter,
    ): Promise<
      SelectedFindings & {
        read(places: readonly FindingPlace[]): Promise<readonly (readonly [FindingPlace, Finding])[]>;
      }
    >;
  };
  /** Signed checkpoints of the audit chain. */
  readonly audit: {
    /** Newest first; `before`: id of the last one of the previous page. */
    list(page: {
      readonly limit: number;
      readonly before: string | null;
    }): Promise<readonly StoredCheckpoint[]>;
    makeCheckpoint(): Promise<StoredCheckpoint>;
    /**
     * Recomputes the chain beside whatever goes on, one audit at a time.
     * @param gone ends it
     */
    verify(
      given: GivenWitnesses,
      gone: AbortSignal,
    ): Promise<{ readonly ok: true; readonly findings: AuditFindings } | AuditTrouble>;
    /** The text of an export, a part each time one is asked for; it fails where it cannot go on. */
    export(
      options: Omit<ExportOptions, "now">,
      gone: AbortSignal,
    ): Promise<{ readonly ok: true; readonly text: AsyncIterable<string> } | AuditTrouble>;
  };
  readonly keys: {
    /** Public keys, next ones included (RFC 7517 §5). */
    jwks(): JsonObject;
    /** False: this node is cut off from its database, and others may publish keys that it does not know. */
    areCurrent(): boolean;
    algorithms(): readonly string[];
    /**
     * Signs an answer of introspection (RFC 9701 §5).
     * @param claims all of its payload
     * @returns the compact JWS; refused with `signing_failed`
     */
    signIntrospection(claims: JsonObject): Promise<Verdict<string>>;
    /** Every published key, the oldest first. */
    list(): readonly PublishedKey[];
    /**
     * Makes next keys; in an emergency, new ones that sign at once, and withdraws all others.
     * @returns why not, when the keys were wrapped under a master key that this server does not have
     */
    rotate(
      by: Principal,
      how: { readonly emergency: boolean },
    ): Promise<{ readonly ok: true } | { readonly ok: false; readonly detail: string }>;
  };
  /** Administrators' secrets. Whether the caller may is the face's to ask `mayOperate`. */
  readonly serviceTokens: {
    /** The oldest first, with first secrets. */
    list(): Promise<readonly StoredSecret[]>;
    /** Also ends every first secret. */
    create(by: Principal, request: ServiceTokenRequest): Promise<ServiceToken>;
    /** Ends it, and the tokens made with it. @returns false: unknown, or no longer good */
    revoke(by: Principal, id: string): Promise<boolean>;
  };
  system(): Promise<SystemFacts>;
  readonly health: {
    /** Empty when ready; otherwise what is missing, a sentence each. */
    problems(): Promise<readonly string[]>;
    /** Prometheus text format. */
    metrics(): Promise<string>;
  };
}

/** What one may be made for, the most powerful first. */
export const serviceTokenRoles = [
  "operator",
  "admin",
  "introspect",
] as const satisfies readonly StoredSecret["role"][];
export type ServiceTokenRole = StoredSecret["role"];

/** A service token that is asked for. */
export interface ServiceTokenRequest {
  /** Recorded with everything it does; 1 to 64 letters, digits, `-`, `_` or `.`. */
  readonly name: string;
  readonly role: ServiceTokenRole;
  /** For the role `introspect`: the audiences of the tokens it may ask about; absent: of every token. */
  readonly audience?: readonly string[];
  readonly lifetimeSeconds: number;
}

/** One that was made, with its text, which is told this once; or what is wrong with what was asked for. */
export type ServiceToken =
  | { readonly ok: true; readonly secret: string; readonly stored: StoredSecret }
  | { readonly ok: false; readonly field: "name" | "audience" | "lifetimeSeconds"; readonly detail: string };

/** What a server is, for its operators. Never a secret. */
export interface SystemFacts {
  readonly version: string;
  /** Made at first start; null: the database has none. */
  readonly instanceId: string | null;
  readonly database: "sqlite" | "postgres";
  readonly settings: readonly ShownSetting[];
}

export interface ShownSetting {
  /** Of the variable. */
  readonly name: string;
  /** In effect, as it would be written, without what may be a secret in it; null: none, or it is a secret. */
  readonly value: string | null;
  /** Whether somebody gave it; otherwise the value is the default. */
  readonly given: boolean;
  /** Whether it is a secret, and so not shown. */
  readonly secret: boolean;
  readonly meaning: string;
}

/** Why an audit was not done. */
export type AuditTrouble = { readonly ok: false } & (
  | { readonly kind: "busy" }
  | ({ readonly kind: "useless" } & UselessWitness)
  | { readonly kind: "unavailable"; readonly detail: string }
);

/** Whoever sent a request: for limits, metrics and the log. */
export interface Caller {
  readonly address: string;
  readonly requestId: string;
}

/** The console's built files, by their path below it. */
export interface ConsoleFiles {
  readonly index: ConsoleFile;
  readonly files: ReadonlyMap<string, ConsoleFile>;
}

export interface ConsoleFile {
  readonly mediaType: string;
  readonly content: Buffer;
  /** The same in fewer bytes, the fewest first. */
  readonly compressed: readonly { readonly encoding: "br" | "gzip"; readonly content: Buffer }[];
  /** Changes with its content. */
  readonly tag: string;
}

/** Sessions of the console; each is found by a secret of its own, which the browser keeps. */
export interface SessionService {
  /**
   * Opens one with an administrator's secret, which is not kept.
   * @returns the session's own secret, or what is the matter with the credential; refused with `rate_limited`
   */
  open(
    credential: string,
    caller: Caller,
  ): Promise<
    Verdict<
      | { readonly ok: true; readonly secret: string; readonly session: LiveSession }
      | { readonly ok: false; readonly fault: CredentialFault }
    >
  >;
  /**
   * Opens one with an access token that was minted for it.
   * @param token `user`: who keeps being the same person from one sign-in to the next
   * @param confirms what is to be confirmed by it, which ends then; null: nothing
   * @returns null: it is another person than the one who is to confirm; the token is revoked then
   */
  openWithToken(
    token: {
      readonly id: string;
      readonly claims: Claims;
      readonly user: string;
      readonly expiresAt: EpochSeconds;
    },
    confirms: string | null,
    caller: Caller,
  ): Promise<{ readonly secret: string } | null>;
  /** Looks at what stands behind it, too. @returns what is the matter with it; refused with `rate_limited` */
  find(
    secret: string,
    caller: Caller,
  ): Promise<
    Verdict<
      | { readonly ok: true; readonly session: LiveSession }
      | { readonly ok: false; readonly fault: CredentialFault }
    >
  >;
  /**
   * Confirms that whoever opened it is still there, by the credential it was opened with.
   * @returns what is the matter with the one or the other; refused with `rate_limited`
   */
  confirm(
    secret: string,
    credential: string,
    caller: Caller,
  ): Promise<
    Verdict<
      | { readonly ok: true; readonly session: LiveSession }
      | { readonly ok: false; readonly fault: CredentialFault; readonly of: "session" | "credential" }
    >
  >;
  /** Gives a session of the first secret, which has just ended, to the service token that was made with it. */
  handOver(secret: string, secretId: string): Promise<void>;
  end(secret: string): Promise<void>;
}

/** Signing in through a provider, up to the ID token that is then exchanged like any other. */
export interface SignOnService {
  /** The provider's name; null: there is no single sign-on here. */
  readonly provider: string | null;
  /**
   * Where to send the browser, and what it keeps meanwhile.
   * @param wanted `confirms`: the secret of the session that is to be confirmed by it
   */
  begin(
    wanted: {
      readonly returnTo: string;
      readonly confirms: string | null;
      readonly redirectUri: string;
    },
    caller: Pick<Caller, "requestId">,
  ): Promise<
    | {
        readonly ok: true;
        readonly url: string;
        readonly attempt: string;
        readonly goodForSeconds: number;
      }
    | SignOnFailure
  >;
  /** @param finished what the browser kept, null for nothing, and what it brings back */
  finish(
    finished: {
      readonly attempt: string | null;
      readonly answer: SignOnAnswer;
      readonly redirectUri: string;
    },
    caller: Pick<Caller, "requestId">,
  ): Promise<
    | {
        readonly ok: true;
        readonly provider: Provider;
        /** Made for this attempt; nothing else of it was verified yet. */
        readonly idToken: string;
        /** Whom it says it is about, once it was verified. */
        readonly subject: string;
        /** What `SessionService.openWithToken` takes. */
        readonly confirms: string | null;
        readonly returnTo: string;
      }
    | SignOnFailure
  >;
}

/** The provider's answer, as the browser brings it (RFC 6749 §4.1.2, RFC 9207). */
export interface SignOnAnswer {
  readonly state: string;
  readonly code: string | null;
  readonly issuer: string | null;
  readonly error: string | null;
  readonly errorDescription: string | null;
}

/** Why nobody was signed in: a sentence for the person. */
export interface SignOnFailure {
  readonly ok: false;
  readonly sentence: string;
}

/** A session that is good now. */
export interface LiveSession {
  readonly principal: Principal;
  readonly method: "token" | "single_sign_on";
  /** What its pages send along with whatever changes something. */
  readonly csrfToken: string;
  readonly signedInAt: EpochSeconds;
  /** Until when it may do what only operators do. */
  readonly confirmedUntil: EpochSeconds;
  /** When it ends if nobody does anything. */
  readonly idleExpiresAt: EpochSeconds;
  readonly expiresAt: EpochSeconds;
  /** What an administrator should see to. */
  readonly warnings: readonly SessionWarning[];
}

export interface SessionWarning {
  readonly code: "bootstrap_secret_active" | "first_secret_active";
  /** A sentence that says what to do. */
  readonly message: string;
}

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
  /** Whether the text has the form of a secret of ours that is no access token: an administrator's. */
  isAdministratorsSecret(text: string): boolean;
  /**
   * Ends the token that is presented; for whoever holds it. What is no live token of ours counts as a bad
   * credential of the caller's.
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
export interface AskedToken extends Omit<IssueRequest, "holder" | "revision"> {
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

/** What is told of a signing key. */
export interface PublishedKey {
  readonly kid: string;
  readonly algorithm: string;
  /** `standby`: of an algorithm that is published and does not sign. */
  readonly state: "next" | "active" | "standby" | "retired";
  readonly createdAt: EpochSeconds;
  readonly activeFrom: EpochSeconds;
  /** When its successor takes over, as far as that is known; null: none comes by itself. */
  readonly signsUntil: EpochSeconds | null;
  /** Null: not known yet. */
  readonly publishedUntil: EpochSeconds | null;
}

export interface FaceSettings {
  /** The first public URL: issuer, and `iss` of every token. No trailing slash. */
  readonly issuer: string;
  readonly publicUrls: readonly string[];
  /** Which are mounted: links lead to no other. */
  readonly faces: readonly (typeof faceNames)[number][];
  readonly disclosure: DisclosureLevel;
  readonly requireAudience: boolean;
  readonly maxTokenLifetimeSeconds: number;
  /** 26 lower-case characters, made at first start; part of user subjects on the JFrog face. */
  readonly serviceId: string;
  readonly version: string;
}

export interface ExplainQuestion {
  /** Provider by name; null: by the token's or the claims' issuer. */
  readonly provider: string | null;
  readonly subject:
    | { readonly kind: "token"; readonly token: string }
    /** Typed-in claims: no signature stands behind them. */
    | { readonly kind: "claims"; readonly claims: Claims };
  readonly entry: Entry;
  readonly project: string | null;
  readonly mapping: string | null;
}

/** Recorded exchanges, judged by the rules as they stand and as they would be. */
export interface WhatIfQuestion {
  readonly before: Registry;
  /** With the change. */
  readonly after: Registry;
  readonly providerId: string;
  /** Null: from the first record there is. */
  readonly since: EpochSeconds | null;
  /** Null: to the last one. */
  readonly until: EpochSeconds | null;
  /** So many of the latest. */
  readonly limit: number;
}

export interface WhatIf extends Replayed {
  /** Every record of that time was looked at. */
  readonly complete: boolean;
  /** Of the records that were looked at. */
  readonly from: EpochSeconds;
  readonly to: EpochSeconds;
  /** What could not be judged, a sentence each. */
  readonly notes: readonly string[];
}

/** What a mapping is to be suggested for. */
export interface SuggestQuestion extends Pick<SuggestionGround, "claims" | "entry" | "project" | "origin"> {
  readonly provider: Provider;
}

/** What a token says, and why it would be refused as it is; null: it is verified. */
export interface PresentedClaims {
  readonly provider: Provider;
  readonly claims: Claims;
  readonly refusal: Refusal | null;
}

/** Bound versions of what core/configuring can do; every change is authorised, validated, linted and applied at once. */
export interface ConfigurationService {
  createProvider(by: Principal, draft: ProviderDraft): Promise<Change<Provider>>;
  replaceProvider(
    by: Principal,
    id: string,
    draft: ProviderDraft,
    expectedRevision: number | null,
  ): Promise<Change<Provider>>;
  deleteProvider(by: Principal, id: string, expectedRevision: number | null): Promise<Change<void>>;
  createMapping(by: Principal, draft: MappingDraft): Promise<Change<Mapping>>;
  replaceMapping(
    by: Principal,
    id: string,
    draft: MappingDraft,
    expectedRevision: number | null,
  ): Promise<Change<Mapping>>;
  deleteMapping(by: Principal, id: string, expectedRevision: number | null): Promise<Change<void>>;
  createProject(by: Principal, draft: ProjectDraft): Promise<Change<Project>>;
  changeProject(
    by: Principal,
    key: string,
    edit: ProjectEdit,
    expectedRevision: number | null,
  ): Promise<Change<Project>>;
  deleteProject(by: Principal, key: string, expectedRevision: number | null): Promise<Change<void>>;
  /** What a face plans of the directory, and what goes with it. @see changeDirectory in core/directory/changes.ts */
  changeDirectory<T>(by: Principal, plan: MakePlan<T>): Promise<Change<T>>;
  /** Only what this principal may see. */
  visibleProjects(by: Principal): readonly Project[];
  visibleProviders(by: Principal): readonly Provider[];
  visibleMappings(by: Principal, providerId: string): readonly Mapping[];
  /** The same, some hundreds at a time. */
  visibleMappingRuns(by: Principal, providerId: string): Iterable<readonly Mapping[]>;
  /** How many those are. */
  visibleMappingCount(by: Principal, providerId: string): number;
  /** Those of that name. */
  visibleNamesakes(by: Principal, providerId: string, name: string): readonly Mapping[];
  /** Beside what this registry holds, which may be drafts; absent: beside what stands now. */
  lintProvider(draft: ProviderDraft, beside?: Registry): readonly Finding[];
  lintMapping(draft: MappingDraft, beside?: Registry): readonly Finding[];
  /** Whether a write would be refused. Nothing is written. @param beside may hold other drafts */
  refuseProviderDraft(by: Principal, draft: ProviderDraft, beside: Registry): ChangeRefusal | null;
  refuseMappingDraft(by: Principal, draft: MappingDraft, beside: Registry): ChangeRefusal | null;
  /** Drafts in their places, for judging what would happen with them. Nothing is written. */
  placeDrafts(by: Principal, drafted: Drafted): PlacedDrafts;
  /**
   * Everything there is to say of drafts before they are written. Nothing is written.
   * @param sample claims of a workload that is meant, for repairs to take values from
   */
  judgeDrafts(by: Principal, drafted: Drafted, sample: Claims | null): Promise<Judgement>;
}

export type { JsonValue };
