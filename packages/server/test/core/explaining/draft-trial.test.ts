import { describe, expect, it } from "vitest";
import { explain } from "../../../src/core/explaining/explain.ts";
import type { ExplainQuestion } from "../../../src/core/explaining/explain-question.ts";
import type { DraftTrial } from "../../../src/core/explaining/explanation.ts";
import type { Mapping, Provider } from "../../../src/core/terms.ts";
import { mappingOf, projectChange, providerOf } from "../samples.ts";
import { about, claims, issuer, portsOver, registryOf, release } from "./explained.ts";

const other = providerOf({ id: "p2", name: "other" });
const drafted = (changes: Partial<Mapping> = {}) =>
  mappingOf({ sub: claims.sub }, { name: "drafted", priority: 5, ...changes });

interface Tried extends Partial<ExplainQuestion> {
  readonly mappings?: readonly Mapping[];
  readonly by?: Provider;
  /** Whether the draft stands among the mappings. */
  readonly placed?: boolean;
}

/** How the draft fares with the claims, beside these mappings. */
async function trialOf(draft: Mapping, tried: Tried = {}): Promise<DraftTrial | null> {
  const { mappings = [release], by = providerOf(), placed = true, ...question } = tried;
  const registry = registryOf(by, placed ? [...mappings, draft] : mappings).withChanges([
    projectChange("pay"),
    { kind: "provider_written", revision: 7, provider: other },
  ]);
  return (await explain(portsOver(registry), about(claims, { draft, ...question }))).draft;
}

const untried = { matched: false, wins: false, beatenBy: null, rules: [], grant: null };

