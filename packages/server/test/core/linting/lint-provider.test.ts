import { describe, expect, it } from "vitest";
import { lintProvider } from "../../../src/core/linting/lint.ts";
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
