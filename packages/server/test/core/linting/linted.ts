/** What linting finds in drafts, on an issuer that others share too unless a test says otherwise. */

import { type Finding, lintMapping } from "../../../src/core/linting/lint.ts";
import type { MappingDraft, ProviderDraft } from "../../../src/core/terms.ts";
import { noProjects, providerDraft, sharedIssuer, unknownIssuer } from "../samples.ts";

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
