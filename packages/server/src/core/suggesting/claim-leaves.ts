/** A claim set, claim by claim: what stands at the end of each path through nested objects. Lists are one claim. */

import { isJsonArray, isJsonObject } from "../json.ts";
import type { ClaimPath } from "../linting/issuer-traits.ts";
import type { Claims, JsonPrimitive, JsonValue } from "../terms.ts";

export interface ClaimLeaf {
  readonly path: ClaimPath;
  readonly value: JsonValue;
}

/** As deep as a mapping's path may go. */
const deepest = 16;

/** In the order of the claim set. */
export function leavesOf(claims: Claims): readonly ClaimLeaf[] {
  return below([], claims);
}

function below(path: ClaimPath, members: Claims): readonly ClaimLeaf[] {
  return Object.entries(members).flatMap(([name, value]) => {
    const deeper = [...path, name];
    const opens = isJsonObject(value) && Object.keys(value).length > 0 && deeper.length < deepest;
    return opens ? below(deeper, value) : [{ path: deeper, value }];
  });
}

/** A value that a clause can demand exactly; null: there is none such. */
export function exactValue(value: JsonValue | undefined): JsonPrimitive {
  return value === undefined || isJsonArray(value) || isJsonObject(value) ? null : value;
}
