/**
 * Projects as part of the directory: their names are unique in their domain here, and roles that were given in one
 * end with it.
 */

import type { ChangeRefusal } from "../configuring/configuration.ts";
import { refuseInUse } from "../configuring/projects.ts";
import type { Registry } from "../matching/registry.ts";
import type { ProjectDraft } from "../terms.ts";
import type { Plan } from "./changes.ts";
import { fixed, missing, taken } from "./refusals.ts";

/** A new one. */
export function planProjectCreation(registry: Registry, draft: ProjectDraft): Plan<ProjectDraft> {
  const refusal =
    (registry.projectByKey(draft.key) === undefined ? null : taken("project", "id", draft.key)) ??
    (registry.directory.get("domain", draft.domainId) === undefined
      ? missing("domain", draft.domainId)
      : null) ??
    refuseNamesake(registry, draft);
  return refusal === null
    ? { ok: true, value: draft, writes: [{ write: "create_project", draft }] }
    : { ok: false, refusal };
}

/** In the place of the one there is; its domain stays. */
export function planProjectReplacement(registry: Registry, draft: ProjectDraft): Plan<ProjectDraft> {
  const standing = registry.projectByKey(draft.key);
  if (standing === undefined) return { ok: false, refusal: missing("project", draft.key) };
  const refusal =
    (standing.domainId === draft.domainId ? null : fixed("project", "domainId")) ??
    (standing.displayName === draft.displayName ? null : refuseNamesake(registry, draft));
  return refusal === null
    ? { ok: true, value: draft, writes: [{ write: "replace_project", draft }] }
    : { ok: false, refusal };
}

/** One that owns nothing any more; the roles given in it go along. */
export function planProjectRemoval(registry: Registry, key: string): Plan<void> {
  if (registry.projectByKey(key) === undefined) return { ok: false, refusal: missing("project", key) };
  const refusal = refuseInUse(key, registry.holdingsOf(key));
  if (refusal !== null) return { ok: false, refusal };
  const given = registry.directory.assignmentsOn({ kind: "project", id: key });
  return {
    ok: true,
    value: undefined,
    writes: [
      ...given.map(({ id }) => ({ write: "delete", of: "assignment", id }) as const),
      { write: "delete_project", key },
    ],
  };
}

/** @param draft of a name that its project does not have yet */
function refuseNamesake(registry: Registry, { domainId, displayName }: ProjectDraft): ChangeRefusal | null {
  const isFree = registry.projectsNamed(domainId, displayName).length === 0;
  return isFree ? null : taken("project", "name", displayName);
}
