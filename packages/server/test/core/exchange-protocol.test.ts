/** Exchanges behind a protocol's door: what the directory makes of a grant, and the projects that are made for it. */

import { describe, expect, it } from "vitest";
import { type ExchangePorts, exchange, judgeByRules, judgeClaims } from "../../src/core/exchange.ts";
import type { ExchangeRecord } from "../../src/core/exchange-record.ts";
import { noRegex } from "../../src/core/matching/implication.ts";
import { emptyRegistry, type Registry, type RegistryChange } from "../../src/core/matching/registry.ts";
import type { Wish } from "../../src/core/recorded-wish.ts";
import { accept, refuse } from "../../src/core/refusal.ts";
import type { Entry, GrantTemplate, JsonObject, VerifiedClaims } from "../../src/core/terms.ts";
import { readJsonInText } from "../../src/jws/json-in-text.ts";
import { adaptersOf, digest, mappingOf, projectOf, providerOf, ruleOf } from "./samples.ts";

const now = 1_800_000_000;
const entry: Entry = { kind: "protocol", protocol: "openid" };
const provider = providerOf();
const claims: JsonObject = { sub: "ada" };
const verified = { claims, expiresAt: now + 60 } as VerifiedClaims;
const grant: GrantTemplate = {
  user: null,
  groups: [],
  projectRoles: [{ project: "shop", domain: null, roles: ["member"] }],
  admin: false,
  ownPermissions: false,
};
const door: RegistryChange = {
  kind: "directory_written",
  revision: 1,
  object: {
    ...{ kind: "identity_provider", id: "idp", description: "", enabled: true, annotations: {} },
    ...{ domainId: "default", providerIds: [provider.id], revision: 1, createdAt: 0, updatedAt: 0 },
  },
};
const made: RegistryChange = {
  kind: "project_written",
  revision: 2,
  project: projectOf("k1", { displayName: "shop", domainId: "default" }),
};
const granting = (changes: Partial<GrantTemplate>, ...more: readonly RegistryChange[]) =>
  emptyRegistry(adaptersOf(noRegex)).withChanges([
    { kind: "provider_written", revision: 1, provider },
    door,
    {
      kind: "mapping_written",
      revision: 1,
      mapping: mappingOf({}, { entry, rules: [ruleOf({ sub: "ada" }, { ...grant, ...changes })] }),
    },
    ...more,
  ]);
const grantLimits = {
  maxTokenLifetimeSeconds: 3_600,
  reservedGroups: new Set<string>(),
  readJson: readJsonInText,
};
const wish: Wish = {
  ...{ entry, project: null, mapping: null, scope: [], target: null, requiresAudience: false },
  audience: { requested: [], rule: "known_only" },
};
const shop = { kind: "project", id: "k1", name: null } as const;
const judged = (registry: Registry, changes: Partial<Wish> = {}) =>
  judgeByRules({ grantLimits, digest }, registry, provider, claims, { ...wish, ...changes });

describe("a grant behind a protocol's door", () => {
  it("is settled with the directory, and for nothing yet where nothing is asked", () => {
    const settled = judged(granting({}, made));
    expect(settled).toMatchObject({
      ok: true,
      missing: [],
      grant: { projectRoles: [{ project: "k1", roles: ["member"] }] },
    });
    expect(settled.ok && settled.grant).not.toHaveProperty("target");
  });

  it("is for what is asked, where the roles reach it", () => {
    expect(judged(granting({}, made), { target: shop })).toMatchObject({
      ok: true,
      grant: { target: { kind: "project" }, projectRoles: [{ project: "k1" }] },
    });
    expect(judged(granting({ projectRoles: [] }, made), { target: shop })).toMatchObject({
      ok: false,
      refusal: { reason: "target_out_of_reach" },
    });
  });

  it("is not judged by what is asked while a project is missing", () => {
    expect(judged(granting({}), { target: shop })).toMatchObject({ ok: true, missing: [{ name: "shop" }] });
  });

  it("is refused where the directory has no such thing, whatever is asked", () => {
    const foreign = granting({ projectRoles: [], userDomain: { id: "nowhere", name: null } });
    for (const target of [null, shop]) expect(judged(foreign, { target }).ok).toBe(false);
  });
});

