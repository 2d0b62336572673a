/** What a saved mapping grants, in one line: the authority first, then as whom, for what, for how long. */

import { duration } from "../../ui/times.ts";
import { isJsonArray, type JsonObject, ownMember } from "../json/json-value.ts";
import { audienceOf, type GrantFields, grantOf, lifetimeOf } from "./mapping-document.ts";
import { servicesInWords } from "./services.ts";

/** @param document as it was read, or as it is written */
export function grantLine(document: JsonObject): string {
  const grant = grantOf(document);
  const rules = ownMember(document, "rules");
  const authority =
    grant !== null
      ? authorityOf(grant)
      : isJsonArray(rules)
        ? `what ${rules.length === 1 ? "its rule gives" : `its ${rules.length} rules give`}`
        : "a grant written as JSON";
  const lifetime = lifetimeOf(document);
  return [
    authority,
    ...(grant === null ? [] : userOf(grant)),
    `for ${servicesInWords(audienceOf(document) ?? [])}`,
    ...(lifetime === null ? [] : [duration(lifetime)]),
  ].join(", ");
}

function authorityOf({ admin, operator, ownPermissions, groups, groupsPattern, projectRoles }: GrantFields) {
  const parts = [
    ...(operator ? ["operator"] : []),
    ...(admin ? ["admin"] : []),
    ...(ownPermissions ? ["the user's own permissions"] : []),
    ...(groups.length > 0 ? [`${groups.length === 1 ? "group" : "groups"} ${groups.join(", ")}`] : []),
    ...(groupsPattern === null ? [] : [`groups by ${groupsPattern}`]),
    ...projectRoles.map(({ project, roles }) => `${roles.join(", ")} in ${project}`),
  ];
  return parts.length === 0 ? "no authority" : parts.join("; ");
}

function userOf({ user }: GrantFields): readonly string[] {
  return user.kind === "none" ? [] : [`as ${user.text}`];
}
