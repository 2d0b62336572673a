import { describe, expect, it } from "vitest";
import { withoutExchange } from "../../src/core/exchange-record.ts";
import { type MintPorts, mint, type TokenOrder } from "../../src/core/minting.ts";
import { accept } from "../../src/core/refusal.ts";

const now = 1_800_000_000;
const grant: TokenOrder["grant"] = {
  subject: { kind: "user", name: "ada" },
  user: null,
  groups: [],
  projectRoles: [],
  admin: false,
  ownPermissions: true,
  audience: [],
  lifetimeSeconds: 60,
  selfRevocable: false,
};

/** The reference token that comes with an access token of so many characters. */
async function referenceFor(characters: number, wantsReferenceToken: TokenOrder["wantsReferenceToken"]) {
  const ports: MintPorts = {
    issuer: "https://sts.example.com",
    newTokenId: () => "t1",
    newReferenceToken: () => ({ token: "ref", hash: "hash" }),
    sign: async () => accept("x".repeat(characters)),
    commit: async () => accept(undefined),
  };
  const order: TokenOrder = {
    face: "keystone",
    layout: () => ({ typ: "JWT", header: {}, payload: { sub: "ada" } }),
    client: "ci",
    issuedAt: now,
    grant,
    reach: { userName: "ada", providerId: null, mappingId: null, revision: 1 },
    wantsReferenceToken,
    created: null,
  };
  const client = { addressPrefix: "192.0.2.0/24", userAgent: null };
  const details = { claims: null, project: null, mapping: null, requestedAudience: [], context: {}, grant };
  const minted = await mint(
    ports,
    order,
    (token) => ({
      ...withoutExchange,
      ...{ requestId: "r1", at: now, face: "keystone", revision: 1, client, token },
      issuedBy: { name: "ada", tokenId: null },
      details: { ...details, entry: { kind: "exchange" } },
    }),
    null,
  );
  return minted.ok && minted.value.referenceToken;
}

describe("a reference token", () => {
  it("is made where it is wanted, however short the access token is, and not where it is not", async () => {
    expect(await referenceFor(1, true)).toBe("ref");
    expect(await referenceFor(100_000, false)).toBeNull();
  });

  it("is made for an access token that is too long for a header, where only that is wanted", async () => {
    expect(await referenceFor(8_000, "if_long")).toBeNull();
    expect(await referenceFor(8_001, "if_long")).toBe("ref");
  });
});
