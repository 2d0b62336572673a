import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import type { Principal } from "../../src/core/access.ts";
import { projectAdminRole } from "../../src/core/project-roles.ts";
import type { Mapping, Provider } from "../../src/core/terms.ts";
import { adminFaces } from "../../src/faces/admin/routes.ts";
import { administrator, mappingDraft, projectDraft, providerDraft } from "../core/samples.ts";
import { openServices } from "../services.ts";
import { issuedRecord, refusedRecord, start } from "../store/fixtures.ts";
import { startServer } from "./http-server.ts";
import { startWorld } from "./oauth-world.ts";

type Document = Readonly<Record<string, unknown>>;

const lead: Principal = {
  ...administrator,
  name: "lead",
  role: "workload",
  projectRoles: [{ project: "mine", roles: [projectAdminRole] }],
};
const principals = new Map<string, Principal>([
  ["admin", administrator],
  ["lead", lead],
  ["nobody", { ...lead, projectRoles: [] }],
]);

const opened = new AsyncDisposableStack();
let services: Awaited<ReturnType<typeof openServices>>;
let get: (who: string, path: string) => Promise<{ status: number; document: Document }>;
const hour = start - (start % 3600);
const span = `since=${timeOf(hour - 7200)}&until=${timeOf(hour + 3600)}`;

beforeAll(async () => {
  services = await openServices({
    authenticate: async (credential) => {
      const principal = principals.get(credential);
      if (principal === undefined) return { ok: false, fault: "unknown" };
      return { ok: true, principal, claims: null, secretId: null };
    },
  });
  opened.defer(services.close);
  const [face] = adminFaces(services.services);
  if (face === undefined) throw new Error("the admin API has no face");
  const server = await startServer(face);
  opened.defer(() => server.close());
  get = async (who, path) => {
    const answer = await server.send(`/api/v1${path}`, { headers: { authorization: `Bearer ${who}` } });
    return { status: answer.status, document: (await answer.json()) as Document };
  };
});
afterAll(() => opened.disposeAsync());

function timeOf(seconds: number): string {
  return new Date(seconds * 1000).toISOString();
}

async function provider(name: string, project: string | null = null): Promise<Provider> {
  const { configuration } = services.services;
  const made = await configuration.createProvider(
    administrator,
    providerDraft({ name, project, issuerUrl: `https://${name}.example` }),
  );
  if (!made.ok) throw new Error(made.refusal.detail);
  return made.value;
}

async function mapping(
  of: Provider,
  name: string,
  project: string | null = null,
  sub = name,
): Promise<Mapping> {
  const { configuration } = services.services;
  const made = await configuration.createMapping(
    administrator,
    mappingDraft({ sub }, { name, providerId: of.id, project }),
  );
  if (!made.ok) throw new Error(made.refusal.detail);
  return made.value;
}

