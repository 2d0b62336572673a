/**
 * What a project admin is shown at the admin API: the real face over HTTP, on a real database, with the
 * principals of this test behind its credentials.
 */

import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import type { Principal } from "../../src/core/access.ts";
import { withNearest } from "../../src/core/explaining/nearest.ts";
import { projectAdminRole } from "../../src/core/project-roles.ts";
import { refuse } from "../../src/core/refusal.ts";
import type { JsonObject } from "../../src/core/terms.ts";
import { adminFaces } from "../../src/faces/admin/routes.ts";
import { mappingDraft, projectDraft, providerDraft } from "../core/samples.ts";
import { type RunningServer, startServer } from "../faces/http-server.ts";
import { openServices } from "../services.ts";
import { refusedRecord } from "../store/fixtures.ts";

const nobody: Principal = {
  name: "nobody",
  role: "workload",
  face: null,
  tokenId: null,
  selfRevocable: false,
  introspects: [],
  projectRoles: [],
};
const administrator: Principal = { ...nobody, name: "admin", role: "admin" };
const adminOf = (project: string): Principal => ({
  ...nobody,
  name: `admin of ${project}`,
  projectRoles: [{ project, roles: [projectAdminRole] }],
});
const principals: ReadonlyMap<string, Principal> = new Map([
  ["admin", administrator],
  ["shop", adminOf("shop")],
  ["bank", adminOf("bank")],
  ["nobody", nobody],
]);

const claims = { iss: "https://shop.example", aud: "https://sts.example.com", sub: "job", ref: "main" };

let server: RunningServer;
const opened = new AsyncDisposableStack();
beforeAll(async () => {
  const { services, store, feed, close } = await openServices({
    authenticate: async (credential) => {
      const principal = principals.get(credential);
      return principal === undefined
        ? { ok: false, fault: "unknown" }
        : { ok: true, principal, claims: null, secretId: null };
    },
  });
  opened.defer(close);
  const { configuration } = services;
  const must = <T>(change: { ok: true; value: T } | { ok: false; refusal: unknown }): T =>
    change.ok ? change.value : expect.fail(JSON.stringify(change.refusal));

  // One provider of each project, each with a mapping of its own project and a global one.
  for (const project of ["shop", "bank"]) {
    must(await configuration.createProject(administrator, projectDraft(project)));
    const draft = providerDraft({ name: project, project, issuerUrl: `https://${project}.example` });
    const provider = must(await configuration.createProvider(administrator, draft));
    for (const [name, owner] of [
      [`${project}-own`, project],
      [`${project}-global`, null],
    ] as const) {
      const mapping = mappingDraft(
        { ref: `only-${name}` },
        { name, project: owner, providerId: provider.id },
      );
      must(await configuration.createMapping(administrator, mapping));
    }
    const wanted = { entry: { kind: "exchange" }, project, mapping: null } as const;
    const { refusal } = refuse("no_matching_mapping", { provider: project, considered: 2, nearest: "" });
    const record = refusedRecord({
      requestId: referenceOf(project),
      refusal: withNearest(refusal, feed.current(), provider, { ref: "only-shop-globaL" }, wanted),
      progress: "claims_valid",
      providerId: provider.id,
      providerName: project,
      mappingId: null,
      mappingName: null,
      revision: feed.current().revision,
    });
    await store.exchanges.recordRefusal({
      ...record,
      details: { ...record.details, ...wanted, claims: { ref: "only-shop-globaL" } },
    });
  }
  const [face] = adminFaces(services);
  if (face === undefined) throw new Error("the admin API has no face");
  server = await startServer(face);
  opened.defer(() => server.close());
});
afterAll(() => opened.disposeAsync());

