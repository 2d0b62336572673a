/** What a grant gives, and in what two grants differ, in words with their values. */

import { durationText } from "../duration.ts";
import { quote } from "../explaining/quote.ts";
import type { DomainRef, GrantSubject, GroupRef, TokenGrant } from "../terms.ts";

/** A sentence holds only so many names. */
const namedAtMost = 10;

/** `user "deployer", groups "a", "b", for 1 hour`. */
export function grantInWords(grant: TokenGrant): string {
  const given = givenBy(grant).map(({ words }) => words);
  const what = given.length === 0 ? "no user, group or role" : given.join(", ");
  return `${what}, for ${durationText(grant.lifetimeSeconds)}`;
}

/** What the second grants that the first does not, and the other way round; empty: the two are alike. */
export function differencesInWords(before: TokenGrant, after: TokenGrant): readonly string[] {
  const [was, is] = [givenBy(before), givenBy(after)];
  const keys = [...new Set([...is, ...was].map(({ key }) => key))];
  const given = keys.flatMap((key) => {
    const old = was.find((one) => one.key === key);
    const next = is.find((one) => one.key === key);
    if (old?.words === next?.words) return [];
    if (old === undefined) return [`also ${next?.words}`];
    return next === undefined ? [`no longer ${old.words}`] : [`${next.words} instead of ${old.words}`];
  });
  return [
    ...given,
    ...namesInWords(before.subject, after.subject),
    ...(before.lifetimeSeconds === after.lifetimeSeconds
      ? []
      : [`for ${durationText(after.lifetimeSeconds)} instead of ${durationText(before.lifetimeSeconds)}`]),
    ...(before.selfRevocable === after.selfRevocable
      ? []
      : [after.selfRevocable ? "may revoke itself" : "may no longer revoke itself"]),
  ];
}

/** Without a user the token stands for the mapping, under its name. */
function namesInWords(before: GrantSubject, after: GrantSubject): readonly string[] {
  if (before.kind !== "mapping" || after.kind !== "mapping" || before.mapping === after.mapping) return [];
  return [`in the name of mapping ${quote(after.mapping)} instead of mapping ${quote(before.mapping)}`];
}

interface Given {
  /** Under which two grants are compared. */
  readonly key: string;
  readonly words: string;
}

function givenBy(grant: TokenGrant): readonly Given[] {
  const { subject, groups, projectRoles, audience, target } = grant;
  return [
    ...(grant.operator === true ? [{ key: "operator", words: "everything an operator may do" }] : []),
    ...(grant.admin ? [{ key: "admin", words: "everything an administrator may do" }] : []),
    ...(subject.kind === "user" ? [{ key: "user", words: `user ${quote(subject.name)}` }] : []),
    ...(grant.ownPermissions
      ? [{ key: "own permissions", words: "the permissions the user has of its own" }]
      : []),
    ...(groups.length > 0 ? [{ key: "groups", words: `groups ${listed(groups.map(groupText))}` }] : []),
    ...projectRoles.map(({ project, domain, roles }) => ({
      key: JSON.stringify([project, domain]),
      words: `roles ${listed(roles)} in project ${quote(inDomain(project, domain))}`,
    })),
    ...(audience.length > 0 ? [{ key: "audience", words: `audience ${listed(audience)}` }] : []),
    ...(target === undefined ? [] : [{ key: "target", words: `scoped to ${quote(JSON.stringify(target))}` }]),
  ];
}

function listed(names: readonly string[]): string {
  const shown = names
    .slice(0, namedAtMost)
    .map((name) => quote(name))
    .join(", ");
  const more = names.length - namedAtMost;
  return more > 0 ? `${shown} and ${more} more` : shown;
}

function groupText({ name, id, domain }: GroupRef): string {
  return inDomain(name ?? id ?? "", domain);
}

function inDomain(name: string, domain: DomainRef | null): string {
  const of = domain?.name ?? domain?.id ?? null;
  return of === null ? name : `${name}@${of}`;
}