describe("claims that nobody signed", () => {
  const judge = (presented: JsonObject, changes: Partial<GrantTemplate> = {}) =>
    judgeClaims({ grantLimits, digest }, granting(changes, made), provider, presented, {
      ...wish,
      mapping: "release",
    });

  it("are told how near the mapping came that was asked for and does not match", () => {
    expect(judge({ sub: "eve" })).toMatchObject({
      ok: false,
      refusal: { reason: "no_matching_mapping", evidence: { nearest: expect.stringContaining("release") } },
    });
  });

  it("are judged by the mapping that matches", () => {
    expect(judge(claims)).toMatchObject({ ok: true, mapping: { name: "release" } });
    expect(judge(claims, { userDomain: { id: "nowhere", name: null } })).toMatchObject({
      ok: false,
      mapping: { name: "release" },
    });
  });
});

describe("an exchange behind a protocol's door", () => {
  async function run(
    registries: readonly [Registry, ...Registry[]],
    makeProjects: ExchangePorts["makeProjects"],
  ) {
    const records: ExchangeRecord[] = [];
    let [registry, ...later] = registries;
    const note = async (record: ExchangeRecord) => {
      records.push(record);
      return accept(undefined);
    };
    const outcome = await exchange(
      {
        ...{ issuer: "https://sts.example.com", grantLimits, digest, restoredAt: null },
        now: () => now,
        newTokenId: () => "t1",
        newReferenceToken: () => ({ token: "ref", hash: "hash" }),
        registry: () => registry,
        peekIssuer: () => accept({ issuer: provider.issuerUrl }),
        verifySubjectToken: async () => ({
          ok: true,
          value: verified,
        }),
        makeProjects: async (...asked) => {
          const outcome = await makeProjects(...asked);
          registry = later.shift() ?? registry;
          return outcome;
        },
        sign: async () => accept("signed"),
        commit: note,
        recordRefusal: note,
        noteRefusal: () => undefined,
      },
      {
        ...{ requestId: "r1", face: "keystone", subjectToken: "h.p.s", expectedIssuer: null, ...wish },
        provider: { kind: "named", name: provider.name },
        wantsReferenceToken: false,
        layout: () => ({ typ: "JWT", header: {}, payload: { sub: "ada" } }),
        context: {},
        client: { addressPrefix: "192.0.2.0/24", userAgent: null },
      },
    );
    return { outcome, records };
  }
  const nothingMade: ExchangePorts["makeProjects"] = () => {
    throw new Error("no project is made");
  };

  it("makes no project where none is missing", async () => {
    expect((await run([granting({}, made)], nothingMade)).outcome).toMatchObject({ ok: true });
  });

  it("makes those that are missing, and grants in them", async () => {
    const asked: unknown[] = [];
    const { outcome } = await run([granting({}), granting({}, made)], async (missing, { name }) => {
      asked.push(...missing, name);
      return accept(undefined);
    });
    expect(asked).toMatchObject([{ name: "shop" }, "release"]);
    expect(outcome).toMatchObject({
      ok: true,
      value: { grant: { projectRoles: [{ project: "k1", roles: ["member"] }] } },
    });
  });

  it("is refused, and that is recorded, where they cannot be made", async () => {
    const refusal = { mapping: "release", project: "shop", detail: "there is no room" };
    const { outcome, records } = await run([granting({})], async () => refuse("project_not_made", refusal));
    expect(outcome).toMatchObject({
      ok: false,
      progress: "claims_valid",
      refusal: { reason: "project_not_made", evidence: refusal },
    });
    expect(records).toMatchObject([{ refusal: { reason: "project_not_made" }, mappingName: "release" }]);
  });

  it("is refused where one that was made is gone again", async () => {
    const { outcome } = await run([granting({}), granting({})], async () => accept(undefined));
    expect(outcome).toMatchObject({
      ok: false,
      progress: "claims_valid",
      refusal: {
        reason: "project_not_made",
        evidence: { mapping: "release", project: "shop", detail: "it is gone again." },
      },
    });
  });

  it("is refused as it is decided then, where that is otherwise than before", async () => {
    const later = granting(
      {},
      {
        kind: "provider_written",
        revision: 2,
        provider: { ...provider, enabled: false, revision: 2 },
      },
    );
    const { outcome } = await run([granting({}), later], async () => accept(undefined));
    expect(outcome).toMatchObject({ ok: false, refusal: { reason: "provider_disabled" } });
  });

  it("records the groups that are not there, where there are such", async () => {
    const groups = [{ kind: "named", name: { kind: "text", text: "nobody" }, domain: null }] as const;
    const leftOut = async (changes: Partial<GrantTemplate>) =>
      (await run([granting({ ...changes }, made)], nothingMade)).records.map(({ details }) => details);
    expect(await leftOut({ groups })).toMatchObject([{ leftOut: [{ name: "nobody" }] }]);
    expect((await leftOut({}))[0]).not.toHaveProperty("leftOut");
  });
});
