import { describe, expect, it } from "vitest";
import type { KnownIssuer } from "../../../src/core/linting/issuer-traits.ts";
import { type Finding, lintProvider } from "../../../src/core/linting/lint.ts";
import type { ProviderDraft } from "../../../src/core/terms.ts";
import { noProjects, providerDraft, sharedIssuer, unknownIssuer } from "../samples.ts";
import { codes } from "./linted.ts";

describe("lintProvider", () => {
  it("has nothing to say about a provider with https and an audience", () => {
    expect(lintProvider(providerDraft(), sharedIssuer, noProjects)).toEqual([]);
  });

  it("finds a missing audience critical", () => {
    const [finding] = lintProvider(providerDraft({ audience: null }), sharedIssuer, noProjects);
    expect(finding).toMatchObject({ code: "no_audience", severity: "critical", field: "audience" });
    expect(finding?.message).toContain('"ci"');
  });

  it("advises the one audience an issuer always sends", () => {
    const traits = { ...unknownIssuer, fixedAudience: "api://fixed" };
    const [finding] = lintProvider(providerDraft({ audience: null }), traits, noProjects);
    expect(finding?.advice).toContain('"api://fixed"');
  });

  it("warns of an audience that the issuer never sends", () => {
    const traits = { ...unknownIssuer, fixedAudience: "api://fixed" };
    expect(codes(lintProvider(providerDraft({ audience: "mine" }), traits, noProjects))).toEqual([
      "audience_never_sent",
    ]);
  });

  it("accepts the fixed audience among the additional ones", () => {
    const traits = { ...unknownIssuer, fixedAudience: "api://fixed" };
    const draft = providerDraft({ audience: "mine", additionalAudiences: ["api://fixed"] });
    expect(lintProvider(draft, traits, noProjects)).toEqual([]);
  });

  it("finds an issuer over plain http critical and writes the https form", () => {
    const [finding] = lintProvider(
      providerDraft({ issuerUrl: "HTTP://issuer.test/a" }),
      unknownIssuer,
      noProjects,
    );
    expect(finding).toMatchObject({ code: "plain_http_issuer", severity: "critical" });
    expect(finding?.advice).toContain('"https://issuer.test/a"');
  });
});

describe("lintProvider, how often a token is accepted", () => {
  const advisedReplay = {
    policy: { policy: "single_use", key: { kind: "jti" } },
    why: "Each is new.",
  } as const;
  const traits = { ...unknownIssuer, title: "the CI", advisedReplay };

  it("notices a provider that accepts tokens again which its issuer makes for one use", () => {
    const [finding] = lintProvider(providerDraft(), traits, noProjects);
    expect(finding).toMatchObject({ code: "reusable_tokens", severity: "notice", field: "replay" });
    expect(finding?.message).toContain("the CI");
    expect(finding?.advice).toContain('{"policy":"single_use","key":{"kind":"jti"}}');
    expect(finding?.advice).toContain("Each is new.");
  });

  it("has nothing against single use, nor against an issuer that hands out a token again", () => {
    const once = providerDraft({ replay: advisedReplay.policy });
    expect(lintProvider(once, traits, noProjects)).toEqual([]);
    const again = { ...traits, advisedReplay: { policy: { policy: "reusable" }, why: "" } } as const;
    expect(lintProvider(providerDraft(), again, noProjects)).toEqual([]);
  });
});

describe("lintProvider, the spelling of the issuer", () => {
  it("warns of a slash that the issuer's tokens do not carry, at the member that has it", () => {
    const traits = { ...unknownIssuer, spelling: "https://issuer.test" };
    const [finding] = lintProvider(providerDraft({ issuerUrl: "https://issuer.test/" }), traits, noProjects);
    expect(finding).toMatchObject({ code: "issuer_never_sent", severity: "warning", field: "issuerUrl" });
    expect(finding?.advice).toContain('"https://issuer.test"');
    const named = providerDraft({ tokenIssuer: "https://issuer.test/" });
    expect(lintProvider(named, traits, noProjects)[0]?.field).toBe("tokenIssuer");
    expect(lintProvider(providerDraft({ issuerUrl: "https://issuer.test" }), traits, noProjects)).toEqual([]);
  });
});

