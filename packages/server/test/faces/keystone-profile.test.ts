/** What this face writes into a token and says of refusals: pure functions, both ways. */

import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type Reason, reasons } from "../../src/core/reasons.ts";
import type { Progress } from "../../src/core/refusal.ts";
import type { TokenGrant } from "../../src/core/terms.ts";
import { failureOfRefusal } from "../../src/faces/keystone/refusals.ts";
import {
  grantOf,
  layoutToken,
  readMinted,
  readToken,
  type TokenContents,
} from "../../src/faces/keystone/tokens/profile.ts";
import { tried } from "../properties/property.ts";

const id = fc.string({ minLength: 1, maxLength: 40 });
const contents: fc.Arbitrary<TokenContents> = fc.record({
  user: fc.record({ id, name: id, domain: fc.record({ id, name: id }) }),
  door: fc.option(fc.record({ identityProvider: id, protocol: id })),
  groupIds: fc.uniqueArray(id, { maxLength: 5 }),
  given: fc.array(fc.record({ project: id, roleIds: fc.array(id, { maxLength: 3 }) }), { maxLength: 3 }),
  scope: fc.option(
    fc.oneof(
      fc.record({ kind: fc.constant("project" as const), id }),
      fc.record({ kind: fc.constant("domain" as const), id }),
      fc.constant({ kind: "system" as const }),
    ),
  ),
  methods: fc.array(id, { minLength: 1, maxLength: 3 }),
  rootAuditId: fc.option(id),
  administers: fc.boolean(),
  introspects: fc.oneof(fc.constant("every" as const), fc.array(id, { maxLength: 3 })),
  audience: fc.uniqueArray(fc.webUrl(), { minLength: 1, maxLength: 3 }),
});

describe("a token of the Keystone face", () => {
  it("is read as what was laid out in it", () => {
    fc.assert(
      fc.property(contents, fc.uuid(), fc.nat(), (given, tokenId, issuedAt) => {
        const minted = { tokenId, issuedAt, expiresAt: issuedAt + 3_600 };
        const grant: TokenGrant = { ...grantOf(given), lifetimeSeconds: 3_600, selfRevocable: true };
        const { payload } = layoutToken(given)({
          ...minted,
          issuer: "https://sts.example.com",
          face: "keystone",
          grant,
          client: "idp",
        });
        expect(readToken(payload)).toEqual(readMinted(given, minted));
      }),
      tried(54, 300),
    );
  });

  it.each([{}, { sub: "a" }, { scp: "applied-permissions/admin", sub: "a", iat: 1, exp: 2, jti: "j" }])(
    "is not what another face laid out: %j",
    (claims) => {
      expect(readToken(claims)).toBeNull();
    },
  );
});

describe("a refused login", () => {
  const stages: readonly Progress[] = ["unverified", "signature_valid", "claims_valid"];
  const told = (reason: Reason, progress: Progress, level: "full" | "minimal") => {
    const evidence = {
      detail: "Say so.",
      domain: "D",
      role: "R",
      what: "user name",
      length: 300,
      most: 255,
      retryAfterSeconds: 7,
    };
    return failureOfRefusal({ reason, evidence }, progress, { level, endpoint: "https://x/v3" });
  };

  it.each(Object.keys(reasons) as Reason[])(
    "for %s has a status of this face, and a challenge with 401",
    (reason) => {
      for (const progress of stages) {
        for (const level of ["full", "minimal"] as const) {
          const { status, headers, message } = told(reason, progress, level);
          expect([400, 401, 403, 404, 413, 429, 503]).toContain(status);
          expect("www-authenticate" in headers).toBe(status === 401);
          expect("retry-after" in headers).toBe(status === 429 || status === 503);
          expect(message).not.toBe("");
        }
      }
    },
  );

  it("is told in its own words only to who may know them", () => {
    expect(told("domain_not_found", "claims_valid", "full").status).toBe(404);
    expect(told("domain_not_found", "claims_valid", "minimal").status).toBe(401);
    expect(told("name_too_long", "signature_valid", "full").status).toBe(401);
    expect(told("issuer_mismatch", "unverified", "minimal").status).toBe(403);
  });
});
