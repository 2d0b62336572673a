/** Who may do what. */

import type { FaceName } from "./terms.ts";

/** Somebody whose credential was checked. */
export interface Principal {
  /** For records: `bootstrap`, `service:<name>`, or the token's subject. */
  readonly name: string;
  readonly role: "operator" | "admin" | "workload";
  /** The face whose token was presented; null for credentials good on every face. */
  readonly face: FaceName | null;
  /** The access token presented, null for other credentials. */
  readonly tokenId: string | null;
  readonly selfRevocable: boolean;
  /** Projects in which this principal is a project admin, with the roles it holds there. */
  readonly projectRoles: readonly { readonly project: string; readonly roles: readonly string[] }[];
}
