/** What is risky about a provider or mapping, before anybody is hurt. */

export type Severity = "critical" | "warning" | "notice";

export interface Finding {
  /** Stable, for suppressing and testing: `empty_claims`, `wildcard_only`, … */
  readonly code: string;
  readonly severity: Severity;
  /** The member at fault, dotted: `claims.sub`, `audience`. */
  readonly field: string;
  /** What is risky and why. */
  readonly message: string;
  /** What to write instead. */
  readonly advice: string;
}
