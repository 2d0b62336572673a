/**
 * The words of the product as types: providers, identity mappings, grants, and what an exchange is
 * asked and answers. Nothing here belongs to one wire format; faces translate into these words and
 * back. Everything is plain readonly data, so it can be stored, compared and sent across threads.
 */

import type { Target } from "./directory/terms.ts";

export type JsonPrimitive = null | boolean | number | string;
export type JsonValue = JsonPrimitive | readonly JsonValue[] | JsonObject;
export interface JsonObject {
  readonly [member: string]: JsonValue;
}

/** Whole seconds since 1970-01-01T00:00:00Z. */
export type EpochSeconds = number;

/** A claim set: the payload of a JWT. Read members with `ownMember`, never with a bare index. */
export type Claims = JsonObject;

declare const verified: unique symbol;

/**
 * Claims whose signature, issuer, audience, times and pins were checked for one provider.
 * Only `verifySubjectToken` (oidc/) creates it; whatever mints requires it.
 */
export interface VerifiedClaims {
  readonly [verified]: true;
  readonly claims: Claims;
  /** The token's `exp`, rounded down. */
  readonly expiresAt: EpochSeconds;
}

/** Signature algorithms a provider may list. Never a symmetric one, never `none` (RFC 8725 §3.1). */
export const signatureAlgorithms = [
  "RS256",
  "RS384",
  "RS512",
  "PS256",
  "PS384",
  "PS512",
  "ES256",
  "ES384",
  "ES512",
  "EdDSA",
  "Ed25519",
] as const;
export type SignatureAlgorithm = (typeof signatureAlgorithms)[number];

/** Where a provider's verification keys come from. */
export type KeySource =
  | { readonly kind: "discovery" }
  | { readonly kind: "jwks_uri"; readonly url: string }
  | { readonly kind: "static"; readonly jwks: JsonObject };

/** A claim every subject token of the provider must carry, whatever the mapping says. */
export interface ClaimPin {
  readonly claim: string;
  readonly value: string;
  /** Compare ASCII letters without case: account names on some platforms are case-insensitive. */
  readonly ignoreCase: boolean;
}

/** Which part of a subject token identifies it when it may be used only once. */
export type ReplayKey =
  | { readonly kind: "jti" }
  | { readonly kind: "claims"; readonly names: readonly string[] }
  | { readonly kind: "payload" };

export type ReplayPolicy =
  | { readonly policy: "reusable" }
  | { readonly policy: "single_use"; readonly key: ReplayKey };

/** What one face must give back exactly as it was given, keyed by face; no other part reads it. */
export type Annotations = JsonObject;

interface Versioned {
  /** The configuration revision that wrote this version. */
  readonly revision: number;
  readonly createdAt: EpochSeconds;
  readonly updatedAt: EpochSeconds;
}
interface Identified extends Versioned {
  /** UUIDv7. */
  readonly id: string;
}

/** What members of a project may do there; the services that verify our tokens know what that is. */
export interface ProjectRole {
  /** Unique within the project, and none of the roles that every project has. */
  readonly name: string;
  readonly description: string;
  readonly annotations: Annotations;
}

/** A tenant that may own providers and mappings, as an administrator writes it. */
export interface ProjectDraft {
  /** What everything else calls it, and its only identity. */
  readonly key: string;
  readonly displayName: string;
  readonly description: string;
  /** The domain it is in, of the directory. */
  readonly domainId: string;
  /** False: no token of the directory's users is scoped to it. Exchanges do not mind. */
  readonly enabled: boolean;
  /** Those made for this project; others every project has (project-roles.ts). */
  readonly roles: readonly ProjectRole[];
  readonly annotations: Annotations;
}
export interface Project extends ProjectDraft, Versioned {}

