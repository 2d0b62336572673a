import { describe, expect, it } from "vitest";
import type { JsonObject, JsonValue } from "../../../src/core/terms.ts";
import { grantOf, ruleWith } from "./rules.ts";

/** The user that comes in under what the rule finds behind the name; null: nobody does. */
const userCalled = (type: string, claims: JsonObject) =>
  grantOf(ruleWith([{ type }]), claims)?.user?.name ?? null;
const fits = (requirement: JsonObject, claims: JsonObject) =>
  grantOf(ruleWith([{ type: "sub" }, requirement]), { sub: "s", ...claims }) !== null;
/** The groups made of all values behind the name. */
const groupsFrom = (type: string, claims: JsonObject) =>
  grantOf(
    ruleWith([{ type: "sub" }, { type }], { user: { name: "{0}" } }, { groups: "{1}", domain: { id: "d" } }),
    { sub: "s", ...claims },
  )?.groups.map(({ name }) => name) ?? null;

const claims = { sub: "s", email: "a@x.org", preferred_username: "alice" };

describe("the name of a claim in a rule", () => {
  it.each([
    ["email", "a@x.org"],
    ["OIDC-email", "a@x.org"],
    ["OIDC_CLAIM_email", "a@x.org"],
    ["HTTP_OIDC_EMAIL", "a@x.org"],
    ["HTTP_OIDC_CLAIM_EMAIL", "a@x.org"],
    ["HTTP_OIDC_PREFERRED_USERNAME", "alice"],
    ["REMOTE_USER", "s"],
  ])("may be %s", (type, name) => {
    expect(userCalled(type, claims)).toBe(name);
  });

  it.each([
    "Email",
    "OIDC-Email",
    "OIDC_CLAIM_EMAIL",
    "http_oidc_email",
    "oidc-email",
    "OIDC-",
    "HTTP_OIDC_",
  ])("is not %s, because only headers have no letter case", (type) => {
    expect(userCalled(type, claims)).toBeNull();
  });

  it.each([
    ["HTTP_OIDC_EMAIL", "ema\u0131l", "U+0131 LATIN SMALL LETTER DOTLESS I"],
    ["HTTP_OIDC_USER", "u\u017fer", "U+017F LATIN SMALL LETTER LONG S"],
    ["HTTP_OIDC_STRASSE", "stra\u00dfe", "U+00DF LATIN SMALL LETTER SHARP S"],
    ["HTTP_OIDC_OFFICE", "o\ufb03ce", "U+FB03 LATIN SMALL LIGATURE FFI"],
    ["HTTP_OIDC_KIND", "\u212aind", "U+212A KELVIN SIGN"],
  ])("%s is not %j, with a letter that is none of ASCII: %s", (type, imitation) => {
    const real = type.slice("HTTP_OIDC_".length).toLowerCase();
    expect(userCalled(type, { sub: "s", [imitation]: "mallory" })).toBeNull();
    expect(userCalled(type, { sub: "s", [imitation]: "mallory", [real]: "alice" })).toBe("alice");
  });

  it("leads into objects by dots", () => {
    const nested = { address: { country: { code: "no" } } };
    expect(userCalled("address.country.code", nested)).toBe("no");
    expect(userCalled("OIDC-address.country.code", nested)).toBe("no");
    expect(userCalled("address.country.name", nested)).toBeNull();
  });

  it("is that of the claim that is really called so, before it is anything else", () => {
    expect(userCalled("OIDC-email", { ...claims, "OIDC-email": "own" })).toBe("own");
    expect(userCalled("REMOTE_USER", { ...claims, REMOTE_USER: "own" })).toBe("own");
    expect(userCalled("a.b", { "a.b": "own", a: { b: "nested" } })).toBe("own");
    expect(userCalled("HTTP_OIDC_EMAIL", { ...claims, HTTP_OIDC_EMAIL: "own" })).toBe("own");
  });

  it("means no claim where it could be two", () => {
    expect(userCalled("HTTP_OIDC_USER_NAME", { user_name: "a" })).toBe("a");
    expect(userCalled("HTTP_OIDC_USER_NAME", { user_name: "a", "user-name": "b" })).toBeNull();
  });

  it.each(["constructor", "__proto__", "OIDC-constructor", "toString.name"])(
    "finds nothing that no token carries: %s",
    (type) => {
      expect(userCalled(type, claims)).toBeNull();
    },
  );
});

