import { describe, expect, it } from "vitest";
import { withNearest } from "../../../src/core/explaining/nearest.ts";
import type { MappingChoice } from "../../../src/core/matching/registry.ts";
import { callerSentence, refuse } from "../../../src/core/refusal.ts";
import type { Claims, JsonObject, Mapping, Provider } from "../../../src/core/terms.ts";
import { providerOf } from "../samples.ts";
import { anyMapping, named, provider, registryOf } from "./tried.ts";

describe("withNearest", () => {
  const none = refuse("no_matching_mapping", { provider: "ci", considered: 1, nearest: "" }).refusal;

  function sentence(
    mappings: readonly Mapping[],
    claims: Claims,
    wanted: Partial<MappingChoice> = {},
    owner: Provider = provider,
  ): unknown {
    const refusal = withNearest(none, registryOf(mappings, owner), owner, claims, {
      ...anyMapping,
      ...wanted,
    });
    return refusal.evidence["nearest"];
  }
  const release = named("release", { repository: "acme/app", ref: "refs/heads/main" });

  it("names the nearest mapping, the claim and both values", () => {
    expect(sentence([release], { repository: "acme/app", ref: "refs/heads/dev" })).toBe(
      'Nearest: mapping "release", where claim ref expected "refs/heads/main" and the token carries "refs/heads/dev".',
    );
  });

  it("shows where long values part that begin alike", () => {
    const connection = `/eid1/c/pub/t/${"x".repeat(90)}/sc/`;
    expect(
      sentence([named("release", { tid: "1", sub: `${connection}aaa` })], {
        tid: "1",
        sub: `${connection}bbb`,
      }),
    ).toBe(
      'Nearest: mapping "release", where claim sub expected "…xxxx/sc/aaa" and the token carries "…xxxx/sc/bbb".',
    );
  });

  it("closes the quotation marks of what it cuts", () => {
    const told = sentence([named("release", { a: "1", ref: `m${"x".repeat(90)}` })], { a: "1", ref: "dev" });
    expect(told).toMatch(/expected "m(x+)…" and the token carries "dev"\.$/);
  });

  it.each([
    [{ a: 5 }, { a: "x" }, 'expected 5 and the token carries "x"'],
    [{ a: "x" }, { a: 5 }, 'expected "x" and the token carries 5'],
    [{ a: ["x"] }, { a: "y" }, 'expected one of "x" and the token carries "y"'],
    [{ a: 'x"y' }, { a: "z" }, 'expected "x"y" and the token carries "z"'],
  ] satisfies [JsonObject, JsonObject, string][])("of %j and %j names both values", (rule, claims, words) => {
    expect(sentence([named("release", rule)], claims, { mapping: "release" })).toBe(
      `Nearest: mapping "release", where claim a ${words}.`,
    );
  });

  it("says when the token has no such claim", () => {
    expect(sentence([release], { repository: "acme/app" })).toContain("and the token has no such claim.");
  });

  it("leaves other refusals as they are", () => {
    const other = refuse("expired").refusal;
    expect(withNearest(other, registryOf([release]), provider, {}, anyMapping)).toBe(other);
  });

  it("tells nothing of a mapping with which the token has nothing in common", () => {
    expect(sentence([release], { repository: "evil/app", ref: "refs/heads/main" })).toBe("");
  });

  it("tells it where the provider is pinned to an owner", () => {
    const pinned = providerOf({ pins: [{ claim: "owner", value: "acme", ignoreCase: true }] });
    expect(sentence([release], { repository: "acme/x" }, {}, pinned)).toContain('"release"');
  });

  it("tells it when the first clause was missed by a hair", () => {
    expect(sentence([release], { repository: "Acme/app" })).toContain('"Acme/app"');
  });

  it("never tells a project's mapping to a caller who did not name the project", () => {
    const ofProject = named("secret", { a: "1", b: "1" }, { project: "pay" });
    expect(sentence([ofProject], { a: "1", b: "2" })).toBe("");
    expect(sentence([ofProject], { a: "1", b: "2" }, { project: "pay" })).toContain('"secret"');
    expect(sentence([ofProject], { a: "1", b: "2" }, { mapping: "secret" })).toBe("");
  });

  it("tells of the mapping the caller named although no clause of it held", () => {
    const claims = { repository: "other/app", ref: "refs/heads/main" };
    expect(sentence([release], claims, { mapping: "release" })).toContain(
      '"release", where claim repository',
    );
  });

  it("speaks only of the mapping that was named", () => {
    const nearer = named("nearer", { a: "1", b: "1", c: "1" });
    const wanted = named("wanted", { a: "1", b: "1" });
    expect(sentence([nearer, wanted], { a: "1" }, { mapping: "wanted" })).toContain('"wanted"');
  });

  it("tells nothing of a mapping without a rule, unless the caller named it", () => {
    const ruleless = named("empty", {}, { rules: [] });
    expect(sentence([ruleless], { a: "1" })).toBe("");
    expect(sentence([ruleless], { a: "1" }, { mapping: "empty" })).toBe(
      'Nearest: mapping "empty", which has no rule.',
    );
  });

  it("tells nothing where none of the name is in reach", () => {
    expect(sentence([release], { repository: "acme/app" }, { mapping: "other" })).toBe("");
  });

  it("speaks of the project's mapping where a global one has the same name", () => {
    const both = [named("m", { a: "1" }), named("m", { b: "1" }, { id: "other", project: "pay" })];
    expect(sentence(both, {}, { mapping: "m", project: "pay" })).toContain("claim b");
    expect(sentence(both, {}, { mapping: "m" })).toContain("claim a");
  });

  it("speaks of a global mapping by name where the project has none of it", () => {
    expect(sentence([release], {}, { mapping: "release", project: "pay" })).toContain('"release"');
  });

  it("keeps what else the refusal says", () => {
    const told = withNearest(none, registryOf([release]), provider, {}, anyMapping);
    expect(told).toEqual(
      refuse("no_matching_mapping", { provider: "ci", considered: 1, nearest: "" }).refusal,
    );
  });

  it("tells of one of 200 mappings, also where the index finds none, and of more only what it finds", () => {
    const few = (count: number) => [
      ...Array.from({ length: count }, (_, index) => named(`m${index}`, { id: `${index}`, ref: "main" })),
      named("hair", { id: "X", ref: "main" }),
    ];
    expect(sentence(few(199), { id: "x" })).toContain('"hair"');
    expect(sentence(few(200), { id: "x" })).toBe("");
  });

  it("looks at 200 mappings in all, those of the project first", () => {
    const ofProject = (count: number) =>
      Array.from({ length: count }, (_, index) =>
        named(`m${index}`, { id: "1", ref: "main" }, { project: "pay" }),
      );
    const near = named("near", { id: "1", ref: "dev", x: "1" });
    const claims = { id: "1", ref: "dev" };
    expect(sentence([...ofProject(199), near], claims, { project: "pay" })).toContain('"near"');
    expect(sentence([...ofProject(200), near], claims, { project: "pay" })).toContain('"m0"');
  });

  it("finds the nearest among very many by what they have in common with the token", () => {
    const many = Array.from({ length: 2_000 }, (_, index) =>
      named(`m${index}`, { id: `${index}`, ref: "main" }),
    );
    expect(sentence(many, { id: "1234", ref: "dev" })).toContain('"m1234"');
  });

  it("fits into the caller's sentence whole, however long the values are", () => {
    const long = "x".repeat(1_000);
    const refusal = withNearest(
      none,
      registryOf([named("n".repeat(255), { a: "1", [long]: long })]),
      provider,
      { a: "1", [long]: `${long}y` },
      anyMapping,
    );
    expect(String(refusal.evidence["nearest"]).length).toBeLessThan(300);
    expect(callerSentence(refusal, "claims_valid", "full").endsWith('".')).toBe(true);
  });

  it("is told only once the claims hold", () => {
    const refusal = withNearest(
      none,
      registryOf([release]),
      provider,
      { repository: "acme/app" },
      anyMapping,
    );
    expect(callerSentence(refusal, "claims_valid", "full")).toContain("Nearest");
    expect(callerSentence(refusal, "signature_valid", "full")).not.toContain("Nearest");
    expect(callerSentence(refusal, "claims_valid", "minimal")).not.toContain("Nearest");
  });
});
