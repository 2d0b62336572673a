import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { nearMiss, nearMissOfClause } from "../../../src/core/explaining/near-miss.ts";
import { clausesFromClaims } from "../../../src/core/matching/claims-document.ts";
import { fits } from "../../../src/core/matching/implication.ts";
import type { Claims, JsonObject, JsonPrimitive, Matcher } from "../../../src/core/terms.ts";

const run = { seed: 20260102, numRuns: 1_000 };
const equals = (value: JsonPrimitive): Matcher => ({ kind: "equals", value });
const glob = (pattern: string): Matcher => ({ kind: "glob", pattern });

function ofClaims(expected: JsonObject, presented: Claims) {
  const [clause] = clausesFromClaims(expected);
  return clause === undefined ? null : nearMissOfClause(clause, presented);
}

describe("nearMiss", () => {
  it.each([
    ["letter_case", equals("Acme/App"), "acme/app"],
    ["letter_case", glob("Acme/*"), "acme/app"],
    ["json_type", equals("1001"), 1001],
    ["json_type", equals(1001), "1001"],
    ["json_type", equals(true), "true"],
    ["json_type", glob("10*"), 1001],
    ["trailing_slash", equals("https://a.test"), "https://a.test/"],
    ["percent_encoding", equals("env:prod:eu"), "env:prod%3Aeu"],
    ["percent_encoding", equals("env:prod%3aeu"), "env:prod%3Aeu"],
    ["percent_encoding", glob("*:prod:eu"), "env:prod%3Aeu"],
    ["white_space", equals("main"), "main\n"],
    ["subject_format", equals("repo:acme/app:ref:main"), "repo:acme@12/app@34:ref:main"],
    ["subject_format", equals("repo:acme@12/app@34:ref:main"), "repo:acme/app:ref:main"],
    ["subject_format", glob("repo:acme/*"), "repo:acme@12/app@34:ref:main"],
    ["array_or_scalar", equals("a"), ["a", "b"]],
  ] as const)("finds %s between %j and %j", (kind, expected, presented) => {
    expect(nearMiss(expected, presented)?.kind).toBe(kind);
  });

  it.each([
    ["other text", equals("main"), "dev"],
    ["other numbers behind the same names", equals("repo:acme@12/app@34:x"), "repo:acme@56/app@78:x"],
    ["a number in what follows the names", equals("repo:acme/app:ref:a@1"), "repo:acme/app:ref:a"],
    ["an object", equals("a"), { a: "a" }],
    ["null", equals("null"), null],
    ["an escaped wildcard that would come to life", glob("a%2A"), "abc"],
    ["a regular expression", { kind: "regex", source: "A" }, "a"],
  ] as const)("does not take %s for a near miss", (_, expected, presented) => {
    expect(nearMiss(expected, presented)).toBeNull();
  });

  it("looks into objects for the first member that differs", () => {
    expect(nearMiss({ kind: "subset", value: { a: 1, b: "X" } }, { a: 1, b: "x" })?.kind).toBe("letter_case");
  });

  it("looks into objects within objects", () => {
    const near = nearMiss({ kind: "subset", value: { a: { b: "X" } } }, { a: { b: "x" } });
    expect(near?.kind).toBe("letter_case");
  });

  it.each([
    ["of a member that is missing", { a: 1, b: "X" }, { b: "x" }],
    ["behind a list that differs", { a: ["1"], b: "X" }, { a: ["2"], b: "x" }],
    ["of an object that is expected in the place of a text", { a: { b: "X" } }, { a: "x" }],
    ["of a list that is expected in the place of a text", { a: ["x"] }, { a: "x" }],
    ["of a text that is not the object", { a: "x" }, { a: { x: "x" } }],
  ] as const)("finds nothing within objects %s", (_, expected, presented) => {
    expect(nearMiss({ kind: "subset", value: expected }, presented)).toBeNull();
  });

  it("looks behind a list that is the same", () => {
    const near = nearMiss({ kind: "subset", value: { a: ["1"], b: "X" } }, { a: ["1"], b: "x" });
    expect(near?.kind).toBe("letter_case");
  });

  it("shows invisible characters in its advice", () => {
    expect(nearMiss(equals("main"), "main\u2028")?.advice).toContain("main\\u2028");
  });

  const text = fc.string({
    unit: fc.constantFrom("a", "A", "/", ":", "@", "1", " ", "%3A", "*", "é", "repo:"),
    maxLength: 8,
  });

  it("never finds a near miss where the matcher fits", () => {
    fc.assert(
      fc.property(fc.oneof(text.map(equals), text.map(glob)), text, (matcher, value) => {
        return !fits(matcher, value) || nearMiss(matcher, value) === null;
      }),
      run,
    );
  });

  it("never finds a near miss between equal values", () => {
    fc.assert(
      fc.property(
        fc.oneof(text, fc.integer(), fc.boolean()),
        (value) => nearMiss(equals(value), value) === null,
      ),
      run,
    );
  });

  it("finds the same kind of difference in both directions", () => {
    const value = fc.oneof(text, fc.integer({ min: 0, max: 3 }), fc.constantFrom("1", "true", true));
    fc.assert(
      fc.property(value, value, (one, other) => {
        expect(nearMiss(equals(one), other)?.kind).toBe(nearMiss(equals(other), one)?.kind);
      }),
      run,
    );
  });
});

