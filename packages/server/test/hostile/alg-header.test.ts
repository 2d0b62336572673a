/**
 * Algorithms and headers: the algorithm is the provider's and the key's to allow, never the token's, and
 * nothing in a header may bring its own key, ask for another reading or name a key that is not published.
 */

import { signCompact } from "../issuer-keys.ts";
import { compact, describeHostile, itRefuses, segmentsOf, type World } from "./fixture.ts";

describeHostile("alg", {}, (world) => {
  itRefuses(world, [
    ...["none", "NONE", "NoNe", "none\u0000", "hs256", "RS1", "ES256K", "RSA-OAEP", "toString"].map(
      (alg) => ({
        what: `the algorithm ${JSON.stringify(alg)} with a good RSA signature`,
        make: (it: World) => it.token({ header: { alg } }),
        reason: "alg_not_allowed" as const,
      }),
    ),
    {
      what: "alg none with no signature",
      make: (it) => unsigned(it, { alg: "none", kid: "rsa-1", typ: "JWT" }),
      reason: "alg_not_allowed",
    },
    {
      what: "a header without alg and a token without signature",
      make: (it) => unsigned(it, { kid: "rsa-1" }),
      reason: "alg_not_allowed",
    },
    ...([null, 0, true, ["none"], { RS256: true }] as const).map((alg) => ({
      what: `alg given as ${JSON.stringify(alg)}`,
      make: (it: World) => it.token({ header: { alg } }),
      reason: "alg_not_allowed" as const,
    })),
    ...(["HS256", "HS384", "HS512"] as const).flatMap((alg) => [
      {
        what: `${alg} keyed with the public key in PEM`,
        make: (it: World) =>
          it.token({ alg, secret: it.key("rsa-1").publicKey.export({ type: "spki", format: "pem" }) }),
        reason: "alg_not_allowed" as const,
      },
      {
        what: `${alg} keyed with the published JWK`,
        make: (it: World) =>
          it.token({ alg, secret: JSON.stringify(it.key("ec-1").publicJwk), key: it.key("ec-1") }),
        reason: "alg_not_allowed" as const,
      },
    ]),
    {
      what: "an HMAC keyed with nothing",
      make: (it) => it.token({ alg: "HS256", secret: "" }),
      reason: "alg_not_allowed",
    },
    {
      what: "PS256 by a key published for RS256",
      make: (it) => it.token({ alg: "PS256" }),
      reason: "alg_key_mismatch",
    },
    {
      what: "EdDSA by the name of an elliptic-curve key",
      make: (it) => it.token({ key: it.key("ed-1"), header: { kid: "ec-1" } }),
      reason: "alg_key_mismatch",
    },
  ]);
});

describeHostile("alg, where the provider allows one", { provider: { algorithms: ["ES256"] } }, (world) => {
  itRefuses(world, [
    { what: "another algorithm of the issuer", make: (it) => it.token(), reason: "alg_not_allowed" },
    {
      what: "the allowed name over another kind of signature",
      make: (it) => it.token({ header: { alg: "ES256" } }),
      reason: "alg_key_mismatch",
    },
  ]);
});