describe("a draft under explanation", () => {
  it("decides the exchange where it goes first, with its rules and its grant", async () => {
    expect(await trialOf(drafted())).toMatchObject({
      matched: true,
      wins: true,
      beatenBy: null,
      sentence: "The draft decides this exchange.",
      rules: [{ number: 1, matched: true }],
      grant: { groups: [{ name: "readers" }] },
    });
  });

  it("is beaten by what is judged first and fits, and shows what it would grant", async () => {
    expect(await trialOf(drafted({ priority: 20 }))).toMatchObject({
      matched: true,
      wins: false,
      beatenBy: "release",
      sentence: 'The draft fits, but "release" (priority 10) is judged first and fits, too.',
      grant: { groups: [{ name: "readers" }] },
    });
  });

  it("decides an exchange that is refused for its grant, and says why", async () => {
    const groups = [
      { kind: "named", name: { kind: "pattern", pattern: "{{actor}}" }, domain: null },
    ] as const;
    const rules = drafted().rules.map((rule) => ({ ...rule, grant: { ...rule.grant, groups } }));
    const trial = await trialOf(drafted({ rules }));
    expect(trial).toMatchObject({ matched: true, wins: true, beatenBy: null, grant: null });
    expect(trial?.sentence).toMatch(
      /^The draft decides this exchange, which is refused all the same\. The mapping drafted matched, but a name it grants cannot be made: /,
    );
  });

  it("says which clause keeps it from fitting, and shows every rule", async () => {
    expect(await trialOf(mappingOf({ ref: "dev" }, { name: "drafted" }))).toMatchObject({
      ...untried,
      sentence: 'The draft does not fit: claim ref expected "dev" and the token carries "main".',
      rules: [{ number: 1, matched: false, clauses: [{ claim: "ref", held: false }] }],
    });
  });

  it("says that it has no rule", async () => {
    expect(await trialOf(drafted({ rules: [] }))).toEqual({
      ...untried,
      sentence: "The draft does not fit: it has no rule that could.",
    });
  });

  it("is not tried where the claims are not known", async () => {
    expect(await trialOf(drafted(), { subject: { kind: "token", token: "a.b.c" } })).toEqual({
      ...untried,
      sentence: "The claims are not known, so the draft could not be tried.",
    });
  });

  it("is not tried where nobody knows the provider that judges", async () => {
    expect(await trialOf(drafted(), { provider: "no" })).toEqual({
      ...untried,
      sentence: "The claims are not known, so the draft could not be tried.",
    });
  });

  it.each([
    ["p2", "other"],
    ["gone", ""],
  ])("is not tried where it is of the provider %s and another judges", async (providerId, name) => {
    expect(await trialOf(drafted({ providerId }))).toEqual({
      ...untried,
      sentence: `The draft is of provider "${name}", and this exchange is judged by "ci".`,
    });
  });

  it("is not tried where it does not stand among the mappings", async () => {
    expect(await trialOf(drafted(), { placed: false })).toEqual({
      ...untried,
      sentence: "The draft could not be tried.",
    });
  });

  it("says that judging it alone takes too much", async () => {
    const matchers = Array.from({ length: 1_000 }, (_, n) => ({ kind: "glob", pattern: `*-${n}` }) as const);
    const when = [{ path: ["groups"], test: { kind: "any_of", matchers } }] as const;
    const rules = drafted().rules.map((rule) => ({ ...rule, when }));
    const groups = Array.from({ length: 20_000 }, (_, number) => `group ${number}`);
    const subject = { kind: "claims", claims: { ...claims, groups } } as const;
    expect(await trialOf(drafted({ rules }), { subject })).toEqual({
      ...untried,
      sentence:
        "Judging the draft alone takes more comparisons than one exchange may: list fewer patterns, and write values or globs in the place of regular expressions.",
    });
  });

  it.each<[string, Partial<Mapping>, Tried, string]>([
    [
      "serves another door",
      { entry: { kind: "console" } },
      {},
      "The draft fits, but serves another door than this exchange came to.",
    ],
    [
      "is of a project that the exchange does not name",
      { project: "pay" },
      {},
      'The draft fits, but is considered only when the exchange names its project "pay".',
    ],
    [
      "is of a project that does not exist",
      { project: "gone" },
      { project: "gone" },
      'The draft fits, but belongs to the project "gone", which does not exist.',
    ],
    [
      "is not the mapping that the exchange names",
      {},
      { mapping: "release" },
      'The draft fits, but the exchange names another mapping, "release".',
    ],
  ])("says that it %s, and names nothing that decides in its place", async (_, changes, tried, sentence) => {
    expect(await trialOf(drafted(changes), tried)).toMatchObject({
      matched: true,
      wins: false,
      beatenBy: null,
      sentence,
    });
  });

  it("is asked where the exchange names it", async () => {
    expect(await trialOf(drafted(), { mapping: "drafted" })).toMatchObject({ wins: true });
  });

  it("is asked where the exchange names its project", async () => {
    expect(await trialOf(drafted({ project: "pay" }), { project: "pay" })).toMatchObject({ wins: true });
  });

  it("says that the exchange is refused before any mapping is asked, and why", async () => {
    expect(await trialOf(drafted(), { by: providerOf({ enabled: false }) })).toMatchObject({
      matched: true,
      wins: false,
      beatenBy: null,
      sentence:
        "The draft fits, but the exchange is refused before any mapping is asked. An administrator has disabled this provider. Enable it to accept its tokens again.",
    });
  });

  it("says so also where the exchange names it", async () => {
    const by = providerOf({ enabled: false });
    const trial = await trialOf(drafted(), { by, mapping: "drafted" });
    expect(trial?.sentence).toContain("refused before any mapping is asked");
  });

  it("shows no grant of another mapping of its name", async () => {
    const namesake = drafted({ id: "other", priority: 1 });
    expect(await trialOf(drafted(), { mappings: [namesake] })).toMatchObject({ matched: true, grant: null });
  });

  it("is judged with what the exchange asks for", async () => {
    const wish = {
      audience: { requested: ["elsewhere@main"], rule: "all_known" },
      scope: [],
      requiresAudience: false,
    } as const;
    expect(await trialOf(drafted(), { wish })).toMatchObject({ matched: true, grant: null });
  });

  it("is absent where none was drafted", async () => {
    const ports = portsOver(registryOf(providerOf(), [release]));
    expect((await explain(ports, about({ ...claims, iss: issuer }))).draft).toBeNull();
  });
});
