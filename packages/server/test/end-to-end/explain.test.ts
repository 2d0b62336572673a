/** An explanation tells what an exchange would come to, or came to, and leaves nothing behind. */

import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { asAdmin, type Document, exchange, itemsOf, startWorld, type World } from "./exchange-world.ts";

let world: World;
beforeAll(async () => {
  world = await startWorld();
  await world.provider();
  await world.provider({
    name: "once",
    issuer_url: `${world.issuer.url}/once`,
    key_source: { kind: "jwks_uri", url: world.issuer.jwksUri },
    replay: { policy: "single_use", key: { kind: "jti" } },
  });
  await world.mapping({
    name: "deploy",
    priority: 1,
    claims: { sub: "job-1", ref: "refs/heads/main" },
    grant: { groups: ["deployers"] },
  });
  await world.mapping({ name: "once", provider: "once", claims: { sub: "job-1" }, grant: { groups: ["x"] } });
});
afterAll(() => world.close());

const explain = (question: Document) => asAdmin(world.app, "POST", "/api/v1/explain", question);
const onMain = (changes: Document = {}) => ({ sub: "job-1", ref: "refs/heads/main", ...changes });
const singleUse = (changes: Document = {}) =>
  world.idToken({ iss: `${world.issuer.url}/once`, jti: crypto.randomUUID(), ...changes });

/** What is summed up of exchanges before, sooner or later. */
const summedUpMeanwhile: readonly unknown[] = [
  "summed_streams",
  "provider_hours",
  "mapping_hours",
  "mapping_use",
];
/** Every row of every table, but for what passes with time alone. */
function everythingStored(): Readonly<Record<string, unknown>> {
  using database = new DatabaseSync(join(world.app.dataDir, "countersign.db"), { readOnly: true });
  const tables = database
    .prepare("select name from sqlite_master where type = 'table' order by name")
    .all()
    .filter(({ name }) => !summedUpMeanwhile.includes(name));
  return Object.fromEntries(
    tables.map(({ name }) => [name, database.prepare(`select * from "${name}"`).all()]),
  );
}

describe("explaining a token", () => {
  it("says accepted, by which mapping, and what it grants", async () => {
    const token = world.idToken(onMain());
    expect(await explain({ token, provider: "ci" })).toMatchObject({
      verdict: "accepted",
      verified: true,
      mapping: "deploy",
      grant: { groups: ["deployers"] },
      would_be_replayed: null,
    });
  });

  it("finds the provider by the token's issuer", async () => {
    expect(await explain({ token: world.idToken(onMain()) })).toMatchObject({ provider: "ci" });
  });

  it("names the first clause that failed, with what was expected and presented", async () => {
    const token = world.idToken(onMain({ ref: "refs/heads/Main" }));
    expect(await explain({ token })).toMatchObject({
      verdict: "refused",
      reason: "no_matching_mapping",
      considered: 1,
      nearest: {
        mapping: "deploy",
        clauses_held: 1,
        clauses_total: 2,
        failed: {
          claim: "ref",
          expected: '"refs/heads/main"',
          presented: "refs/heads/Main",
          near_miss: { kind: "letter_case" },
        },
      },
    });
  });

  it("comes to what the exchange then comes to", async () => {
    for (const changes of [{}, { ref: "refs/heads/dev" }, { aud: "elsewhere" }, { exp: 1 }]) {
      const token = world.idToken(onMain(changes));
      const explained = await explain({ token, provider: "ci" });
      const { status, headers } = await exchange(world.app, "access", token);
      const record = await asAdmin(world.app, "GET", `/api/v1/exchanges/${headers.get("x-request-id")}`);
      expect(explained["verdict"] === "accepted").toBe(status === 200);
      expect(record["reason"]).toBe(explained["reason"]);
    }
  });

  it("tells whether a single-use token would be refused as replayed", async () => {
    const token = singleUse();
    expect(await explain({ token })).toMatchObject({ verdict: "accepted", would_be_replayed: false });
    expect(await exchange(world.app, "oauth", token)).toMatchObject({ status: 200 });
    expect(await explain({ token })).toMatchObject({
      verdict: "refused",
      reason: "replayed",
      would_be_replayed: true,
      mapping: "once",
      grant: { groups: ["x"] },
    });
  });

  it("does not use up a single-use token", async () => {
    const token = singleUse();
    for (let time = 0; time < 3; time += 1) await explain({ token });
    expect(await exchange(world.app, "oauth", token)).toMatchObject({ status: 200 });
    expect(await exchange(world.app, "oauth", token)).toMatchObject({ status: 400 });
  });

  it("lets a refused single-use token be presented again once the rule is mended", async () => {
    const token = singleUse({ sub: "job-2" });
    expect(await exchange(world.app, "oauth", token)).toMatchObject({ status: 400 });
    await world.mapping({
      name: "mended",
      provider: "once",
      claims: { sub: "job-2" },
      grant: { groups: ["x"] },
    });
    expect(await exchange(world.app, "oauth", token)).toMatchObject({ status: 200 });
  });
});