describeHostile("header", {}, (world) => {
  itRefuses(world, [
    ...[
      "../rsa-1",
      "rsa-1/../ec-1",
      "RSA-1",
      "rsa-1 ",
      "' or 1=1 --",
      "__proto__",
      "hasOwnProperty",
      "rsa-1\n{}",
      "\u202ersa-1",
      "https://attacker.example/jwks.json",
    ].map((kid) => ({
      what: `the unpublished kid ${JSON.stringify(kid)}`,
      make: (it: World) => it.token({ header: { kid } }),
      reason: "key_not_found" as const,
    })),
    ...([null, 7, false, [], {}] as const).map((kid) => ({
      what: `kid given as ${JSON.stringify(kid)}`,
      make: (it: World) => it.token({ header: { kid } }),
      reason: "bad_header_type" as const,
    })),
    {
      what: "a kid longer than any",
      make: (it) => it.token({ header: { kid: "k".repeat(257) } }),
      reason: "bad_header_value",
    },
    ...([[], ["exp"], ["x-unknown"], "exp", null, ["alg", "alg"]] as const).map((crit) => ({
      what: `crit given as ${JSON.stringify(crit)}`,
      make: (it: World) => it.token({ header: { crit, exp: 1 } }),
      reason: "crit_unsupported" as const,
    })),
    {
      what: "an unencoded payload without crit",
      make: (it) => it.token({ header: { b64: false } }),
      reason: "bad_header_value",
    },
    ...["at+jwt", "application/at+jwt", "dpop+jwt", "logout+jwt", "kb+jwt", "JWT ", "jwt+x"].map((typ) => ({
      what: `the type ${JSON.stringify(typ)}`,
      make: (it: World) => it.token({ header: { typ } }),
      reason: "token_type_mismatch" as const,
    })),
    ...([null, 1, ["JWT"]] as const).map((typ) => ({
      what: `typ given as ${JSON.stringify(typ)}`,
      make: (it: World) => it.token({ header: { typ } }),
      reason: "token_type_mismatch" as const,
    })),
    {
      what: "a token inside a token",
      make: (it) => it.token({ header: { cty: "jwt" } }),
      reason: "token_type_mismatch",
    },
    ...["enc", "p2c", "epk", "zip"].map((member) => ({
      what: `the encryption member ${member}`,
      make: (it: World) => it.token({ header: { [member]: "x" } }),
      reason: "bad_header_value" as const,
    })),
    {
      what: "a repeated member of the header",
      make: (it) => it.token({ headerText: '{"alg":"none","kid":"rsa-1","alg":"RS256"}' }),
      reason: "duplicate_member",
    },
    {
      what: "a repeated member spelled with an escape",
      make: (it) => it.token({ headerText: '{"alg":"RS256","kid":"rsa-1","\\u006bid":"ec-1"}' }),
      reason: "duplicate_member",
    },
    ...["[]", '"JWT"', "0", "", "{", "{}{}", "{'alg':'RS256'}"].map((headerText) => ({
      what: `the header ${JSON.stringify(headerText)}`,
      make: (it: World) => it.token({ headerText }),
      reason: headerText === "" ? ("malformed_token" as const) : ("bad_json" as const),
    })),
    {
      what: "a header forty objects deep",
      make: (it) => it.token({ headerText: `{"alg":"RS256","x":${"[".repeat(40)}${"]".repeat(40)}}` }),
      reason: "bad_json",
    },
    {
      what: "members named like inherited ones in place of alg",
      make: (it) => it.token({ headerText: '{"__proto__":{"alg":"RS256","kid":"rsa-1"}}' }),
      reason: "alg_not_allowed",
    },
  ]);
});

describeHostile("header, keys it brings along", {}, (world) => {
  const brought = (it: World, header: object, kid: string | undefined) =>
    it.token({ key: it.foreign.rsa, header: { kid, ...header } });
  itRefuses(world, [
    {
      what: "the attacker's key in jwk",
      make: (it) => brought(it, { jwk: it.foreign.rsa.publicJwk }, "rsa-1"),
      reason: "bad_signature",
    },
    {
      what: "a key set's address in jku",
      make: (it) => brought(it, { jku: `${it.canary.origin}/keys` }, "theirs"),
      reason: "key_not_found",
    },
    {
      what: "a certificate's address in x5u beside a published kid",
      make: (it) => brought(it, { x5u: `${it.canary.origin}/cert` }, "rsa-1"),
      reason: "bad_signature",
    },
    {
      what: "the attacker's elliptic-curve key in jwk under no kid",
      make: (it) =>
        it.token({ key: it.foreign.ec, header: { kid: undefined, jwk: it.foreign.ec.publicJwk } }),
      reason: "bad_signature",
    },
    {
      what: "a header that was not signed",
      make: (it) => {
        const [, payload, signature] = segmentsOf(it.token());
        const [header] = segmentsOf(
          signCompact(it.key("rsa-1"), "RS256", '{"alg":"RS256","kid":"rsa-1"}', "{}"),
        );
        return compact(header, payload, signature);
      },
      reason: "bad_signature",
    },
  ]);
});

function unsigned(world: World, header: object): string {
  const [, payload] = segmentsOf(world.token());
  return compact(Buffer.from(JSON.stringify(header)).toString("base64url"), payload, "");
}
