/** What each matching rule of the winning mapping gives, and what its templates draw on. */

import { placeholderClaims } from "../matching/mapping.ts";
import type { Chosen } from "../matching/registry.ts";
import type { Claims, GrantTemplate } from "../terms.ts";
import type { ReadJson, TemplateSource } from "./template.ts";

export interface Contribution {
  readonly grant: GrantTemplate;
  readonly source: TemplateSource;
}

/** In the order of the rules. */
export function contributionsOf(
  { mapping, matched }: Chosen,
  claims: Claims,
  readJson: ReadJson,
): readonly Contribution[] {
  return matched.flatMap(({ rule: index, placeholders }) => {
    const rule = mapping.rules[index];
    if (rule === undefined) return [];
    const source = {
      mapping: mapping.name,
      claims,
      placeholders,
      placeholderClaims: placeholderClaims(rule),
      readJson,
    };
    return [{ grant: rule.grant, source }];
  });
}
