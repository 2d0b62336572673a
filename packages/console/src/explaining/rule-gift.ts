/** What one rule of a login's mapping gives, in words. */

import type { Explanation } from "@countersign/client";

type Gift = NonNullable<Explanation["rules"][number]["gives"]>;
type Domain = Gift["groups"][number]["domain"];

/** Each part by itself, with a word for what it is. */
export function giftInWords({
  user,
  groups,
  project_roles: inProjects,
  problem,
}: Gift): readonly { readonly label: string; readonly value: string }[] {
  return [
    ...(user === null
      ? []
      : [{ label: user.local ? "Local user" : "User", value: named(user, user.domain) }]),
    ...(groups.length === 0
      ? []
      : [{ label: "Groups", value: groups.map((group) => named(group, group.domain)).join(", ") }]),
    ...inProjects.map(({ project, domain, roles }) => ({
      label: `Roles in ${named({ name: project, id: null }, domain)}`,
      value: roles.join(", "),
    })),
    ...(problem === null ? [] : [{ label: "Cannot be made", value: problem }]),
  ];
}

function named({ name, id }: { name: string | null; id: string | null }, domain: Domain): string {
  const own = name ?? id ?? "without a name";
  const within = domain?.name ?? domain?.id ?? null;
  return within === null ? own : `${own} in the domain ${within}`;
}
