import { describe, expect, it } from "vitest";
import { type Finding, lintMapping, lintProvider } from "../../../src/core/linting/lint.ts";
import type {
  Clause,
  GrantTemplate,
  JsonObject,
  MappingDraft,
  Matcher,
  ProviderDraft,
} from "../../../src/core/terms.ts";
import {
  adminGrant,
  mappingDraft,
  noProjects,
  projectOf,
  providerDraft,
  ruleOf,
  sharedIssuer,
  unknownIssuer,
} from "../samples.ts";

function codes(findings: readonly Finding[]): readonly string[] {
  return findings.map((finding) => finding.code);
}

function lint(draft: MappingDraft, changes: { pins?: ProviderDraft["pins"]; shared?: boolean } = {}) {
  const traits = changes.shared === false ? unknownIssuer : sharedIssuer;
  return lintMapping(draft, {
    provider: providerDraft({ pins: changes.pins ?? [] }),
    traits,
    others: [],
    ...noProjects,
  });
}

function find(draft: MappingDraft, code: string, changes = {}): Finding | undefined {
  return lint(draft, changes).find((finding) => finding.code === code);
}

const pinned = { repository_id: "34" };
const granting = (grant: Partial<GrantTemplate>, changes: Partial<MappingDraft> = {}) =>
  mappingDraft({}, { rules: [ruleOf(pinned, { ...adminGrant, admin: false, ...grant })], ...changes });

describe("lintMapping", () => {
  it("does not work out repairs that nobody asks for, however many values are at fault", {
    timeout: 5_000,
  }, () => {
    const values = Array.from(
      { length: 1_000 },
      (_, index): Matcher => ({ kind: "equals", value: `a;${index}` }),
    );
    const when = Array.from(
      { length: 100 },
      (_, index): Clause => ({
        path: [`claim_${index}`],
        separator: ";",
        test: { kind: "any_of", matchers: values },
      }),
    );
    const found = lint(mappingDraft({}, { rules: [{ ...ruleOf({}), when }] }));
    expect(found.filter(({ code }) => code === "separator_in_value")).toHaveLength(100_000);
  });
});

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

describe("lintMapping, names of claims", () => {
  const lintNames = (claims: JsonObject) =>
    lintMapping(mappingDraft(claims), {
      provider: providerDraft(),
      traits: { ...unknownIssuer, knownClaims: ["sub", "repository_id", "ref"] },
      others: [],
      ...noProjects,
    });

  it("warns of a misspelt claim and names the one that was meant", () => {
    expect(lintNames({ repositry_id: "1", ref: "main" })).toMatchObject([
      {
        code: "unknown_claim",
        severity: "warning",
        field: "claims.repositry_id",
        advice: 'Did you mean "repository_id"?',
      },
    ]);
  });

  it("notices a claim like no other, and has nothing against known ones", () => {
    expect(lintNames({ cost_centre: "1" })).toMatchObject([{ code: "unknown_claim", severity: "notice" }]);
    expect(lintNames({ repository_id: "1", ref: "main" })).toEqual([]);
  });
});

describe("lintMapping, values that were to be filled in", () => {
  it.each([
    ["a text", { ...pinned, ref: "<branch>" }, "claims.ref"],
    ["one of a list", { ...pinned, ref: ["refs/heads/main", "refs/heads/<branch>"] }, "claims.ref"],
    ["a wildcard", { ...pinned, ref: "refs/heads/<branch>/*" }, "claims.ref"],
    ["a deeper member", { ...pinned, run: { by: { id: "id-<number>" } } }, "claims.run.by.id"],
  ])("warns where %s was left as a preset or sample wrote it", (_, claims, field) => {
    const finding = find(mappingDraft(claims), "not_filled_in");
    expect(finding).toMatchObject({ severity: "warning", field });
    expect(finding?.advice).toContain("this workload's token carries");
  });

  it("warns of names and audiences that would be granted as they stand", () => {
    const name = { kind: "text", text: "<user>" } as const;
    const user = { name, id: null, email: null, domain: null, local: false };
    const groups = [{ kind: "named", name: { kind: "text", text: "team-<name>" }, domain: null }] as const;
    const draft = granting({ user, groups }, { audience: ["https://<service>"] });
    const found = lint(draft).filter(({ code }) => code === "not_filled_in");
    expect(found.map(({ field }) => field)).toEqual(["grant.user", "grant.groups", "audience"]);
  });

  it("takes neither an address nor a single bracket for one", () => {
    const claims = { ...pinned, author: "Dana <dana@acme.example>", note: "a < b" };
    expect(find(mappingDraft(claims), "not_filled_in")).toBeUndefined();
  });
});

