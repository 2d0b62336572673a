import { describe, expect, it } from "vitest";
import type { JsonObject, JsonValue } from "../../src/core/terms.ts";
import { claimsOf, parseCompact, peekIssuer } from "../../src/jws/compact.ts";
import { compactOf, segment, unverifiedToken } from "./tokens.ts";

const good: JsonObject = { alg: "RS256", kid: "rsa-1", typ: "JWT" };

function reasonOf(token: string, acceptAccessTokens = false): string | null {
  const verdict = parseCompact(token, { acceptAccessTokens });
  return verdict.ok ? null : verdict.refusal.reason;
}

describe("the segments of a token", () => {
  it("are taken apart without losing a character", () => {
    const token = unverifiedToken(good);
    const [header = "", payload = "", signature = ""] = token.split(".");
    const verdict = parseCompact(token);
    expect(verdict).toMatchObject({
      ok: true,
      value: { header: good, alg: "RS256", kid: "rsa-1", typ: "JWT", payloadSegment: payload },
    });
    if (!verdict.ok) return;
    expect(verdict.value.signingInput).toBe(`${header}.${payload}`);
    expect(segment(verdict.value.payloadBytes)).toBe(payload);
    expect(segment(verdict.value.signature)).toBe(signature);
  });

  const valid = unverifiedToken(good);
  it.each([
    ["the empty string", ""],
    ["plain words", "not a token"],
    ["one segment", "eyJhbGciOiJub25lIn0"],
    ["one segment that begins with a header", `${segment('{"alg":"RS256"} ')}A`],
    ["two segments", valid.split(".").slice(0, 2).join(".")],
    ["two dots only", ".."],
    ["four dots only", "...."],
    ["twelve thousand dots", ".".repeat(12_000)],
    ["a trailing dot", `${valid}.`],
    ["a leading dot", `.${valid}`],
    ["padding", `${valid}==`],
    ["a trailing space", `${valid} `],
    ["a leading line feed", `\n${valid}`],
    ["NUL inside", valid.replace(/(.{20})$/, "\u0000$1")],
    ["five segments behind something else", "!a.b.c.d.e"],
    ["five segments before something else", "a.b.c.d.e!"],
    ["six segments", "a.b.c.d.e.f"],
    ["a full-width dot", valid.replace(/\.(?=[^.]*$)/, "\uff0e")],
    ["an empty signature under a real algorithm", `${valid.split(".").slice(0, 2).join(".")}.`],
    ["the JSON serialisation", JSON.stringify({ payload: "e30", signatures: [] })],
    [
      "an unencoded payload (RFC 7797)",
      `${segment('{"alg":"RS256","b64":false,"crit":["b64"]}')}.{"iss":"a.b","x":"c.d"}.${segment("sig")}`,
    ],
  ])("are malformed: %s", (_, token) => {
    expect(reasonOf(token)).toBe("malformed_token");
  });

  it("are malformed when unused bits of the last character are set, in any segment", () => {
    const [header, payload, signature] = [segment('{"alg":"RS256"}x'), segment("{}ab"), segment("abcd")];
    const tampered = (text: string) =>
      `${text.slice(0, -1)}${String.fromCharCode(text.charCodeAt(text.length - 1) + 1)}`;
    expect(reasonOf(`${tampered(header)}.${payload}.${signature}`)).toBe("malformed_token");
    expect(reasonOf(`${header}.${tampered(payload)}.${signature}`)).toBe("malformed_token");
    expect(reasonOf(`${header}.${payload}.${tampered(signature)}`)).toBe("malformed_token");
  });

  it("are an encrypted token when there are five, whatever the first one asks for", () => {
    const header = segment('{"alg":"PBES2-HS256+A128KW","enc":"A128GCM","p2c":2147483647}');
    expect(reasonOf(`${header}.${segment("k")}.${segment("iv")}.${segment("c")}.${segment("t")}`)).toBe(
      "encrypted_token",
    );
    expect(reasonOf(`${header}..${segment("iv")}.${segment("c")}.${segment("t")}`)).toBe("encrypted_token");
  });
});

