/** The shape of a token: one spelling of each byte, one reading of each JSON text, and limits on all of it. */

import { CompactEncrypt, importJWK } from "jose";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import { signBytes } from "../issuer-keys.ts";
import { eachFace } from "./answers.ts";
import { compact, describeHostile, itRefuses, segmentsOf, type World } from "./fixture.ts";

/** Changes one segment of a good token: 0 header, 1 payload, 2 signature. */
const changed = (segment: 0 | 1 | 2, change: (text: string) => string) => (world: World) => {
  const segments = segmentsOf(world.token());
  const [header, payload, signature] = segments.map((text, at) => (at === segment ? change(text) : text));
  return compact(header ?? "", payload ?? "", signature ?? "");
};

/** A payload of these bytes, properly signed. */
const signed = (make: (claims: string) => string | Buffer) => (world: World) => {
  const [header, payload] = segmentsOf(world.token());
  const claims = Buffer.from(payload, "base64url").toString();
  const input = `${header}.${Buffer.from(make(claims)).toString("base64url")}`;
  return `${input}.${signBytes(world.key("rsa-1"), "RS256", input).toString("base64url")}`;
};

/** The claims with one more member at their end, as text. */
const withMember = (member: string) => signed((claims) => claims.replace(/\}$/, `,${member}}`));

describeHostile("structure", {}, (world) => {
  itRefuses(world, [
    ...(
      [
        ["one character", "x"],
        ["dots alone", "..."],
        ["a JSON document", '{"iss":"x"}'],
        ["the name of a scheme", "Bearer a.b.c"],
        ["thousands of dots", ".".repeat(9_000)],
        ["empty segments between", "a..b"],
      ] as const
    ).map(([what, text]) => ({ what, make: () => text, reason: "malformed_token" as const })),
    {
      what: "a token in quotation marks",
      make: (it) => `"${it.token()}"`,
      reason: "malformed_token",
    },
    { what: "a token and a line break", make: (it) => `${it.token()}\n`, reason: "malformed_token" },
    { what: "a token after white space", make: (it) => ` ${it.token()}`, reason: "malformed_token" },
    {
      what: "two tokens in a row, as many segments as a JWE",
      make: (it) => `${it.token()}${it.token()}`,
      reason: "encrypted_token",
    },
    {
      what: "two tokens with a comma between",
      make: (it) => `${it.token()},${it.token()}`,
      reason: "malformed_token",
    },
    { what: "a fourth segment", make: (it) => `${it.token()}.e30`, reason: "malformed_token" },
    {
      what: "a line break inside the payload",
      make: changed(1, (text) => `${text.slice(0, 40)}\n${text.slice(40)}`),
      reason: "malformed_token",
    },
    { what: "padding on the header", make: changed(0, (text) => `${text}=`), reason: "malformed_token" },
    {
      what: "a percent-encoded segment",
      make: changed(2, (text) => text.replace(/.$/, "%41")),
      reason: "malformed_token",
    },
    {
      what: "the other base64 alphabet",
      make: changed(2, (text) => `+/${text.slice(2)}`),
      reason: "malformed_token",
    },
    {
      what: "a letter that only looks right",
      make: changed(1, (text) => text.replace("e", "\u0435")),
      reason: "malformed_token",
    },
    { what: "one character too many", make: changed(2, (text) => `${text}AAA`), reason: "malformed_token" },
    {
      what: "another spelling of the signature's last byte",
      make: changed(2, respellLast),
      reason: "malformed_token",
    },
    {
      what: "the claims as a quoted text",
      make: signed((claims) => JSON.stringify(claims)),
      reason: "bad_json",
    },
    { what: "claims in a list", make: signed((claims) => `[${claims}]`), reason: "bad_json" },
    { what: "claims followed by more", make: signed((claims) => `${claims} 1`), reason: "bad_json" },
    {
      what: "claims in another encoding",
      make: signed((claims) => Buffer.from(claims, "utf16le")),
      reason: "bad_json",
    },
    {
      what: "a byte order mark",
      make: signed((claims) => Buffer.concat([Buffer.from("efbbbf", "hex"), Buffer.from(claims)])),
      reason: "bad_json",
    },
    {
      what: "claims that were deflated",
      make: signed(() => Buffer.from("789c030000000001", "hex")),
      reason: "bad_json",
    },
    { what: "a number with a leading zero", make: withMember('"n":007'), reason: "bad_json" },
    { what: "NaN", make: withMember('"n":NaN'), reason: "bad_json" },
    { what: "a control character in a text", make: withMember('"n":"\u0001"'), reason: "bad_json" },
    { what: "a comment", make: withMember('"n":1/**/'), reason: "bad_json" },
    {
      what: "an object of forty levels",
      make: withMember(`"n":${'{"n":'.repeat(40)}1${"}".repeat(40)}`),
      reason: "bad_json",
    },
    { what: "six hundred members", make: withMember(manyMembers(600)), reason: "bad_json" },
    {
      what: "a number beyond what is exact",
      make: withMember('"n":12345678901234567890'),
      reason: "bad_claim_value",
    },
    { what: "a number that is infinite", make: withMember('"n":-1e999'), reason: "bad_claim_value" },
    { what: "half a surrogate pair", make: withMember('"n":"\\ud83d"'), reason: "bad_claim_value" },
    { what: "a second subject", make: withMember('"sub":"root"'), reason: "duplicate_member" },
    {
      what: "a second subject spelled with an escape",
      make: withMember('"s\\u0075b":"root"'),
      reason: "duplicate_member",
    },
    {
      what: "a repeated member deep inside",
      make: withMember('"n":{"a":[{"b":1,"b":2}]}'),
      reason: "duplicate_member",
    },
    { what: "five segments of a JWE", make: (it) => `${it.token()}.AAAA.AAAA`, reason: "encrypted_token" },
    {
      what: "a token just above the longest",
      make: (it) => it.token({ claims: { pad: "x".repeat(12_000) } }).padEnd(16_385, "A"),
      reason: "too_large",
    },
  ]);

  describe.each(eachFace)("on the %s", (_, face) => {
    it("refuses a token inside a real JWE made for a published key of ours", async () => {
      const jwks = z
        .object({ keys: z.array(z.looseObject({ alg: z.string(), use: z.string() })) })
        .parse(await (await world().app.send("/.well-known/jwks.json")).json());
      const [ours] = await Promise.all(
        jwks.keys.map(({ alg: _alg, use: _use, ...published }) => importJWK(published, "ECDH-ES")),
      );
      if (ours === undefined) throw new Error("no key of ours is published");
      const nested = await new CompactEncrypt(Buffer.from(world().token()))
        .setProtectedHeader({ alg: "ECDH-ES", enc: "A256GCM", cty: "JWT" })
        .encrypt(ours);
      await world().expectRefused(face, nested, "encrypted_token");
    });

    it("answers a body full of token at once, whatever it holds", async () => {
      const began = performance.now();
      const answer = await world().exchange(face, "e30.".repeat(15_000));
      expect(answer.status).toBe(413);
      expect(performance.now() - began).toBeLessThan(2_000);
    });
  });
});

/** The last character of a 256-byte signature carries four unused bits. */
function respellLast(signature: string): string {
  const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
  return signature.slice(0, -1) + alphabet[alphabet.indexOf(signature.slice(-1)) + 1];
}

function manyMembers(count: number): string {
  return Array.from({ length: count }, (_, at) => `"m${at}":0`).join(",");
}
