/** Saving a mapping, and what a refusal of it is: a conflict with somebody who was faster, or anything else. */

import { ApiProblem, type Mapping } from "@countersign/client";
import { createMapping, replaceMapping } from "../../api/configuration.ts";
import type { JsonObject } from "../../drafting/json/json-value.ts";

/** The saved version that a change is made from; null: the mapping is new. */
export interface Standing {
  readonly id: string;
  readonly revision: number;
}

export function saveMapping(document: JsonObject, standing: Standing | null): Promise<Mapping> {
  return standing === null
    ? createMapping(document)
    : replaceMapping(standing.id, standing.revision, document);
}

/** Whether somebody else changed the mapping since it was read. */
export function isConflict(error: unknown): boolean {
  return error instanceof ApiProblem && error.code === "stale";
}
