/** What operators see and change of the server itself: its settings, keys, audits and administrators' secrets. */

import type { UselessWitness } from "../../audit/audit-task.ts";
import type { EpochSeconds } from "../../core/terms.ts";
import type { StoredSecret } from "../../store/store.ts";

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

/** What is told of a signing key. */
export interface PublishedKey {
  readonly kid: string;
  readonly algorithm: string;
  /** `standby`: published, and no turn of its own is to come. */
  readonly state: "next" | "active" | "standby" | "retired";
  readonly createdAt: EpochSeconds;
  readonly activeFrom: EpochSeconds;
  /** When another key takes over, as far as that is known; null: none does by itself, or it does not sign. */
  readonly signsUntil: EpochSeconds | null;
  /** Null: not known yet. */
  readonly publishedUntil: EpochSeconds | null;
}
