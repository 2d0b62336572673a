/** Signatures and keys: only an unaltered token under a sound published key, meant for verifying, holds. */

import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startIssuer, type TestIssuer } from "../issuer.ts";
import { type IssuerKey, makeIssuerKey, standardKeys } from "../issuer-keys.ts";
import { eachFace } from "./answers.ts";
import { audience, compact, describeHostile, itRefuses, segmentsOf, subject, type World } from "./fixture.ts";

/** A good token whose signature bytes are changed. */
const resigned = (kid: string, change: (bytes: Buffer) => Buffer) => (world: World) => {
  const [header, payload, signature] = segmentsOf(world.token({ key: world.key(kid) }));
  return compact(header, payload, change(Buffer.from(signature, "base64url")).toString("base64url"));
};
const flip = (at: number) => (bytes: Buffer) =>
  Buffer.from(bytes.map((byte, index) => (index === at ? byte ^ 0x80 : byte)));

/** A good token with other claims under its signature. */
const edited = (members: object) => (world: World) => {
  const [header, payload, signature] = segmentsOf(world.token());
  const claims = { ...JSON.parse(Buffer.from(payload, "base64url").toString()), ...members };
  return compact(header, Buffer.from(JSON.stringify(claims)).toString("base64url"), signature);
};

describeHostile("signature", {}, (world) => {
  itRefuses(world, [
    ...(["rsa-1", "ec-1", "ed-1"] as const).flatMap((kid) => [
      {
        what: `the first bit of ${kid}'s signature changed`,
        make: resigned(kid, flip(0)),
        reason: "bad_signature" as const,
      },
      {
        what: `the middle of ${kid}'s signature changed`,
        make: resigned(kid, flip(33)),
        reason: "bad_signature" as const,
      },
      {
        what: `half of ${kid}'s signature`,
        make: resigned(kid, (bytes) => bytes.subarray(0, bytes.length / 2)),
        reason: "bad_signature" as const,
      },
      {
        what: `${kid}'s signature twice`,
        make: resigned(kid, (bytes) => Buffer.concat([bytes, bytes])),
        reason: "bad_signature" as const,
      },
      {
        what: `nothing but ones for ${kid}`,
        make: resigned(kid, (bytes) => Buffer.alloc(bytes.length, 0xff)),
        reason: "bad_signature" as const,
      },
      {
        what: `one byte for ${kid}`,
        make: resigned(kid, () => Buffer.of(1)),
        reason: "bad_signature" as const,
      },
    ]),
    {
      what: "r and s exchanged",
      make: resigned("ec-1", (bytes) => Buffer.concat([bytes.subarray(32), bytes.subarray(0, 32)])),
      reason: "bad_signature",
    },
    {
      what: "an elliptic-curve signature of r = 0, s = 1",
      make: resigned("ec-1", () => Buffer.concat([Buffer.alloc(63), Buffer.of(1)])),
      reason: "bad_signature",
    },
    {
      what: "an Ed25519 signature of the neutral point",
      make: resigned("ed-1", () => Buffer.concat([Buffer.of(1), Buffer.alloc(63)])),
      reason: "bad_signature",
    },
    {
      what: "a longer life written in afterwards",
      make: edited({ exp: 4_000_000_000 }),
      reason: "bad_signature",
    },
    {
      what: "another owner written in afterwards",
      make: edited({ owner_id: "78" }),
      reason: "bad_signature",
    },
    {
      what: "the signature of another good token",
      make: (it) => {
        const [header, payload] = segmentsOf(it.token());
        return compact(header, payload, segmentsOf(it.token({ claims: { sub: "other" } }))[2]);
      },
      reason: "bad_signature",
    },
    ...(["rsa", "ec", "ed"] as const).map((name) => ({
      what: `the attacker's ${name} key under a published kid`,
      make: (it: World) => it.token({ key: it.foreign[name] }),
      reason: "bad_signature" as const,
    })),
    {
      what: "no signature under a good header",
      make: (it) => compact(...twoSegments(it), ""),
      reason: "malformed_token",
    },
  ]);
});

function twoSegments(world: World): [string, string] {
  const [header, payload] = segmentsOf(world.token());
  return [header, payload];
}

