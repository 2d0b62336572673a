/**
 * The narrowest sensible mapping that accepts a claim set, for a person to look at, give a grant and save. It demands what
 * claim-choice.ts chooses, each with exactly the value presented, and grants nothing.
 */

import { mayAdminister, maySeeMapping, type Principal } from "../access.ts";
import { quote } from "../explaining/quote.ts";
import { type KnownIssuer, readablePath } from "../linting/issuer-traits.ts";
import type { CompiledMapping } from "../matching/mapping.ts";
import { presentedBy, stepsPerQuestion } from "../matching/presented.ts";
import { chooseMapping, type Registry } from "../matching/registry.ts";
import { onSameShelf } from "../matching/registry-contents.ts";
import type { Steps } from "../steps.ts";
import type { Claims, Entry, GrantTemplate, Mapping, MappingDraft, Provider } from "../terms.ts";
import { type Amendment, amend, amendmentsAtMost } from "./amendments.ts";
import { type ChosenClaim, chooseClaims, type LeftOutClaim } from "./claim-choice.ts";
import { learnFrom } from "./learned.ts";
import { suggestedName } from "./mapping-name.ts";
import { choosePriority } from "./mapping-priority.ts";

/** Seconds: what a mapping has that does not say. */
const lifetimeSeconds = 3_600;

/** So many of a provider's mappings, the strongest, are compared. */
export const comparedAtMost = 2_000;

/** More claims than this say nothing to whoever reads why they were left out. */
const leftOutAtMost = 200;

const noAuthority: GrantTemplate = {
  user: null,
  groups: [],
  projectRoles: [],
  admin: false,
  ownPermissions: false,
};

/** What is to be accepted, and what is known of it. */
export interface SuggestionGround {
  readonly by: Principal;
  readonly registry: Registry;
  readonly provider: Provider;
  readonly traits: KnownIssuer;
  readonly claims: Claims;
  /** Claims of recorded exchanges of the same subject. */
  readonly history: readonly Claims[];
  /** The door the exchange went through. */
  readonly entry: Entry;
  /** The project that the exchange named; null: none. */
  readonly project: string | null;
  /** Where the claims come from, for the description: `exchange 0198…`. */
  readonly origin: string;
}

export interface Suggestion {
  readonly mapping: MappingDraft;
  readonly reasons: readonly ChosenClaim[];
  readonly leftOut: readonly LeftOutClaim[];
  /** Whatever else is to be known before it is saved. */
  readonly notes: readonly string[];
  readonly amendments: readonly Amendment[];
}

/** A step for each mapping that is compared. @returns null when nothing in the claims says whose workload it is */
export function* suggest(ground: SuggestionGround): Steps<Suggestion | null> {
  const { claims, traits, registry, provider } = ground;
  const { chosen, leftOut } = chooseClaims(claims, traits, learnFrom(claims, ground.history));
  if (!chosen.some(({ identifies }) => identifies)) return null;
  const place = placeOf(ground);
  const { priority, why } = choosePriority(rivalsOf(ground, place), winnerOf(ground, place));
  const mapping: MappingDraft = {
    name: suggestedName(claims, traits, (name) => isTaken(ground, name)),
    description: `Drafted from ${ground.origin}.`,
    providerId: provider.id,
    project: place.project,
    entry: place.entry,
    priority,
    rules: [
      {
        when: chosen.map(({ path, value }) => ({
          path,
          test: { kind: "is", matcher: { kind: "equals", value } },
        })),
        grant: noAuthority,
      },
    ],
    audience: [],
    lifetimeSeconds,
    selfRevocable: false,
    annotations: {},
  };
  return {
    mapping,
    reasons: chosen,
    leftOut: leftOut.slice(0, leftOutAtMost),
    notes: [
      "It grants nothing yet: say which user, groups or roles this workload gets before you save it.",
      why,
      ...place.notes,
      ...variedNotes(ground, chosen),
    ],
    amendments: yield* amendmentsFor(ground, registry, place),
  };
}

interface Place {
  readonly entry: Entry;
  readonly project: string | null;
  readonly notes: readonly string[];
}

/** A protocol has one mapping, whose rules are written elsewhere, so a suggestion is always for exchanges or the console. */
function placeOf({ entry, project, registry, provider, by }: SuggestionGround): Place {
  const isKnown = project !== null && registry.projectByKey(project) !== undefined;
  const asked = isKnown && maySeeMapping(by, { project }) ? project : null;
  const owner = asked ?? (mayAdminister(by) ? null : provider.project);
  const notes = [
    ...(entry.kind === "protocol"
      ? [
          `The login came through the protocol ${quote(entry.protocol)}, whose rules are written where the protocol is. This mapping serves exchanges.`,
        ]
      : []),
    ...(owner === null
      ? []
      : [`It belongs to project ${quote(owner)} and serves exchanges that name that project.`]),
  ];
  return { entry: entry.kind === "console" ? entry : { kind: "exchange" }, project: owner, notes };
}

function rivalsOf({ registry, provider, by }: SuggestionGround, place: Place): readonly Mapping[] {
  return registry
    .firstMappingsOf(provider.id, comparedAtMost)
    .filter((other) => onSameShelf(other, place) && maySeeMapping(by, other));
}

function winnerOf({ registry, provider, claims, by }: SuggestionGround, place: Place): Mapping | null {
  const wanted = { entry: place.entry, project: place.project, mapping: null };
  const chosen = chooseMapping(registry, provider, claims, wanted);
  if (!chosen.ok) return null;
  const { mapping } = chosen.value;
  return onSameShelf(mapping, place) && maySeeMapping(by, mapping) ? mapping : null;
}

/** Among what may be seen: a name that is hidden must not be given away by a number. */
function isTaken({ registry, provider, by }: SuggestionGround, name: string): boolean {
  return registry.mappingsNamed(provider.id, name).some((mapping) => maySeeMapping(by, mapping));
}

/** What is demanded although other runs of the same subject had something else there. */
function variedNotes(
  { claims, history }: SuggestionGround,
  chosen: readonly ChosenClaim[],
): readonly string[] {
  const learned = learnFrom(claims, history);
  return chosen.flatMap(({ path, value }) => {
    const stability = learned.stabilityOf(path, value);
    if (stability.kind !== "varied") return [];
    const other = stability.other === undefined ? "none" : quote(stability.other);
    return [
      `${readablePath(path)} is ${quote(value)} here, and was ${other} in another recorded exchange of this subject: those are not accepted by this mapping.`,
    ];
  });
}

function* amendmentsFor(
  { by, claims, traits, provider }: SuggestionGround,
  registry: Registry,
  place: Place,
): Steps<readonly Amendment[]> {
  const judging = presentedBy(claims, registry.otherForm(provider.id, claims), stepsPerQuestion);
  const found: Amendment[] = [];
  for (const compiled of judgedFirst(registry, provider, place)) {
    const amendment = amend(compiled, { judging, traits }, by);
    if (amendment !== null) found.push(amendment);
    if (found.length === amendmentsAtMost) break;
    yield;
  }
  return found;
}

function judgedFirst(registry: Registry, provider: Provider, place: Place): readonly CompiledMapping[] {
  return registry
    .compiledMappingsOf(provider.id)
    .filter(({ mapping }) => onSameShelf(mapping, place))
    .slice(0, comparedAtMost);
}