async function ask(credential: string, path: string, body?: JsonObject) {
  const response = await server.send(`/api/v1${path}`, {
    method: body === undefined ? "GET" : "POST",
    headers: { authorization: `Bearer ${credential}`, "content-type": "application/json" },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  const document: unknown = JSON.parse(text);
  return { status: response.status, text, document };
}
const referenceOf = (project: string) =>
  `00000000-0000-7000-8000-${Buffer.from(project).toString("hex").padStart(12, "0")}`;

describe("a project admin who asks for an explanation", () => {
  it("sees the trials of its own project's mappings and no word of others", async () => {
    const question = { claims, provider: "shop", project: "shop" };
    const { document, text } = await ask("shop", "/explain", question);
    expect(document).toMatchObject({
      verdict: "refused",
      trials: [{ mapping: "shop-own" }],
      considered: 1,
      nearest: { mapping: "shop-own" },
    });
    expect(text).not.toMatch(/shop-global/);
    expect((await ask("admin", "/explain", question)).text).toContain("shop-global");
  });

  it("sees no more by naming another project, or none", async () => {
    for (const project of ["depot", "bank", null]) {
      const question = { claims, provider: "shop", ...(project !== null && { project }) };
      expect((await ask("shop", "/explain", question)).text).not.toMatch(/shop-global/);
    }
  });

  it("sees no more by drafting a mapping or a provider", async () => {
    const grant = { project_roles: [{ project: "shop", roles: [projectAdminRole] }] };
    const mapping = { name: "drafted", provider: "shop", project: "shop", claims: { sub: "job" }, grant };
    const own = await ask("shop", "/explain", { claims, drafts: { mapping } });
    expect(own.document).toMatchObject({ draft: { matched: true, wins: true, beaten_by: null } });
    expect(own.text).not.toMatch(/shop-global/);
    const question = {
      claims: { ...claims, ref: "only-shop-global" },
      drafts: { mapping: { ...mapping, claims: { ref: "x" } } },
    };
    const foreign = await ask("shop", "/explain", question);
    expect(foreign.text).not.toMatch(/"mapping":"shop-global"/);
    expect(foreign.document).toMatchObject({ draft: { matched: false, beaten_by: null } });
    for (const drafts of [
      { mapping: { ...mapping, project: null } },
      { mapping: { ...mapping, project: "bank" } },
      { mapping: { ...mapping, provider: "bank", project: "bank" } },
      { mapping: { ...mapping, provider: "bank" } },
      { provider: { name: "bank", issuer_url: "https://shop.example", audience: "a", project: "shop" } },
    ]) {
      const answer = await ask("shop", "/explain", { claims, drafts });
      expect([403, 404, 409]).toContain(answer.status);
      expect(answer.text).not.toMatch(/bank-own|bank-global|shop-global/);
    }
  });

  it("sees no more by naming a mapping", async () => {
    const question = { claims, provider: "shop", mapping: "shop-global" };
    expect((await ask("admin", "/explain", question)).document).toMatchObject({ considered: 1 });
    expect((await ask("shop", "/explain", question)).document).toMatchObject({
      trials: [],
      considered: 0,
      nearest: null,
      hint: null,
    });
  });

  it("is told no more of a recorded exchange", async () => {
    const question = { request_id: referenceOf("shop") };
    expect((await ask("admin", "/explain", question)).text).toContain("shop-global");
    const { status, text } = await ask("shop", "/explain", question);
    expect(status).toBe(200);
    expect(text).toContain("shop-own");
    expect(text).not.toContain("shop-global");
  });

  it("must ask about a provider of its own", async () => {
    expect((await ask("shop", "/explain", { claims, provider: "bank" })).status).toBe(404);
    expect((await ask("shop", "/explain", { claims })).status).toBe(403);
    expect((await ask("shop", "/explain", { request_id: referenceOf("bank") })).status).toBe(404);
    expect((await ask("nobody", "/explain", { claims, provider: "shop" })).status).toBe(403);
  });
});

describe("a project admin who reads exchanges", () => {
  it("reads those of its own project's providers, without others' mappings", async () => {
    for (const path of ["/exchanges?provider=shop", `/exchanges/${referenceOf("shop")}`]) {
      const { status, text } = await ask("shop", path);
      expect(status).toBe(200);
      expect(text).toContain("no_matching_mapping");
      expect(text).not.toContain("shop-global");
      expect((await ask("admin", path)).text).toContain("shop-global");
    }
  });

  it("reads nobody else's", async () => {
    expect((await ask("shop", "/exchanges")).status).toBe(403);
    expect((await ask("shop", "/exchanges?provider=bank")).status).toBe(404);
    expect((await ask("shop", `/exchanges/${referenceOf("bank")}`)).status).toBe(404);
    expect((await ask("nobody", "/exchanges")).status).toBe(403);
  });
});

describe("a project admin who has a draft judged", () => {
  const grant = { project_roles: [{ project: "shop", roles: [projectAdminRole] }] };
  const mapping = {
    name: "drafted",
    provider: "shop",
    project: "shop",
    claims: { ref: "only-shop-own" },
    grant,
  };

  it("is told of its own project's mappings", async () => {
    const { document } = await ask("shop", "/lint", { mapping });
    expect(document).toMatchObject({
      refusal: null,
      order: { total: 2 },
      shadowed_by: [{ mapping: "shop-own" }],
      shadows: [],
    });
  });

  it.each([
    ["a global one", { project: null, claims: { ref: "only-shop-global" } }],
    ["another project's", { project: "bank" }],
    ["one of another project's provider", { provider: "bank", claims: { ref: "only-bank-own" } }],
    ["one that grants more than it holds", { grant: { admin: true } }],
    [
      "one that grants another project's roles",
      { grant: { project_roles: [{ project: "bank", roles: ["Ownr"] }] } },
    ],
    ["one behind another door", { entry: { kind: "console" } }],
  ])("is told only that it may not write %s", async (_, changes) => {
    const { document, text } = await ask("shop", "/lint", { mapping: { ...mapping, ...changes } });
    expect(document).toMatchObject({
      findings: [],
      order: null,
      shadows: [],
      shadowed_by: [],
      in_place_of: { provider_id: null, mapping_id: null },
    });
    expect(z.object({ refusal: z.object({ code: z.string() }) }).parse(document).refusal.code).toMatch(
      /^(forbidden|not_found)$/,
    );
    expect(text).not.toMatch(/shop-own|shop-global|bank-own|bank-global/);
  });

  it("learns no more of another project's provider than that the name is taken", async () => {
    const provider = { name: "bank", project: "shop", issuer_url: "https://x.example", audience: "a" };
    const { document, text } = await ask("shop", "/lint", {
      provider,
      mapping: { ...mapping, provider: "bank", claims: { ref: "only-bank-own" } },
    });
    expect(document).toMatchObject({ refusal: { code: "already_exists" }, findings: [], order: null });
    expect(text).not.toMatch(/bank-own|bank-global/);
  });

  it("is not to be asked by whoever manages nothing", async () => {
    expect((await ask("nobody", "/lint", { mapping })).status).toBe(403);
  });
});
