/** When a token holds, by a clock that cannot be turned back, and what it must say about its subject. */

import { describe, expect, it } from "vitest";
import { eachFace } from "./answers.ts";
import { describeHostile, itRefuses, type World } from "./fixture.ts";

/** A token with times given in seconds from now; the provider tolerates 30. */
const timed = (times: Readonly<Record<string, number | undefined>>) => (world: World) =>
  world.token({
    claims: Object.fromEntries(
      Object.entries(times).map(([name, offset]) => [
        name,
        offset === undefined ? undefined : world.app.now() + offset,
      ]),
    ),
  });
const claiming = (claims: Readonly<Record<string, unknown>>) => (world: World) => world.token({ claims });
/** A token in which one claim is this JSON text. */
const written = (claim: string, text: string) => (world: World) => {
  const [, payload = ""] = world.token().split(".");
  const claims = JSON.parse(Buffer.from(payload, "base64url").toString());
  const rest = JSON.stringify({ ...claims, [claim]: undefined }).slice(1);
  return world.token({ payloadText: `{"${claim}":${text},${rest}` });
};

const hour = 3_600;

describeHostile("time", {}, (world) => {
  itRefuses(world, [
    ...["exp", "iat"].map((claim) => ({
      what: `no ${claim}`,
      make: timed({ [claim]: undefined }),
      reason: "missing_claim" as const,
    })),
    ...["exp", "iat", "nbf"].flatMap((claim) =>
      [null, "1700000000", true, {}, [1]].map((value) => ({
        what: `${claim} given as ${JSON.stringify(value)}`,
        make: claiming({ [claim]: value }),
        reason: "bad_claim_type" as const,
      })),
    ),
    ...["exp", "iat", "nbf"].flatMap((claim) =>
      ["1e400", "-1e400", "9007199254740992"].map((text) => ({
        what: `${claim} written as ${text}`,
        make: written(claim, text),
        reason: "bad_claim_value" as const,
      })),
    ),
    {
      what: "a token that expired half an hour ago",
      make: timed({ iat: -hour, exp: -hour / 2 }),
      reason: "expired",
    },
    {
      what: "a token that expired just beyond the tolerance",
      make: timed({ iat: -hour, exp: -30 }),
      reason: "expired",
    },
    { what: "a token from before 1970", make: claiming({ iat: -20, exp: -10 }), reason: "expired" },
    {
      what: "a token that expires before it was issued",
      make: timed({ iat: 25, exp: 5 }),
      reason: "bad_claim_value",
    },
    {
      what: "a token issued in five minutes",
      make: timed({ iat: 300, exp: 600 }),
      reason: "issued_in_future",
    },
    {
      what: "a token not valid for another hour",
      make: timed({ nbf: hour, exp: 2 * hour }),
      reason: "not_yet_valid",
    },
    { what: "a token that lives two days", make: timed({ exp: 48 * hour }), reason: "lifetime_too_long" },
    {
      what: "a token that lives for ever",
      make: claiming({ exp: 9_007_199_254_740_991 }),
      reason: "lifetime_too_long",
    },
  ]);

  describe.each(eachFace)("on the %s", (_, face) => {
    it("accepts a token until its expiry and the tolerance, and not a second longer", async () => {
      const token = timed({ iat: -hour, exp: 600 })(world());
      await world().expectIssued(face, token);
      world().app.advance(629 - 5);
      await world().expectIssued(face, token);
      world().app.advance(6);
      await world().expectRefused(face, token, "expired");
    });

    it("stays with the true time when the machine's clock is set back", async () => {
      const expired = timed({ iat: -hour, exp: -31 })(world());
      const good = world().token();
      world().app.stepWallClock(-2 * hour);
      await world().expectRefused(face, expired, "expired");
      await world().expectIssued(face, good);
      world().app.stepWallClock(2 * hour);
    });

    it("issues nothing that outlives what the mapping grants", async () => {
      const { body } = await world().expectIssued(face, timed({ exp: 12 * hour })(world()));
      expect(body["expires_in"]).toBe(hour);
    });
  });
});

describeHostile(
  "subject",
  { provider: { replay: { policy: "single_use", key: { kind: "jti" } } } },
  (world) => {
    itRefuses(
      world,
      ["sub", "jti"].flatMap((claim) => [
        { what: `no ${claim}`, make: claiming({ [claim]: undefined }), reason: "missing_claim" as const },
        ...[null, 0, false, [], ["x"], { id: "x" }].map((value) => ({
          what: `${claim} given as ${JSON.stringify(value)}`,
          make: claiming({ [claim]: value }),
          reason: "bad_claim_type" as const,
        })),
        ...["", "a\u0000b", "a\nb", "a\u001bb", "a\u2028b", "a\u202eb", "a\u2066b", "x".repeat(1_025)].map(
          (value) => ({
            what: `${claim} given as ${JSON.stringify(value.slice(0, 12))}, ${value.length} characters long`,
            make: claiming({ [claim]: value }),
            reason: "bad_claim_value" as const,
          }),
        ),
      ]),
    );
    itRefuses(world, [
      { what: "a security event", make: claiming({ events: {} }), reason: "token_type_mismatch" },
      { what: "a subject nobody mapped", make: claiming({ sub: "stranger" }), reason: "no_matching_mapping" },
      {
        what: "half a surrogate pair as subject",
        make: written("sub", '"\\udc00"'),
        reason: "bad_claim_value",
      },
    ]);
  },
);