describe("nearMissOfClause", () => {
  it("finds a claim whose name differs only in letter case", () => {
    expect(ofClaims({ sub: "a" }, { Sub: "a" })?.kind).toBe("claim_name");
  });

  it("finds it within nested objects", () => {
    const near = ofClaims({ "k.io": { account: { uid: "1" } } }, { "k.io": { Account: { uid: "1" } } });
    expect(near?.advice).toContain('"k.io.Account"');
  });

  it("finds nothing when the claim is missing altogether", () => {
    expect(ofClaims({ sub: "a" }, { iss: "a" })).toBeNull();
  });

  it("looks for an inherited name in vain", () => {
    expect(ofClaims({ Constructor: "a" }, {})).toBeNull();
  });

  it("compares every alternative with every element", () => {
    expect(ofClaims({ groups: ["x", "Dev"] }, { groups: ["ops", "dev"] })?.kind).toBe("letter_case");
  });

  it.each([
    { kind: "none_of", matchers: [equals("A")] },
    { kind: "present" },
    { kind: "keep", matchers: [equals("A")] },
    { kind: "drop", matchers: [equals("A")] },
  ] as const)("has no near miss for a clause of the kind $kind", (test) => {
    expect(nearMissOfClause({ path: ["sub"], test }, { sub: "a" })).toBeNull();
  });

  it("searches no more than 200 pairs for a small difference", () => {
    const groups = Array.from({ length: 199 }, (_, index) => `other ${index}`);
    expect(ofClaims({ groups: ["Dev"] }, { groups: [...groups, "dev"] })?.kind).toBe("letter_case");
    expect(ofClaims({ groups: ["Dev"] }, { groups: [...groups, "last", "dev"] })).toBeNull();
  });

  it("compares no names of what is no object", () => {
    expect(ofClaims({ k: { a: { uid: "1" } } }, { k: { a: "text" } })).toBeNull();
    expect(ofClaims({ k: { length: "1" } }, { k: "text" })).toBeNull();
  });

  const login = { path: ["OIDC-login"], test: { kind: "is", matcher: equals("ada") } } as const;
  const aliases = [{ path: ["login"], folded: false, printed: false }];

  it("finds a name that differs only in letter case at another place of the claim", () => {
    expect(nearMissOfClause({ ...login, aliases }, { Login: "ada" })?.compared).toEqual({
      expected: "login",
      presented: "Login",
      isPattern: false,
    });
  });

  it("takes a claim that is null for none that is called otherwise", () => {
    expect(nearMissOfClause({ ...login, aliases }, { "OIDC-login": null })).toBeNull();
  });
});
