/**
 * Changing projects: authorised (core/access.ts), validated (project-rules.ts), written in one transaction and applied
 * to the registry before it is answered, like every change of the configuration. Deleting one is in project-deletion.ts.
 */

import { mayManageProjects, type Principal } from "../access.ts";
import { quote } from "../explaining/quote.ts";
import type { Registry } from "../matching/registry.ts";
import type { Holdings } from "../matching/registry-contents.ts";
import type { EpochSeconds, Project, ProjectDraft } from "../terms.ts";
import {
  type Change,
  type ChangeRefusal,
  type ConfigurationPorts,
  conclude,
  type Written,
} from "./configuration.ts";
import { type Found, findProject, forbidden } from "./configuration-reach.ts";
import { refuseMoved } from "./configuration-refusals.ts";
import { refuseOverfull } from "./configuration-rules.ts";
import type { ProjectEdit } from "./project-edits.ts";
import { validateProject } from "./project-rules.ts";

/** The store's part in changes of projects; every method is one transaction that also writes the history. */
export interface ProjectWriter {
  createProject(draft: ProjectDraft, by: string, at: EpochSeconds): Promise<Written<Project>>;
  /** Does the edit to what stands when its turn comes (`editProject` in project-edits.ts). */
  editProject(
    key: string,
    edit: ProjectEdit,
    expectedRevision: number | null,
    by: string,
    at: EpochSeconds,
  ): Promise<Written<Project>>;
}

/** The effects a change needs. */
export interface ProjectPorts extends Pick<ConfigurationPorts, "now" | "registry" | "refresh" | "apply"> {
  readonly writer: ProjectWriter;
}

/** Per installation: each project costs memory on every node. */
export const maxProjects = 10_000;

/** @returns refused with forbidden, invalid or already_exists */
export async function createProject(
  ports: ProjectPorts,
  by: Principal,
  draft: ProjectDraft,
): Promise<Change<Project>> {
  await ports.refresh();
  const refusal =
    refuseForeign(by) ??
    validateProject(draft) ??
    refuseOverfull(ports.registry().projectCount(), maxProjects, "key", "projects");
  if (refusal !== null) return { ok: false, refusal };
  const written = await ports.writer.createProject(draft, by.name, ports.now());
  return conclude(ports, written, subjectOf(draft.key), []);
}

/**
 * Changes the project or its roles; its key stays what it is.
 * @param expectedRevision the revision the edit was made from; null: whatever stands now
 * @returns refused with not_found (also a role), forbidden, already_exists (a role), invalid or stale
 */
export async function changeProject(
  ports: ProjectPorts,
  by: Principal,
  key: string,
  edit: ProjectEdit,
  expectedRevision: number | null,
): Promise<Change<Project>> {
  await ports.refresh();
  const found = findOwn(ports.registry(), by, key);
  if (!found.ok) return found;
  const moved = "draft" in edit ? refuseMoved(found.value, edit.draft, ["key"], "project") : null;
  if (moved !== null) return { ok: false, refusal: moved };
  const written = await ports.writer.editProject(key, edit, expectedRevision, by.name, ports.now());
  return conclude(ports, written, subjectOf(key), []);
}

/** The project, for somebody who may see it and change it. */
export function findOwn(registry: Registry, by: Principal, key: string): Found<Project> {
  const found = findProject(registry, by, key);
  const refusal = found.ok ? refuseForeign(by) : null;
  return refusal === null ? found : { ok: false, refusal };
}

function refuseForeign(by: Principal): ChangeRefusal | null {
  return mayManageProjects(by) ? null : forbidden("change projects or their roles: administrators do");
}

/** A project that something names as its owner. */
export function refuseInUse(key: string, { providers, mappings }: Holdings): ChangeRefusal | null {
  const count = (number: number, thing: string) =>
    number === 0 ? [] : [`${number} ${thing}${number === 1 ? "" : "s"}`];
  const owned = [...count(providers, "provider"), ...count(mappings, "identity mapping")];
  if (owned.length === 0) return null;
  const them = providers + mappings === 1 ? "it" : "them";
  return {
    kind: "in_use",
    detail: `Project ${quote(key)} still owns ${owned.join(" and ")}: delete ${them} first.`,
  };
}

/** As a sentence begins with it. */
export function subjectOf(key: string): string {
  return `A project with the key ${key}`;
}
