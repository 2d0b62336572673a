/**
 * What is asked of the thread that audits a database beside a running server, and what it answers: a part at a
 * time, each when it is asked for.
 */

import type { EpochSeconds, JsonObject } from "../core/terms.ts";
import type { ExportOptions } from "./export.ts";
import type { AuditFindings } from "./findings.ts";

/** Names the database it is about. */
export type AuditTask = { readonly url: string } & AuditWork;

export type AuditWork =
  | ({ readonly kind: "verify"; readonly now: EpochSeconds } & GivenWitnesses)
  | { readonly kind: "export"; readonly options: ExportOptions };

/** What was kept elsewhere, as a caller gives it. */
export interface GivenWitnesses {
  /** Any text that holds checkpoints; null: none were given. */
  readonly kept: string | null;
  /** A JWKS of the keys to trust; null: none were given. */
  readonly keys: JsonObject | null;
}

/** What is wrong with what was given. */
export interface UselessWitness {
  readonly field: keyof GivenWitnesses;
  readonly detail: string;
}

export type AuditPart =
  | { readonly kind: "findings"; readonly findings: AuditFindings }
  | ({ readonly kind: "useless" } & UselessWitness)
  | { readonly kind: "text"; readonly text: string }
  | { readonly kind: "end" }
  | { readonly kind: "failed"; readonly detail: string };