describe("lintMapping, conditions that hold for none or for all", () => {
  it("warns of an empty list", () => {
    const finding = find(mappingDraft({ ...pinned, foo: [] }), "nothing_expected");
    expect(finding).toMatchObject({ severity: "warning", field: "claims.foo" });
    expect(finding?.message).toContain("can never hold");
  });

  it("does not call a list within a list null", () => {
    const finding = find(mappingDraft({ ...pinned, foo: [["x"], "y"] }), "null_expected");
    expect(finding?.message).toContain("a list within the list");
  });

  it("finds that an empty object accepts any object", () => {
    expect(find(mappingDraft({ foo: {} }), "any_object")).toMatchObject({ severity: "warning" });
    expect(find(mappingDraft({ ...pinned, foo: {} }), "any_object")).toMatchObject({ severity: "notice" });
  });

  it("advises to leave a claim out only where others remain", () => {
    expect(find(mappingDraft({ sub: "*" }), "wildcard_only")?.advice).not.toContain("leave the claim out");
    expect(find(mappingDraft({ ...pinned, sub: "*" }), "wildcard_only")?.advice).toContain(
      "or leave the claim out",
    );
  });
});

describe("lintMapping, who is bound", () => {
  it("has nothing to say about a mapping pinned to one owner", () => {
    expect(lint(mappingDraft({ ...pinned, ref: "refs/heads/main" }))).toEqual([]);
  });

  it("finds empty claims critical", () => {
    expect(lint(mappingDraft({}))).toMatchObject([
      { code: "empty_claims", severity: "critical", field: "claims" },
    ]);
  });

  it("names the rule when a mapping has several", () => {
    const draft = mappingDraft({}, { rules: [ruleOf(pinned), ruleOf({})] });
    expect(find(draft, "empty_claims")?.field).toBe("rules.1.claims");
  });

  it("warns of a name without its identifier on a shared issuer, with the value at hand", () => {
    const finding = find(mappingDraft({ owner: "acme" }), "name_without_pin");
    expect(finding).toMatchObject({ severity: "warning", field: "claims.owner" });
    expect(finding?.message).toContain('owner "acme"');
    expect(finding?.advice).toContain('"owner_id"');
  });

  it("advises no single identifier where a pattern of names is demanded", () => {
    const finding = find(mappingDraft({ owner: "acme-*" }), "name_without_pin");
    expect(finding).toMatchObject({ severity: "warning", field: "claims.owner" });
    expect(finding?.message).toContain("The pattern of owner accepts names");
    expect(finding?.advice).not.toContain("acme");
    expect(finding?.advice).toContain(
      'Add "repository_id" or "owner_id" with the identifier of what is meant',
    );
  });

  it("has nothing against a name on an issuer of one's own", () => {
    expect(lint(mappingDraft({ owner: "acme" }), { shared: false })).toEqual([]);
  });

  it("does not take a pattern over identifiers for a pin", () => {
    const draft = mappingDraft({ owner: "acme", repository_id: "3*" });
    expect(codes(lint(draft))).toContain("name_without_pin");
  });

  it("takes a list of written-out identifiers for a pin", () => {
    expect(lint(mappingDraft({ owner: "acme", repository_id: ["34", "35"] }))).toEqual([]);
  });

  it("takes a subject whose names carry their numbers for a pin", () => {
    const draft = mappingDraft({ sub: "repo:acme@12/app@34:ref:refs/heads/main" });
    expect(codes(lint(draft))).not.toContain("name_without_pin");
  });

  it("takes a provider's pin of an identifier for a pin of every mapping", () => {
    const pins = [{ claim: "owner_id", value: "12", ignoreCase: false }];
    expect(lint(mappingDraft({ owner: "acme" }), { pins })).toEqual([]);
  });

  it("finds a mapping critical that demands only what a caller controls", () => {
    const finding = find(mappingDraft({ ref: "refs/heads/main", actor: "dana" }), "caller_controlled_only");
    expect(finding).toMatchObject({ severity: "critical", field: "claims" });
    expect(finding?.message).toContain("ref, actor");
  });

  it("counts the audience among what a caller controls", () => {
    expect(codes(lint(mappingDraft({ aud: "https://sts.example.com" })))).toEqual(["caller_controlled_only"]);
  });

  it("finds a mapping critical that binds no owner on a shared issuer", () => {
    expect(lint(mappingDraft({ runner: "hosted" }))).toMatchObject([
      { code: "owner_not_bound", severity: "critical" },
    ]);
  });
});

