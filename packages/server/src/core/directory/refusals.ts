/**
 * Why a change of the directory is refused, for callers of any interface: the sentence is ours, and beside it stands
 * what it is about, so that a face whose clients know these refusals by their own words can use those.
 */

import type { ChangeRefusal } from "../configuring/configuration.ts";
import { quote } from "../explaining/quote.ts";
import type { DirectoryKind } from "./terms.ts";

/** Kinds of things that a plan looks up. */
export type PlannedKind = DirectoryKind | "project";

/** What is missing, or what is taken. */
export interface RefusedThing {
  readonly kind: PlannedKind;
  /** The id, name or issuer that was asked for. */
  readonly value: string;
  /** What `value` is. */
  readonly by: "id" | "name" | "issuer";
}

/** In sentences. */
const nouns: Readonly<Record<PlannedKind, string>> = {
  domain: "domain",
  group: "group",
  user: "user",
  role: "role",
  assignment: "role assignment",
  identity_provider: "identity provider",
  ruleset: "mapping",
  protocol: "protocol",
  service: "service",
  endpoint: "endpoint",
  region: "region",
  project: "project",
};

/** In sentences about several. */
export function plural(kind: PlannedKind): string {
  return `${nouns[kind]}s`;
}

/** Something that a change needs is not there. */
export function missing(kind: PlannedKind, id: string): ChangeRefusal {
  return {
    kind: "not_found",
    detail: `There is no ${nouns[kind]} ${quote(id)}. Ids are compared exactly; a list shows which there are.`,
    about: { kind, value: id, by: "id" },
  };
}

/** There is another one of that id, name or issuer. */
export function taken(kind: PlannedKind, by: RefusedThing["by"], value: string): ChangeRefusal {
  return {
    kind: "already_exists",
    detail: `There is another ${nouns[kind]} with the ${by} ${quote(value)}. Change that one, or choose another ${by}.`,
    about: { kind, value, by },
  };
}

/** Something must go first. @param rest how the sentence goes on after the thing's name */
export function inUse(kind: PlannedKind, id: string, rest: string): ChangeRefusal {
  return { kind: "in_use", detail: `The ${nouns[kind]} ${quote(id)} ${rest}` };
}

/** What is as it is on every installation. */
export function unchangeable(kind: PlannedKind, id: string): ChangeRefusal {
  return {
    kind: "forbidden",
    detail: `The ${nouns[kind]} ${quote(id)} is the same on every installation: it can be neither changed nor deleted. Make one of your own.`,
  };
}

/** A member that is chosen once. */
export function fixed(kind: PlannedKind, field: string): ChangeRefusal {
  return {
    kind: "invalid",
    field,
    detail: `${field} of an existing ${nouns[kind]} cannot be changed: make a new one, then delete this one.`,
  };
}
