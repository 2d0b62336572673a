/**
 * Finding the mappings that could match without trying them all. For each of its rules a mapping stands
 * in one place: under a value one of the rule's clauses demands, or under the literal start of a glob,
 * whichever place is least crowded. A token is looked up under its own claims, so the cost follows the
 * token and not the number of mappings. What has no such place is judged for every token and therefore
 * capped. An index never changes; `with` and `without` share everything untouched.
 *
 * The law: the answer equals that of trying every mapping in order.
 */

import { isJsonObject, scalarsOf } from "../json.ts";
import type { Claims, Clause, JsonPrimitive, MappingDraft, Matcher, Rule } from "../terms.ts";
import { type Effort, spend } from "./effort.ts";
import type { CompiledMapping } from "./mapping.ts";
import { compileGlob } from "./pattern.ts";
import { emptyMap, type Fresh, type PersistentMap } from "./persistent-map.ts";
import type { Presented } from "./presented.ts";

/**
 * How many mappings may share one place. A token that finds the place has all of them judged, so this
 * bounds the work of an exchange; configuration refuses the mapping that would be one too many.
 */
export const maxCrowd = 1_000;

type Crowd = readonly CompiledMapping[];

/** Where a rule stands: under a value, or the literal start of one, of the claim at `path`. */
interface Place {
  readonly path: readonly string[];
  readonly under: "value" | "prefix";
  readonly key: string;
}

/** The places below one claim name; nested objects lead to the children. */
interface ClaimNode {
  readonly children: PersistentMap<ClaimNode>;
  readonly value: PersistentMap<Crowd>;
  readonly prefix: PersistentMap<Crowd>;
  /** Length of each prefix in use, and how many prefixes have it. */
  readonly prefixLengths: ReadonlyMap<number, number>;
}

interface Placed {
  readonly compiled: CompiledMapping;
  /** Null: judged for every token. */
  readonly places: readonly Place[] | null;
}

export interface MappingIndex {
  readonly size: number;
  get(id: string): CompiledMapping | undefined;
  all(): Iterable<CompiledMapping>;
  /** Mappings of that name. */
  named(name: string): readonly CompiledMapping[];
  /** Every mapping that matches is among them, unless the effort is used up; some that do not are, too. */
  candidates(presented: Presented): ReadonlySet<CompiledMapping>;
  /** How many other mappings already stand in the most crowded place this one would take. */
  crowdFor(draft: Pick<MappingDraft, "name" | "rules">): number;
  /** @param fresh of the series of edits this one belongs to */
  with(compiled: CompiledMapping, fresh?: Fresh): MappingIndex;
  /** @param fresh as above */
  without(id: string, fresh?: Fresh): MappingIndex;
}

interface Parts {
  readonly placed: PersistentMap<Placed>;
  readonly names: PersistentMap<Crowd>;
  readonly root: ClaimNode;
  readonly everywhere: Crowd;
}

const emptyNode: ClaimNode = {
  children: emptyMap(),
  value: emptyMap(),
  prefix: emptyMap(),
  prefixLengths: new Map(),
};

export function emptyMappingIndex(): MappingIndex {
  return indexOver({ placed: emptyMap(), names: emptyMap(), root: emptyNode, everywhere: [] });
}

function indexOver(parts: Parts): MappingIndex {
  const { placed, names, root, everywhere } = parts;
  return {
    size: placed.size,
    get: (id) => placed.get(id)?.compiled,
    *all() {
      for (const { compiled } of placed.values()) yield compiled;
    },
    named: (name) => names.get(name) ?? [],
    candidates({ claims, other, effort }) {
      const found: Found = { mappings: new Set(everywhere), effort };
      collectBelow(root, claims, found);
      if (other !== null) collectBelow(root, { sub: other.text }, found);
      return found.mappings;
    },
    crowdFor({ name, rules }) {
      const others = (crowd: Crowd) => crowd.filter(({ mapping }) => mapping.name !== name).length;
      const places = placesFor(rules, root);
      return places === null
        ? others(everywhere)
        : Math.max(0, ...places.map((place) => others(crowdAt(root, place))));
    },
    with: (compiled, fresh) => indexOver(add(remove(parts, compiled.mapping.id, fresh), compiled, fresh)),
    without: (id, fresh) => indexOver(remove(parts, id, fresh)),
  };
}

function add(parts: Parts, compiled: CompiledMapping, fresh: Fresh | undefined): Parts {
  const { id, name, rules } = compiled.mapping;
  const places = placesFor(rules, parts.root);
  // Mostly a crowd of one: in exactly the length it needs, which a spread list is not.
  const edit: CrowdEdit = { change: (crowd) => crowd.concat(compiled), fresh };
  return {
    placed: parts.placed.with(id, { compiled, places }, fresh),
    names: parts.names.with(name, edit.change(parts.names.get(name) ?? []), fresh),
    root: (places ?? []).reduce((root, place) => editCrowd(root, place, edit), parts.root),
    everywhere: places === null ? edit.change(parts.everywhere) : parts.everywhere,
  };
}

function remove(parts: Parts, id: string, fresh: Fresh | undefined): Parts {
  const old = parts.placed.get(id);
  if (old === undefined) return parts;
  const edit: CrowdEdit = { change: (crowd) => crowd.filter((one) => one !== old.compiled), fresh };
  const { name } = old.compiled.mapping;
  const namesakes = edit.change(parts.names.get(name) ?? []);
  return {
    placed: parts.placed.without(id, fresh),
    names:
      namesakes.length === 0 ? parts.names.without(name, fresh) : parts.names.with(name, namesakes, fresh),
    root: (old.places ?? []).reduce((root, place) => editCrowd(root, place, edit), parts.root),
    everywhere: old.places === null ? edit.change(parts.everywhere) : parts.everywhere,
  };
}

