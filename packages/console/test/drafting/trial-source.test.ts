import type { Preset } from "@countersign/client";
import { describe, expect, it } from "vitest";
import { claimNames, valuesAt } from "../../src/drafting/mapping/claim-hints.ts";
import { grantLine } from "../../src/drafting/mapping/grant-line.ts";
import { examplesFor } from "../../src/drafting/trial/examples.ts";
import { claimsIn, questionOf, trialSource } from "../../src/drafting/trial/trial-source.ts";
import { whatIfQuestion } from "../../src/drafting/what-if/what-if-question.ts";

const part = (value: unknown) => Buffer.from(JSON.stringify(value)).toString("base64url");
const token = `${part({ alg: "RS256" })}.${part({ sub: "jöb-1" })}.c2ln`;

describe("what a draft is tried with", () => {
  it("is an example's claims to begin with, or the exchange that was handed over", () => {
    expect(questionOf(trialSource({ sub: "a" }))).toEqual({ claims: { sub: "a" } });
    expect(questionOf(trialSource({ sub: "a" }, "01a2"))).toEqual({ request_id: "01a2" });
  });

  it("is nothing while claims cannot be read, and no token or exchange is given", () => {
    const source = trialSource(null);
    expect(questionOf(source)).toBeNull();
    expect(questionOf({ ...source, claimsText: '{ "sub": ' })).toBeNull();
    expect(questionOf({ ...source, kind: "token" })).toBeNull();
    expect(questionOf({ ...source, kind: "record" })).toBeNull();
  });

  it("is a token as people paste it, whose claims complete what is typed", () => {
    const source = { ...trialSource(null), kind: "token" as const, token: `  Bearer ${token}\n` };
    expect(questionOf(source)).toEqual({ token });
    expect(claimsIn(source)).toEqual({ sub: "jöb-1" });
    expect(claimsIn({ ...source, token: "no.to!ken" })).toBeNull();
  });
});

describe("the examples of a platform", () => {
  const example = { title: "a push", claims: { iss: "https://somebody.example", aud: "theirs", sub: "a" } };
  const preset = { examples: [example] } as unknown as Preset;

  it("carry the issuer and the audience that the provider checks for", () => {
    const provider = { issuer_url: "https://ci.example", token_issuer: null, audience: "ours" };
    expect(examplesFor(preset, provider)[0]?.claims).toEqual({
      iss: "https://ci.example",
      aud: "ours",
      sub: "a",
    });
    const named = { ...provider, token_issuer: "urn:ci" };
    expect(examplesFor(preset, named)[0]?.claims["iss"]).toBe("urn:ci");
  });

  it("keep their own of what a draft has not filled in", () => {
    expect(examplesFor(preset, { issuer_url: "", audience: null })).toEqual([example]);
    expect(examplesFor(undefined, {})).toEqual([]);
  });
});

describe("what is known of claims", () => {
  const hints = {
    examples: [
      { sub: "a", iss: "i", groups: ["x", "y"] },
      { sub: "b", deep: { id: 7 } },
    ],
    recommended: { deep: { id: "<number>" } },
  };

  it("names the advised claims first, and none that are judged apart from a mapping", () => {
    expect(claimNames(hints)).toEqual(["deep › id", "sub", "groups"]);
  });

  it("knows the values that were seen", () => {
    expect(valuesAt(hints, ["sub"])).toEqual(["a", "b"]);
    expect(valuesAt(hints, ["groups"])).toEqual(["x", "y"]);
    expect(valuesAt(hints, ["deep", "id"])).toEqual([7]);
  });
});

describe("what a mapping grants, in one line", () => {
  it.each([
    [{ grant: { admin: true }, audience: ["*@*"], lifetime_seconds: 60 }, "admin, for all services, 1 min"],
    [
      { grant: { groups: ["a", "b"], user: "ci" }, audience: ["jfrt@*"], lifetime_seconds: 600 },
      "groups a, b, as ci, for Artifactory, 10 min",
    ],
    [{ grant: {} }, "no authority, for this server only, 1 h"],
    [{ rules: [{}, {}], lifetime_seconds: 60 }, "what its 2 rules give, for this server only, 1 min"],
  ])("of %j is %j", (document, line) => {
    expect(grantLine(document)).toBe(line);
  });
});

it("a replay looks back as far as was chosen, in whole seconds", () => {
  const now = Date.parse("2026-11-27T12:00:00.500Z");
  expect(whatIfQuestion({ mapping: { name: "a" } }, "week", now)).toMatchObject({
    mappings: [{ name: "a" }],
    since: "2026-11-20T12:00:00Z",
  });
  expect(whatIfQuestion({ mapping: { name: "a" } }, "all", now)).not.toHaveProperty("since");
});
