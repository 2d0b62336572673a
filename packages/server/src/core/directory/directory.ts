/**
 * The directory in memory. Like the rest of the registry it never changes: a change makes the next one and shares
 * everything untouched. What every directory has without being written is in it like all else.
 */

import { emptyMap, type Fresh, type PersistentMap } from "../matching/persistent-map.ts";
import {
  actorKey,
  identityProviderKey,
  type LookUpKey,
  lookUpKeys,
  mappingKey,
  type NamedKind,
  nameKey,
  providerKey,
  roleKey,
  rulesetKey,
  targetKey,
} from "./keys.ts";
import { predefinedDomains, predefinedRoles } from "./predefined.ts";
import type { Actor, DirectoryKind, DirectoryObject, Standing, Target } from "./terms.ts";

/** Looking things up. Lists are in no particular order. */
export interface Directory {
  get<Kind extends DirectoryKind>(kind: Kind, id: string): Standing<Kind> | undefined;
  list<Kind extends DirectoryKind>(kind: Kind): readonly Standing<Kind>[];
  count(kind: DirectoryKind): number;
  /** @param domainId null for domains and global roles */
  named<Kind extends NamedKind>(
    kind: Kind,
    domainId: string | null,
    name: string,
  ): Standing<Kind> | undefined;
  assignmentsOf(actor: Actor): readonly Standing<"assignment">[];
  assignmentsOn(target: Target): readonly Standing<"assignment">[];
  assignmentsOfRole(roleId: string): readonly Standing<"assignment">[];
  protocolsOf(identityProviderId: string): readonly Standing<"protocol">[];
  /** The protocols that are bound to a ruleset. */
  protocolsBoundTo(rulesetId: string): readonly Standing<"protocol">[];
  /** The identity provider a provider was made for; undefined: it is nobody's. */
  ownerOfProvider(providerId: string): Standing<"identity_provider"> | undefined;
  /** The protocol a mapping was made for; undefined: it is nobody's. */
  ownerOfMapping(mappingId: string): Standing<"protocol"> | undefined;
}

/** The parts that changes share. */
export interface DirectoryContents {
  readonly objects: PersistentMap<PersistentMap<DirectoryObject>>;
  /** The ids of the objects of a kind that have a key, by `<kind> <key>`: very many may share one. */
  readonly idsByKey: PersistentMap<PersistentMap<string>>;
}

const none = emptyMap<DirectoryObject>();
const noIds = emptyMap<string>();

export const emptyDirectory: DirectoryContents = [...predefinedDomains, ...predefinedRoles].reduce(
  (contents, object) => withObject(contents, object, new Set()),
  { objects: emptyMap<PersistentMap<DirectoryObject>>(), idsByKey: emptyMap<PersistentMap<string>>() },
);

/** The contents with this object, in the place of the one with its id, unless that is newer. */
export function withObject(
  contents: DirectoryContents,
  object: DirectoryObject,
  fresh: Fresh,
): DirectoryContents {
  const known = objectsOf(contents, object.kind).get(object.id);
  if (known !== undefined && object.revision < known.revision) return contents;
  const before = known === undefined ? contents : without(contents, known, fresh);
  const ofKind = objectsOf(before, object.kind).with(object.id, object, fresh);
  return {
    objects: before.objects.with(object.kind, ofKind, fresh),
    idsByKey: lookUpKeys(object).reduce((ids, key) => {
      const shared = indexKey(object.kind, key);
      return ids.with(shared, (ids.get(shared) ?? noIds).with(object.id, object.id, fresh), fresh);
    }, before.idsByKey),
  };
}

/** The contents without the object, unless it is newer. */
export function withoutObject(
  contents: DirectoryContents,
  gone: { readonly kind: DirectoryKind; readonly id: string; readonly revision: number },
  fresh: Fresh,
): DirectoryContents {
  const known = objectsOf(contents, gone.kind).get(gone.id);
  return known === undefined || gone.revision < known.revision ? contents : without(contents, known, fresh);
}

function without(contents: DirectoryContents, object: DirectoryObject, fresh: Fresh): DirectoryContents {
  const { kind, id } = object;
  return {
    objects: contents.objects.with(kind, objectsOf(contents, kind).without(id, fresh), fresh),
    idsByKey: lookUpKeys(object).reduce((ids, key) => {
      const shared = indexKey(kind, key);
      const others = (ids.get(shared) ?? noIds).without(id, fresh);
      return others.size === 0 ? ids.without(shared, fresh) : ids.with(shared, others, fresh);
    }, contents.idsByKey),
  };
}

/** The look-ups over contents. */
export function directoryOver(contents: DirectoryContents): Directory {
  const get = <Kind extends DirectoryKind>(kind: Kind, id: string): Standing<Kind> | undefined => {
    const object = objectsOf(contents, kind).get(id);
    return object !== undefined && isOfKind(object, kind) ? object : undefined;
  };
  const found = <Kind extends DirectoryKind>(kind: Kind, key: LookUpKey): readonly Standing<Kind>[] =>
    [...(contents.idsByKey.get(indexKey(kind, key)) ?? noIds).values()].flatMap((id) => get(kind, id) ?? []);
  return {
    get,
    list: (kind) => [...objectsOf(contents, kind).values()].filter((object) => isOfKind(object, kind)),
    count: (kind) => objectsOf(contents, kind).size,
    named: (kind, domainId, name) => found(kind, nameKey(domainId, name))[0],
    assignmentsOf: (actor) => found("assignment", actorKey(actor)),
    assignmentsOn: (target) => found("assignment", targetKey(target)),
    assignmentsOfRole: (roleId) => found("assignment", roleKey(roleId)),
    protocolsOf: (id) => found("protocol", identityProviderKey(id)),
    protocolsBoundTo: (id) => found("protocol", rulesetKey(id)),
    ownerOfProvider: (id) => found("identity_provider", providerKey(id))[0],
    ownerOfMapping: (id) => found("protocol", mappingKey(id))[0],
  };
}

function objectsOf({ objects }: DirectoryContents, kind: DirectoryKind): PersistentMap<DirectoryObject> {
  return objects.get(kind) ?? none;
}

function indexKey(kind: DirectoryKind, key: LookUpKey): string {
  return `${kind} ${key}`;
}

function isOfKind<Kind extends DirectoryKind>(
  object: DirectoryObject,
  kind: Kind,
): object is DirectoryObject & Standing<Kind> {
  return object.kind === kind;
}
