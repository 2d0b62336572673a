/**
 * The user a grant names: of the rules that match, the first that names one decides, entirely. Behind a protocol's
 * door there is a user also where the rules name none, or make an empty name: the token's subject. An existing user is
 * never guessed like that.
 */

import { ownMember } from "../json.ts";
import { accept, type Verdict } from "../refusal.ts";
import type { Claims, DomainTemplate, Entry, GrantedUser, TextTemplate, UserTemplate } from "../terms.ts";
import type { Contribution } from "./contributions.ts";
import { makeDomain } from "./domains.ts";
import { makeText, makeTextOrNone, type NameRule, type TemplateSource, userNameRule } from "./template.ts";

/**
 * @param entry the door of the mapping
 * @returns null where nothing names one; refused with `template_failed` or `unsafe_claim_value`
 */
export function makeUser(
  contributions: readonly Contribution[],
  entry: Entry,
  claims: Claims,
): Verdict<GrantedUser | null> {
  const named = namedUser(contributions, entry);
  if (!named.ok || entry.kind !== "protocol") return named;
  const domain = domainWithoutOwn(contributions);
  if (!domain.ok) return domain;
  const user = named.value ?? { name: null, id: null, email: null, domain: null, local: false };
  return accept({
    ...user,
    name: user.name ?? (user.id === null && !user.local ? subjectOf(claims) : null),
    domain: user.domain ?? domain.value,
  });
}

/** As the rules name it, with whatever they leave out left out. */
export function namedUser(contributions: readonly Contribution[], entry: Entry): Verdict<GrantedUser | null> {
  for (const { grant, source } of contributions) {
    if (grant.user !== null) return fillUser(grant.user, entry, source);
  }
  return accept(null);
}

function fillUser(template: UserTemplate, entry: Entry, source: TemplateSource): Verdict<GrantedUser> {
  const make = entry.kind === "protocol" ? makeTextOrNone : makeText;
  const makePart = (part: TextTemplate | null, rule: NameRule): Verdict<string | null> =>
    part === null ? accept(null) : make(part, rule, source);
  const name = makePart(template.name, userNameRule);
  if (!name.ok) return name;
  const id = makePart(template.id, { ...userNameRule, what: "user id" });
  if (!id.ok) return id;
  const email = makePart(template.email, { ...userNameRule, what: "email address" });
  if (!email.ok) return email;
  const domain = makeDomain(template.domain, source);
  if (!domain.ok) return domain;
  return accept({
    name: name.value,
    id: id.value,
    email: email.value,
    domain: domain.value,
    local: template.local,
  });
}

/** The last rule's word counts, also when it is that there is none. */
function domainWithoutOwn(contributions: readonly Contribution[]): Verdict<GrantedUser["domain"]> {
  const saying = contributions.flatMap(({ grant, source }) =>
    grant.userDomain === undefined ? [] : [{ domain: grant.userDomain, source }],
  );
  const last: { readonly domain: DomainTemplate | null; readonly source: TemplateSource } | undefined =
    saying.at(-1);
  return last === undefined ? accept(null) : makeDomain(last.domain, last.source);
}

function subjectOf(claims: Claims): string | null {
  const subject = ownMember(claims, "sub");
  return typeof subject === "string" && subject !== "" ? subject : null;
}
