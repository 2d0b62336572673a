/** What of a grant's roles in projects is written out, for documents that cannot say more. */

import type { GrantTemplate } from "../terms.ts";

/** Without domains, and without what is made of claims: whoever shows it compares what it comes to with the grant. */
export function plainProjectRoles({
  projectRoles,
}: GrantTemplate): readonly { readonly project: string; readonly roles: readonly string[] }[] {
  return projectRoles.flatMap(({ project, roles }) =>
    typeof project === "string" ? [{ project, roles: roles.filter((role) => typeof role === "string") }] : [],
  );
}
