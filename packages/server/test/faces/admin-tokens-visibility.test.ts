/** Which tokens a project admin is told of: the real face over HTTP, on a real database. */

import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Principal } from "../../src/core/access.ts";
import { projectAdminRole } from "../../src/core/project-roles.ts";
import { adminFaces } from "../../src/faces/admin/routes.ts";
import { mappingDraft, projectDraft, providerDraft } from "../core/samples.ts";
import { openServices } from "../services.ts";
import { createdRecord, issuedRecord } from "../store/fixtures.ts";
import { type RunningServer, startServer } from "./http-server.ts";

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
const principals = new Map<string, Principal>([
  ["admin", administrator],
  ["lead", { ...nobody, projectRoles: [{ project: "shop", roles: [projectAdminRole] }] }],
  ["member", { ...nobody, projectRoles: [{ project: "shop", roles: ["Developer"] }] }],
]);

/** Whose provider and whose mapping a token came through: null is nobody's. */
const origins = [
  ["own mapping of a global provider", null, "shop"],
  ["own provider, global mapping", "shop", null],
  ["global provider and mapping", null, null],
  ["foreign mapping of a global provider", null, "bank"],
  ["foreign provider and mapping", "bank", "bank"],
] as const;

const opened = new AsyncDisposableStack();
let server: RunningServer;
beforeAll(async () => {
  const { services, store, close } = await openServices({
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
  for (const key of ["shop", "bank"]) {
    must(await configuration.createProject(administrator, projectDraft(key)));
  }
  for (const [index, [name, owner, mappingOwner]] of origins.entries()) {
    const provider = must(
      await configuration.createProvider(
        administrator,
        providerDraft({ name: `p${index}`, project: owner, issuerUrl: `https://p${index}.example` }),
      ),
    );
    const mapping = must(
      await configuration.createMapping(
        administrator,
        mappingDraft({ sub: "job" }, { name: `m${index}`, project: mappingOwner, providerId: provider.id }),
      ),
    );
    const record = issuedRecord({
      providerId: provider.id,
      mappingId: mapping.id,
      revision: services.registry().revision,
      requestId: `request-${index}`,
    });
    if (record.token === null) throw new Error("no token was issued");
    const committed = await store.exchanges.commit(
      { ...record, token: { ...record.token, subject: name, revision: services.registry().revision } },
      null,
    );
    expect(committed.ok).toBe(true);
  }
  await store.exchanges.commit(createdRecord({ subject: "made on somebody's word" }), null);
  const [face] = adminFaces(services);
  if (face === undefined) throw new Error("the admin API has no face");
  server = await startServer(face);
  opened.defer(() => server.close());
});
afterAll(() => opened.disposeAsync());

const ask = (who: string, below: string) =>
  server.send(`/api/v1/tokens${below}`, { headers: { authorization: `Bearer ${who}` } });
const read = async (who: string, below = "") => {
  const response = await ask(who, below);
  const text = await response.text();
  return { text, document: JSON.parse(text) as { items: { subject: string }[]; count: number } };
};
const own = origins.slice(0, 2).map(([name]) => name as string);

describe("a project admin", () => {
  it("is told of tokens that came through its own project's providers or mappings alone", async () => {
    const { text, document } = await read("lead");
    const subjects = document.items.map(({ subject }) => subject);
    expect(subjects).toHaveLength(own.length);
    expect(subjects).toEqual(expect.arrayContaining([own[0], null]));
    expect(text).not.toMatch(/foreign|bank|somebody's word|request-[234]/);
  });

  it("is told neither the name of a mapping that is not its own nor whom that names", async () => {
    const { document } = await read("lead", "?provider=p1");
    expect(document.items).toMatchObject([
      { provider: "p1", mapping: null, mapping_id: null, subject: null, user: null },
    ]);
    expect((await read("lead", "/count?user=deployer")).document.count).toBe(1);
    expect((await read("admin", "/count?user=deployer")).document.count).toBe(origins.length);
  });

  it("counts no others, whatever it asks for", async () => {
    expect((await read("lead", "/count")).document.count).toBe(2);
    expect((await read("lead", "/count?provider=p2")).document.count).toBe(0);
    expect((await read("lead", "/count?mapping=m3")).document.count).toBe(0);
    expect((await ask("lead", "/count?provider=p4")).status).toBe(404);
  });

  it("meets no other's token on the way from page to page", async () => {
    const { document } = await read("lead", "?limit=1");
    const { next } = document as unknown as { next: string };
    const place = Buffer.from(next, "base64url").toString();
    const ids = ((await read("lead")).document.items as unknown as { id: string }[]).map(({ id }) => id);
    expect(ids.some((id) => place.endsWith(`:${id}`))).toBe(true);
  });
});

it("an administrator is told of all", async () => {
  expect((await read("admin", "/count")).document.count).toBe(origins.length + 1);
});

it("who manages nothing is told of none", async () => {
  expect([(await ask("member", "")).status, (await ask("member", "/count")).status]).toEqual([403, 403]);
});