describe("figures", () => {
  let ci: Provider;
  let own: Provider;
  let used: Mapping;
  beforeAll(async () => {
    const { store, services: bound } = services;
    await bound.configuration.createProject(administrator, projectDraft("mine"));
    ci = await provider("ci");
    own = await provider("own", "mine");
    used = await mapping(ci, "used");
    await mapping(ci, "idle");
    const mine = await mapping(ci, "mine", "mine");
    for (const [of, through, at] of [
      [ci, used, hour - 3600],
      [ci, used, hour],
      [ci, mine, hour],
      [own, null, hour + 60],
    ] as const) {
      const named = { providerId: of.id, providerName: of.name, at };
      await store.exchanges.commit(
        issuedRecord({ ...named, mappingId: through?.id ?? null, mappingName: through?.name ?? null }),
        null,
      );
    }
    await store.exchanges.recordRefusal(refusedRecord({ providerId: ci.id, at: hour + 60, mappingId: null }));
    await store.exchanges.countRefusals([
      { providerId: ci.id, reason: "expired", addressPrefix: "", count: 5, at: hour + 60 },
    ]);
    await store.sums.catchUp();
  });

  it("tell by the hour what was exchanged and refused through each provider, and why", async () => {
    const { status, document } = await get("admin", `/stats?${span}`);
    expect(status).toBe(200);
    expect(document).toMatchObject({
      from: timeOf(hour - 7200).replace(".000", ""),
      to: timeOf(hour + 3600).replace(".000", ""),
      bucket_seconds: 3600,
      complete: true,
      providers_total: 2,
      providers: [
        {
          provider: "ci",
          provider_id: ci.id,
          deleted: false,
          issued: [0, 1, 2],
          refused: [0, 0, 6],
          issued_total: 3,
          refused_total: 6,
          reasons: [
            { reason: "expired", count: 5 },
            { reason: "pin_mismatch", count: 1 },
          ],
        },
        { provider: "own", issued: [0, 0, 1], refused_total: 0, reasons: [] },
      ],
    });
  });

  it("tell which mappings are used and which never were", async () => {
    const { document } = await get("admin", `/stats?${span}`);
    expect(document).toMatchObject({
      mappings: [
        { mapping: "used", mapping_id: used.id, provider: "ci", project: null, issued: 2 },
        { mapping: "mine", project: "mine", issued: 1 },
      ],
      never_used: [{ mapping: "idle", provider: "ci" }],
      never_used_total: 1,
      records_from: timeOf(hour - 3600).replace(".000", ""),
    });
  });

  it("are of one provider where one is named, and by the day where days are asked for", async () => {
    const { document } = await get("admin", `/stats?provider=own&bucket=day&${span}`);
    const providers = document["providers"] as readonly Document[];
    expect(providers.map((one) => one["provider"])).toEqual(["own"]);
    expect(document).toMatchObject({ bucket_seconds: 86_400, mappings: [], never_used_total: 0 });
    expect(providers[0]?.["issued_total"]).toBe(1);
  });

  it("show a project admin its own project's providers and mappings alone", async () => {
    const { document } = await get("lead", `/stats?${span}`);
    expect(document).toMatchObject({
      providers: [{ provider: "own", issued_total: 1 }],
      providers_total: 1,
      mappings: [{ mapping: "mine" }],
      never_used: [],
    });
    expect((await get("lead", `/stats?provider=ci&${span}`)).document).toMatchObject({ providers: [] });
    expect((await get("nobody", `/stats?${span}`)).status).toBe(403);
  });

  it("keep what came through a provider that is gone, for administrators", async () => {
    const { store, services: bound } = services;
    const gone = await provider("gone", "mine");
    await store.exchanges.commit(issuedRecord({ providerId: gone.id, at: hour - 90_000 }), null);
    await store.sums.catchUp();
    await bound.configuration.deleteProvider(administrator, gone.id, null);
    const then = `since=${timeOf(hour - 93_600)}&until=${timeOf(hour - 86_400)}`;
    expect((await get("admin", `/stats?${then}`)).document).toMatchObject({
      providers: [{ provider: "gone", deleted: true, issued_total: 1 }, {}, {}],
    });
    const { document } = await get("lead", `/stats?${then}`);
    expect(document["providers"]).toMatchObject([{ provider: "own", issued_total: 0 }]);
  });

  it("are of the hours before now where no beginning is given", async () => {
    const { document } = await get("admin", "/stats?hours=3");
    expect([document["from"], document["to"]]).toEqual(
      [hour - 3 * 3600, hour].map((at) => timeOf(at).replace(".000", "")),
    );
  });

  it.each([
    ["since=2027-01-02T00:00:00Z&until=2027-01-01T00:00:00Z", "/since"],
    ["since=2026-01-01T00:00:00Z&until=2026-03-01T00:00:00Z", "/since"],
    ["since=2020-01-01T00:00:00Z&until=2026-03-01T00:00:00Z&bucket=day", "/since"],
    ["until=9999-12-31T23:59:59Z", "/until"],
    ["bucket=minute", "/bucket"],
    ["since=yesterday", "/since"],
  ])("are not to be had for %s", async (query, pointer) => {
    const { status, document } = await get("admin", `/stats?${query}`);
    expect(status).toBe(400);
    expect(document["errors"]).toMatchObject([{ pointer }]);
  });
});

