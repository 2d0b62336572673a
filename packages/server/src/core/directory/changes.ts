/**
 * Changing the directory. Whoever wants a change plans it from the configuration as it stands: a pure function says
 * what is to be written, of the directory and of the providers, mappings and projects that go with it. The plan is
 * checked, written in one transaction, and only if nothing else was written since; otherwise it is made again. It is
 * in force before the caller is answered.
 */

import { mayAdminister, type Principal } from "../access.ts";
import type { Change, ChangeRefusal, ConfigurationPorts, Conflict } from "../configuring/configuration.ts";
import { maxMappingsPerProvider, maxProviders } from "../configuring/configuration-refusals.ts";
import { type ConfigurationRules, refuseOverfull } from "../configuring/configuration-rules.ts";
import { compileAhead, validateMapping } from "../configuring/mapping-rules.ts";
import { validateProject } from "../configuring/project-rules.ts";
import { maxProjects } from "../configuring/projects.ts";
import { validateProvider } from "../configuring/provider-rules.ts";
import { isCrowdedOut, type Registry } from "../matching/registry.ts";
import type { Steps } from "../steps.ts";
import type { EpochSeconds, MappingDraft, ProjectDraft, ProviderDraft } from "../terms.ts";
import { validateDirectoryObject } from "./rules.ts";
import type { DirectoryDraft, DirectoryKind } from "./terms.ts";

/** One thing to be written. Ids of new providers and mappings come from `PlanTools.newId`. */
export type PlannedWrite =
  /** In the place of the object of that kind and id, if there is one. */
  | { readonly write: "put"; readonly draft: DirectoryDraft }
  | { readonly write: "delete"; readonly of: DirectoryKind; readonly id: string }
  | { readonly write: "create_provider"; readonly id: string; readonly draft: ProviderDraft }
  | { readonly write: "replace_provider"; readonly id: string; readonly draft: ProviderDraft }
  /** Its mappings go with it. */
  | { readonly write: "delete_provider"; readonly id: string }
  | { readonly write: "create_mapping"; readonly id: string; readonly draft: MappingDraft }
  | { readonly write: "replace_mapping"; readonly id: string; readonly draft: MappingDraft }
  | { readonly write: "delete_mapping"; readonly id: string }
  | { readonly write: "create_project"; readonly draft: ProjectDraft }
  | { readonly write: "replace_project"; readonly draft: ProjectDraft }
  | { readonly write: "delete_project"; readonly key: string };

/** What is to be written, in this order, and what the caller is told of it; or why nothing is. */
export type Plan<T> =
  | { readonly ok: true; readonly value: T; readonly writes: readonly PlannedWrite[] }
  | { readonly ok: false; readonly refusal: ChangeRefusal };

export interface PlanTools {
  /** UUIDv7. */
  newId(): string;
  readonly rules: Pick<ConfigurationRules, "checkIssuerIdentifier">;
}

/** A pure function but for the ids; it may be asked again, of a newer registry. */
export type MakePlan<T> = (registry: Registry, tools: PlanTools) => Plan<T>;

/** The store's part: one transaction. */
export interface TogetherWriter {
  /** @param judgedAt the revision the writes were planned at; `overtaken` when there is a later one */
  writeTogether(
    writes: readonly PlannedWrite[],
    judgedAt: number,
    by: string,
    at: EpochSeconds,
  ): Promise<{ readonly ok: true } | { readonly ok: false; readonly conflict: Conflict }>;
}

/** The effects a change needs. */
export interface DirectoryPorts
  extends Pick<ConfigurationPorts, "rules" | "now" | "registry" | "refresh" | "apply"> {
  readonly directoryWriter: TogetherWriter;
  newId(): string;
  /** Does the work after all that was asked for on this node before. @returns null when too much waits already */
  inTurn<T>(work: () => Promise<T>): Promise<T> | null;
  /** Does long work, others having their turn in between: what is written meanwhile is noticed. */
  carryOut<T>(steps: Steps<T>): Promise<T>;
}

/** In one transaction, for which all other writers wait: some tenths of a second on a slow disk. */
export const mostWritesTogether = 2_000;

/** So often is a change planned again because something was written meanwhile, by another node or to something else. */
const tries = 30;

/** @returns refused with forbidden, as planned, invalid, or stale when others write without a pause */
export async function changeDirectory<T>(
  ports: DirectoryPorts,
  by: Principal,
  plan: MakePlan<T>,
): Promise<Change<T>> {
  if (!mayAdminister(by)) {
    const detail = "Only administrators change the directory. Use an administrator's credential.";
    return { ok: false, refusal: { kind: "forbidden", detail } };
  }
  return await carryOut(ports, by.name, plan);
}

