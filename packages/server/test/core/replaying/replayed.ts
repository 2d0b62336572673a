/** Records and rules for tests, and what a change between two sets of rules does to such records. */

import type { Principal } from "../../../src/core/access.ts";
import { emptyRegistry, type Registry } from "../../../src/core/matching/registry.ts";
import { accept, refuse } from "../../../src/core/refusal.ts";
import type { ReplayedRecord, ReplayPorts } from "../../../src/core/replaying/judgement.ts";
import { createTally, type Replayed } from "../../../src/core/replaying/tally.ts";
import { finish } from "../../../src/core/steps.ts";
import type { Claims, GrantTemplate, Mapping } from "../../../src/core/terms.ts";
import { readJsonInText } from "../../../src/jws/json-in-text.ts";
import { compileRegex } from "../../../src/regex.ts";
import { adaptersOf, administrator, digest, plainDetails, projectChange, providerOf } from "../samples.ts";

const now = 1_789_000_000;

export const ports: ReplayPorts = {
  grantLimits: { maxTokenLifetimeSeconds: 86_400, reservedGroups: new Set(), readJson: readJsonInText },
  digest,
  checkClaims: (claims, provider) =>
    claims["aud"] === provider.audience ? accept(undefined) : refuse("audience_mismatch"),
};

const aud = "https://sts.example.com";

let count = 0;
export function recordOf(
  claims: Claims,
  changes: Partial<NonNullable<ReplayedRecord["details"]>> = {},
): ReplayedRecord {
  count += 1;
  return {
    requestId: `r${count}`,
    at: now + count,
    details: {
      ...plainDetails,
      claims: { aud, ...claims },
      ...changes,
    },
  };
}

export function registryOf(mappings: readonly Mapping[], provider = providerOf()): Registry {
  return emptyRegistry(adaptersOf(compileRegex)).withChanges([
    projectChange("blue"),
    { kind: "provider_written", revision: 1, provider },
    ...mappings.map((mapping) => ({ kind: "mapping_written" as const, revision: 1, mapping })),
  ]);
}

export function rulesOf(registry: Registry) {
  const provider = registry.providerById("p1");
  if (provider === undefined) throw new Error("there is no provider");
  return { registry, provider };
}

export function whatIf(
  before: Registry,
  after: Registry,
  records: readonly ReplayedRecord[],
  by: Principal = administrator,
): Replayed {
  const tally = createTally(ports, { by, before: rulesOf(before), after: rulesOf(after) });
  finish(tally.add(records));
  return tally.result();
}

export const grantOf = (...groups: readonly string[]): GrantTemplate => ({
  user: null,
  groups: groups.map((group) => ({ kind: "named", name: { kind: "text", text: group }, domain: null })),
  projectRoles: [],
  admin: false,
  ownPermissions: false,
});
