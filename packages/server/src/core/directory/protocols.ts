/**
 * Protocols: doors of an identity provider, each bound to a ruleset. For each of the identity provider's providers
 * there is a mapping with the ruleset's rules behind that door and no other, so that it is judged, recorded and
 * explained like any mapping. The rules are the ruleset's; how long tokens live and for whom they are is what
 * administrators make of it elsewhere, and stays.
 */

import type { ChangeRefusal } from "../configuring/configuration.ts";
import { fault } from "../configuring/configuration-rules.ts";
import { lowestPriority } from "../configuring/mapping-defaults.ts";
import { isStoredAlike } from "../json.ts";
import type { Registry } from "../matching/registry.ts";
import type { Mapping, MappingDraft } from "../terms.ts";
import type { Plan, PlannedWrite, PlanTools } from "./changes.ts";
import { protocolId } from "./keys.ts";
import type { IdentityProvider, Protocol, Ruleset } from "./terms.ts";

/** What of a token the rules do not say, until an administrator says otherwise; the lifetime is its clients' usual one. */
const mappingDefaults = {
  description: "",
  project: null,
  priority: lowestPriority,
  audience: [],
  lifetimeSeconds: 3_600,
  selfRevocable: true,
  annotations: {},
} as const satisfies Partial<MappingDraft>;

/** A protocol as it is asked for. */
export type WantedProtocol = Pick<Protocol, "identityProviderId" | "name" | "rulesetId" | "annotations">;

/** Makes the protocol, or puts it in the place of the one there is. The identity provider exists. */
export function planProtocol(
  registry: Registry,
  tools: PlanTools,
  wanted: WantedProtocol,
  { providerIds }: Pick<IdentityProvider, "providerIds">,
): Plan<Protocol> {
  const ruleset = registry.directory.get("ruleset", wanted.rulesetId);
  const { protocol, writes } = bind(registry, tools, { wanted, ruleset, providerIds }, new Map());
  return { ok: true, value: protocol, writes };
}

/** Its mappings go with it. */
export function planProtocolRemoval(registry: Registry, { id, mappingIds }: Protocol): Plan<void> {
  const writes: readonly PlannedWrite[] = [
    ...mappingIds.flatMap((mapping) => deletionOf(registry, mapping)),
    { write: "delete", of: "protocol", id },
  ];
  return { ok: true, value: undefined, writes };
}

/**
 * What has to be written of an identity provider's protocols when its providers become these.
 * @param providerIds in the order of its issuers; those that go take their mappings along
 */
export function rebindProtocols(
  registry: Registry,
  tools: PlanTools,
  id: string,
  providerIds: readonly string[],
): readonly PlannedWrite[] {
  const named: NamesByProvider = new Map();
  return registry.directory.protocolsOf(id).flatMap((wanted) => {
    const ruleset = registry.directory.get("ruleset", wanted.rulesetId);
    return bind(registry, tools, { wanted, ruleset, providerIds }, named).writes;
  });
}

/** What has to be written of the protocols bound to a ruleset. @param ruleset as it will be; undefined: it goes */
export function rebindRuleset(
  registry: Registry,
  tools: PlanTools,
  id: string,
  ruleset: Ruleset | undefined,
): readonly PlannedWrite[] {
  const named: NamesByProvider = new Map();
  return registry.directory.protocolsBoundTo(id).flatMap((wanted) => {
    const owner = registry.directory.get("identity_provider", wanted.identityProviderId);
    const providerIds = owner?.providerIds ?? [];
    return bind(registry, tools, { wanted, ruleset, providerIds }, named).writes;
  });
}

interface Binding {
  readonly wanted: WantedProtocol;
  readonly ruleset: Ruleset | undefined;
  /** Others it had are deleted in the same plan, with their mappings. */
  readonly providerIds: readonly string[];
}

/** Names that mappings of a plan have taken already, by provider. */
type NamesByProvider = Map<string, Set<string>>;