describe("lintMapping, wildcards", () => {
  const pattern = (claims: JsonObject, shared = true) =>
    lint(mappingDraft(claims), { shared }).filter((one) => /wildcard|prefix/.test(one.code));

  it('finds "*" alone critical', () => {
    expect(pattern({ sub: "*" })).toMatchObject([
      { code: "wildcard_only", severity: "critical", field: "claims.sub" },
    ]);
  });

  it('finds "*" alone harmless beside a pin', () => {
    expect(pattern({ ...pinned, environment: "*" })).toMatchObject([
      { code: "wildcard_only", severity: "notice" },
    ]);
  });

  it.each(["re*", "repo:*", "*:ref:refs/heads/main", "repo:*/app:ref:refs/heads/main"])(
    "finds that the subject %s fixes nobody",
    (sub) => {
      expect(pattern({ sub })).toMatchObject([{ code: "wildcard_before_separator", severity: "critical" }]);
    },
  );

  it("takes the word before the colon for the kind of subject where nothing is known", () => {
    expect(codes(pattern({ sub: "tenant:*" }, false))).toEqual(["wildcard_before_separator"]);
  });

  it.each([
    ["repo:acme*", "/"],
    ["repo:acme/app*", ":"],
  ])("finds that the subject %s also covers longer names, and says what ends the name", (sub, end) => {
    const [finding] = pattern({ sub });
    expect(finding?.code).toBe("open_name_prefix");
    expect(finding?.message).toContain(`"${sub.slice(0, -1)}-evil"`);
    expect(finding?.advice).toContain(`"${sub.slice(0, -1)}${end}*"`);
  });

  it("advises whole names where what is fixed ends within one", () => {
    const [finding] = pattern({ sub: "repo:acme-*" });
    expect(finding?.message).toContain('"repo:acme-evil"');
    expect(finding?.advice).toBe(
      "Write the whole name in place of the pattern, or a list of the names that are meant.",
    );
  });

  it.each(["repo:acme/*", "repo:acme/app:*", "repo:acme/app:ref:refs/heads/release-*"])(
    "has nothing against the wildcard in %s",
    (sub) => {
      expect(pattern({ sub })).toEqual([]);
    },
  );

  it("has nothing against a wildcard behind a separator of another claim", () => {
    expect(pattern({ ...pinned, ref: "refs/heads/*" })).toEqual([]);
  });

  it("notices a wildcard in the first word of another claim", () => {
    expect(pattern({ ...pinned, ref: "re*" })).toMatchObject([
      { code: "wildcard_before_separator", severity: "notice" },
    ]);
  });

  it("looks at every item of a list", () => {
    expect(codes(pattern({ sub: ["repo:acme/app:x", "repo:acme*"] }))).toEqual(["open_name_prefix"]);
  });
});

