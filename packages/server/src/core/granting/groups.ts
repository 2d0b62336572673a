/**
 * The groups of a grant: those of all matching rules together, each once. An empty name that comes out of claims
 * names no group. A text out of a claim is one value whatever it looks like, never a list that is taken apart.
 */

import { isJsonObject, ownMember } from "../json.ts";
import { accept, refuse, type Verdict } from "../refusal.ts";
import type { DomainRef, GroupRef, GroupTemplate, JsonObject, JsonValue, Mapping } from "../terms.ts";
import type { Contribution } from "./contributions.ts";
import { makeDomain, sameDomain } from "./domains.ts";
import {
  acceptFilled,
  makeTextOrNone,
  makeTexts,
  maxGroups,
  type NameRule,
  type TemplateSource,
} from "./template.ts";

/**
 * @param rule what a group's name has to be
 * @returns refused with `template_failed` or `unsafe_claim_value`
 */
export function uniteGroups(
  contributions: readonly Contribution[],
  mapping: Mapping,
  rule: NameRule,
): Verdict<readonly GroupRef[]> {
  const groups = new Map<string, GroupRef>();
  for (const { grant, source } of contributions) {
    for (const template of grant.groups) {
      const made = makeGroups(template, rule, source);
      if (!made.ok) return made;
      for (const group of made.value) groups.set(identityOf(group), group);
    }
  }
  const detail = `the grant would hold ${groups.size} groups; at most ${maxGroups} are granted`;
  return groups.size > maxGroups
    ? refuse("template_failed", { mapping: mapping.name, pattern: null, claim: null, detail })
    : accept([...groups.values()]);
}

function makeGroups(
  template: GroupTemplate,
  rule: NameRule,
  source: TemplateSource,
): Verdict<readonly GroupRef[]> {
  switch (template.kind) {
    case "named": {
      const name = makeTextOrNone(template.name, rule, source);
      return name.ok ? inDomain(given(name.value), template, source) : name;
    }
    case "by_id": {
      const id = makeTextOrNone(template.id, rule, source);
      return id.ok ? accept(byId(given(id.value))) : id;
    }
    case "each": {
      const names = makeTexts(template.names, rule, source);
      return names.ok ? inDomain(names.value, template, source) : names;
    }
    case "each_id": {
      const ids = makeTexts(template.ids, rule, source);
      return ids.ok ? accept(byId(ids.value)) : ids;
    }
    case "described":
      return makeDescribed(template, rule, source);
  }
}

function given(text: string | null): readonly string[] {
  return text === null ? [] : [text];
}

function byId(ids: readonly string[]): readonly GroupRef[] {
  return ids.map((id) => ({ id, name: null, domain: null }));
}

function inDomain(
  names: readonly string[],
  { domain: template }: Pick<Extract<GroupTemplate, { kind: "named" }>, "domain">,
  source: TemplateSource,
): Verdict<readonly GroupRef[]> {
  const domain = makeDomain(template, source);
  return domain.ok ? accept(names.map((name) => ({ id: null, name, domain: domain.value }))) : domain;
}

/** Before the JSON text of a group with its domain. */
const descriptionMark = "JSON:";
/** Longest such text: a name and a domain, and room for spaces. */
const longestDescription = 2_048;

function makeDescribed(
  template: Extract<GroupTemplate, { kind: "described" }>,
  rule: NameRule,
  source: TemplateSource,
): Verdict<readonly GroupRef[]> {
  const texts = makeTexts(template.groups, { ...rule, maxCharacters: longestDescription }, source);
  if (!texts.ok) return texts;
  const domain = makeDomain(template.domain, source);
  if (!domain.ok) return domain;
  if (texts.value.some((text) => text.startsWith(descriptionMark))) {
    return readAll(texts.value, domain.value, rule, source);
  }
  if (domain.value === null) {
    return failed("a group needs a domain, and neither the rule nor the value gives one", source);
  }
  const names = makeTexts(template.groups, rule, source);
  return names.ok ? inDomain(names.value, template, source) : names;
}

function readAll(
  texts: readonly string[],
  domain: DomainRef | null,
  rule: NameRule,
  source: TemplateSource,
): Verdict<readonly GroupRef[]> {
  const groups: GroupRef[] = [];
  for (const text of texts) {
    const group = readDescribed(text, source);
    if (group === null) {
      return failed(
        `where one group is written as ${descriptionMark}{…}, all are, with name and domain`,
        source,
      );
    }
    if (domain !== null && !sameDomain(domain, group.domain)) {
      return failed("the rule says in which domain its groups are, and a value names another", source);
    }
    const name = acceptFilled(group.name ?? "", text, rule, source);
    if (!name.ok) return name;
    groups.push(group);
  }
  return accept(groups);
}

function readDescribed(text: string, source: TemplateSource): GroupRef | null {
  if (!text.startsWith(descriptionMark)) return null;
  const read = source.readJson(text.slice(descriptionMark.length));
  if (!read.ok || !isJsonObject(read.value)) return null;
  const name = textIn(read.value, "name");
  const domain = readDomain(ownMember(read.value, "domain"));
  return name === null || domain === null ? null : { id: null, name, domain };
}

/** A domain as JSON describes it. @returns null for what is none */
export function readDomain(value: JsonValue | undefined): DomainRef | null {
  if (!isJsonObject(value)) return null;
  const [id, name] = [textIn(value, "id"), textIn(value, "name")];
  return id === null && name === null ? null : { id, name };
}

function textIn(object: JsonObject, member: string): string | null {
  const value = ownMember(object, member);
  return typeof value === "string" && value !== "" ? value : null;
}

function failed(detail: string, source: TemplateSource): Verdict<never> {
  return refuse("template_failed", { mapping: source.mapping, pattern: null, claim: null, detail });
}

/** Groups are the same when id, name and domain are. */
function identityOf({ id, name, domain }: GroupRef): string {
  return JSON.stringify([id, name, domain?.id ?? null, domain?.name ?? null]);
}