function bind(
  registry: Registry,
  tools: PlanTools,
  { wanted, ruleset, providerIds }: Binding,
  named: NamesByProvider,
): { readonly protocol: Protocol; readonly writes: readonly PlannedWrite[] } {
  const { identityProviderId, name, rulesetId, annotations } = wanted;
  const id = protocolId(identityProviderId, name);
  const standing = (registry.directory.get("protocol", id)?.mappingIds ?? []).flatMap(
    (mapping) => registry.mappingById(mapping) ?? [],
  );
  const served = ruleset === undefined ? [] : providerIds;
  const ending = ruleset === undefined ? standing : [];
  const writes: PlannedWrite[] = ending.map((mapping) => ({ write: "delete_mapping", id: mapping.id }));
  const mappingIds = served.map((providerId) => {
    const kept = standing.find((mapping) => mapping.providerId === providerId);
    const taken = named.get(providerId) ?? new Set();
    const said = {
      name: freeName(registry, providerId, rulesetId, kept, taken),
      providerId,
      entry: { kind: "protocol", protocol: name },
      rules: ruleset?.rules ?? [],
    } as const;
    named.set(providerId, taken.add(said.name));
    return writeMapping(tools, said, kept, writes);
  });
  const protocol: Protocol = {
    kind: "protocol",
    id,
    identityProviderId,
    name,
    rulesetId,
    mappingIds,
    annotations,
  };
  return { protocol, writes: [...writes, { write: "put", draft: protocol }] };
}

/** @returns the id of the mapping, new or kept */
function writeMapping(
  tools: PlanTools,
  said: Pick<MappingDraft, "name" | "providerId" | "entry" | "rules">,
  kept: Mapping | undefined,
  writes: PlannedWrite[],
): string {
  if (kept === undefined) {
    const id = tools.newId();
    writes.push({ write: "create_mapping", id, draft: { ...mappingDefaults, ...said } });
    return id;
  }
  const { id, revision: _revision, createdAt: _createdAt, updatedAt: _updatedAt, ...draft } = kept;
  writes.push({ write: "replace_mapping", id, draft: { ...draft, ...said } });
  return id;
}

/** What no name of a mapping may hold. */
const unnameable = /[^\p{L}\p{M}\p{N}_-]/gu;
/** Leaves room for a number within the 255 characters of a name. */
const longestBase = 240;

/** The ruleset's id as a name of mappings, with a number where another mapping of the provider has it. */
function freeName(
  registry: Registry,
  providerId: string,
  rulesetId: string,
  kept: Mapping | undefined,
  taken: ReadonlySet<string>,
): string {
  const base = [...rulesetId.replace(unnameable, "-")].slice(0, longestBase).join("");
  for (let number = 1; ; number += 1) {
    const name = number === 1 ? base : `${base}-${number}`;
    const others = registry.mappingsNamed(providerId, name).filter(({ id }) => id !== kept?.id);
    if (others.length === 0 && !taken.has(name)) return name;
  }
}

function deletionOf(registry: Registry, id: string): readonly PlannedWrite[] {
  return registry.mappingById(id) === undefined ? [] : [{ write: "delete_mapping", id }];
}

/**
 * A change of a mapping, made elsewhere, that is its protocol's or ruleset's to make.
 * @param draft what is to be in its place; null: it is to be deleted
 */
export function refuseOwnedMapping(
  { directory }: Pick<Registry, "directory">,
  standing: Mapping,
  draft: MappingDraft | null,
): ChangeRefusal | null {
  const owner = directory.ownerOfMapping(standing.id);
  if (owner === undefined) return draft === null ? null : refuseForeignDoor({ directory }, draft);
  const door = `the protocol ${JSON.stringify(owner.name)} of the identity provider ${JSON.stringify(owner.identityProviderId)}`;
  if (draft === null) {
    const detail = `The identity mapping ${JSON.stringify(standing.name)} is kept for ${door}: delete that, or bind it to other rules.`;
    return { kind: "forbidden", detail };
  }
  if (!isStoredAlike(draft.entry, standing.entry))
    return fault("entry", `is that of ${door}, and cannot be changed.`);
  return isStoredAlike(draft.rules, standing.rules)
    ? null
    : fault(
        "rules",
        `are those of the mapping ${JSON.stringify(owner.rulesetId)}, to which ${door} is bound: change them there.`,
      );
}

/** A mapping made elsewhere, behind a door of an identity provider, beside the one of its protocol. */
export function refuseForeignDoor(
  { directory }: Pick<Registry, "directory">,
  draft: MappingDraft,
): ChangeRefusal | null {
  const owner = draft.entry.kind === "protocol" ? directory.ownerOfProvider(draft.providerId) : undefined;
  return owner === undefined
    ? null
    : fault(
        "entry",
        `cannot be a protocol: those of the identity provider ${JSON.stringify(owner.id)} are made together with it.`,
      );
}
