import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { isSameIssuer, validateProvider } from "../../../src/core/configuring/provider-rules.ts";
import type { ProviderDraft } from "../../../src/core/terms.ts";
import { validProvider } from "../drafts.ts";
import { faultOf, provider, strictRules } from "./validity.ts";

describe("a valid provider", () => {
  it("has no fault", () => {
    expect(provider({})).toBeNull();
  });

  it.each<[string, Partial<ProviderDraft>]>([
    ["no audience", { audience: null }],
    ["a name of one character", { name: "a" }],
    ["a name of 255 characters", { name: "a".repeat(255) }],
    ["a description in several lines", { description: "first\nsecond" }],
    [
      "an issuer that is only a name, when its keys are written down",
      { issuerUrl: "kubernetes/serviceaccount", keySource: { kind: "static", jwks: { keys: [] } } },
    ],
    ["a query for discovery", { discoveryQuery: "appid=00000000-0000" }],
  ])("may have %s", (_, change) => {
    expect(provider(change)).toBeNull();
  });
});

describe("a provider is refused", () => {
  it.each<[string, string, Partial<ProviderDraft>]>([
    ["an empty name", "name", { name: "" }],
    ["a name of 256 characters", "name", { name: "a".repeat(256) }],
    ["a slash in its name", "name", { name: "a/b" }],
    ["a name of dots", "name", { name: ".." }],
    ["a line break after its name", "name", { name: "ci\n" }],
    ["a NUL in its description", "description", { description: "a\0b" }],
    ["half a surrogate pair in its description", "description", { description: "\ud800" }],
    ["a project with a slash", "project", { project: "a/b" }],
    ["a blank issuer", "issuerUrl", { issuerUrl: "" }],
    ["an issuer the port refuses", "issuerUrl", { issuerUrl: "http://issuer.example" }],
    ["a token issuer with a blank", "tokenIssuer", { tokenIssuer: "https://issuer.example/ x" }],
    ["our own issuer", "issuerUrl", { issuerUrl: "https://countersign.example" }],
    ["our own issuer with a slash", "issuerUrl", { issuerUrl: "https://countersign.example/" }],
    ["our own issuer in capitals", "issuerUrl", { issuerUrl: "HTTPS://Countersign.Example:443" }],
    ["our own issuer as token issuer", "tokenIssuer", { tokenIssuer: "https://countersign.example" }],
    ["a question mark in its query", "discoveryQuery", { discoveryQuery: "?appid=1" }],
    [
      "a key set URL the port refuses",
      "keySource.url",
      { keySource: { kind: "jwks_uri", url: "http://issuer.example/keys" } },
    ],
    ["a broken key set", "keySource.jwks", { keySource: { kind: "static", jwks: {} } }],
    ["a broken certificate", "caCertificates", { caCertificates: "nonsense" }],
    ["no algorithm", "algorithms", { algorithms: [] }],
    ["an algorithm twice", "algorithms", { algorithms: ["RS256", "RS256"] }],
    ["an empty audience", "audience", { audience: "" }],
    ["an invisible character in its audience", "audience", { audience: "a\u200bb" }],
    [
      "further audiences without a first",
      "additionalAudiences",
      { audience: null, additionalAudiences: ["b"] },
    ],
    ["a pin on an empty claim", "pins.0.claim", { pins: [{ claim: "", value: "a", ignoreCase: false }] }],
    ["a pin on an empty value", "pins.0.value", { pins: [{ claim: "a", value: "", ignoreCase: false }] }],
    [
      "a replay key of no claims",
      "replay.key.names",
      { replay: { policy: "single_use", key: { kind: "claims", names: [] } } },
    ],
    ["a negative clock tolerance", "clockToleranceSeconds", { clockToleranceSeconds: -1 }],
    ["a clock tolerance above five minutes", "clockToleranceSeconds", { clockToleranceSeconds: 301 }],
    ["no lifetime", "maxTokenLifetimeSeconds", { maxTokenLifetimeSeconds: 0 }],
    ["more than half a MiB", "provider", { annotations: { face: "a".repeat(600_000) } }],
  ])("with %s", (_, field, change) => {
    expect(provider(change)).toMatchObject({ kind: "invalid", field });
  });

  it("without an audience where the server demands one", () => {
    const strict = { ...strictRules, requireAudience: true };
    expect(validateProvider({ ...validProvider, audience: null }, strict)).toMatchObject({
      field: "audience",
    });
  });

  it("with a sentence that begins with the field", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), (name) => {
        const fault = provider({ name });
        if (fault !== null) expect(fault.detail).toMatch(/^name must have 1 to 255 .*\.$/);
      }),
      { seed: 1, numRuns: 50 },
    );
  });
});