/** The same for what the server does of its own accord. @param author who is named in the history */
export async function carryOut<T>(
  ports: DirectoryPorts,
  author: string,
  plan: MakePlan<T>,
): Promise<Change<T>> {
  return (await ports.inTurn(() => carryOutNow(ports, author, plan))) ?? tooBusy;
}

const tooBusy = {
  ok: false,
  refusal: { kind: "stale", detail: "The change could not be made: much is written just now. Try again." },
} as const;

async function carryOutNow<T>(ports: DirectoryPorts, author: string, plan: MakePlan<T>): Promise<Change<T>> {
  for (let attempt = 0; attempt < tries; attempt += 1) {
    await ports.refresh();
    const registry = ports.registry();
    const planned = plan(registry, ports);
    if (!planned.ok) return planned;
    if (planned.writes.length === 0) return { ok: true, value: planned.value, findings: [] };
    const fault = await ports.carryOut(findFault(planned.writes, registry, ports.rules));
    if (fault !== null) return { ok: false, refusal: fault };
    const { writes, value } = planned;
    const written = await ports.directoryWriter.writeTogether(writes, registry.revision, author, ports.now());
    if (written.ok) {
      await ports.apply([]);
      return { ok: true, value, findings: [] };
    }
  }
  return tooBusy;
}

/** Whatever a plan says, nothing invalid and nothing beyond a limit is written. */
function* findFault(
  writes: readonly PlannedWrite[],
  registry: Registry,
  rules: ConfigurationRules,
): Steps<ChangeRefusal | null> {
  if (writes.length > mostWritesTogether) {
    const detail = `The change comes to ${writes.length} writes at once, and at most ${mostWritesTogether} are made together: make it in parts, and delete first what goes along with it.`;
    return { kind: "in_use", detail };
  }
  for (const write of writes) {
    if (write.write === "create_mapping" || write.write === "replace_mapping") {
      yield* compileAhead(write.draft.rules, rules);
    }
    const fault = faultOf(write, writes, registry, rules);
    if (fault !== null) return fault;
    yield;
  }
  return refuseTooMany(writes, registry);
}

function faultOf(
  write: PlannedWrite,
  writes: readonly PlannedWrite[],
  registry: Registry,
  rules: ConfigurationRules,
): ChangeRefusal | null {
  switch (write.write) {
    case "put":
      return validateDirectoryObject(write.draft, registry.directory);
    case "create_provider":
    case "replace_provider":
      return validateProvider(write.draft, rules);
    case "create_mapping":
    case "replace_mapping": {
      const provider = providerOf(write.draft, writes, registry);
      return (
        validateMapping(write.draft, { project: provider?.project ?? null }, rules) ??
        (isCrowdedOut(registry, write.draft)
          ? { kind: "invalid", field: "rules", detail: "rules cannot be told apart from too many others." }
          : null)
      );
    }
    case "create_project":
    case "replace_project":
      return validateProject(write.draft);
    case "delete":
    case "delete_provider":
    case "delete_mapping":
    case "delete_project":
      return null;
  }
}

/** The provider of a mapping, as it stands or as it is about to. */
function providerOf(
  { providerId }: MappingDraft,
  writes: readonly PlannedWrite[],
  registry: Registry,
): Pick<ProviderDraft, "project"> | undefined {
  const written = writes
    .filter((one) => one.write === "create_provider" || one.write === "replace_provider")
    .find(({ id }) => id === providerId);
  return written?.draft ?? registry.providerById(providerId);
}

function refuseTooMany(writes: readonly PlannedWrite[], registry: Registry): ChangeRefusal | null {
  const created = (kind: "create_provider" | "create_project") =>
    writes.filter(({ write }) => write === kind).length;
  const full = (standing: number, added: number, most: number, field: string, things: string) =>
    added === 0 ? null : refuseOverfull(standing + added - 1, most, field, things);
  const mappings = Map.groupBy(
    writes.filter((one) => one.write === "create_mapping"),
    ({ draft }) => draft.providerId,
  );
  return (
    full([...registry.providers()].length, created("create_provider"), maxProviders, "name", "providers") ??
    full(registry.projectCount(), created("create_project"), maxProjects, "key", "projects") ??
    [...mappings]
      .map(([id, { length }]) =>
        full(registry.mappingCount(id), length, maxMappingsPerProvider, "providerId", "identity mappings"),
      )
      .find((one) => one !== null) ??
    null
  );
}
