/**
 * Between JFrog's groups and those of the directory, in the domain of whatever names none. The directory knows a
 * group's name and description; everything else that was sent (an external id, privileges) travels in the annotations
 * and is given back as it came.
 */

import { defaultDomainId } from "../../core/directory/predefined.ts";
import type { Group } from "../../core/directory/terms.ts";
import { ownMember } from "../../core/json.ts";
import type { JsonObject } from "../../core/terms.ts";
import { sentIn, withMembers } from "./sent.ts";
import { faceName } from "./translate.ts";
import type { GroupsQuery, SentGroup } from "./wire-group.ts";

export function toNewGroup({ name, sent }: SentGroup, id: string): Group {
  return {
    kind: "group",
    id,
    domainId: defaultDomainId,
    name,
    description: descriptionIn(sent) ?? "",
    annotations: { [faceName]: sent },
  };
}

/** What is null in the change is there no more; what it says nothing of stays. */
export function toChangedGroup(standing: Group, { sent }: SentGroup): Group {
  const members = Object.entries({ ...sentIn(standing.annotations), ...sent });
  const kept = members.filter(([member]) => ownMember(sent, member) !== null);
  const { kind, id, domainId, name, description } = standing;
  return {
    kind,
    id,
    domainId,
    name,
    description: descriptionIn(sent) ?? description,
    annotations: { ...standing.annotations, [faceName]: Object.fromEntries(kept) },
  };
}

/** @returns undefined where nothing is said of it */
function descriptionIn(sent: JsonObject): string | undefined {
  const description = ownMember(sent, "description");
  if (description === null) return "";
  return typeof description === "string" ? description : undefined;
}

/**
 * The vendor's defaults, which its answers always have, stand where nothing was sent. Groups are of this server,
 * whatever a document says of their realm.
 */
export function toGroupDocument({ name, description, annotations }: Group): JsonObject {
  const sent = withMembers(sentIn(annotations), { name }, description);
  return { auto_join: false, admin_privileges: false, ...sent, realm: "internal" };
}

/**
 * One page of a list, in the order of names.
 * @param linkTo the address of the group of a name
 */
export function toGroupsDocument(
  groups: readonly Group[],
  { limit, groupName = "", cursor }: GroupsQuery,
  linkTo: (name: string) => string,
): JsonObject {
  const names = groups
    .map(({ name }) => name)
    .filter((name) => name.includes(groupName) && (cursor === undefined || name > cursor))
    .sort();
  const page = names.slice(0, limit);
  const last = page.at(-1);
  return {
    ...(last !== undefined && names.length > page.length && { cursor: last }),
    groups: page.map((name) => ({ group_name: name, uri: linkTo(name) })),
  };
}