describe("issuers", () => {
  it.each([
    ["https://a.example", "https://a.example/", true],
    ["https://a.example/x", "https://a.example/x//", true],
    ["https://A.example:443/x", "https://a.example/x", true],
    ["https://a.example/x", "https://a.example/X", false],
    ["http://a.example", "https://a.example", false],
    ["https://a.example:8443", "https://a.example", false],
  ])("%s and %s are the same: %s", (one, other, same) => {
    expect(isSameIssuer(one, other)).toBe(same);
  });
});

describe("what is said of a provider", () => {
  const list = (count: number) => Array.from({ length: count }, (_, index) => `a${index}`);
  const pins = (count: number) => Array(count).fill({ claim: "a", value: "b", ignoreCase: false });
  const byClaims = (names: readonly string[]): Partial<ProviderDraft> => ({
    replay: { policy: "single_use", key: { kind: "claims", names } },
  });
  const stored: Partial<ProviderDraft> = { keySource: { kind: "static", jwks: { keys: [] } } };
  const certificates = (length: number) => "BEGIN CERTIFICATE".padEnd(length);

  it.each<[string, Partial<ProviderDraft>]>([
    ["32 additional audiences", { additionalAudiences: list(32) }],
    ["32 pins", { pins: pins(32) }],
    ["16 claims that tell tokens apart", byClaims(list(16))],
    ["a token id that tells them apart", { replay: { policy: "single_use", key: { kind: "jti" } } }],
    ["a lifetime of tokens of a year and a day", { maxTokenLifetimeSeconds: 31_622_400 }],
    ["certificates of a quarter of a MiB", { caCertificates: certificates(262_144) }],
    [
      "an issuer below a discovery document",
      { ...stored, issuerUrl: "https://i.example/.well-known/openid-configuration/tenant" },
    ],
  ])("is nothing for %s", (_, change) => {
    expect(provider(change)).toBeNull();
  });

  it.each<[string, string, Partial<ProviderDraft>]>([
    ["additionalAudiences", "may have at most 32 items.", { additionalAudiences: list(33) }],
    [
      "additionalAudiences.1",
      "must have 1 to 1024 characters, none of them invisible.",
      { additionalAudiences: ["a", ""] },
    ],
    [
      "additionalAudiences",
      "mean nothing without an audience: set audience first.",
      { audience: null, additionalAudiences: ["a"] },
    ],
    ["pins", "may have at most 32 items.", { pins: pins(33) }],
    ["replay.key.names", "must have 1 to 16 items.", byClaims([])],
    ["replay.key.names", "must have 1 to 16 items.", byClaims(list(17))],
    ["replay.key.names.1", "must have 1 to 1024 characters, none of them invisible.", byClaims(["a", ""])],
    [
      "maxTokenLifetimeSeconds",
      "must be a whole number from 1 to 31622400.",
      { maxTokenLifetimeSeconds: 31_622_401 },
    ],
    ["caCertificates", "may have at most 262144 characters.", { caCertificates: certificates(262_145) }],
    ["caCertificates", "holds no certificate.", { caCertificates: "" }],
    ["algorithms", "must have 1 to 11 items.", { algorithms: [] }],
    ["algorithms", "names an algorithm twice.", { algorithms: ["RS256", "RS256"] }],
    [
      "keySource.url",
      "must have 1 to 2048 characters, no blanks and none of them invisible.",
      { keySource: { kind: "jwks_uri", url: "https://i.example/a b" } },
    ],
    [
      "keySource.url",
      "must begin with https://.",
      { keySource: { kind: "jwks_uri", url: "http://i.example/keys" } },
    ],
    ["keySource.jwks", "has no array of keys.", { keySource: { kind: "static", jwks: {} } }],
    ["issuerUrl", "must begin with https://.", { issuerUrl: "http://i.example" }],
    [
      "tokenIssuer",
      "is this server itself, whose tokens can never be exchanged again.",
      { tokenIssuer: "https://old.example/sts/" },
    ],
    ...["", "/"].flatMap((end): [string, string, Partial<ProviderDraft>][] =>
      ["/", "//"].map((begin) => [
        "issuerUrl",
        "must be the issuer, not its discovery document: write https://i.example/x.",
        { issuerUrl: `https://i.example/x${begin}.well-known/openid-configuration${end}` },
      ]),
    ),
  ])("begins with %s and goes on %s", (field, rest, change) => {
    expect(provider(change)).toEqual(faultOf(field, rest));
  });

  it("is that an audience must be set only where the server demands one and there is none", () => {
    const strict = { ...strictRules, requireAudience: true };
    expect(validateProvider(validProvider, strict)).toBeNull();
    expect(validateProvider({ ...validProvider, audience: null }, strict)).toEqual(
      faultOf("audience", "must be set: this server is configured to refuse providers without one."),
    );
  });
});
