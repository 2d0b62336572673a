/**
 * What of the configuration a principal can reach. The predicates of access.ts become refusals here, and
 * what may not be seen is answered like what does not exist, so that nobody learns of another project.
 */

import {
  makesOperators,
  mayAdminister,
  mayManageMapping,
  mayManageProvider,
  mayManageSomething,
  mayOperate,
  maySeeMapping,
  maySeeProject,
  maySeeProvider,
  type Principal,
} from "../access.ts";
import type { Registry } from "../matching/registry.ts";
import type { Mapping, MappingDraft, Project, Provider, ProviderDraft } from "../terms.ts";
import type { ChangeRefusal } from "./configuration.ts";
import type { ConfigurationRules } from "./configuration-rules.ts";

/** The providers this principal may see. */
export function visibleProviders(registry: Registry, by: Principal): readonly Provider[] {
  return [...registry.providers()].filter((provider) => maySeeProvider(by, provider));
}

/** The mappings of one provider this principal may see, in the order they are judged. */
export function visibleMappings(registry: Registry, by: Principal, providerId: string): readonly Mapping[] {
  return registry.mappingsOf(providerId).filter((mapping) => maySeeMapping(by, mapping));
}

/** The same, some hundreds at a time, for whoever lets others have their turn in between. */
export function* visibleMappingRuns(
  registry: Registry,
  by: Principal,
  providerId: string,
): Generator<readonly Mapping[]> {
  for (const run of registry.mappingRunsOf(providerId)) {
    yield run.filter((mapping) => maySeeMapping(by, mapping));
  }
}

/** How many those are. Administrators see all of them, which need not be looked at. */
export function visibleMappingCount(registry: Registry, by: Principal, providerId: string): number {
  if (mayAdminister(by)) return registry.mappingCount(providerId);
  let count = 0;
  for (const run of visibleMappingRuns(registry, by, providerId)) count += run.length;
  return count;
}

/** Those of that name this principal may see, in the order they are judged. */
export function visibleNamesakes(
  registry: Registry,
  by: Principal,
  providerId: string,
  name: string,
): readonly Mapping[] {
  return registry.mappingsNamed(providerId, name).filter((mapping) => maySeeMapping(by, mapping));
}

/** The projects this principal may see. */
export function visibleProjects(registry: Registry, by: Principal): readonly Project[] {
  return [...registry.projects()].filter((project) => maySeeProject(by, project));
}

export type Found<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly refusal: ChangeRefusal };

/** The provider, for somebody who may see it. @returns refused with forbidden or not_found */
export function findProvider(registry: Registry, by: Principal, id: string): Found<Provider> {
  const provider = registry.providerById(id);
  return seen(by, provider !== undefined && maySeeProvider(by, provider) ? provider : undefined, "provider");
}

/** The mapping, for somebody who may see it. @returns refused with forbidden or not_found */
export function findMapping(registry: Registry, by: Principal, id: string): Found<Mapping> {
  const mapping = registry.mappingById(id);
  return seen(
    by,
    mapping !== undefined && maySeeMapping(by, mapping) ? mapping : undefined,
    "identity mapping",
  );
}

/** The project, for somebody who may see it. @returns refused with forbidden or not_found */
export function findProject(registry: Registry, by: Principal, key: string): Found<Project> {
  const project = registry.projectByKey(key);
  return seen(by, project !== undefined && maySeeProject(by, project) ? project : undefined, "project");
}

/** What may not be seen is not there; whoever manages nothing at all is told so before anything is looked up. */
function seen<T>(by: Principal, value: T | undefined, thing: string): Found<T> {
  if (!mayManageSomething(by)) return { ok: false, refusal: forbidden("change the configuration") };
  return value === undefined
    ? {
        ok: false,
        refusal: {
          kind: "not_found",
          detail: `There is no such ${thing} here. Names and ids are compared exactly; a list shows which there are.`,
        },
      }
    : { ok: true, value };
}

/** A draft of a provider that is not its author's to write. */
export function refuseForeignDraft(
  rules: ConfigurationRules,
  by: Principal,
  draft: ProviderDraft,
): ChangeRefusal | null {
  return mayManageProvider(by, draft)
    ? refuseReserved(rules, by, providerAudiences(draft))
    : forbidden("write this provider: project admins write those of their project");
}

/**
 * Whoever changes a provider decides whose tokens all its mappings trust, so a project admin must be allowed
 * to write each of them: otherwise an issuer of one's own would earn what an administrator granted. An administrator
 * may not where somebody becomes an operator.
 */
export function refuseForeignProvider(
  registry: Registry,
  by: Principal,
  provider: Provider,
): ChangeRefusal | null {
  if (mayOperate(by)) return null;
  if (mayAdminister(by)) return vouchesForOperators(registry, provider) ? forbidden(operatorsOnly) : null;
  if (!mayManageProvider(by, provider)) return forbidden("change this provider");
  return registry.mappingsOf(provider.id).every((mapping) => mayManageMapping(by, mapping))
    ? null
    : forbidden("change a provider with identity mappings that grant more than roles of your project");
}

/** Whether people become operators by its tokens. */
export function vouchesForOperators(registry: Registry, provider: Pick<Provider, "id">): boolean {
  // Project admins write none of those, and none of a project is asked there.
  const doors = registry.shelf(provider.id, { kind: "console" }, null).all();
  return [...doors].some(({ mapping }) => makesOperators(mapping));
}

const operatorsOnly =
  "change a provider by which people become operators: that is an operator's. Its mappings with entry console are among those of the provider";

/** A draft that grants more than its author may. */
export function refuseForeignMapping(
  rules: ConfigurationRules,
  by: Principal,
  draft: MappingDraft,
): ChangeRefusal | null {
  if (mayManageMapping(by, draft)) return refuseReserved(rules, by, draft.audience);
  return forbidden(
    mayAdminister(by)
      ? "write an identity mapping that makes operators: that is an operator's"
      : "write this identity mapping: project admins grant roles of their project that they hold",
  );
}

/** Audiences of well-known other services are an administrator's explicit choice, never a project's. */
function refuseReserved(
  rules: ConfigurationRules,
  by: Principal,
  audiences: readonly string[],
): ChangeRefusal | null {
  if (mayAdminister(by)) return null;
  const reserved = audiences.find((audience) => rules.reservedAudiences.includes(audience));
  return reserved === undefined
    ? null
    : forbidden(`use the audience ${reserved}: it belongs to a well-known other service`);
}

function providerAudiences(draft: ProviderDraft): readonly string[] {
  return [draft.audience ?? [], draft.additionalAudiences].flat();
}

export function forbidden(deed: string): ChangeRefusal {
  return { kind: "forbidden", detail: `You may not ${deed}.` };
}