/** A trusted OIDC issuer and how to check its tokens, as an administrator writes it. */
export interface ProviderDraft {
  readonly name: string;
  readonly description: string;
  /** The project that owns it; null: global. */
  readonly project: string | null;
  readonly enabled: boolean;
  /** As typed, with or without a trailing slash: base of the discovery URL. */
  readonly issuerUrl: string;
  /** The token's `iss` when it differs from `issuerUrl`. */
  readonly tokenIssuer: string | null;
  /** Appended to the discovery URL as its query string, without `?`; null: none. */
  readonly discoveryQuery: string | null;
  readonly keySource: KeySource;
  /** PEM certificates trusted for this issuer's https in addition to the usual ones. */
  readonly caCertificates: string | null;
  /** Send requests to this issuer through the configured outbound proxy. */
  readonly useProxy: boolean;
  readonly algorithms: readonly SignatureAlgorithm[];
  /** The audience subject tokens must carry; null: any (a finding, and refused by our own faces). */
  readonly audience: string | null;
  /** Further audiences a token may carry beside `audience`. */
  readonly additionalAudiences: readonly string[];
  readonly pins: readonly ClaimPin[];
  readonly replay: ReplayPolicy;
  readonly clockToleranceSeconds: number;
  /** Upper bound of `exp - iat` in a subject token. */
  readonly maxTokenLifetimeSeconds: number;
  /** Accept `typ: at+jwt` (RFC 9068) as a subject token. */
  readonly acceptAccessTokens: boolean;
  /** Id of the preset this provider follows; null: none. */
  readonly preset: string | null;
  readonly annotations: Annotations;
}
export interface Provider extends ProviderDraft, Identified {}

/** The door a mapping serves; it never grants through another. */
export type Entry =
  | { readonly kind: "exchange" }
  | { readonly kind: "protocol"; readonly protocol: string }
  | { readonly kind: "console" };

/** How one expected value is compared with one presented value. Types are never coerced. */
export type Matcher =
  /** Same JSON type and value. Null never matches. */
  | { readonly kind: "equals"; readonly value: JsonPrimitive }
  /** A string in which `*` stands for any run of characters, also across `/`; nothing else is special. */
  | { readonly kind: "glob"; readonly pattern: string }
  /** A regular expression in RE2 syntax, searched unanchored. */
  | { readonly kind: "regex"; readonly source: string }
  /** An object that holds at least these members with these values, recursively. */
  | { readonly kind: "subset"; readonly value: JsonObject };

/** What one clause demands of one claim. A missing claim never satisfies a clause. */
export type ClauseTest =
  /** The claim is one value, not an array, and it matches. */
  | { readonly kind: "is"; readonly matcher: Matcher }
  /** The claim, or one element of it when it is an array, matches one of these. */
  | { readonly kind: "any_of"; readonly matchers: readonly Matcher[] }
  /** No value of the claim matches any of these. */
  | { readonly kind: "none_of"; readonly matchers: readonly Matcher[] }
  /** The claim is there. Its values become the rule's next placeholder. */
  | { readonly kind: "present" }
  /** The claim is there. Those of its values that match become the next placeholder. */
  | { readonly kind: "keep"; readonly matchers: readonly Matcher[] }
  /** The claim is there. Those of its values that do not match become the next placeholder. */
  | { readonly kind: "drop"; readonly matchers: readonly Matcher[] };

/** Where else a clause's claim may stand. */
export interface ClaimAlias {
  readonly path: readonly string[];
  /** Names are the same without the case of ASCII letters and with `-` read as `_`, as in the name of a header. */
  readonly folded: boolean;
  /** The claim is taken as the text that a web server prints into its environment. */
  readonly printed: boolean;
}

/** One condition: `path` leads from the top of the claim set through nested objects. */
export interface Clause {
  readonly path: readonly string[];
  readonly test: ClauseTest;
  /** Where the claim is looked for, in order, if there is none at `path`. Absent: nowhere. */
  readonly aliases?: readonly ClaimAlias[];
  /** A text is the list of what stands between these. Absent: a text is one value. */
  readonly separator?: string;
}

/** Text that a grant takes from the rule or makes from claims. */
export type TextTemplate =
  /** Written by the administrator, used as it stands. */
  | { readonly kind: "text"; readonly text: string }
  /** A dynamic pattern: `{{claim}}`, literal text, groups, and an optional `| $1` rewrite. */
  | { readonly kind: "pattern"; readonly pattern: string }
  /** Text with `{0}`, `{1}`, … standing for the rule's placeholders, and `{{`, `}}` for braces. */
  | { readonly kind: "placeholders"; readonly text: string };

/** Text that stands for itself, or what makes one. */
export type TextOrTemplate = string | TextTemplate;

/** A domain by id or name; null members are not given. */
export interface DomainRef {
  readonly id: string | null;
  readonly name: string | null;
}
export interface DomainTemplate {
  readonly id: TextOrTemplate | null;
  readonly name: TextOrTemplate | null;
}

export interface UserTemplate {
  readonly name: TextTemplate | null;
  readonly id: TextTemplate | null;
  readonly email: TextTemplate | null;
  readonly domain: DomainTemplate | null;
  /** True: an existing local user; false: one that lives only as long as its tokens. */
  readonly local: boolean;
}