describe("explaining typed-in claims", () => {
  it("judges them and says that nothing vouches for them", async () => {
    const claims = { iss: world.issuer.url, aud: "https://sts.example.com", ...onMain() };
    const explanation = await explain({ claims });
    expect(explanation).toMatchObject({ verdict: "accepted", verified: false, mapping: "deploy" });
    expect(JSON.stringify(explanation["remarks"])).toContain("no signature was checked");
  });

  it("can ask about a mapping and a project", async () => {
    const claims = { aud: "https://sts.example.com", iss: world.issuer.url, ...onMain() };
    expect(await explain({ claims, provider: "ci", mapping: "none" })).toMatchObject({
      reason: "mapping_not_found",
    });
    expect(await explain({ claims, provider: "ci", project: "shop" })).toMatchObject({ mapping: "deploy" });
  });
});

describe("explaining a reference id", () => {
  it("judges last night's refusal by last night's rules", async () => {
    const refused = await exchange(world.app, "access", world.idToken(onMain({ ref: "refs/heads/dev" })));
    const request_id = String(refused.headers.get("x-request-id"));
    const [mapping] = await itemsOf(world.app, "/api/v1/mappings?name=deploy");
    await asAdmin(world.app, "PUT", `/api/v1/mappings/${mapping?.["id"]}`, {
      ...mapping,
      claims: { sub: "job-1", ref: "refs/heads/*" },
    });
    world.app.advance(36_000);
    const nearest = { mapping: "deploy", failed: { claim: "ref", expected: '"refs/heads/main"' } };
    expect(await explain({ request_id })).toMatchObject({ verdict: "refused", verified: true, nearest });

    await asAdmin(world.app, "DELETE", `/api/v1/mappings/${mapping?.["id"]}`);
    await asAdmin(world.app, "DELETE", "/api/v1/providers/ci");
    expect(await explain({ request_id })).toMatchObject({ verdict: "refused", provider: "ci", nearest });
    world.app.advance(-36_000);
    await world.provider();
  });

  it("judges it by today's rules where an empty draft asks for them", async () => {
    const refused = await exchange(world.app, "oauth", world.idToken(onMain({ ref: "refs/heads/tomorrow" })));
    const { id } = await world.mapping({
      name: "tomorrow",
      claims: { ref: "refs/heads/tomorrow" },
      grant: { groups: ["deployers"] },
    });
    const request_id = refused.headers.get("x-request-id");
    expect(await explain({ request_id })).toMatchObject({ verdict: "refused" });
    expect(await explain({ request_id, drafts: {} })).toMatchObject({
      verdict: "accepted",
      mapping: "tomorrow",
      draft: null,
    });
    await world.app.asAdmin("DELETE", `/api/v1/mappings/${String(id)}`);
  });

  it.each([
    ["a resource that nothing has", { resource: "https://elsewhere.example/" }, "invalid_target"],
    ["a scope that is not granted", { scope: "applied-permissions/groups:others" }, "invalid_scope"],
  ])("judges it anew with what it asked for: %s", async (_, parameters, reason) => {
    const claims = { ref: "refs/heads/wished" };
    const { id } = await world.mapping({ name: "wished", claims, grant: { groups: ["deployers"] } });
    const refused = await exchange(world.app, "oauth", world.idToken(onMain(claims)), parameters);
    const request_id = refused.headers.get("x-request-id");
    expect(await explain({ request_id })).toMatchObject({ reason });
    expect(await explain({ request_id, drafts: {} })).toMatchObject({ verdict: "refused", reason });
    await world.app.asAdmin("DELETE", `/api/v1/mappings/${String(id)}`);
  });

  it("can be asked by the id the caller reads in the error", async () => {
    const refused = await exchange(world.app, "access", world.idToken(onMain({ sub: "nobody" })));
    const message = String(refused.document["error_description"]);
    const [request_id] = /[0-9a-f-]{36}/.exec(message) ?? [];
    expect(request_id).toBe(refused.headers.get("x-request-id"));
    expect(await explain({ request_id })).toMatchObject({ reason: "no_matching_mapping" });
  });
});

