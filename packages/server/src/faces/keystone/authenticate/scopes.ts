/** From what a token is wanted for to the thing itself, as the directory has it. */

import { projectsInReach } from "../../../core/directory/roles.ts";
import type { Target } from "../../../core/directory/terms.ts";
import type { Registry } from "../../../core/matching/registry.ts";
import { roleHolderOf, type TokenContents } from "../tokens/profile.ts";
import type { DomainName, Identity, Named, WantedScope } from "./wire.ts";

/** What was found; an undefined target: there is no such thing. Null: unscoped. */
export interface FoundScope {
  readonly target: Target | null | undefined;
}

/** @param method how its holder came in: with some, saying nothing means something */
export function findScope(
  registry: Registry,
  wanted: WantedScope,
  method: Identity["kind"],
  contents: TokenContents,
): FoundScope {
  switch (wanted.kind) {
    case "unscoped":
      return { target: null };
    case "absent":
      return { target: method === "application_credential" ? usualScope(registry, contents) : null };
    case "system":
      return { target: { kind: "system" } };
    case "domain":
      return { target: targetOf("domain", domainId(registry, wanted.domain)) };
    case "project":
      return { target: targetOf("project", projectId(registry, wanted.project)) };
  }
}

/**
 * An application credential of Keystone belongs to one project, so its clients name none, and go on with the catalog
 * that comes with it. Here it is for the one project its user has a role on; an administrator's is for the system.
 */
function usualScope(registry: Registry, contents: TokenContents): Target | null {
  if (contents.administers) return { kind: "system" };
  const [project, ...more] = projectsInReach(registry, roleHolderOf(contents));
  return project !== undefined && more.length === 0 ? { kind: "project", id: project.key } : null;
}

function targetOf(kind: "project" | "domain", id: string | undefined): Target | undefined {
  return id === undefined ? undefined : { kind, id };
}

function projectId(registry: Registry, project: Named): string | undefined {
  if (project.id !== null) return project.id;
  const domain = domainId(registry, project.domain);
  return domain === undefined ? undefined : registry.projectNamed(domain, project.name)?.key;
}

/** What was asked for, as it was asked for: for whoever is to explain why it is not had. */
export function toldOf(wanted: WantedScope): { readonly kind: Target["kind"]; readonly target: string } {
  switch (wanted.kind) {
    case "project":
      return { kind: "project", target: wanted.project.id ?? wanted.project.name };
    case "domain":
      return { kind: "domain", target: wanted.domain.id ?? wanted.domain.name };
    case "system":
    case "absent":
    case "unscoped":
      return { kind: "system", target: "as a whole" };
  }
}

/** The id of a domain that is named, or the one that was given; undefined: there is none of that name. */
export function domainId({ directory }: Pick<Registry, "directory">, domain: DomainName): string | undefined {
  return domain.id ?? directory.named("domain", null, domain.name)?.id;
}
