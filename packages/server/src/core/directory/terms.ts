/**
 * The directory: who and what roles can be given to and on (domains, groups, users, roles, assignments; projects
 * are in ../terms.ts), which services tokens are for (the catalog), and the doors through which workloads of an
 * identity provider come in by a protocol. Everything is plain readonly data, versioned like the rest of the
 * configuration. Only doors of kind `protocol` ask the directory; an exchange never does.
 */

import type { Annotations, EpochSeconds, Rule } from "../terms.ts";

/** A namespace of users, groups and projects. */
export interface Domain {
  readonly kind: "domain";
  readonly id: string;
  readonly name: string;
  readonly description: string;
  readonly enabled: boolean;
  readonly annotations: Annotations;
}

/** Roles can be given to it; its members are the tokens that name it. */
export interface Group {
  readonly kind: "group";
  readonly id: string;
  readonly domainId: string;
  /** Unique in its domain. */
  readonly name: string;
  readonly description: string;
  readonly annotations: Annotations;
}

/**
 * A user an operator made, without a password; or what an operator says of a federated user, who otherwise lives only
 * as long as its tokens: then `name` and `domainId` are null.
 */
export interface User {
  readonly kind: "user";
  readonly id: string;
  readonly domainId: string | null;
  /** Unique in its domain. */
  readonly name: string | null;
  readonly email: string | null;
  readonly description: string;
  /** False: nobody logs in as this user any more, and tokens of it are not valid. */
  readonly enabled: boolean;
  readonly annotations: Annotations;
}

export interface Role {
  readonly kind: "role";
  readonly id: string;
  /** Unique in its domain, or among the global ones. */
  readonly name: string;
  /** Null: global; otherwise it can be given only in projects and to users of this domain. */
  readonly domainId: string | null;
  readonly description: string;
  readonly annotations: Annotations;
}

/** Whom a role is given to. */
export interface Actor {
  readonly kind: "user" | "group";
  readonly id: string;
}

/** What a role is given on. A project's id is its key. */
export type Target =
  | { readonly kind: "project"; readonly id: string }
  | { readonly kind: "domain"; readonly id: string }
  | { readonly kind: "system" };

export interface Assignment {
  readonly kind: "assignment";
  /** `assignmentId` of its parts: there is at most one of the same. */
  readonly id: string;
  readonly roleId: string;
  readonly actor: Actor;
  readonly target: Target;
  /** On a domain: in all its projects, and not on the domain itself. */
  readonly inherited: boolean;
}

/** Who may come in, through which issuers, and into which domain. */
export interface IdentityProvider {
  readonly kind: "identity_provider";
  /** Also the name of its first provider. */
  readonly id: string;
  readonly description: string;
  /** Written to its providers; decides while it has none. */
  readonly enabled: boolean;
  /** Of users without a domain of their own. */
  readonly domainId: string;
  /** One for each issuer it accepts, made and kept for it (`providers.ts`); in the order of the issuers. */
  readonly providerIds: readonly string[];
  readonly annotations: Annotations;
}

/** Rules that protocols of any identity provider can be bound to. */
export interface Ruleset {
  readonly kind: "ruleset";
  readonly id: string;
  readonly rules: readonly Rule[];
  readonly annotations: Annotations;
}

/** A door: tokens of this identity provider are judged by the rules of this ruleset. */
export interface Protocol {
  readonly kind: "protocol";
  /** `protocolId` of its parts. */
  readonly id: string;
  readonly identityProviderId: string;
  readonly name: string;
  /** There may be none of that id any more: then nobody comes in. */
  readonly rulesetId: string;
  /** The mapping made for each of the identity provider's providers; in their order. Empty while there is no ruleset. */
  readonly mappingIds: readonly string[];
  readonly annotations: Annotations;
}

/** A service that tokens are for, as the catalog lists it. */
export interface CatalogService {
  readonly kind: "service";
  readonly id: string;
  readonly type: string;
  readonly name: string;
  readonly description: string;
  readonly enabled: boolean;
  readonly annotations: Annotations;
}

/** Where a service is reached. */
export interface CatalogEndpoint {
  readonly kind: "endpoint";
  readonly id: string;
  readonly serviceId: string;
  readonly interface: "public" | "internal" | "admin";
  readonly regionId: string | null;
  /** May hold `%(project_id)s`, `$(project_id)s` and the same of `tenant_id`. */
  readonly url: string;
  readonly enabled: boolean;
  readonly annotations: Annotations;
}

export interface CatalogRegion {
  readonly kind: "region";
  readonly id: string;
  readonly parentId: string | null;
  readonly description: string;
  readonly annotations: Annotations;
}

/** Anything in the directory, as it is written. */
export type DirectoryDraft =
  | Domain
  | Group
  | User
  | Role
  | Assignment
  | IdentityProvider
  | Ruleset
  | Protocol
  | CatalogService
  | CatalogEndpoint
  | CatalogRegion;

export type DirectoryKind = DirectoryDraft["kind"];

/** When it was written. */
export interface DirectoryVersion {
  readonly revision: number;
  readonly createdAt: EpochSeconds;
  readonly updatedAt: EpochSeconds;
}

/** Anything in the directory, as it stands. */
export type DirectoryObject = DirectoryDraft & DirectoryVersion;

/** The object of one kind, as it stands. */
export type Standing<Kind extends DirectoryKind> = Extract<DirectoryDraft, { readonly kind: Kind }> &
  DirectoryVersion;
