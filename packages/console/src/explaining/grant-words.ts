/** What a grant gives, in a few words for a line and one by one for a list. */

import type { Exchange } from "@countersign/client";
import { duration } from "../ui/times.ts";

export type Grant = NonNullable<NonNullable<Exchange["details"]>["grant"]>;

/** More are counted. */
const mostNamed = 3;

/** For one line: the authority first, then as whom, then for how long. */
export function grantInWords(grant: Grant): string {
  return [
    authority(grant),
    grant.user === null ? "" : `as ${grant.user}`,
    `for ${duration(grant.lifetime_seconds)}`,
  ]
    .filter((part) => part !== "")
    .join(", ");
}

function authority({ admin, groups, project_roles: inProjects, own_permissions: own }: Grant): string {
  const parts = [
    ...(admin ? ["Administrator"] : []),
    ...(groups.length === 0 ? [] : [`${groups.length === 1 ? "Group" : "Groups"} ${listed(groups)}`]),
    ...inProjects.map(({ project, roles }) => `${listed(roles)} in ${project}`),
    ...(own ? ["The user's own permissions"] : []),
  ];
  return parts.length === 0 ? "A token without authority" : parts.slice(0, mostNamed).join("; ");
}

function listed(names: readonly string[]): string {
  const more = names.length - mostNamed;
  return `${names.slice(0, mostNamed).join(", ")}${more > 0 ? ` and ${more} more` : ""}`;
}

/** One right, for a list of them. */
export interface Right {
  readonly label: string;
  readonly values: readonly string[];
}

/** Every right of a grant by itself; what is not granted is left out, except that there is no authority at all. */
export function rightsOf(grant: Grant): readonly Right[] {
  const { admin, groups, project_roles: inProjects, own_permissions: own } = grant;
  const rights: readonly Right[] = [
    ...(admin ? [{ label: "Authority", values: ["administrator"] }] : []),
    ...(own ? [{ label: "Authority", values: ["the user's own permissions"] }] : []),
    ...(groups.length === 0 ? [] : [{ label: "Groups", values: groups }]),
    ...inProjects.map(({ project, roles }) => ({ label: `Roles in ${project}`, values: roles })),
  ];
  return [
    ...(rights.length === 0 ? [{ label: "Authority", values: ["none beyond being known"] }] : rights),
    { label: "User", values: [grant.user ?? "the workload itself"] },
    ...(grant.audience.length === 0 ? [] : [{ label: "Audience", values: grant.audience }]),
    { label: "Lifetime", values: [duration(grant.lifetime_seconds)] },
  ];
}