it("leaves nothing behind, whatever it is asked about", async () => {
  const refused = await exchange(world.app, "access", world.idToken({ sub: "nobody" }));
  // None is due by itself for an hour after this one.
  await asAdmin(world.app, "POST", "/api/v1/audit/checkpoints");
  const before = everythingStored();
  const listed = await itemsOf(world.app, "/api/v1/exchanges");
  await explain({ token: world.idToken(onMain()), provider: "ci" });
  await explain({ token: singleUse() });
  await explain({ token: "not a token", provider: "ci" });
  const mapping = { name: "kept", provider: "once", claims: { sub: "job-1" }, grant: { groups: ["x"] } };
  await explain({ token: singleUse(), drafts: { mapping } });
  await asAdmin(world.app, "POST", "/api/v1/lint", { mapping });
  await explain({ claims: { iss: world.issuer.url, sub: "job-1" } });
  await explain({ request_id: String(refused.headers.get("x-request-id")) });
  expect(everythingStored()).toEqual(before);
  expect(await itemsOf(world.app, "/api/v1/exchanges")).toEqual(listed);
});

it("keeps tokens and secrets out of everything written to disk and to the log", async () => {
  const token = world.idToken(onMain({ sub: "log-secrets" }));
  await explain({ token });
  const mapping = { name: "kept", provider: "ci", claims: { sub: "x" }, grant: { groups: ["x"] } };
  await explain({ token, drafts: { mapping } });
  const answer = await exchange(world.app, "access", singleUse({ sub: "job-1" }), {
    provider_name: "once",
    include_reference_token: true,
  });
  await exchange(world.app, "access", token);
  await exchange(world.app, "access", `${token}x`);
  await world.app.send(`/api/v1/providers?access_token=${token}`, {
    headers: { authorization: `Bearer ${token}` },
  });
  const secrets = [
    token,
    token.split(".")[2] ?? "",
    String(answer.document["access_token"]),
    String(answer.document["access_token"]).split(".")[2] ?? "",
    String(answer.document["reference_token"]),
    world.app.adminToken,
  ];
  expect(answer.status).toBe(200);
  const files = await readdir(world.app.dataDir);
  const written = await Promise.all(files.map((name) => readFile(join(world.app.dataDir, name), "latin1")));
  for (const secret of secrets) {
    expect(secret.length).toBeGreaterThan(40);
    for (const text of [...written, ...world.app.log]) expect(text.includes(secret)).toBe(false);
  }
  expect(world.app.log.join("")).not.toContain("log-secrets");
});

