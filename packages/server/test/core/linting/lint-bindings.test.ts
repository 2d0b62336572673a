import { describe, expect, it } from "vitest";
import { type KnownIssuer, samePath } from "../../../src/core/linting/issuer-traits.ts";
import { lintMapping } from "../../../src/core/linting/lint.ts";
import type { JsonObject, MappingDraft } from "../../../src/core/terms.ts";
import { mappingDraft, noProjects, providerDraft, sharedIssuer, unknownIssuer } from "../samples.ts";
import { clause, clausesOf, equals, is, pinned, pinnedClausesOf, regex } from "./drafts.ts";
import { codes, lint } from "./linted.ts";

const codesAt = (traits: Partial<KnownIssuer>, draft: MappingDraft) =>
  codes(
    lintMapping(draft, {
      provider: providerDraft(),
      traits: { ...sharedIssuer, ...traits },
      others: [],
      ...noProjects,
    }),
  );

describe("two paths", () => {
  it.each([
    [["a", "b"], ["a", "b"], true],
    [["a"], ["a", "b"], false],
    [["a", "b"], ["a"], false],
    [["a", "b"], ["a", "c"], false],
  ])("%j and %j are the same: %j", (one, other, same) => {
    expect(samePath(one, other)).toBe(same);
  });
});

describe("what holds a mapping to an owner", () => {
  const loose = "name_without_pin";

  it.each<[string, MappingDraft]>([
    ["a member below an identifier", mappingDraft({ owner: "acme", repository_id: { x: "1" } })],
    ["a subject with numbers in another claim", mappingDraft({ repository: "repo:a@1/b@2:x" })],
    [
      "a subject that is excluded",
      clausesOf(
        clause("owner", is(equals("acme"))),
        clause("sub", { kind: "none_of", matchers: [equals("x")] }),
      ),
    ],
    ["one of several subjects", mappingDraft({ sub: ["repo:a@1/b@2:x", "repo:a/b:x"] })],
  ])("is not %s", (_, draft) => {
    expect(codes(lint(draft))).toContain(loose);
  });

  it("is a subject that consists of identifiers", () => {
    const subjectFormats = [{ prefix: "id:", naming: "ids", example: "id:1" }] as const;
    expect(codesAt({ subjectFormats }, mappingDraft({ sub: "id:12" }))).not.toContain(loose);
    expect(codesAt({ subjectFormats }, mappingDraft({ sub: "12" }))).toContain(loose);
  });

  it("is no name that only has to be there", () => {
    expect(
      codes(lint(clausesOf(clause("owner", { kind: "present" }), clause("x", is(equals("y")))))),
    ).toEqual(["owner_not_bound"]);
  });

  it("is, where no identifier is known, the one behind the name", () => {
    const [finding] = lintMapping(mappingDraft({ owner: "acme/*" }), {
      provider: providerDraft(),
      traits: { ...sharedIssuer, immutable: [] },
      others: [],
      ...noProjects,
    });
    expect(finding?.advice).toContain('Add "owner_id" with');
  });

  it("is the subject where nothing is known of the issuer", () => {
    const found = lintMapping(mappingDraft({}), {
      provider: providerDraft(),
      traits: unknownIssuer,
      others: [],
      ...noProjects,
      sample: { sub: "job" },
    });
    expect(found.flatMap(({ repairs }) => repairs?.() ?? []).map(({ title }) => title)).toEqual([
      'Pin sub to "job"',
    ]);
  });
});

describe("what whoever asks for a token can choose", () => {
  it.each(["iss", "iat", "nbf", "exp", "jti"])("is %s", (claim) => {
    expect(codes(lint(mappingDraft({ [claim]: "x" }), { shared: false }))).toEqual([
      "caller_controlled_only",
    ]);
  });

  it("is the audience, unless the issuer always sends the same", () => {
    const draft = mappingDraft({ aud: "x" });
    expect(codesAt({ shared: false }, draft)).toEqual(["caller_controlled_only"]);
    expect(codesAt({ shared: false, fixedAudience: "x" }, draft)).toEqual([]);
  });
});

describe("conditions that are sound", () => {
  it.each<[string, MappingDraft]>([
    ["an anchored expression", pinnedClausesOf(clause("ref", is(regex("^a$"))))],
    ["an object with members", mappingDraft({ ...pinned, run: { id: "1" } })],
    [
      "a value of another claim that looks like a subject",
      mappingDraft({ owner_id: "12", repository: "repo:acme/app:x" }),
    ],
  ])("are %s", (_, draft) => {
    expect(lint(draft)).toEqual([]);
  });

  it("are said to be in no format where the owner is left open", () => {
    expect(codes(lint(mappingDraft({ owner_id: "12", sub: "repo:*" })))).toEqual([
      "wildcard_before_separator",
    ]);
  });
});

describe("patterns", () => {
  const formats = [
    { prefix: "repo:", naming: "names", example: "repo:acme/app:x" },
    { prefix: "repo:id:", naming: "ids", example: "repo:id:12/x" },
    { prefix: "project_path:", naming: "names", example: "project_path:group/app:x" },
  ] as const;
  const found = (claims: JsonObject) =>
    lintMapping(mappingDraft(claims), {
      provider: providerDraft(),
      traits: { ...sharedIssuer, subjectFormats: formats, subjectIds: null },
      others: [],
      ...noProjects,
    }).filter(({ code }) => /wildcard|prefix/.test(code));

  it("are judged behind the longest text that every subject of their kind begins with", () => {
    expect(codes(found({ sub: "repo:id:a*" }))).toEqual(["open_name_prefix"]);
    expect(codes(found({ sub: "repo:a*" }))).toEqual(["open_name_prefix"]);
  });

  it("are answered with the example of their kind", () => {
    expect(found({ sub: "project_path:*" })[0]?.advice).toContain('"project_path:group/app:x"');
    expect(found({ sub: "repo:*" })[0]?.advice).toContain('"repo:acme/app:x"');
  });

  it("are answered with an example of a kind that they may become", () => {
    expect(found({ sub: "re*" })[0]?.advice).toContain('"repo:acme/app:x"');
  });

  it("end a name with a slash in another claim than the subject", () => {
    const subjectFormats = [{ prefix: "", naming: "ids", example: "12:x" }] as const;
    const [finding] = lintMapping(mappingDraft({ ...pinned, owner: "acme*" }), {
      provider: providerDraft(),
      traits: { ...sharedIssuer, subjectFormats, subjectIds: null },
      others: [],
      ...noProjects,
    });
    expect(finding?.advice).toContain('"acme/*"');
  });

  it("end a name with a slash where the example says no more", () => {
    expect(found({ sub: "repo:a/b/c*" })[0]?.advice).toContain('"repo:a/b/c/*"');
  });

  it("of identifiers are names that go on", () => {
    expect(codes(found({ owner_id: "1*" }))).toEqual(["open_name_prefix"]);
  });

  it("have no kind in another claim than the subject", () => {
    expect(found({ ...pinned, environment: "repo:*" })).toEqual([]);
  });

  it("without a wildcard are values", () => {
    expect(lint(pinnedClausesOf(clause("ref", is({ kind: "glob", pattern: "a" }))))).toEqual([]);
  });
});
