/** Drafts of mappings with one thing about them, and what they are made of. */

import type { Clause, GrantTemplate, JsonPrimitive, MappingDraft, Matcher } from "../../../src/core/terms.ts";
import { adminGrant, mappingDraft, projectOf, ruleOf } from "../samples.ts";

/** Holds a mapping to one owner. */
export const pinned = { repository_id: "34" };
export const nothing: GrantTemplate = { ...adminGrant, admin: false };

/** A pinned mapping that grants no more than is said. */
export const granting = (grant: Partial<GrantTemplate>, changes: Partial<MappingDraft> = {}) =>
  mappingDraft({}, { rules: [ruleOf(pinned, { ...nothing, ...grant })], ...changes });

export const clause = (path: string, test: Clause["test"], more: Partial<Clause> = {}): Clause => ({
  path: [path],
  test,
  ...more,
});
export const is = (matcher: Matcher): Clause["test"] => ({ kind: "is", matcher });
export const anyOf = (...matchers: readonly Matcher[]): Clause["test"] => ({ kind: "any_of", matchers });
export const equals = (value: JsonPrimitive): Matcher => ({ kind: "equals", value });
export const regex = (source: string): Matcher => ({ kind: "regex", source });

/** A mapping of one rule with these clauses. */
export const clausesOf = (...when: readonly Clause[]) =>
  mappingDraft({}, { rules: [{ ...ruleOf({}), when }] });
/** The same, pinned. */
export const pinnedClausesOf = (...when: readonly Clause[]) => clausesOf(...ruleOf(pinned).when, ...when);

const text = (one: string) => ({ kind: "text", text: one }) as const;
export const placeholders = (one: string) => ({ kind: "placeholders", text: one }) as const;
export const named = (one: string) => ({ kind: "named", name: text(one), domain: null }) as const;
export const user = (one: string) => ({
  name: text(one),
  id: null,
  email: null,
  domain: null,
  local: false,
});
export const roles = (project: string, ...of: readonly string[]) => ({
  projectRoles: [{ project, domain: null, roles: of }],
});

const shop = projectOf("shop", { roles: [{ name: "Driver", description: "", annotations: {} }] });
/** There is one project, `shop`, with one role of its own, `Driver`. */
export const projects = {
  projectByKey: (key: string) => (key === "shop" ? shop : undefined),
  projectKeys: () => ["shop"],
};
