/**
 * Deleting projects. Roles that the directory gives in one end with it, so whoever makes another of the same key later
 * begins with nothing.
 */

import type { Principal } from "../access.ts";
import { carryOut, type DirectoryPorts } from "../directory/changes.ts";
import { planProjectRemoval } from "../directory/projects.ts";
import { type Change, refusalOf } from "./configuration.ts";
import { findOwn, subjectOf } from "./projects.ts";

/**
 * Deletes a project that owns nothing any more. What other nodes write meanwhile counts, too.
 * @param expectedRevision the revision that was looked at; null: whatever stands now
 * @returns refused with not_found, forbidden, in_use or stale
 */
export function deleteProject(
  ports: DirectoryPorts,
  by: Principal,
  key: string,
  expectedRevision: number | null,
): Promise<Change<void>> {
  return carryOut(ports, by.name, (registry) => {
    const found = findOwn(registry, by, key);
    if (!found.ok) return found;
    return expectedRevision === null || expectedRevision === found.value.revision
      ? planProjectRemoval(registry, key)
      : { ok: false, refusal: refusalOf("stale", subjectOf(key)) };
  });
}
