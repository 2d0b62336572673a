import { describe, expect, it } from "vitest";
import {
  groupNameRule,
  makeText,
  makeTexts,
  type TemplateSource,
  userNameRule,
} from "../../../src/core/granting/template.ts";
import type { JsonPrimitive, JsonValue, TextTemplate } from "../../../src/core/terms.ts";
import { readJsonInText } from "../../../src/jws/json-in-text.ts";

const source = (changes: Partial<TemplateSource>): TemplateSource => ({
  mapping: "m",
  claims: {},
  placeholders: [],
  placeholderClaims: [],
  readJson: readJsonInText,
  ...changes,
});
const pattern = (text: string): TextTemplate => ({ kind: "pattern", pattern: text });
const filled = (text: string): TextTemplate => ({ kind: "placeholders", text });

const groupRule = groupNameRule(new Set(["administrators"]));

const userFrom = (value: JsonValue, text = "{{user}}") =>
  makeText(pattern(text), userNameRule, source({ claims: { user: value } }));
const groupsFrom = (value: JsonValue, text = "{{teams}}") =>
  makeTexts(pattern(text), groupRule, source({ claims: { teams: value } }));
const unsafe = (claim: string) => ({
  ok: false,
  refusal: { reason: "unsafe_claim_value", evidence: { mapping: "m", claim } },
});

describe("a user name made by a pattern", () => {
  it.each([
    "svc-build",
    "azAZ09",
    "dependabot[bot]",
    "me@example.com",
    "a+b_c.D",
    "u".repeat(255),
    "administrator",
  ])("may be %j", (value) => {
    expect(userFrom(value)).toEqual({ ok: true, value });
  });

  it.each([
    "../admin",
    "a/b",
    "svc:admin",
    "svc admin",
    " svc",
    "svc ",
    "svc\nadmin",
    "svc\u0000",
    "sv\u200dc",
    "\uff41dmin",
    "\u212a",
    "j\u00f6rg",
    'a"b',
    "a,b",
    "a\\b",
    "*",
    "{{sub}}",
    "$1",
    "$" + "{x}",
    "",
    "u".repeat(256),
    "admin",
    "Admin",
    "ROOT",
    "anonymous",
    "system",
    "__proto__",
    "constructor",
    "prototype",
  ])("may not be %j", (value) => {
    expect(userFrom(value)).toMatchObject(unsafe("user"));
  });

  it.each([5, true, null, ["svc"], { a: 1 }] as const)("is not made from %j", (value) => {
    expect(userFrom(value)).toMatchObject(unsafe("user"));
  });

  it("is checked as it comes out, not as it goes in", () => {
    expect(userFrom("team/me", "team/({{user}}) | $1")).toEqual({ ok: true, value: "me" });
    expect(userFrom("min", "{{user}} | ad$0")).toMatchObject(unsafe("user"));
    expect(userFrom("me", "{{user}} | team/$0")).toMatchObject(unsafe("user"));
  });

  it("names the claim and the pattern when the claim is missing or does not fit", () => {
    const failure = (detail: string) => ({
      ok: false,
      refusal: {
        reason: "template_failed",
        evidence: {
          mapping: "m",
          claim: "user",
          pattern: "{{user}}@x",
          detail: expect.stringContaining(detail),
        },
      },
    });
    expect(makeText(pattern("{{user}}@x"), userNameRule, source({}))).toEqual(failure("no claim user"));
    expect(userFrom("me", "{{user}}@x")).toEqual(failure("does not fit"));
  });
});

describe("what is told of a value that makes no name", () => {
  const detailOf = (made: ReturnType<typeof makeText> | ReturnType<typeof makeTexts>) =>
    made.ok ? null : made.refusal.evidence["detail"];
  const captured = (...values: JsonPrimitive[]) =>
    source({ placeholders: [values], placeholderClaims: ["x"] });

  it.each<[JsonValue, string]>([
    [5, "a user name is made from text only"],
    ["", "the user name would be empty"],
    ["u".repeat(256), "the user name would have 256 characters; at most 255 are taken"],
    ["j\u00f6rg", "only letters, digits and . _ @ + - [ ] are taken, and it holds U+00F6"],
    ["root", "the user name is reserved"],
  ])("of %j says: %s", (value, detail) => {
    expect(detailOf(userFrom(value))).toBe(detail);
  });

  it.each<[JsonValue, string]>([
    [[], "it holds no group name"],
    [Array.from({ length: 501 }, () => "g"), "it holds 501 values; at most 500 are taken"],
    [5, "a group name is made from text only"],
  ])("of a list: %j", (value, detail) => {
    expect(detailOf(groupsFrom(value))).toBe(detail);
  });

  it("says the same of a text with placeholders", () => {
    expect(detailOf(makeText(filled("{0}"), userNameRule, captured("")))).toBe(
      "the user name would be empty",
    );
    expect(detailOf(makeText(filled("{0}"), userNameRule, captured("a\nb")))).toBe(
      "the user name would hold control or direction-changing characters",
    );
  });

  it.each([filled("{"), filled("{7}"), pattern("{{user")])(
    "refuses a template that cannot be read: %j",
    (template) => {
      const refused = { ok: false, refusal: { reason: "template_failed", evidence: { claim: null } } };
      expect(makeText(template, userNameRule, captured("a"))).toMatchObject(refused);
      expect(makeTexts(template, groupRule, captured("a"))).toMatchObject(refused);
    },
  );
});

