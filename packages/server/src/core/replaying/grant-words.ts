/** What a grant gives, and in what two grants differ, in words with their values. */

import { durationText } from "../duration.ts";
import { quote } from "../explaining/quote.ts";
import { isStoredAlike } from "../json.ts";
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
  const given = is.flatMap(({ key, words }) => {
    const old = was.find((one) => one.key === key);
    if (old === undefined) return [`also ${words}`];
    return old.words === words ? [] : [`${words} instead of ${old.words}`];
  });
  const taken = was.filter(({ key }) => !is.some((one) => one.key === key));
  return [
    ...given,
    ...taken.map(({ words }) => `no longer ${words}`),
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
  if (before.kind !== "mapping" || after.kind !== "mapping" || isStoredAlike(before, after)) return [];
  const nameOf = ({ mapping, provider }: typeof before) =>
    `mapping ${quote(mapping)}${before.provider === after.provider ? "" : ` of provider ${quote(provider)}`}`;
  return [`in the name of ${nameOf(after)} instead of ${nameOf(before)}`];
}

interface Given {
  /** Under which two grants are compared. */
  readonly key: string;
  readonly words: string;
}

function givenBy(grant: TokenGrant): readonly Given[] {
  const { subject, groups, projectRoles, audience, target } = grant;
  const parts: Readonly<Record<string, string | false>> = {
    operator: grant.operator === true && "everything an operator may do",
    admin: grant.admin && "everything an administrator may do",
    user: subject.kind === "user" && `user ${quote(subject.name)}`,
    ownPermissions: grant.ownPermissions && "the permissions the user has of its own",
    groups: groups.length > 0 && `groups ${listed(groups.map(groupText))}`,
    ...Object.fromEntries(
      projectRoles.map(({ project, domain, roles }) => [
        JSON.stringify([project, domain]),
        `roles ${listed(roles)} in project ${quote(inDomain(project, domain))}`,
      ]),
    ),
    audience: audience.length > 0 && `audience ${listed(audience)}`,
    target: target !== undefined && `scoped to ${quote(JSON.stringify(target))}`,
  };
  return Object.entries(parts).flatMap(([key, words]) => (words === false ? [] : [{ key, words }]));
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
