/** What of a change to a provider cannot be judged by records, and is said. */

import { describe, expect, it } from "vitest";
import { notJudged } from "../../../src/core/replaying/not-judged.ts";
import type { ProviderDraft } from "../../../src/core/terms.ts";
import { providerDraft } from "../samples.ts";

const before = providerDraft({ tokenIssuer: "https://issuer.example.com" });
const keys =
  "Whether the tokens would be verified with other keys, algorithms or types was not judged: records hold no tokens. Try one with an explanation before you save.";
const replay =
  "Whether a token would be refused because it was used before was not judged: each exchange was taken as the first of its token.";
const once = { policy: "single_use", key: { kind: "jti" } } as const;
const told = (changes: Partial<ProviderDraft>) => notJudged(before, { ...before, ...changes });

describe("of a change to a provider", () => {
  it.each<[keyof ProviderDraft, Partial<ProviderDraft>]>([
    ["issuerUrl", { issuerUrl: "https://other.example.com" }],
    ["keySource", { keySource: { kind: "jwks_uri", url: "https://other.example.com/keys" } }],
    ["caCertificates", { caCertificates: "other" }],
    ["discoveryQuery", { discoveryQuery: "p=other" }],
    ["algorithms", { algorithms: ["ES256"] }],
    ["acceptAccessTokens", { acceptAccessTokens: !before.acceptAccessTokens }],
    ["useProxy", { useProxy: !before.useProxy }],
  ])("it is said that other keys were not judged, where %s changes", (_, changes) => {
    expect(told(changes)).toEqual([keys]);
  });

  it("it is said that replay was not judged, where that changes", () => {
    expect(told({ replay: { ...before.replay } })).toEqual([]);
    expect(told({ replay: once })).toEqual([replay]);
  });

  it("both is said where both change", () => {
    expect(told({ algorithms: ["ES256"], replay: once })).toEqual([keys, replay]);
  });

  it("nothing is said where everything that changes was judged", () => {
    expect(told({ enabled: false, audience: "other", pins: [], tokenIssuer: null })).toEqual([]);
  });
});