describe("lintMapping, values and formats", () => {
  it("warns of null, which never matches", () => {
    expect(find(mappingDraft({ ...pinned, environment: null }), "null_expected")).toMatchObject({
      severity: "warning",
      field: "claims.environment",
    });
  });

  const bare = "repo:acme/app:ref:refs/heads/main";
  const withIds = "repo:acme@12/app@34:ref:refs/heads/main";
  const owned = { owner_id: "12" };

  it("warns of a subject with bare names without its number, and says which format that is", () => {
    const finding = find(mappingDraft({ sub: bare }), "single_subject_format");
    expect(finding).toMatchObject({ severity: "warning", field: "claims.sub" });
    expect(finding?.message).toContain(`${JSON.stringify(bare)} is written for bare names`);
    expect(finding?.advice).toContain('Demand "repository_id"');
  });

  it("warns of it beside the owner's number, which does not pin what is named", () => {
    expect(codes(lint(mappingDraft({ ...owned, sub: bare })))).toEqual(["single_subject_format"]);
  });

  it("advises the owner's number where a wildcard leaves open what it is of the owner", () => {
    const sub = "repo:acme/*";
    expect(find(mappingDraft({ sub }), "single_subject_format")?.advice).toContain('Demand "owner_id"');
    expect(codes(lint(mappingDraft({ ...owned, sub })))).toEqual([]);
  });

  it("has nothing against a subject in one format that follows to the other", () => {
    expect(lint(mappingDraft({ ...pinned, sub: bare }))).toEqual([]);
    expect(lint(mappingDraft({ sub: withIds }))).toEqual([]);
    const pins = [{ claim: "repository_id", value: "34", ignoreCase: false }];
    expect(lint(mappingDraft({ sub: bare }), { pins })).toEqual([]);
  });

  it("warns of a subject written for numbers that leaves the one that counts open", () => {
    const finding = find(
      mappingDraft({ sub: "repo:acme@12/app@*:ref:refs/heads/main" }),
      "single_subject_format",
    );
    expect(finding?.message).toContain("is written for numbers behind the names");
  });

  it("has nothing against a subject given in both formats", () => {
    expect(codes(lint(mappingDraft({ sub: [bare, withIds] })))).toEqual(["name_without_pin"]);
  });

  it("says nothing of formats where only one is known", () => {
    const traits = { ...sharedIssuer, subjectIds: null };
    const draft = mappingDraft({ ...owned, sub: bare });
    expect(lintMapping(draft, { provider: providerDraft(), traits, others: [], ...noProjects })).toEqual([]);
  });

  it("finds a regular expression that is not anchored and writes the anchored one", () => {
    const draft = mappingDraft(pinned);
    const rule = ruleOf(pinned);
    const regex = {
      path: ["ref"],
      test: { kind: "is", matcher: { kind: "regex", source: "main|dev" } },
    } as const;
    const findings = lint({ ...draft, rules: [{ ...rule, when: [...rule.when, regex] }] });
    expect(codes(findings)).toEqual(["unanchored_regex"]);
    expect(findings[0]?.advice).toContain('"^(?:main|dev)$"');
  });
});

describe("lintMapping, what is granted", () => {
  it("finds an administrator's grant critical when nobody is pinned", () => {
    const draft = mappingDraft({}, { rules: [ruleOf({ owner: "acme" }, adminGrant)] });
    expect(find(draft, "broad_admin")).toMatchObject({ severity: "critical", field: "grant.admin" });
  });

  it("has nothing against an administrator's grant to one pinned repository", () => {
    expect(lint(mappingDraft({}, { rules: [ruleOf(pinned, adminGrant)] }))).toEqual([]);
  });

  it("has nothing against an administrator's grant to one exact subject of one's own issuer", () => {
    const draft = mappingDraft({}, { rules: [ruleOf({ sub: "deployer" }, adminGrant)] });
    expect(lint(draft, { shared: false })).toEqual([]);
  });

  it("finds an administrator's grant to a pattern of subjects critical on one's own issuer too", () => {
    const draft = mappingDraft({}, { rules: [ruleOf({ sub: "team/*" }, adminGrant)] });
    expect(codes(lint(draft, { shared: false }))).toEqual(["broad_admin"]);
  });

  it("notices a lifetime above an hour", () => {
    expect(lint(mappingDraft(pinned, { lifetimeSeconds: 3600 }))).toEqual([]);
    expect(lint(mappingDraft(pinned, { lifetimeSeconds: 3601 }))).toMatchObject([
      { code: "long_lifetime", severity: "notice" },
    ]);
  });

  it("warns of a long lifetime with the administrator's rights", () => {
    const draft = mappingDraft({}, { rules: [ruleOf(pinned, adminGrant)], lifetimeSeconds: 7200 });
    expect(find(draft, "long_lifetime")?.severity).toBe("warning");
  });

  it("notices that group names made from text are split at its commas", () => {
    const names = { kind: "pattern", pattern: "({{team.names}})-x | $1" } as const;
    const grant = { ...adminGrant, admin: false, groups: [{ kind: "each", names, domain: null }] } as const;
    const draft = mappingDraft({}, { rules: [ruleOf(pinned, grant)] });
    const finding = find(draft, "split_at_commas");
    expect(finding).toMatchObject({ severity: "notice", field: "grant.groups" });
    expect(finding?.message).toContain("team.names");
  });

  it("warns of a grant of nothing", () => {
    expect(lint(granting({}))).toMatchObject([
      { code: "grants_nothing", severity: "warning", field: "grant" },
    ]);
    expect(lint(granting({ ownPermissions: true }))).toEqual([]);
  });

  it("warns of braces in a name that is granted as it stands", () => {
    const name = { kind: "text", text: "{{actor}}" } as const;
    const user = { name, id: null, email: null, domain: null, local: false };
    const asUser = find(granting({ user }), "literal_braces");
    expect(asUser).toMatchObject({ severity: "warning", field: "grant.user" });
    expect(asUser?.advice).toContain("user_pattern");
    const groups = [{ kind: "named", name, domain: null }] as const;
    expect(find(granting({ groups }), "literal_braces")?.advice).toContain("groups_pattern");
  });

  it("notices an audience of every service", () => {
    expect(lint(mappingDraft(pinned, { audience: ["*@*"] }))).toMatchObject([
      { code: "every_audience", severity: "notice" },
    ]);
  });
});

