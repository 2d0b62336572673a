/**
 * What the application hands to every face. Faces translate; these functions act. Nothing here knows a
 * wire format, and no face reaches past it to the store, the keys or the network.
 */

import type { GivenWitnesses } from "../audit/audit-task.ts";
import type { ExportOptions } from "../audit/export.ts";
import type { AuditFindings } from "../audit/findings.ts";
import type { Presented, Principal } from "../core/access.ts";
import type { PlacedDrafts } from "../core/configuring/judging.ts";
import type { Outcome } from "../core/exchange.ts";
import type { ExchangeRequest } from "../core/exchange-request.ts";
import type { Explanation } from "../core/explaining/explanation.ts";
import type { FindingFilter, FindingPlace, SelectedFindings } from "../core/figures/findings.ts";
import type { Stats, StatsQuestion } from "../core/figures/stats.ts";
import type { Finding } from "../core/linting/lint.ts";
import type { CompileRegex, Registry } from "../core/matching/registry.ts";
import type { MintedToken } from "../core/minting.ts";
import type { DisclosureLevel, Verdict } from "../core/refusal.ts";
import type { Steps } from "../core/steps.ts";
import type { Suggestion } from "../core/suggesting/suggest.ts";
import type { EpochSeconds, FaceName, JsonObject } from "../core/terms.ts";
import type {
  ExchangeFilter,
  ExchangePage,
  StoredCheckpoint,
  StoredExchange,
  StoredSecret,
} from "../store/store.ts";
import type { ConfigurationService } from "./services/configuration.ts";
import type { ConsoleFiles } from "./services/console-files.ts";
import type {
  AuditTrouble,
  PublishedKey,
  ServiceToken,
  ServiceTokenRequest,
  SystemFacts,
} from "./services/keeping.ts";
import type {
  ExplainQuestion,
  PresentedClaims,
  SuggestQuestion,
  WhatIf,
  WhatIfQuestion,
} from "./services/questions.ts";
import type { SessionService, SignOnService } from "./services/sessions.ts";
import type { TokenService } from "./services/tokens.ts";

/** The faces there are; `COUNTERSIGN_FACES` selects among them. */
export const faceNames = ["access", "oauth", "keystone", "admin", "console"] as const;

export interface FaceServices {
  readonly settings: FaceSettings;
  /** Whether an expression an administrator wrote can be compiled, for documents that must say where one cannot. */
  readonly compileRegex: CompileRegex;
  now(): EpochSeconds;
  registry(): Registry;
  /** Does long work, others having their turn in between; what it looks at must not change meanwhile. */
  carryOut<T>(steps: Steps<T>): Promise<T>;

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

/** Whoever sent a request: for limits, metrics and the log. */
export interface Caller {
  readonly address: string;
  readonly requestId: string;
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
