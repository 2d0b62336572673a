/** States that come as they stand in Terraform's state file: to be upgraded, or moved from another type. */

import type { Diagnostic } from "../engine/diagnostics.ts";
import { isRecord } from "../engine/fit.ts";
import type { RawState } from "../protocol/messages.ts";
import { readStateJson } from "../protocol/state-json.ts";

export type StateRead =
  | { readonly ok: true; readonly value: Readonly<Record<string, unknown>> }
  | { readonly ok: false; readonly problem: Diagnostic };

export function readState(raw: RawState | null): StateRead {
  const value = raw === null ? undefined : readStateJson(raw.json);
  if (isRecord(value)) return { ok: true, value };
  const old = Object.keys(raw?.flatmap ?? {}).length > 0;
  const detail = old
    ? "It was written by Terraform 0.11 or older. Remove the object from the state, and import it again."
    : "It is no object in JSON. Restore the state from a backup, or remove the object from it, and import it again.";
  return { ok: false, problem: { severity: "error", summary: "Unreadable state", detail } };
}
