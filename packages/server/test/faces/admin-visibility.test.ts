import { describe, expect, it } from "vitest";
import { type Principal, projectAdminRole } from "../../src/core/access.ts";
import type { Explanation, Trial } from "../../src/core/explanation.ts";
import { toExchangeDocument } from "../../src/faces/admin/exchange-translate.ts";
import { toExplanationDocument } from "../../src/faces/admin/explanation-translate.ts";
import type { StoredExchange } from "../../src/store/store.ts";

const administrator: Principal = {
  name: "admin",
  role: "admin",
  face: null,
  tokenId: null,
  selfRevocable: false,
  projectRoles: [],
};
const shopkeeper: Principal = {
  ...administrator,
  name: "shopkeeper",
  role: "workload",
  projectRoles: [{ project: "shop", roles: [projectAdminRole] }],
};

const trial = (project: string | null, matched: boolean): Trial => ({
  mappingId: `mapping-of-${project}`,
  mapping: `mapping-of-${project}`,
  project,
  priority: 1,
  matched,
  clausesHeld: matched ? 1 : 0,
  clausesTotal: 1,
  failed: null,
});

const grant = {
  subject: { kind: "user" as const, name: "deployer" },
  user: null,
  groups: [
    { id: null, name: "readers", domain: null },
    { id: null, name: "writers", domain: { id: null, name: "Default" } },
  ],
  projectRoles: [],
  admin: false,
  ownPermissions: false,
  audience: [],
  lifetimeSeconds: 60,
  selfRevocable: false,
};

const explanationOf = (...trials: readonly Trial[]): Explanation => ({
  verdict: "accepted",
  verified: true,
  reason: null,
  progress: "claims_valid",
  callerSentence: "about mapping-of-bank",
  hint: "about mapping-of-bank",
  evidence: { nearest: "mapping-of-bank" },
  provider: "ci",
  mapping: trials.find(({ matched }) => matched)?.mapping ?? null,
  grant,
  wouldBeReplayed: null,
  trials,
  considered: trials.length,
  nearest: trials[0] ?? null,
  revision: 1,
  at: 0,
  remarks: ["about mapping-of-bank"],
});

describe("an explanation", () => {
  it("shows an administrator everything", () => {
    const shown = toExplanationDocument(
      explanationOf(trial("bank", true), trial(null, false)),
      administrator,
    );
    expect(shown).toMatchObject({ mapping: "mapping-of-bank", considered: 2, hint: "about mapping-of-bank" });
    expect(shown.grant?.groups).toEqual(["readers", "writers@Default"]);
  });

  it("shows a project admin nothing of mappings that are not its project's", () => {
    const explanation = explanationOf(trial("bank", true), trial("shop", false), trial(null, false));
    const shown = toExplanationDocument(explanation, shopkeeper);
    expect(shown.trials.map(({ mapping }) => mapping)).toEqual(["mapping-of-shop"]);
    expect(JSON.stringify(shown)).not.toMatch(/mapping-of-bank|mapping-of-null|deployer/);
    expect(shown.considered).toBe(1);
  });

  it("shows a project admin what its own mapping grants", () => {
    const shown = toExplanationDocument(explanationOf(trial("shop", true), trial("bank", false)), shopkeeper);
    expect(shown).toMatchObject({ mapping: "mapping-of-shop", grant: { user: "deployer" }, hint: null });
  });
});

describe("a record", () => {
  const record: StoredExchange = {
    id: "record-1",
    requestId: "reference",
    at: 0,
    face: "oauth",
    refusal: { reason: "template_failed", evidence: { mapping: "mapping-of-bank", pattern: "{{secret}}" } },
    progress: "claims_valid",
    providerId: "provider-1",
    providerName: "ci",
    mappingId: "mapping-1",
    mappingName: "mapping-of-bank",
    revision: 1,
    subject: "job",
    client: { addressPrefix: "192.0.2.0/24", userAgent: null },
    tokenId: null,
    tokenExpiresAt: null,
    details: {
      claims: { sub: "job" },
      project: null,
      mapping: null,
      entry: { kind: "exchange" },
      requestedAudience: [],
      context: {},
      grant,
    },
  };

  it("hides a mapping that is not the reader's, and what it grants", () => {
    expect(JSON.stringify(toExchangeDocument(record, false))).not.toMatch(/mapping-of-bank|secret|deployer/);
    expect(toExchangeDocument(record, true)).toMatchObject({
      mapping: "mapping-of-bank",
      details: { grant: { user: "deployer" } },
    });
  });

  it("whose details were erased keeps the rest", () => {
    expect(toExchangeDocument({ ...record, details: null }, true)).toMatchObject({
      reason: "template_failed",
      details: null,
    });
  });
});
