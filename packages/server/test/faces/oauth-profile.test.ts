import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { TokenFacts } from "../../src/core/exchange-request.ts";
import type { TokenGrant } from "../../src/core/terms.ts";
import { layoutAccessToken, subjectOf } from "../../src/faces/oauth/profile.ts";

const grant: TokenGrant = {
  subject: { kind: "user", name: "deployer" },
  user: null,
  groups: [],
  projectRoles: [],
  admin: false,
  ownPermissions: false,
  audience: [],
  lifetimeSeconds: 600,
  selfRevocable: false,
};

function payloadFor(changes: Partial<TokenGrant>) {
  const facts: TokenFacts = {
    issuer: "https://sts.example",
    tokenId: "token-1",
    face: "oauth",
    issuedAt: 1000,
    expiresAt: 1600,
    grant: { ...grant, ...changes },
    client: "github",
  };
  return layoutAccessToken(facts);
}

describe("the OAuth face's access token", () => {
  it("is laid out as RFC 9068 asks", () => {
    expect(payloadFor({})).toEqual({
      typ: "at+jwt",
      header: {},
      payload: {
        iss: "https://sts.example",
        exp: 1600,
        aud: "https://sts.example",
        sub: "deployer",
        client_id: "github",
        iat: 1000,
        jti: "token-1",
      },
    });
  });

  it("is for the mapping's plain audiences", () => {
    const one = payloadFor({ audience: ["https://api.example", "jfrt@*"] });
    const two = payloadFor({ audience: ["https://api.example", "billing"] });
    expect([one.payload["aud"], two.payload["aud"]]).toEqual([
      "https://api.example",
      ["https://api.example", "billing"],
    ]);
  });

  it("is for this server where the mapping names only platform services", () => {
    expect(payloadFor({ audience: ["*@*"] }).payload["aud"]).toBe("https://sts.example");
  });

  it("carries project roles with their project, and tells an administrator from them", () => {
    const roles = payloadFor({
      admin: true,
      projectRoles: [{ project: "shop", domain: null, roles: ["admin", "viewer"] }],
    }).payload["roles"];
    expect(roles).toEqual(["admin", "shop:admin", "shop:viewer"]);
  });

  it("carries no group of another domain", () => {
    const groups = payloadFor({
      groups: [
        { id: null, name: "readers", domain: null },
        { id: null, name: "writers", domain: { id: "d", name: null } },
        { id: "g-1", name: null, domain: null },
      ],
    }).payload["groups"];
    expect(groups).toEqual(["readers"]);
  });

  it("never gives a user the subject of a workload", () => {
    const name = fc.string({ minLength: 1, maxLength: 8, unit: fc.constantFrom("a", "/", "%", "2", "F") });
    fc.assert(
      fc.property(name, name, name, (user, provider, mapping) => {
        const workload = subjectOf({ kind: "mapping", provider, mapping });
        expect(subjectOf({ kind: "user", name: user })).not.toBe(workload);
      }),
      { seed: 8693, numRuns: 500 },
    );
  });

  it("gives different workloads different subjects", () => {
    const one = subjectOf({ kind: "mapping", provider: "a/b", mapping: "c" });
    const other = subjectOf({ kind: "mapping", provider: "a", mapping: "b/c" });
    expect(one).not.toBe(other);
  });
});
