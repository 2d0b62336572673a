/** How much of a judgement is shown to whom. */

import { describe, expect, it } from "vitest";
import type { Principal } from "../../../src/core/access.ts";
import { refuse } from "../../../src/core/refusal.ts";
import type { Judgement } from "../../../src/core/replaying/judgement.ts";
import { sideSeenBy } from "../../../src/core/replaying/seen-side.ts";
import type { TokenGrant } from "../../../src/core/terms.ts";
import { administrator, mappingOf, plainGrant } from "../samples.ts";

const lead: Principal = { ...administrator, role: "workload" };
const mapping = mappingOf({ sub: "a" });
const grant: TokenGrant = { ...plainGrant, subject: { kind: "user", name: "ada" } };
const issued: Judgement = { ok: true, mapping, grant, missing: ["blue"] };
const { refusal } = refuse("template_failed");
const refused: Judgement = { ok: false, mapping, refusal };

describe("of a judgement", () => {
  it("everything is shown to whoever may see the mapping", () => {
    const seen = { mapping: "release", isHidden: false };
    expect(sideSeenBy(administrator, issued)).toEqual({
      ...seen,
      outcome: "issued",
      reason: null,
      grant,
      missing: ["blue"],
      refusal: null,
    });
    expect(sideSeenBy(administrator, refused)).toEqual({
      ...seen,
      outcome: "refused",
      reason: "template_failed",
      grant: null,
      missing: [],
      refusal,
    });
  });

  it("only the outcome is shown to whoever may not", () => {
    const hidden = { mapping: null, isHidden: true, grant: null, missing: [], refusal: null };
    expect(sideSeenBy(lead, issued)).toEqual({ ...hidden, outcome: "issued", reason: null });
    expect(sideSeenBy(lead, refused)).toEqual({
      ...hidden,
      outcome: "refused",
      reason: "template_failed",
    });
  });

  it("why no mapping decides is shown to everybody", () => {
    expect(sideSeenBy(lead, { ok: false, mapping: null, refusal })).toMatchObject({
      mapping: null,
      isHidden: false,
      refusal,
    });
  });
});