/** What an issuer may publish instead of a sound key, and what its tokens are refused for. */
const published: readonly (readonly [
  what: string,
  make: () => Promise<{ keys: readonly object[]; signer: IssuerKey; kid?: undefined }>,
  reason: Parameters<World["expectRefused"]>[2],
])[] = [
  ["a key for encryption", async () => with1({ use: "enc" }), "key_not_found"],
  ["a key for wrapping keys", async () => with1({ use: undefined, key_ops: ["wrapKey"] }), "key_not_found"],
  [
    "a private key",
    async () => {
      const [rsa] = await three();
      return {
        keys: [{ ...rsa.privateKey.export({ format: "jwk" }), kid: rsa.kid, alg: rsa.alg }],
        signer: rsa,
      };
    },
    "jwks_key_invalid",
  ],
  [
    "a short RSA key",
    async () => {
      const short = await makeIssuerKey("rsa-1", "RS256", 1024);
      return { keys: [short.publicJwk], signer: short };
    },
    "weak_key",
  ],
  ["the exponent 1", async () => with1({ e: "AQ" }), "weak_key"],
  ["an even exponent", async () => with1({ e: "AQAA" }), "weak_key"],
  [
    "an exponent as long as the modulus",
    async () => with1({ e: Buffer.alloc(256, 0xff).toString("base64url") }),
    "weak_key",
  ],
  [
    "a modulus beyond all use",
    async () => with1({ n: Buffer.alloc(2_048, 0xff).toString("base64url") }),
    "weak_key",
  ],
  [
    "another key under the same kid",
    async () => {
      const [rsa] = await three();
      const other = await makeIssuerKey("rsa-1", "RS256");
      return { keys: [rsa.publicJwk, other.publicJwk], signer: rsa };
    },
    "ambiguous_key",
  ],
  [
    "a secret beside its kid",
    async () => ({
      keys: [{ kty: "oct", k: "AAAA", kid: "rsa-1", alg: "HS256" }, (await three())[1].publicJwk],
      signer: (await three())[0],
    }),
    "key_not_found",
  ],
  ["a key that says another algorithm", async () => with1({ alg: "RS512" }), "alg_key_mismatch"],
];

async function three(): Promise<readonly [IssuerKey, IssuerKey, IssuerKey]> {
  const [rsa, ec, ed] = await standardKeys();
  if (rsa === undefined || ec === undefined || ed === undefined) throw new Error("three standard keys");
  return [rsa, ec, ed];
}

async function with1(members: object) {
  const [rsa, ec] = await three();
  return { keys: [{ ...rsa.publicJwk, ...members }, ec.publicJwk], signer: rsa };
}

describe("signature, keys an issuer should not publish", () => {
  let issuers: readonly TestIssuer[] = [];
  beforeAll(async () => {
    issuers = await Promise.all(published.map(() => startIssuer()));
  });
  afterAll(() => Promise.all(issuers.map((issuer) => issuer.close())));
  const alsoAllowed = () => issuers.map(({ origin }) => origin);
  describeHostile("published", { alsoAllowed }, (world) => {
    describe.each(eachFace)("on the %s", (_, face) => {
      it.each(published.map(([what, make, reason], at) => [what, make, reason, at] as const))(
        "refuses a token under %s",
        async (_what, make, reason, at) => {
          const issuer = issuers[at];
          if (issuer === undefined) throw new Error("no issuer");
          const { keys, signer } = await make();
          issuer.setJwks({ keys });
          const name = `published-${at}-${face.face}`;
          await world().create("/api/v1/providers", {
            name,
            issuer_url: issuer.url,
            audience,
            ca_certificates: issuer.ca,
          });
          const token = world().token({ key: signer, claims: { iss: issuer.url, sub: subject } });
          await world().expectRefused(face, token, reason, { provider_name: name });
        },
      );
    });
    it("still takes tokens under the sound keys beside", async () => {
      const [, ec] = await three();
      const issuer = issuers[0];
      const token = world().token({ key: ec, claims: { iss: issuer?.url } });
      expect(await world().reasonOf(token, { provider_name: "published-0-oauth" })).toBe(
        "no_matching_mapping",
      );
    });
  });
});
