/** What linting finds in drafts, on an issuer that others share too unless a test says otherwise. */

import type { KnownIssuer } from "../../../src/core/linting/issuer-traits.ts";
import { type Finding, lintMapping } from "../../../src/core/linting/lint.ts";
import type { Mapping, MappingDraft, ProviderDraft } from "../../../src/core/terms.ts";
import { noProjects, providerDraft, sharedIssuer, unknownIssuer } from "../samples.ts";
import { projects } from "./drafts.ts";

export function codes(findings: readonly Finding[]): readonly string[] {
  return findings.map((finding) => finding.code);
}

export function lint(draft: MappingDraft, changes: { pins?: ProviderDraft["pins"]; shared?: boolean } = {}) {
  const traits = changes.shared === false ? unknownIssuer : sharedIssuer;
  return lintMapping(draft, {
    provider: providerDraft({ pins: changes.pins ?? [] }),
    traits,
    others: [],
    ...noProjects,
  });
}

export function find(draft: MappingDraft, code: string, changes = {}): Finding | undefined {
  return lint(draft, changes).find((finding) => finding.code === code);
}

/** Whole findings of a kind, on an issuer that others share too unless it is another. */
export function wholeFindings(
  draft: MappingDraft,
  code: string,
  {
    traits = sharedIssuer,
    others = [],
  }: { readonly traits?: KnownIssuer; readonly others?: readonly Mapping[] },
) {
  const around = { provider: providerDraft(), traits, others, ...projects };
  return lintMapping(draft, around).flatMap(({ repairs: _, ...finding }) =>
    finding.code === code ? [finding] : [],
  );
}
