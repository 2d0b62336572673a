/** Domains out of templates: which domain a rule means may depend on the token. */

import { accept, type Verdict } from "../refusal.ts";
import type { DomainRef, DomainTemplate, TextOrTemplate } from "../terms.ts";
import { makeTextOrNone, type NameRule, type TemplateSource } from "./template.ts";

const domainRule: NameRule = { what: "domain", maxCharacters: 255, reserved: new Set() };

/**
 * The domain a template stands for.
 * @returns null for none; refused with `template_failed` or `unsafe_claim_value`
 */
export function makeDomain(
  template: DomainTemplate | null,
  source: TemplateSource,
): Verdict<DomainRef | null> {
  if (template === null) return accept(null);
  const id = makePart(template.id, source);
  if (!id.ok) return id;
  const name = makePart(template.name, source);
  return name.ok ? accept({ id: id.value, name: name.value }) : name;
}

function makePart(template: TextOrTemplate | null, source: TemplateSource): Verdict<string | null> {
  return template === null ? accept(null) : makeTextOrNone(template, domainRule, source);
}

/** Whether both are named alike; another way to name the same domain is another here. */
export function sameDomain(one: DomainRef | null, other: DomainRef | null): boolean {
  return one?.id === other?.id && one?.name === other?.name;
}
