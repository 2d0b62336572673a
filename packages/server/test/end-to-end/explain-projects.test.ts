/**
 * What a project admin is shown at the admin API: the real face over HTTP, on a real database, with the
 * principals of this test behind its credentials.
 */

import { afterAll, beforeAll, describe, expect, it } from "vitest";
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
