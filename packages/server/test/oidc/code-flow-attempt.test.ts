import { describe, expect, it } from "vitest";
import { attemptFault, subjectIn } from "../../src/oidc/code-flow.ts";

const part = (value: unknown) => Buffer.from(JSON.stringify(value)).toString("base64url");
/** As the token endpoint gives it; who signed it is looked at elsewhere. */
const idToken = (claims: unknown) => `${part({ alg: "ES256" })}.${part(claims)}.${part("signature")}`;

const asked = { clientId: "console", nonce: "nonce", since: null };
const sound = { sub: "jane", aud: "console", nonce: "nonce" };
const fault = (claims: unknown, since: number | null = null) =>
  attemptFault(idToken(claims), { ...asked, since });

describe("an ID token that answers an attempt", () => {
  it.each([sound, { ...sound, aud: ["other", "console"] }, { ...sound, azp: "console" }])(
    "may be %j",
    (claims) => {
      expect(fault(claims)).toBeNull();
    },
  );

  it.each(["", "a.b.c", idToken([])])("is unreadable as %j", (text) => {
    expect(attemptFault(text, asked)).toBe("unreadable");
  });

  it.each([
    { ...sound, aud: "other" },
    { ...sound, aud: [] },
    { ...sound, aud: ["console-2"] },
    { nonce: "nonce" },
    { ...sound, azp: "other" },
    { ...sound, azp: null },
  ])("is not for another client: %j", (claims) => {
    expect(fault(claims)).toBe("other_audience");
  });

  it.each([
    { aud: "console" },
    { ...sound, nonce: "nonc3" },
    { ...sound, nonce: "nonce2" },
    { ...sound, nonce: "" },
    { ...sound, nonce: ["nonce"] },
  ])("has no other nonce: %j", (claims) => {
    expect(fault(claims)).toBe("other_nonce");
  });

  it.each([1_000, 1_001])("may be of a sign-in since then: %i", (signedInAt) => {
    expect(fault({ ...sound, auth_time: signedInAt }, 1_000)).toBeNull();
  });

  it.each([999, "1000", undefined])("is of no earlier sign-in where that matters: %j", (signedInAt) => {
    expect(fault({ ...sound, auth_time: signedInAt }, 1_000)).toBe("not_signed_in_again");
  });
});

describe("whom an ID token is about", () => {
  it("is its subject", () => {
    expect(subjectIn(idToken(sound))).toBe("jane");
  });

  it.each(["a.b.c", idToken({}), idToken({ sub: 5 })])("is nobody where it does not say: %s", (text) => {
    expect(subjectIn(text)).toBe("");
  });
});
