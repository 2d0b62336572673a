/**
 * What one kind of thing is to this face: its names, its documents both ways, and how changes of it are planned. The
 * routes (resource-routes.ts) are the same for all of them.
 */

import type { Plan, PlanTools } from "../../../core/directory/changes.ts";
import { plainId } from "../../../core/directory/identity-providers.ts";
import {
  type PlainDraft,
  type PlainKind,
  planCreation,
  planRemoval,
  planReplacement,
} from "../../../core/directory/objects.ts";
import type { DirectoryDraft } from "../../../core/directory/terms.ts";
import type { Registry } from "../../../core/matching/registry.ts";
import type { JsonObject } from "../../../core/terms.ts";
import type { FaceServices } from "../../services.ts";
import type { Asker } from "../guard.ts";

export interface Resource<Draft> {
  /** Of the document, and in Keystone's names of operations. */
  readonly member: string;
  readonly collection: string;
  /** Members by which lists are filtered. */
  readonly filters: readonly string[];
  /** As Keystone says that there is none. */
  readonly missingKind: string;
  list(registry: Registry): readonly Draft[];
  find(registry: Registry, id: string): Draft | undefined;
  /** What can be changed although nobody wrote it; absent: nothing. */
  unwritten?(id: string): Draft | undefined;
  /** Those that follow from what is kept elsewhere, with what is written of them; administrators see them. */
  derived?(services: Pick<FaceServices, "registry" | "serviceTokenNames">): Promise<readonly Draft[]>;
  /** The id of a new one. */
  newId(tools: PlanTools, document: JsonObject): string;
  /**
   * What the document makes of it.
   * @param standing what it was; null: a new one
   * @throws HttpFailure 400
   */
  read(document: JsonObject, standing: Draft | null, id: string): Draft;
  idOf(draft: Draft): string;
  /** Without links. */
  show(draft: Draft): JsonObject & { readonly id: string };
  /** What of it a list leaves out unless it is asked for; absent: nothing. */
  isListed?(document: JsonObject, query: ReadonlyMap<string, string>): boolean;
  /** Of whoever asks, what it may read of itself, be it written or not; undefined: it is something else. */
  ownDocument?(
    registry: Registry,
    asker: Asker,
    id: string,
  ): (JsonObject & { readonly id: string }) | undefined;
  /** What somebody who is no administrator sees all the same; absent or undefined: it sees nothing of the kind. */
  seenBy?(registry: Registry, asker: Asker): readonly Draft[] | undefined;
  planCreation(registry: Registry, draft: Draft, document: JsonObject): Plan<Draft>;
  planReplacement(registry: Registry, draft: Draft, document: JsonObject): Plan<Draft>;
  planRemoval(registry: Registry, id: string): Plan<void>;
}

/** A kind that stands for itself in the directory. */
export function plainResource<Kind extends PlainKind>(
  kind: Kind,
  described: Pick<
    Resource<Extract<DirectoryDraft, { readonly kind: Kind }>>,
    "filters" | "read" | "show" | "isListed" | "derived"
  > &
    Partial<
      Pick<
        Resource<Extract<DirectoryDraft, { readonly kind: Kind }>>,
        "newId" | "unwritten" | "planCreation" | "planReplacement"
      >
    >,
): Resource<Extract<DirectoryDraft, { readonly kind: Kind }>> {
  return {
    member: kind,
    collection: `${kind}s`,
    missingKind: kind,
    list: ({ directory }) => directory.list(kind),
    find: ({ directory }, id) => directory.get(kind, id),
    idOf: ({ id }: PlainDraft) => id,
    newId: (tools) => plainId(tools),
    planCreation,
    planReplacement,
    planRemoval: (registry, id) => planRemoval(registry, kind, id),
    ...described,
  };
}
