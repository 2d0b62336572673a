/** Saving a mapping: a new one, or the change of one that stands. */

import type { Mapping } from "@countersign/client";
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