describe("explaining with drafts", () => {
  const mapping = (changes: Document = {}): Document => ({
    name: "drafted",
    provider: "ci",
    claims: { sub: "job-1", ref: "refs/heads/dev" },
    grant: { groups: ["drafters"] },
    ...changes,
  });
  const drafted = (changes: Document = {}): Document => ({
    name: "drafted",
    issuer_url: world.issuer.url,
    ca_certificates: world.issuer.ca,
    audience: "https://sts.example.com",
    ...changes,
  });

  it("says that the draft would decide a token which nothing accepts yet, and what it grants", async () => {
    const token = world.idToken(onMain({ ref: "refs/heads/dev" }));
    expect(await explain({ token, drafts: { mapping: mapping() } })).toMatchObject({
      verdict: "accepted",
      verified: true,
      mapping: "drafted",
      draft: { matched: true, wins: true, beaten_by: null, grant: { groups: ["drafters"] } },
    });
    expect(await explain({ token })).toMatchObject({ verdict: "refused", draft: null });
  });

  it("says what is judged first although the draft fits", async () => {
    await world.mapping({ name: "firm", priority: 1, claims: { sub: "job-9" }, grant: { groups: ["x"] } });
    const draft = mapping({ claims: { sub: "job-9" } });
    const token = world.idToken({ sub: "job-9" });
    const { draft: fared } = await explain({ token, drafts: { mapping: draft } });
    expect(fared).toMatchObject({
      matched: true,
      wins: false,
      beaten_by: "firm",
      grant: { groups: ["drafters"] },
    });
    expect(String(Object(fared).sentence)).toContain('"firm" (priority 1) is judged first');
  });

  it("shows of a draft that does not fit which clause keeps it from that", async () => {
    const { draft } = await explain({ token: world.idToken(onMain()), drafts: { mapping: mapping() } });
    expect(draft).toMatchObject({
      matched: false,
      wins: false,
      grant: null,
      rules: [
        {
          number: 1,
          clauses: [
            { claim: "sub", held: true },
            { claim: "ref", held: false },
          ],
        },
      ],
    });
    expect(String(Object(draft).sentence)).toContain('claim ref expected "refs/heads/dev"');
  });

  it("judges a draft of the same name in the place of what stands there", async () => {
    const draft = mapping({ name: "deploy", priority: 1 });
    const answer = await explain({ token: world.idToken(onMain()), drafts: { mapping: draft } });
    expect(answer).toMatchObject({ verdict: "refused", reason: "no_matching_mapping" });
    expect(
      await explain({ token: world.idToken(onMain({ ref: "refs/heads/dev" })), drafts: { mapping: draft } }),
    ).toMatchObject({ mapping: "deploy", grant: { groups: ["drafters"] } });
  });

  it("judges a recorded exchange by the rules of now with the draft among them", async () => {
    const refused = await exchange(world.app, "access", world.idToken(onMain({ ref: "refs/heads/dev" })));
    const request_id = String(refused.headers.get("x-request-id"));
    expect(await explain({ request_id, drafts: { mapping: mapping() } })).toMatchObject({
      about: "record",
      verdict: "accepted",
      mapping: "drafted",
      draft: { wins: true },
    });
    expect(await explain({ request_id })).toMatchObject({ verdict: "refused", draft: null });
  });

  it("says of a draft for another provider, door or project why it is not asked", async () => {
    const sentences = [
      [{ provider: "once" }, { provider: "ci" }, "is of provider"],
      [{ entry: { kind: "console" } }, { protocol: "openid" }, "another door"],
      [{ project: "ghost" }, {}, "does not exist"],
    ] as const;
    for (const [changes, question, words] of sentences) {
      const draft = mapping({ claims: { sub: "job-1" }, ...changes });
      const answer = await explain({ claims: onMain(), ...question, drafts: { mapping: draft } });
      expect(Object(answer["draft"])).toMatchObject({
        wins: false,
        sentence: expect.stringContaining(words),
      });
    }
  });

  it("says of a disabled provider, drafted or not, that nothing is exchanged", async () => {
    const provider = drafted({ enabled: false });
    const answer = await explain({
      claims: onMain(),
      drafts: { provider, mapping: mapping({ provider: "drafted", claims: { sub: "job-1" } }) },
    });
    expect(answer).toMatchObject({
      verdict: "refused",
      reason: "provider_disabled",
      draft: { matched: true, wins: false },
    });
  });

  it("tries a token on a provider that is not saved, and stores no key of its issuer", async () => {
    const { issuer_keys: before } = everythingStored();
    const drafts = {
      provider: drafted(),
      mapping: mapping({ provider: "drafted", claims: { sub: "job-1" } }),
    };
    expect(await explain({ token: world.idToken(onMain()), drafts })).toMatchObject({
      verdict: "accepted",
      verified: true,
      provider: "drafted",
      mapping: "drafted",
    });
    expect(everythingStored()["issuer_keys"]).toEqual(before);
    expect((await world.app.asAdmin("GET", "/api/v1/providers/drafted")).status).toBe(404);
  });

  it("asks few drafted issuers in a minute, and says so", async () => {
    const reasons: unknown[] = [];
    for (let at = 0; at < 12; at += 1) {
      const provider = drafted({ key_source: { kind: "jwks_uri", url: `${world.issuer.jwksUri}/${at}` } });
      reasons.push((await explain({ token: world.idToken(onMain()), drafts: { provider } }))["reason"]);
    }
    expect(reasons.at(-1)).toBe("rate_limited");
  });

  it("refuses drafts as their write would be refused", async () => {
    const drafts = { mapping: mapping({ name: "not valid!" }) };
    const response = await world.app.asAdmin("POST", "/api/v1/explain", { claims: onMain(), drafts });
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({ errors: [{ pointer: "/drafts/mapping/name" }] });
  });

  it("uses up no single-use token, and marks where texts differ", async () => {
    const token = singleUse();
    const draft = mapping({ provider: "once", claims: { sub: "Job-1" }, priority: 1 });
    const answer = await explain({ token, drafts: { mapping: draft } });
    const trials: unknown[] = Array.isArray(answer["trials"]) ? answer["trials"] : [];
    expect({ ...answer, trials: trials.slice(0, 2) }).toMatchObject({
      would_be_replayed: false,
      trials: [
        { mapping: "once", clauses: [{ claim: "sub", held: true }] },
        {
          mapping: "drafted",
          clauses: [{ held: false, near_miss: { marks: { expected: [{ from: 0, to: 1 }] } } }],
        },
      ],
    });
    const { status } = await exchange(world.app, "access", token, { provider_name: "once" });
    expect(status).toBe(200);
  });
});
