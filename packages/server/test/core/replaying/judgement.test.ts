/** One record, judged by the rules of some moment. */

import { describe, expect, it } from "vitest";
import { accept } from "../../../src/core/refusal.ts";
import { judgeAgain, type ReplayedRecord, replayableOf } from "../../../src/core/replaying/judgement.ts";
import type { Mapping, Provider } from "../../../src/core/terms.ts";
import { mappingOf, providerOf, ruleOf } from "../samples.ts";
import { ports, recordOf, registryOf, rulesOf } from "./replayed.ts";

const release = mappingOf({ sub: "a" });
const lenient = { ...ports, checkClaims: () => accept(undefined) };

function judged(record: ReplayedRecord, mappings: readonly Mapping[] = [release], provider?: Provider) {
  const replayable = replayableOf(record);
  if (replayable === null) throw new Error("there is nothing to judge");
  return judgeAgain(lenient, rulesOf(registryOf(mappings, provider)), replayable);
}

describe("a recorded exchange", () => {
  it("comes to the grant of the mapping that decides", () => {
    expect(judged(recordOf({ sub: "a" }))).toEqual({
      ok: true,
      mapping: release,
      grant: expect.objectContaining({ groups: [{ id: null, name: "readers", domain: null }] }),
      missing: [],
    });
  });

  it("comes to a grant with the names of the projects that a login would make", () => {
    const door = { kind: "protocol", protocol: "openid" } as const;
    const roles = { project: "new", domain: null, roles: ["member"] };
    const grant = { ...ruleOf({}).grant, groups: [], projectRoles: [roles] };
    const mapping = mappingOf({ sub: "a" }, { entry: door, rules: [ruleOf({ sub: "a" }, grant)] });
    expect(judged(recordOf({ sub: "a" }, { entry: door }), [mapping])).toMatchObject({ missing: ["new"] });
  });

  it("is refused without a mapping where the provider is disabled", () => {
    expect(judged(recordOf({ sub: "a" }), [release], providerOf({ enabled: false }))).toEqual({
      ok: false,
      mapping: null,
      refusal: { reason: "provider_disabled", evidence: { provider: "ci" } },
    });
  });

  it("is refused where its face demands an audience and the provider has none", () => {
    const provider = providerOf({ audience: null });
    expect(judged(recordOf({ sub: "a" }), [release], provider)).toMatchObject({
      ok: false,
      refusal: { reason: "audience_required" },
    });
    const wish = { takesAnyAudience: true } as const;
    expect(judged(recordOf({ sub: "a" }, { wish }), [release], provider).ok).toBe(true);
  });

  it("is refused with the mapping that would have decided", () => {
    const wish = { audienceRule: "covered" } as const;
    const record = recordOf({ sub: "a" }, { requestedAudience: ["other@main"], wish });
    expect(judged(record)).toMatchObject({ ok: false, mapping: release });
  });
});