describe("the header of a token", () => {
  const withHeader = (changes: JsonObject) => unverifiedToken({ ...good, ...changes });
  const signature = Buffer.alloc(64, 1);

  it.each([
    ["null", "null"],
    ["an array", '["RS256"]'],
    ["broken", '{"alg":"RS256"'],
    ["preceded by a byte order mark", '\ufeff{"alg":"RS256"}'],
    ["followed by another", '{"alg":"RS256"}{}'],
  ])("is bad JSON when it is %s", (_, header) => {
    expect(parseCompact(compactOf(header, "{}", signature))).toMatchObject({
      ok: false,
      refusal: { reason: "bad_json", evidence: { part: "header" } },
    });
  });

  it("must not repeat a member, not even with escapes", () => {
    const header = '{"alg":"none","\\u0061lg":"RS256"}';
    expect(parseCompact(compactOf(header, "{}", signature))).toMatchObject({
      ok: false,
      refusal: { reason: "duplicate_member", evidence: { part: "header" } },
    });
  });

  it.each<[JsonValue]>([[256], [["RS256"]], [{ name: "RS256" }], [null], [true]])(
    "has an alg that is text, not %j",
    (alg) => {
      expect(reasonOf(withHeader({ alg }))).toBe("alg_not_allowed");
    },
  );

  it("has an alg", () => {
    expect(reasonOf(unverifiedToken({ kid: "rsa-1" }))).toBe("alg_not_allowed");
  });

  it.each(["none", "None", "nOnE", "HS256", "", "__proto__"])(
    "with alg %j and no signature is refused for its algorithm",
    (alg) => {
      expect(reasonOf(compactOf(JSON.stringify({ alg }), "{}", Buffer.alloc(0)))).toBe("alg_not_allowed");
    },
  );

  it("leaves the choice among algorithms to the provider's list", () => {
    expect(parseCompact(withHeader({ alg: "__proto__" }))).toMatchObject({
      ok: true,
      value: { alg: "__proto__" },
    });
  });

  it.each<[JsonValue]>([[["exp"]], [[]], ["exp"], [null], [["b64"]], [{}]])(
    "must not call anything critical: %j",
    (crit) => {
      expect(reasonOf(withHeader({ crit, b64: true }))).toBe("crit_unsupported");
    },
  );

  it.each<[JsonValue]>([[1], [null], [{ kid: "rsa-1" }], [["rsa-1"]]])(
    "has a kid that is text, not %j",
    (kid) => {
      expect(parseCompact(withHeader({ kid }))).toMatchObject({
        ok: false,
        refusal: { reason: "bad_header_type", evidence: { member: "kid" } },
      });
    },
  );

  it("has a kid of at most 256 characters", () => {
    expect(reasonOf(withHeader({ kid: "k".repeat(256) }))).toBeNull();
    expect(reasonOf(withHeader({ kid: "k".repeat(257) }))).toBe("bad_header_value");
  });

  it("without kid or typ says so with null", () => {
    expect(parseCompact(unverifiedToken({ alg: "RS256" }))).toMatchObject({
      ok: true,
      value: { kid: null, typ: null },
    });
  });

  it.each(["JWT", "jwt", "Jwt", "application/jwt", "application/JWT"])("may have the type %s", (typ) => {
    expect(reasonOf(withHeader({ typ }))).toBeNull();
  });

  it.each<[JsonValue]>([
    ["at+jwt"],
    ["application/at+jwt"],
    ["logout+jwt"],
    ["secevent+jwt"],
    ["dpop+jwt"],
    ["JOSE"],
    ["client-authentication+jwt"],
    [""],
    ["JWT "],
    [7],
    [null],
  ])("must not have the type %j", (typ) => {
    expect(reasonOf(withHeader({ typ }))).toBe("token_type_mismatch");
  });

  it.each(["at+jwt", "AT+JWT", "application/at+jwt"])(
    "may have the type %s where access tokens are taken",
    (typ) => {
      expect(reasonOf(withHeader({ typ }), true)).toBeNull();
    },
  );

  it("must not announce a token inside the token", () => {
    expect(reasonOf(withHeader({ cty: "JWT" }))).toBe("token_type_mismatch");
  });

  it.each(["zip", "enc", "epk", "apu", "apv", "iv", "tag", "p2s", "p2c"])(
    "must not hold %s, which belongs to encrypted tokens",
    (member) => {
      expect(reasonOf(withHeader({ [member]: "DEF" }))).toBe("bad_header_value");
    },
  );

  it("must not ask for an unencoded payload, but may say that it is encoded", () => {
    expect(reasonOf(withHeader({ b64: false }))).toBe("bad_header_value");
    expect(reasonOf(withHeader({ b64: true }))).toBeNull();
  });

  it("has the one type that is asked for, letter for letter, where one is", () => {
    const read = (header: JsonObject) =>
      parseCompact(unverifiedToken(header), { acceptAccessTokens: true, onlyType: "checkpoint+jwt" });
    expect(read({ ...good, typ: "checkpoint+jwt" })).toMatchObject({
      ok: true,
      value: { typ: "checkpoint+jwt" },
    });
    for (const typ of ["Checkpoint+jwt", "JWT", "at+jwt"]) {
      expect(read({ ...good, typ })).toEqual({
        ok: false,
        refusal: { reason: "token_type_mismatch", evidence: { presented: typ } },
      });
    }
    expect(read({ alg: "RS256" }).ok).toBe(false);
  });

  it("may carry keys and certificates, which nobody reads", () => {
    const changes = {
      jwk: { kty: "oct" },
      jku: "https://evil.example",
      x5u: "https://evil.example",
      x5c: ["AA"],
    };
    expect(reasonOf(withHeader(changes))).toBeNull();
  });

  it("is an ID token's unless somebody says otherwise", () => {
    const token = unverifiedToken({ ...good, typ: "at+jwt" });
    expect(parseCompact(token)).toMatchObject({ refusal: { reason: "token_type_mismatch" } });
  });

  it("gives evidence of bounded length", () => {
    const verdict = parseCompact(withHeader({ typ: "x".repeat(9000) }));
    expect(JSON.stringify(verdict).length).toBeLessThan(300);
  });
});

