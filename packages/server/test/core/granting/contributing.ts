/** What a rule gives and draws on, for tests of one part of a grant. */

import type { Contribution } from "../../../src/core/granting/contributions.ts";
import type { TemplateSource } from "../../../src/core/granting/template.ts";
import type { GrantTemplate, JsonPrimitive, TextTemplate } from "../../../src/core/terms.ts";
import { readJsonInText } from "../../../src/jws/json-in-text.ts";

export const nothing: GrantTemplate = {
  user: null,
  groups: [],
  projectRoles: [],
  admin: false,
  ownPermissions: false,
};

export const text = (value: string): TextTemplate => ({ kind: "text", text: value });
export const filled = (value: string): TextTemplate => ({ kind: "placeholders", text: value });

export function sourceOf(...placeholders: readonly (readonly JsonPrimitive[])[]): TemplateSource {
  return {
    mapping: "m",
    claims: {},
    placeholders,
    placeholderClaims: placeholders.map((_, index) => `claim${index}`),
    readJson: readJsonInText,
  };
}

/** A rule that gives this. @param placeholders what its clauses captured */
export function giving(
  grant: Partial<GrantTemplate>,
  ...placeholders: readonly (readonly JsonPrimitive[])[]
): Contribution {
  return { grant: { ...nothing, ...grant }, source: sourceOf(...placeholders) };
}

/** How a template that cannot be filled is refused. */
export function failing(detail: unknown) {
  return { ok: false, refusal: { reason: "template_failed", evidence: { mapping: "m", detail } } };
}