describe("a repair of a provider", () => {
  const membersOf = (changes: Partial<ProviderDraft>, traits: Partial<KnownIssuer>) =>
    lintProvider(providerDraft(changes), { ...unknownIssuer, ...traits }, noProjects).flatMap(
      ({ repairs }) => repairs?.().map(({ members }) => members) ?? [],
    );

  it("sets no audience where none is known that would do", () => {
    expect(membersOf({ audience: null }, {})).toEqual([]);
  });

  it("writes the issuer where it was written", () => {
    const [right, wrong] = ["https://i.example", "https://i.example/"];
    expect(membersOf({ issuerUrl: wrong }, { spelling: right })).toEqual([{ issuerUrl: right }]);
    expect(membersOf({ tokenIssuer: wrong }, { spelling: right })).toEqual([{ tokenIssuer: right }]);
  });
});

describe("a finding about a provider", () => {
  it.each<[string, Partial<ProviderDraft>, Partial<KnownIssuer>, Omit<Finding, "code">]>([
    [
      "no_audience",
      { audience: null },
      {},
      {
        severity: "critical",
        field: "audience",
        message:
          'Provider "ci" has no audience, so it accepts tokens that this issuer made for anybody else.',
        advice:
          "Set the audience to a value only this server answers to, such as its public URL, and request the ID tokens with it.",
      },
    ],
    [
      "no_audience",
      { audience: null },
      { fixedAudience: "api://x" },
      {
        severity: "critical",
        field: "audience",
        message:
          'Provider "ci" has no audience, so it accepts tokens that this issuer made for anybody else.',
        advice: 'Set the audience to "api://x", which every token of this issuer carries.',
      },
    ],
    [
      "audience_never_sent",
      {},
      { fixedAudience: "api://x" },
      {
        severity: "warning",
        field: "audience",
        message:
          'The tokens of this issuer all carry the audience "api://x", so a provider that expects "https://sts.example.com" accepts none of them.',
        advice: 'Set the audience to "api://x".',
      },
    ],
    [
      "plain_http_issuer",
      { issuerUrl: "http://i.example" },
      {},
      {
        severity: "critical",
        field: "issuerUrl",
        message:
          '"http://i.example" is fetched without encryption, so whoever stands in between can replace the issuer\'s keys and sign tokens of their own.',
        advice: 'Write "https://i.example", or give the provider the issuer\'s keys themselves.',
      },
    ],
    [
      "issuer_never_sent",
      {},
      { spelling: "https://i.example" },
      {
        severity: "warning",
        field: "issuerUrl",
        message:
          'The tokens of this issuer carry the issuer "https://i.example", and a provider that expects "https://issuer.example.com" accepts none of them.',
        advice: 'Write "https://i.example": the slash at the end counts.',
      },
    ],
    [
      "issuer_never_sent",
      { tokenIssuer: "https://i.example/" },
      { spelling: "https://i.example" },
      {
        severity: "warning",
        field: "tokenIssuer",
        message:
          'The tokens of this issuer carry the issuer "https://i.example", and a provider that expects "https://i.example/" accepts none of them.',
        advice: 'Write "https://i.example": the slash at the end counts.',
      },
    ],
    [
      "reusable_tokens",
      {},
      { advisedReplay: { policy: { policy: "single_use", key: { kind: "jti" } }, why: "Each is new." } },
      {
        severity: "notice",
        field: "replay",
        message:
          'Provider "ci" accepts a token of this issuer again and again until it expires, also from whoever finds it in a log.',
        advice: 'Set replay to {"policy":"single_use","key":{"kind":"jti"}}. Each is new.',
      },
    ],
    [
      "unknown_project",
      { project: "shpo" },
      {},
      {
        severity: "warning",
        field: "project",
        message:
          'Provider "ci" belongs to the project "shpo", which does not exist, so no exchange that names it finds what it owns.',
        advice: 'Create the project "shpo", or correct the key.',
      },
    ],
  ])("%s of %# says what is risky and what to write", (code, changes, traits, finding) => {
    const found = lintProvider(providerDraft(changes), { ...unknownIssuer, ...traits }, noProjects);
    expect(found.map(({ repairs: _, ...one }) => one)).toEqual([{ code, ...finding }]);
  });
});