describe("the order of findings", () => {
  it("is gravest first", () => {
    const draft = mappingDraft(
      { owner: "acme" },
      { audience: ["*@*"], rules: [ruleOf({ owner: "acme" }, adminGrant)] },
    );
    expect(lint(draft).map((finding) => finding.severity)).toEqual(["critical", "warning", "notice"]);
  });
});

describe("projects and roles that there are not", () => {
  const shop = projectOf("shop", { roles: [{ name: "Driver", description: "", annotations: {} }] });
  const known = {
    projectByKey: (key: string) => (key === "shop" ? shop : undefined),
    projectKeys: () => ["shop"],
  };
  const around = { provider: providerDraft(), traits: unknownIssuer, others: [], ...known };
  const granting = (project: string, roles: readonly string[], owner: string | null = null) =>
    mappingDraft(
      { sub: "a" },
      {
        project: owner,
        rules: [
          ruleOf(
            { sub: "a" },
            { ...adminGrant, admin: false, projectRoles: [{ project, domain: null, roles }] },
          ),
        ],
      },
    );
  const found = (draft: MappingDraft) =>
    lintMapping(draft, around)
      .filter(({ code }) => code.startsWith("unknown_"))
      .map(({ code, field }) => [code, field]);

  it("are found as the owner of a provider or mapping", () => {
    expect(codes(lintProvider(providerDraft({ project: "shop" }), unknownIssuer, known))).toEqual([]);
    const [finding] = lintProvider(providerDraft({ project: "shpo" }), unknownIssuer, known);
    expect(finding).toMatchObject({ code: "unknown_project", severity: "warning", field: "project" });
    expect(finding?.message).toContain('"shpo"');
    expect(found(granting("shop", ["Viewer"], "shop"))).toEqual([]);
    expect(found(mappingDraft({ sub: "a" }, { project: "gone" }))).toEqual([["unknown_project", "project"]]);
  });

  it("are found in what a mapping grants, and told once", () => {
    expect(found(granting("shop", ["Driver", "Project Admin"]))).toEqual([]);
    expect(found(granting("gone", ["Driver"]))).toEqual([["unknown_project", "grant.project_roles"]]);
    expect(found(granting("gone", ["Driver"], "gone"))).toEqual([["unknown_project", "project"]]);
    expect(found(granting("shop", ["driver", "Owner"]))).toEqual([
      ["unknown_role", "grant.project_roles"],
      ["unknown_role", "grant.project_roles"],
    ]);
    const advice = lintMapping(granting("shop", ["Drivr"]), around).map((one) => one.advice);
    expect(advice).toContainEqual(expect.stringContaining('"Driver"'));
  });

  it("are another face's where a domain is named", () => {
    const [rule] = granting("gone", ["x"]).rules;
    if (rule === undefined) throw new Error("there is a rule");
    const domain = { id: null, name: "Default" };
    const projectRoles = [{ project: "gone", domain, roles: ["x"] }];
    const rules = [{ ...rule, grant: { ...rule.grant, projectRoles } }];
    expect(found(mappingDraft({}, { rules }))).toEqual([]);
  });
});
