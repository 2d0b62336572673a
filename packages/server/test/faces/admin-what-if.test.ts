/** Asking over HTTP what a change would do; nothing of it is written. */

import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { audience, created, exchange, startWorld, type World } from "../end-to-end/exchange-world.ts";

type Document = Record<string, unknown>;

let world: World;
let release: Document;
beforeAll(async () => {
  world = await startWorld();
  await world.provider();
  release = { ...(await world.mapping(mapping())) };
  for (const sub of ["job-1", "job-2", "job-2"]) {
    await exchange(world.app, "oauth", world.idToken({ sub }));
  }
});
afterAll(() => world.close());

const mapping = (changes: Document = {}) => ({
  name: "release",
  provider: "ci",
  claims: { sub: "job-1" },
  grant: { groups: ["readers"] },
  ...changes,
});

async function ask(question: unknown) {
  const response = await world.app.asAdmin("POST", "/api/v1/what-if", question);
  return { status: response.status, document: (await response.json()) as Document };
}

async function groupsOf(question: unknown): Promise<readonly Document[]> {
  return (await ask(question)).document["groups"] as readonly Document[];
}

describe("what-if", () => {
  it("answers with counts, groups and the time they are of", async () => {
    const { status, document } = await ask({ mappings: [mapping({ claims: { sub: ["job-1", "job-2"] } })] });
    expect(status).toBe(200);
    expect(document).toMatchObject({
      replayed: 3,
      not_replayable: 0,
      same: 1,
      gained: 2,
      lost: 0,
      changed: 0,
      complete: true,
      from: expect.stringMatching(/Z$/),
      to: expect.stringMatching(/Z$/),
      notes: [],
      groups: [
        {
          kind: "gained",
          subject: "job-2",
          count: 2,
          latest: { request_id: expect.any(String), at: expect.stringMatching(/Z$/) },
          before: { outcome: "refused", mapping: null, reason: "no_matching_mapping", grant: null },
          after: { outcome: "issued", mapping: "release", reason: null, grant: { groups: ["readers"] } },
          sentence: expect.stringContaining('"job-2" would gain access'),
        },
      ],
    });
  });

  it("writes nothing", async () => {
    await ask({ mappings: [mapping({ claims: { sub: "job-2" } })], deleted_mappings: [] });
    const list = await (await world.app.asAdmin("GET", "/api/v1/mappings?provider=ci")).json();
    expect(list).toMatchObject({ items: [{ name: "release", claims: { sub: "job-1" } }] });
    const log = (await (await world.app.asAdmin("GET", "/api/v1/exchanges")).json()) as Document;
    expect(log["items"]).toHaveLength(3);
  });

  it("judges deletions, and drafts beside them", async () => {
    expect(await groupsOf({ deleted_mappings: [release["id"]] })).toMatchObject([
      { kind: "lost", subject: "job-1" },
    ]);
    const other = mapping({ name: "other", grant: { groups: ["writers"] } });
    expect(await groupsOf({ deleted_mappings: [release["id"]], mappings: [other] })).toMatchObject([
      { kind: "changed", before: { mapping: "release" }, after: { mapping: "other" } },
    ]);
  });

  it("judges a mapping that moves to another door as gone from its own", async () => {
    const moved = mapping({ entry: { kind: "console" } });
    expect(await groupsOf({ mappings: [moved] })).toMatchObject([{ kind: "lost", subject: "job-1" }]);
  });

  it("judges a provider as far as claims tell, and says what they do not", async () => {
    const provider = { name: "ci", issuer_url: world.issuer.url, audience, ca_certificates: world.issuer.ca };
    expect(await groupsOf({ provider: { ...provider, enabled: false } })).toMatchObject([
      { kind: "lost", after: { reason: "provider_disabled" } },
    ]);
    const pinned = { ...provider, pins: [{ claim: "sub", value: "job-2" }] };
    expect(await groupsOf({ provider: pinned })).toMatchObject([
      { kind: "lost", subject: "job-1", after: { reason: "pin_mismatch" } },
    ]);
    const { document } = await ask({ provider: { ...provider, algorithms: ["ES256"] } });
    expect(document).toMatchObject({ same: 3, notes: [expect.stringContaining("records hold no tokens")] });
  });

  it("judges again what was refused for claims that the provider does not take", async () => {
    const other = "https://other.example";
    await exchange(world.app, "oauth", world.idToken({ aud: [audience, other] }));
    const changed = {
      name: "ci",
      issuer_url: world.issuer.url,
      audience,
      additional_audiences: [other],
      ca_certificates: world.issuer.ca,
    };
    expect(await groupsOf({ provider: changed })).toMatchObject([
      {
        kind: "gained",
        subject: "job-1",
        before: { reason: "audience_mismatch" },
        after: { mapping: "release" },
      },
    ]);
  });

  it("looks at the latest exchanges of a time, and says where there are more", async () => {
    const { document } = await ask({ deleted_mappings: [release["id"]], limit: 2 });
    expect(document).toMatchObject({ replayed: 2, complete: false });
    const past = "2020-01-01T00:00:00Z";
    expect((await ask({ deleted_mappings: [release["id"]], until: past })).document).toMatchObject({
      replayed: 0,
      complete: true,
      to: past,
    });
    expect((await ask({ deleted_mappings: [release["id"]], since: past })).document).toMatchObject({
      complete: true,
      from: past,
    });
  });

  it("of a provider that is only drafted finds nothing to judge", async () => {
    const provider = { name: "new", issuer_url: "https://new.example", audience };
    const { document } = await ask({ provider, mappings: [mapping({ provider: "new" })] });
    expect(document).toMatchObject({ replayed: 0, complete: true, notes: [expect.stringContaining("new")] });
  });

  it.each<[string, unknown, number, string]>([
    ["nothing is changed", {}, 400, ""],
    ["a draft would not be written", { mappings: [mapping({ name: "no name" })] }, 400, "/mappings/0/name"],
    ["a draft is none", { mappings: [{ name: "x" }] }, 400, "/mappings/0/provider"],
    [
      "a provider would not be written",
      { provider: { name: "ci", issuer_url: "ftp://x" } },
      400,
      "/provider/issuer_url",
    ],
    ["the provider is not there", { mappings: [mapping({ provider: "none" })] }, 404, ""],
    ["the mapping is not there", { deleted_mappings: ["none"] }, 404, ""],
    [
      "it is about two providers",
      { mappings: [mapping(), mapping({ provider: "second" })] },
      400,
      "/mappings/1/provider",
    ],
    ["too much is asked for", { mappings: [mapping()], limit: 10_001 }, 400, "/limit"],
  ])("is refused where %s", async (_, question, status, pointer) => {
    const answer = await ask(question);
    expect(answer.status).toBe(status);
    expect(answer.document).toMatchObject({ status, detail: expect.any(String) });
    if (pointer !== "") expect(answer.document["errors"]).toMatchObject([{ pointer }]);
  });

  it("is nobody's to ask who manages nothing", async () => {
    const response = await world.app.send("/api/v1/what-if", { method: "POST", body: "{}" });
    expect(response.status).toBe(401);
  });

  it("does not count what was erased as judged", async () => {
    await created(world.app, "/api/v1/providers", {
      name: "second",
      issuer_url: world.issuer.url,
      audience: "second",
    });
    const second = await created(world.app, "/api/v1/mappings", mapping({ provider: "second" }));
    await exchange(world.app, "oauth", `${world.idToken({ aud: "second" })}x`, { provider_name: "second" });
    await expect
      .poll(async () => (await ask({ deleted_mappings: [second["id"]] })).document)
      .toMatchObject({ replayed: 0, not_replayable: 1 });
  });
});
