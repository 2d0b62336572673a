import { describe, expect, it } from "vitest";
import { toExchangeDocument } from "../../src/faces/admin/exchange-translate.ts";
import type { StoredExchange } from "../../src/store/store.ts";

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

describe("a record", () => {
  const record: StoredExchange = {
    id: "record-1",
    requestId: "reference",
    at: 0,
    face: "oauth",
    issuedBy: null,
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
