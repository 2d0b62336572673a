/** Writing rulesets: the mappings of every protocol that is bound to one are rewritten with it. */

import type { Registry } from "../matching/registry.ts";
import type { Plan, PlanTools } from "./changes.ts";
import { rebindRuleset } from "./protocols.ts";
import { missing, taken } from "./refusals.ts";
import type { Ruleset } from "./terms.ts";

/** A new one. Protocols may be bound to its id already: from now on they have rules. */
export function planRulesetCreation(registry: Registry, tools: PlanTools, draft: Ruleset): Plan<Ruleset> {
  if (registry.directory.get("ruleset", draft.id) !== undefined) {
    return { ok: false, refusal: taken("ruleset", "id", draft.id) };
  }
  return planWrite(registry, tools, draft);
}

/** In the place of the one there is. */
export function planRulesetReplacement(registry: Registry, tools: PlanTools, draft: Ruleset): Plan<Ruleset> {
  if (registry.directory.get("ruleset", draft.id) === undefined) {
    return { ok: false, refusal: missing("ruleset", draft.id) };
  }
  return planWrite(registry, tools, draft);
}

/** Protocols that are bound to it stay, and nobody comes in by them. */
export function planRulesetRemoval(registry: Registry, tools: PlanTools, id: string): Plan<void> {
  if (registry.directory.get("ruleset", id) === undefined) {
    return { ok: false, refusal: missing("ruleset", id) };
  }
  const unbound = rebindRuleset(registry, tools, id, undefined);
  return { ok: true, value: undefined, writes: [...unbound, { write: "delete", of: "ruleset", id }] };
}

function planWrite(registry: Registry, tools: PlanTools, draft: Ruleset): Plan<Ruleset> {
  const writes = [{ write: "put", draft } as const, ...rebindRuleset(registry, tools, draft.id, draft)];
  return { ok: true, value: draft, writes };
}