describe("groups made by a pattern", () => {
  it.each<[JsonValue, readonly string[]]>([
    [
      ["readers", "writers"],
      ["readers", "writers"],
    ],
    ["devs,admins,qa", ["devs", "admins", "qa"]],
    ["devs", ["devs"]],
    [["admin"], ["admin"]],
  ])("from %j are %j", (value, expected) => {
    expect(groupsFrom(value)).toEqual({ ok: true, value: expected });
  });

  it("are each rewritten", () => {
    expect(groupsFrom("a-eu,b-eu", "({{teams}})-eu | $1")).toEqual({ ok: true, value: ["a", "b"] });
    expect(groupsFrom(["a-eu", "b"], "({{teams}})-eu | $1")).toMatchObject({
      refusal: { reason: "template_failed" },
    });
  });

  it.each<JsonValue>([
    ['readers","administrators'],
    ["readers,administrators"],
    ["readers\\"],
    ["*"],
    ['JSON:{"name":"administrators"}'],
    '["readers","administrators"]',
    ["readers", { name: "administrators" }],
    ["readers", 5],
    [["readers"]],
    [],
    "",
    "a,,b",
    "a, b",
    5,
    null,
    ["g".repeat(129)],
    Array.from({ length: 501 }, (_, index) => `g${index}`),
  ])("are not made from %j", (value) => {
    expect(groupsFrom(value)).toMatchObject(unsafe("teams"));
  });

  it("may be as many as 500", () => {
    const names = Array.from({ length: 500 }, (_, index) => `g${index}`);
    expect(groupsFrom(names)).toEqual({ ok: true, value: names });
  });
});

describe("texts with placeholders", () => {
  const captured = source({ placeholders: [["me"], ["a b", "c/d"], []], placeholderClaims: ["x", "y", "z"] });

  it("take any visible character: the character set is for patterns", () => {
    expect(makeTexts(filled("{1}"), groupRule, captured)).toEqual({ ok: true, value: ["a b", "c/d"] });
    expect(makeText(filled("svc {0}"), userNameRule, captured)).toEqual({ ok: true, value: "svc me" });
  });

  it.each(["a\u0000b", "a\nb", "a\u009bb", "a\u202eb", "a\u2028b"])(
    "refuse what hides or forges: %j",
    (value) => {
      const hidden = source({ placeholders: [[value]], placeholderClaims: ["x"] });
      const refused = { refusal: { reason: "template_failed" } };
      expect(makeText(filled("{0}"), userNameRule, hidden)).toMatchObject(refused);
      expect(makeText(filled("svc {0}"), userNameRule, hidden)).toMatchObject(refused);
      expect(makeTexts(filled("{0}"), groupRule, hidden)).toMatchObject(refused);
    },
  );

  it("yield as many names as the one placeholder holds, even none", () => {
    expect(makeTexts(filled("{2}"), groupRule, captured)).toEqual({ ok: true, value: [] });
  });

  it("need single values as soon as anything stands beside the placeholder", () => {
    expect(makeTexts(filled("team-{0}"), groupRule, captured)).toEqual({ ok: true, value: ["team-me"] });
    for (const beside of ["team-{1}", "{1}-team"]) {
      expect(makeTexts(filled(beside), groupRule, captured)).toMatchObject({
        refusal: { reason: "template_failed" },
      });
    }
  });

  it("are held to the same lengths and counts", () => {
    const many = source({
      placeholders: [["u".repeat(256)], Array.from({ length: 501 }, (_, index) => index), [""]],
      placeholderClaims: ["x", "y", "z"],
    });
    expect(makeText(filled("{0}"), userNameRule, many)).toMatchObject({
      refusal: { reason: "name_too_long", evidence: { what: "user name", length: 256, most: 255 } },
    });
    expect(makeTexts(filled("{1}"), groupRule, many)).toMatchObject(unsafe("y"));
    expect(makeText(filled("{2}"), userNameRule, many)).toMatchObject({
      refusal: { reason: "template_failed" },
    });
  });
});

describe("text an administrator wrote", () => {
  it.each(["admin", "CI/Build Bot", "{{user}} $0 {0}"])("is used as it stands: %j", (text) => {
    expect(makeText({ kind: "text", text }, userNameRule, source({}))).toEqual({ ok: true, value: text });
    expect(makeTexts({ kind: "text", text }, groupRule, source({}))).toEqual({ ok: true, value: [text] });
  });
});