/** The places a mapping takes; null when one of its rules has none. No rules at all: no place, no match. */
function placesFor(rules: readonly Rule[], root: ClaimNode): readonly Place[] | null {
  let places: readonly Place[] = [];
  for (const rule of rules) {
    if (rule.idle === true) continue;
    const best = leastCrowded(rule.when, root);
    if (best === null) return null;
    places = places.concat(best);
  }
  return places.length < 2
    ? places
    : [...new Map(places.map((place) => [JSON.stringify(place), place])).values()];
}

/** One clause of a rule suffices: where it does not hold, the rule does not. */
function leastCrowded(clauses: readonly Clause[], root: ClaimNode): readonly Place[] | null {
  let best: { readonly places: readonly Place[]; readonly crowd: number } | null = null;
  for (const clause of clauses) {
    const places = placesOf(clause);
    if (places === null) continue;
    const crowd = Math.max(0, ...places.map((place) => crowdAt(root, place).length));
    if (best === null || crowd < best.crowd) best = { places, crowd };
  }
  return best?.places ?? null;
}

/** Where a claim that satisfies the clause is found; null when it could be anywhere. */
function placesOf({ path, test, aliases, separator }: Clause): readonly Place[] | null {
  if (aliases !== undefined || separator !== undefined) return null;
  if (test.kind !== "is" && test.kind !== "any_of") return null;
  const matchers = test.kind === "is" ? [test.matcher] : test.matchers;
  const places: Place[] = [];
  for (const matcher of matchers) {
    const key = keyOf(matcher);
    if (key === null) return null;
    places.push({ path, ...key });
  }
  return places;
}

function keyOf(matcher: Matcher): Pick<Place, "under" | "key"> | null {
  switch (matcher.kind) {
    case "equals":
      return { under: "value", key: valueKey(matcher.value) };
    case "glob": {
      const prefix = compileGlob(matcher.pattern).literalPrefix;
      return prefix === "" ? null : { under: "prefix", key: prefix };
    }
    case "regex":
    case "subset":
      return null;
  }
}

/**
 * A string is its own key. What shares it with a number or boolean (the string `1` and the number 1) is
 * judged in vain, never wrongly: candidates are judged in full.
 */
function valueKey(value: JsonPrimitive): string {
  return String(value);
}

function nodeAt(root: ClaimNode, path: readonly string[]): ClaimNode {
  return path.reduce((node, name) => node.children.get(name) ?? emptyNode, root);
}

function crowdAt(root: ClaimNode, place: Place): Crowd {
  return nodeAt(root, place.path)[place.under].get(place.key) ?? [];
}

/** How the crowd at a place becomes the next one, and the series of edits that this is part of. */
interface CrowdEdit {
  change(crowd: Crowd): Crowd;
  readonly fresh: Fresh | undefined;
}

function editCrowd(node: ClaimNode, place: Place, edit: CrowdEdit, depth = 0): ClaimNode {
  const name = place.path[depth];
  if (name === undefined) return editHere(node, place, edit);
  const child = editCrowd(node.children.get(name) ?? emptyNode, place, edit, depth + 1);
  const bare = child.value.size + child.prefix.size + child.children.size === 0;
  const { fresh } = edit;
  return {
    ...node,
    children: bare ? node.children.without(name, fresh) : node.children.with(name, child, fresh),
  };
}

function editHere(node: ClaimNode, { under, key }: Place, { change, fresh }: CrowdEdit): ClaimNode {
  const before = node[under];
  const crowd = change(before.get(key) ?? []);
  const after = crowd.length === 0 ? before.without(key, fresh) : before.with(key, crowd, fresh);
  if (under === "value") return { ...node, value: after };
  const prefixLengths = countLength(node.prefixLengths, key.length, after.size - before.size);
  return { ...node, prefix: after, prefixLengths };
}

function countLength(
  lengths: ReadonlyMap<number, number>,
  length: number,
  change: number,
): ReadonlyMap<number, number> {
  if (change === 0) return lengths;
  const counted = new Map(lengths);
  const count = (lengths.get(length) ?? 0) + change;
  if (count === 0) counted.delete(length);
  else counted.set(length, count);
  return counted;
}

interface Found {
  readonly mappings: Set<CompiledMapping>;
  readonly effort: Effort;
}

/** Adds everything that stands under a value these claims present. On the path of every exchange: no iterators. */
function collectBelow(node: ClaimNode, claims: Claims, found: Found): void {
  for (const name of Object.keys(claims)) {
    const child = node.children.get(name);
    const claim = claims[name];
    if (child === undefined || claim === undefined) continue;
    if (isJsonObject(claim)) collectBelow(child, claim, found);
    else for (const value of scalarsOf(claim)) collectUnder(child, value, found);
  }
}

function collectUnder(node: ClaimNode, value: JsonPrimitive, found: Found): void {
  addAll(node.value.get(valueKey(value)), found);
  if (typeof value !== "string") return;
  for (const length of node.prefixLengths.keys()) {
    if (length <= value.length) addAll(node.prefix.get(value.slice(0, length)), found);
  }
}

function addAll(crowd: Crowd | undefined, { mappings, effort }: Found): void {
  if (crowd === undefined || !spend(effort, crowd.length)) return;
  for (const compiled of crowd) mappings.add(compiled);
}