describe("findings about everything", () => {
  let risky: Provider;
  beforeAll(async () => {
    const { configuration } = services.services;
    const made = await configuration.createProvider(
      administrator,
      providerDraft({ name: "risky", audience: null, issuerUrl: "https://risky.example" }),
    );
    if (!made.ok) throw new Error(made.refusal.detail);
    risky = made.value;
    await mapping(risky, "elsewhere", "nowhere");
    await mapping(risky, "wild", "mine", "*");
  });
  const findings = async (who: string, query = "") => {
    const { document } = await get(who, `/findings?${query}`);
    return {
      items: document["items"] as readonly Document[],
      counts: document["counts"] as Readonly<Record<string, number>>,
      next: document["next"] as string | null,
    };
  };

  it("come gravest first, each with what it is about", async () => {
    const { items, counts } = await findings("admin", "provider=risky&limit=200");
    const grades = items.map(({ severity }) => ["critical", "warning", "notice"].indexOf(String(severity)));
    expect(grades).toEqual(grades.toSorted());
    expect(items[0]).toMatchObject({
      code: "no_audience",
      severity: "critical",
      of: "provider",
      provider: "risky",
      mapping: null,
      mapping_id: null,
      advice: expect.any(String),
    });
    expect(items).toContainEqual(
      expect.objectContaining({ of: "mapping", mapping: "elsewhere", project: "nowhere", provider: "risky" }),
    );
    expect(Object.values(counts).reduce((sum, count) => sum + count, 0)).toBe(items.length);
  });

  it("are filtered by severity, counted in all, and read page by page", async () => {
    const all = await findings("admin", "limit=200");
    const warnings = await findings("admin", "severity=warning&limit=200");
    expect(new Set(warnings.items.map(({ severity }) => severity))).toEqual(new Set(["warning"]));
    expect(warnings.counts).toEqual(all.counts);
    const paged: Document[] = [];
    for (let next: string | null = ""; next !== null; ) {
      const page = await findings("admin", `limit=1${next === "" ? "" : `&cursor=${next}`}`);
      paged.push(...page.items);
      next = page.next;
    }
    expect(paged).toEqual(all.items);
  });

  it("are, for a project admin, those about its own providers and mappings", async () => {
    const { items } = await findings("lead", "limit=200");
    expect(items.length).toBeGreaterThan(0);
    expect(new Set(items.map(({ project }) => project))).toEqual(new Set(["mine"]));
    expect((await get("nobody", "/findings")).status).toBe(403);
  });

  it("follow the configuration", async () => {
    const risks = async () =>
      (await findings("admin", "limit=200")).items.filter((one) => one["provider"] === "risky").length;
    expect(await risks()).toBeGreaterThan(0);
    await services.services.configuration.deleteProvider(administrator, risky.id, null);
    expect(await risks()).toBe(0);
  });
});

describe("a running server", () => {
  it("has an exchange in its figures within seconds", async () => {
    const world = await startWorld();
    try {
      await world.exchange();
      await vi.waitFor(
        async () => {
          const answer = await world.app.asAdmin("GET", "/api/v1/stats");
          expect(await answer.json()).toMatchObject({
            providers: [{ provider: "ci", issued_total: 1 }],
            mappings: [{ mapping: "deploy", issued: 1, last_used_at: expect.any(String) }],
          });
        },
        { timeout: 10_000, interval: 100 },
      );
    } finally {
      await world.close();
    }
  });
});