describe("the claims of a token", () => {
  it("are its own, whatever was read before or since", () => {
    const tokens = ["a", "b", "c"].map((sub) => {
      const jws = parseCompact(unverifiedToken(good, JSON.stringify({ sub })));
      if (!jws.ok) throw new Error("the token is sound");
      return { jws: jws.value, claims: { ok: true, value: { sub } } };
    });
    for (const { jws, claims } of [...tokens, ...tokens.toReversed()]) expect(claimsOf(jws)).toEqual(claims);
  });
});

describe("peekIssuer", () => {
  it("gives the issuer and nothing else", () => {
    const token = unverifiedToken(good, '{"iss":"https://issuer.example","sub":"root"}');
    expect(peekIssuer(token)).toEqual({ ok: true, value: { issuer: "https://issuer.example" } });
  });

  it.each([
    ["missing_claim", "{}"],
    ["bad_claim_type", '{"iss":["https://issuer.example"]}'],
    ["ambiguous_claim_name", '{"iss":"https://issuer.example","ISS":"x"}'],
    ["bad_json", "[]"],
    ["malformed_token", ""],
  ])("refuses with %s the payload %j", (reason, payload) => {
    expect(peekIssuer(unverifiedToken(good, payload))).toMatchObject({ ok: false, refusal: { reason } });
  });

  it("also reads an access token, because only the provider decides about those", () => {
    expect(peekIssuer(unverifiedToken({ ...good, typ: "at+jwt" })).ok).toBe(true);
  });
});

describe("what is told of a broken token", () => {
  const [header = "", payload = "", signature = ""] = unverifiedToken(good).split(".");
  it.each([
    ["the header", `${header}=.${payload}.${signature}`, "the header is not canonical base64url"],
    ["the payload", `${header}.${payload}=.${signature}`, "the payload is not canonical base64url"],
    ["the signature", `${header}.${payload}.${signature}=`, "the signature is not canonical base64url"],
    ["an empty header", `.${payload}.${signature}`, "the header is empty"],
    ["another number of segments", `${header}.${payload}`, "there are not exactly three segments"],
  ])("names %s", (_, token, detail) => {
    expect(parseCompact(token)).toEqual({
      ok: false,
      refusal: { reason: "malformed_token", evidence: { detail } },
    });
  });

  it.each<[string, JsonValue, string, JsonObject]>([
    ["no object", [], "bad_json", { part: "header", detail: "it is not an object" }],
    ["an alg that is no text", { alg: 256 }, "alg_not_allowed", { presented: "256" }],
    ["a critical extension", { ...good, crit: ["exp"] }, "crit_unsupported", { crit: '["exp"]' }],
    [
      "a member of encrypted tokens",
      { ...good, enc: "A128GCM" },
      "bad_header_value",
      { member: "enc", detail: "belongs to encrypted tokens" },
    ],
    [
      "an unencoded payload",
      { ...good, b64: false },
      "bad_header_value",
      { member: "b64", detail: "unencoded payloads are not JWTs" },
    ],
    [
      "a token inside",
      { ...good, cty: "JWT" },
      "token_type_mismatch",
      { presented: "a token inside a token (cty)" },
    ],
    [
      "a long kid",
      { ...good, kid: "k".repeat(257) },
      "bad_header_value",
      { member: "kid", detail: "is longer than 256 characters" },
    ],
    ["another type", { ...good, typ: "dpop+jwt" }, "token_type_mismatch", { presented: "dpop+jwt" }],
  ])("names %s in its header", (_, broken, reason, evidence) => {
    expect(parseCompact(compactOf(JSON.stringify(broken), "{}", Buffer.alloc(256, 1)))).toEqual({
      ok: false,
      refusal: { reason, evidence },
    });
  });

  it("names the algorithm of a token without a signature, or the missing signature", () => {
    const unsigned = (alg: string) => parseCompact(compactOf(JSON.stringify({ alg }), "{}", Buffer.alloc(0)));
    expect(unsigned("none")).toMatchObject({
      refusal: { reason: "alg_not_allowed", evidence: { presented: "none" } },
    });
    expect(unsigned("RS256")).toMatchObject({
      refusal: { reason: "malformed_token", evidence: { detail: "the signature is empty" } },
    });
  });

  it("names the claim that an issuer is looked for in", () => {
    const peeked = (claims: JsonObject) => peekIssuer(unverifiedToken(good, JSON.stringify(claims)));
    expect(peeked({})).toMatchObject({ refusal: { reason: "missing_claim", evidence: { claim: "iss" } } });
    expect(peeked({ iss: 1 })).toMatchObject({
      refusal: { reason: "bad_claim_type", evidence: { claim: "iss", expected: "a string" } },
    });
    expect(peekIssuer("not a token")).toMatchObject({ refusal: { reason: "malformed_token" } });
  });
});