describe("a name of a web server's environment", () => {
  it.each<[JsonValue, string]>([
    [true, "1"],
    [false, "0"],
    [42, "42"],
    [-7, "-7"],
    [1.5, "1.5"],
    [0.1, "0.1"],
    [1 / 3, "0.33333333"],
    [123456789.5, "1.2345679e+08"],
    [0.00001234, "1.234e-05"],
    [{ b: 1, a: [true] }, '{"b":1,"a":[true]}'],
    ["text", "text"],
  ])("means what is printed of %j: %s", (value, printed) => {
    expect(userCalled("OIDC-c", { c: value })).toBe(printed);
    expect(fits({ type: "HTTP_OIDC_C", any_one_of: [printed] }, { c: value })).toBe(true);
  });

  it("prints texts and booleans of a list, each a value of its own", () => {
    expect(groupsFrom("OIDC-c", { c: ["a;b", true, 7, null, { d: 1 }] })).toEqual(["a;b", "1"]);
  });

  it("means nothing where the claim is null", () => {
    expect(userCalled("OIDC-c", { c: null })).toBeNull();
    expect(fits({ type: "OIDC-c", not_any_of: ["x"] }, { c: null })).toBe(false);
  });
});

describe("the bare name of a claim", () => {
  it("means the claim with its type", () => {
    expect(fits({ type: "c", any_one_of: [true] }, { c: true })).toBe(true);
    expect(fits({ type: "c", any_one_of: ["true", "1", 1] }, { c: true })).toBe(false);
    expect(fits({ type: "c", any_one_of: [7] }, { c: 7 })).toBe(true);
    expect(fits({ type: "c", any_one_of: ["7"] }, { c: 7 })).toBe(false);
  });

  it("means each value of a list, and of a text that is cut at semicolons and not trimmed", () => {
    expect(groupsFrom("c", { c: ["a", "b;c"] })).toEqual(["a", "b;c"]);
    expect(groupsFrom("c", { c: "a; b;c,d" })).toEqual(["a", " b", "c,d"]);
    expect(fits({ type: "c", any_one_of: ["b"] }, { c: "a;b" })).toBe(true);
    expect(fits({ type: "c", any_one_of: ["a;b"] }, { c: "a;b" })).toBe(false);
  });
});

describe("a claim that is one text", () => {
  const main = { sub: "repo:o/r:ref:refs/heads/main", ref: "refs/heads/main", email: "a@x.org" };
  const imitations = {
    sub: "repo:o/r:ref:refs/heads/main;x",
    ref: "refs/heads/x;refs/heads/main",
    email: "a@x.org;b@x.org",
  };

  it.each([
    ["sub", main.sub],
    ["REMOTE_USER", main.sub],
    ["ref", main.ref],
    ["OIDC-ref", main.ref],
    ["OIDC_CLAIM_ref", main.ref],
    ["HTTP_OIDC_REF", main.ref],
    ["HTTP_OIDC_CLAIM_EMAIL", main.email],
    ["email", main.email],
  ])("is not taken apart behind %s, so that a branch cannot be called like two", (type, value) => {
    expect(fits({ type, any_one_of: [value] }, main)).toBe(true);
    expect(fits({ type, any_one_of: [value] }, imitations)).toBe(false);
    expect(fits({ type, not_any_of: [value] }, imitations)).toBe(true);
  });

  it("makes a name with all that stands in it", () => {
    expect(userCalled("sub", imitations)).toBe(imitations.sub);
    expect(groupsFrom("ref", imitations)).toEqual([imitations.ref]);
  });
});