export type GroupTemplate =
  /** Exactly one group. */
  | { readonly kind: "named"; readonly name: TextTemplate; readonly domain: DomainTemplate | null }
  | { readonly kind: "by_id"; readonly id: TextTemplate }
  /** As many groups as the template yields values. */
  | { readonly kind: "each"; readonly names: TextTemplate; readonly domain: DomainTemplate | null }
  | { readonly kind: "each_id"; readonly ids: TextTemplate }
  /**
   * As many groups as the template yields values: each a name in the domain, which has to be given, or all of them
   * groups with their domains, written as `JSON:{"name":…,"domain":…}`.
   */
  | { readonly kind: "described"; readonly groups: TextTemplate; readonly domain: DomainTemplate | null };

/** Roles held in one project. */
export interface ProjectRoles {
  readonly project: string;
  readonly domain: DomainRef | null;
  readonly roles: readonly string[];
}
export interface ProjectRolesTemplate {
  readonly project: TextOrTemplate;
  readonly domain: DomainTemplate | null;
  readonly roles: readonly TextOrTemplate[];
}
/** Projects and roles that a claim lists, as the JSON text of objects with `name`, `roles` and perhaps `domain`. */
export interface ProjectListTemplate {
  readonly list: TextTemplate;
  /** Of projects that the list gives none. */
  readonly domain: DomainTemplate | null;
}

/** What a matching rule contributes to the grant. */
export interface GrantTemplate {
  readonly user: UserTemplate | null;
  readonly groups: readonly GroupTemplate[];
  readonly projectRoles: readonly ProjectRolesTemplate[];
  /** More of them, out of a claim. Absent: none. */
  readonly projectList?: ProjectListTemplate;
  /** True: its projects take the place of those that rules before it give, also where it gives none. */
  readonly decidesProjects?: boolean;
  /** The domain of a user without one, null for none; of the rules that match, the last one's counts. Absent: not said. */
  readonly userDomain?: DomainTemplate | null;
  /** Everything an administrator may do. Stands alone. */
  readonly admin: boolean;
  /** Besides, everything an operator may do; only behind the door of the console. Absent: no. */
  readonly operator?: true;
  /** The permissions the named user has of its own. */
  readonly ownPermissions: boolean;
}

/** All clauses must hold; then the grant is contributed. No clause at all holds for every token. */
export interface Rule {
  readonly when: readonly Clause[];
  readonly grant: GrantTemplate;
  /** True: it never matches, and stands there so that the others keep their numbers. */
  readonly idle?: boolean;
}

/** Which claims earn which grant, as an administrator writes it. */
export interface MappingDraft {
  readonly name: string;
  readonly description: string;
  readonly providerId: string;
  /** The project that owns it; null: global. */
  readonly project: string | null;
  readonly entry: Entry;
  /** 1 is the strongest. */
  readonly priority: number;
  readonly rules: readonly Rule[];
  /** `aud` of the access token; `service@instance` items or plain audiences. */
  readonly audience: readonly string[];
  readonly lifetimeSeconds: number;
  /** The token may revoke itself. */
  readonly selfRevocable: boolean;
  readonly annotations: Annotations;
}
export interface Mapping extends MappingDraft, Identified {}

/** Who the access token stands for. */
export type GrantSubject =
  | { readonly kind: "user"; readonly name: string }
  /** No user was named: the provider and mapping stand for the workload. */
  | { readonly kind: "mapping"; readonly provider: string; readonly mapping: string };

/** A group by (domain, name) or by id; a null domain is the one implicit domain. */
export interface GroupRef {
  readonly id: string | null;
  readonly name: string | null;
  readonly domain: DomainRef | null;
}

/** The user a grant names, with everything a rule may say of it. */
export interface GrantedUser {
  readonly name: string | null;
  readonly id: string | null;
  readonly email: string | null;
  readonly domain: DomainRef | null;
  readonly local: boolean;
}

/** What the winning mapping grants to this token, all templates resolved. */
export interface TokenGrant {
  readonly subject: GrantSubject;
  readonly user: GrantedUser | null;
  readonly groups: readonly GroupRef[];
  readonly projectRoles: readonly ProjectRoles[];
  readonly admin: boolean;
  /** Absent: no. */
  readonly operator?: true;
  readonly ownPermissions: boolean;
  readonly audience: readonly string[];
  readonly lifetimeSeconds: number;
  readonly selfRevocable: boolean;
  /** What it is for, where it was asked for that at once and its holder has a role there. */
  readonly target?: Target;
}

/** The name of a face. Which faces there are is none of the core's business. */
export type FaceName = string;
