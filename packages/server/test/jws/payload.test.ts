import { describe, expect, it } from "vitest";
import { parseClaims } from "../../src/jws/payload.ts";

const parse = (payload: string | Uint8Array) => parseClaims(Buffer.from(payload));

describe("parseClaims", () => {
  it("gives the claims as they stand", () => {
    expect(parse('{"iss":"x","exp":1.5,"náme":"é","__proto__":1}')).toMatchObject({ ok: true });
  });

  it.each([
    ["a trailing comma", '{"iss":"x",}'],
    ["two objects", '{"iss":"x"}{}'],
    ["a comment", '{"iss":"x"/* c */}'],
    ["an array", '["iss"]'],
    ["text", '"iss"'],
    ["a byte order mark", "\ufeff{}"],
    ["half a pair in a claim's name", '{"\\ud800":1}'],
    ["depth 2000", `{"x":${"[".repeat(2000)}${"]".repeat(2000)}}`],
    [
      "thousands of integer-like names",
      `{${Array.from({ length: 5000 }, (_, index) => `"${index}":0`).join(",")}}`,
    ],
  ])("refuses %s as bad JSON", (_, payload) => {
    expect(parse(payload)).toMatchObject({
      ok: false,
      refusal: { reason: "bad_json", evidence: { part: "payload" } },
    });
  });

  it("refuses bytes that are not UTF-8 as bad JSON", () => {
    const bytes = Buffer.concat([Buffer.from('{"x":"'), Buffer.from("c328ff", "hex"), Buffer.from('"}')]);
    expect(parse(bytes)).toMatchObject({ ok: false, refusal: { reason: "bad_json" } });
  });

  it("refuses an empty payload as no token", () => {
    expect(parse("")).toEqual({
      ok: false,
      refusal: { reason: "malformed_token", evidence: { detail: "the payload is empty" } },
    });
  });

  it("refuses a repeated claim", () => {
    expect(parse('{"sub":"a","sub":"b"}')).toMatchObject({
      ok: false,
      refusal: { reason: "duplicate_member", evidence: { part: "payload" } },
    });
  });

  it.each([
    ["exp", '{"exp":9007199254740993}'],
    ["iat", '{"iat":-1e400}'],
    ["nbf", '{"iss":"x","nbf":1e400}'],
    ["build", '{"build":{"ids":[1,1e400]}}'],
    ["sub", '{"sub":"repo:\\ud800"}'],
  ])("blames the claim %s for its value in %s", (claim, payload) => {
    expect(parse(payload)).toMatchObject({
      ok: false,
      refusal: {
        reason: "bad_claim_value",
        evidence: { claim, detail: expect.stringMatching(/^is not acceptable: ./) },
      },
    });
  });

  it("says of a payload that is no object that it is not", () => {
    expect(parse("[]")).toMatchObject({
      refusal: { evidence: { part: "payload", detail: "it is not an object" } },
    });
  });

  it.each([
    "ISS",
    "Aud",
    "SUB",
    "i\u017fs",
    "\u017fub",
    "\uff53\uff55\uff42",
    "s\u200bub",
    "sub ",
    " sub",
    "\u0131ss",
    "\u0130SS",
    "NONCE",
    "Exp",
    "Nbf",
    "IAT",
    "jTi",
    "AZP",
    "Auth_time",
    "ACR",
    "Amr",
    "AT_HASH",
    "c_Hash",
  ])("refuses a claim called %j beside the real one", (name) => {
    const payload = JSON.stringify({ iss: "x", sub: "y", [name]: "z" });
    expect(parse(payload)).toEqual({
      ok: false,
      refusal: { reason: "ambiguous_claim_name", evidence: { claim: name } },
    });
  });

  it.each([
    "náme",
    "Email",
    "repository_owner",
    "https://example.com/sub",
    "constructor",
    "токен",
    "sub_id",
    "oidc.circleci.com/project-id",
  ])("accepts a claim called %s", (name) => {
    expect(parse(JSON.stringify({ iss: "x", [name]: 1 })).ok).toBe(true);
  });
});
