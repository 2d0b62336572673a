/**
 * Projects that a mapping gives roles in and that nobody made: a login makes them, on the server's own authority. The
 * history names the mapping as their author.
 */

import { projectDefaults } from "../configuring/project-defaults.ts";
import { maxProjects } from "../configuring/projects.ts";
import { accept, refuse, type Verdict } from "../refusal.ts";
import type { Mapping, ProjectDraft } from "../terms.ts";
import { carryOut, type DirectoryPorts, type MakePlan, type PlanTools } from "./changes.ts";
import { plainId } from "./identity-providers.ts";
import type { MissingProject } from "./settle.ts";

/** The rest is for people: names may come out of claims, and whoever chooses those must not use up all the room. */
const mostWithLogins = maxProjects / 2;

/** @returns refused with `project_not_made` */
export async function makeProjects(
  ports: DirectoryPorts,
  missing: readonly MissingProject[],
  mapping: Pick<Mapping, "name">,
): Promise<Verdict<void>> {
  const change = await carryOut(ports, `mapping:${mapping.name}`, planLoginProjects(missing));
  return change.ok
    ? accept(undefined)
    : refuse("project_not_made", {
        mapping: mapping.name,
        project: missing.map(({ name }) => name).join(", "),
        detail: change.refusal.detail,
      });
}

/** Only those that are still missing. */
export function planLoginProjects(missing: readonly MissingProject[]): MakePlan<void> {
  return (registry, tools) => {
    const drafts = missing
      .filter(({ domainId, name }) => registry.projectsNamed(domainId, name).length === 0)
      .map((project) => draftOf(project, tools));
    if (drafts.length > 0 && registry.projectCount() + drafts.length > mostWithLogins) {
      const detail = `displayName cannot be taken: from ${mostWithLogins} projects on, none is made at login.`;
      return { ok: false, refusal: { kind: "invalid", field: "displayName", detail } };
    }
    const writes = drafts.map((draft) => ({ write: "create_project", draft }) as const);
    return { ok: true, value: undefined, writes };
  };
}

function draftOf({ domainId, name }: MissingProject, tools: PlanTools): ProjectDraft {
  return {
    ...projectDefaults,
    key: newProjectKey(tools),
    displayName: name,
    description: "",
    domainId,
    roles: [],
    annotations: {},
  };
}

/** A key nobody had to think of: it begins with a letter, as keys do, and is otherwise like any other id. */
export function newProjectKey(tools: PlanTools): string {
  return `p${plainId(tools).slice(1)}`;
}
