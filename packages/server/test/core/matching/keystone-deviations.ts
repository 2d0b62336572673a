/**
 * Where the core deliberately decides otherwise than the vendor's engine, or cannot say what its rules say:
 * such cases are left out of the comparison, each under the reason it falls under.
 */

import type { KeystoneCase } from "./keystone-rules.ts";

type Deviation = (one: KeystoneCase) => boolean;

export const deviations: Readonly<Record<string, Deviation>> = {
  "projects as the JSON text of a claim": (one) =>
    blocksOf(one).some((block) => block.projects_json !== undefined || typeof block.projects === "string"),
  "placeholders in projects, roles, domains or the type of user": (one) =>
    blocksOf(one).some(({ user, group, domain, projects }) =>
      textsIn([user?.type, user?.domain, group?.domain, domain, projects]).some((text) => text.includes("{")),
    ),
  "groups as JSON texts within values": ({ assertion }) =>
    textsIn(assertion).some((text) => text.includes("JSON:")),
  "groups by name without a domain, which the vendor refuses only when it evaluates": (one) =>
    blocksOf(one).some(
      ({ group, groups, domain }) =>
        (group?.name !== undefined && group.domain === undefined) ||
        (groups !== undefined && domain === undefined),
    ),
  "several values in one text, which the vendor writes down as the text of a list": ({ expected }) =>
    textsIn(expected).some((text) => text.includes("['") || text.includes('["') || text.includes("[]")),
  "one value that looks like the text of a list, which the vendor reads as a list": ({ assertion }) =>
    textsIn(assertion).some((text) => text.startsWith("[")),
  "a group called something with `name`, at which the vendor fails": (one) =>
    "error" in one.expected &&
    blocksOf(one).some(({ groups }) => groups !== undefined) &&
    textsIn(one.assertion).some((text) => text.includes("name")),
};

/** The reason this case is left out; null: it is compared. */
export function deviationOf(one: KeystoneCase): string | null {
  return Object.entries(deviations).find(([, applies]) => applies(one))?.[0] ?? null;
}

function blocksOf({ rules }: KeystoneCase) {
  return rules.flatMap(({ local }) => local);
}

/** Every text in a value, members' names aside. */
function textsIn(value: unknown): readonly string[] {
  if (typeof value === "string") return [value];
  return typeof value === "object" && value !== null ? Object.values(value).flatMap(textsIn) : [];
}
