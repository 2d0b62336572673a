/**
 * Every route of the admin API, asked over HTTP by a project admin who signed in at the console: nothing of another
 * project, and nothing of an administrator's, is read or changed. All of theirs has `zz` in it, in names, claims,
 * descriptions and users; an answer may repeat what was sent, and hold no other.
 */

import { readFileSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { exchange } from "../end-to-end/exchange-world.ts";
import { startIssuer, type TestIssuer } from "../issuer.ts";
import { type Answer, type BrowserSession, type Document, send } from "./admin-session.ts";
import { type ConsoleWorld, startConsoleWorld } from "./console-world.ts";

const description: {
  readonly paths: Readonly<Record<string, Readonly<Record<string, { readonly operationId: string }>>>>;
} = JSON.parse(readFileSync(new URL("../../../client/src/generated/openapi.json", import.meta.url), "utf8"));
const operations = Object.entries(description.paths).flatMap(([path, methods]) =>
  Object.entries(methods).map(([method, { operationId }]) => ({
    operationId,
    method: method.toUpperCase(),
    path: path.replace("/api/v1", ""),
  })),
);

const audience = "https://sts.example.com";

/** What is asked: parts of the path, a query and a body. */
interface Question {
  readonly parts?: Readonly<Record<string, string>>;
  readonly query?: string;
  readonly body?: Document;
  /** An administrator who asks the same reads something of theirs: else nothing would be proved. */
  readonly tells?: true;
}

let issuer: TestIssuer;
let world: ConsoleWorld;
let paul: BrowserSession;
const opened = new AsyncDisposableStack();
/** Of theirs: the project, its provider with a mapping of the project and a global one, a mapping each on global providers. */
const ids: Record<string, string> = {};

beforeAll(async () => {
  issuer = await startIssuer();
  opened.defer(() => issuer.close());
  world = await startConsoleWorld({ COUNTERSIGN_ISSUER_ALLOW: issuer.origin });
  opened.defer(() => world.close());
  paul = await signedOnAsPaul();
  const made = async (path: string, document: Document) => {
    const answer = await asAdmin("POST", path, document);
    if (answer.status !== 201) throw new Error(JSON.stringify(answer.document));
    return String(answer.document["id"]);
  };
  await made("/projects", { key: "zzbank", display_name: "zz bank", description: "zz of the bank" });
  const provider = { issuer_url: issuer.url, ca_certificates: issuer.ca, audience };
  ids["provider"] = await made("/providers", {
    ...provider,
    name: "zz-ci",
    project: "zzbank",
    description: "zz",
  });
  await made("/providers", {
    ...provider,
    name: "shared",
    issuer_url: `${issuer.url}/shared`,
    key_source: { kind: "jwks_uri", url: issuer.jwksUri },
  });
  await made("/providers", {
    ...provider,
    name: "own",
    issuer_url: `${issuer.url}/own`,
    key_source: { kind: "jwks_uri", url: issuer.jwksUri },
    project: "payments",
  });
  const roles = { project_roles: [{ project: "zzbank", roles: ["Project Admin"] }] };
  const mapping = { priority: 5, claims: { sub: "zz-job" }, description: "zz" };
  ids["mapping"] = await made("/mappings", {
    ...mapping,
    name: "zz-own",
    provider: "zz-ci",
    project: "zzbank",
    grant: roles,
  });
  ids["mappingOnShared"] = await made("/mappings", {
    ...mapping,
    name: "zz-shared",
    provider: "shared",
    project: "zzbank",
    grant: roles,
  });
  ids["globalMapping"] = await made("/mappings", {
    ...mapping,
    name: "zz-global",
    provider: "shared",
    grant: { user: "zz-user" },
  });
  ids["globalOnOwn"] = await made("/mappings", {
    ...mapping,
    name: "zz-over-own",
    provider: "own",
    grant: { user: "zz-user" },
  });
  await made("/mappings", {
    ...mapping,
    name: "mine",
    description: "",
    provider: "own",
    project: "payments",
    claims: { sub: "job" },
    grant: { project_roles: [{ project: "payments", roles: ["Project Admin"] }] },
  });
  ids["request"] = await exchanged("zz-ci", { sub: "zz-job", zz_claim: "zz" }, { project_key: "zzbank" });
  ids["refused"] = await exchanged("zz-ci", { sub: "zz-other" }, { project_key: "zzbank" });
  ids["shared"] = await exchanged("shared", { iss: `${issuer.url}/shared`, sub: "zz-job" });
  // A record of its own, in which a mapping that is not its own decided.
  ids["ownByGlobal"] = await exchanged("own", { iss: `${issuer.url}/own`, sub: "zz-job" });
  ids["serviceToken"] = await made("/service-tokens", { name: "zz-desk", role: "admin" });
  const { document } = await asAdmin("GET", "/tokens?provider=zz-ci");
  ids["token"] = String(Object(document["items"])[0]?.id);
  await asAdmin("POST", "/revocations", { kind: "provider", provider: "shared" });
}, 60_000);
afterAll(() => opened.disposeAsync());

async function signedOnAsPaul(): Promise<BrowserSession> {
  return (await world.signOn("paul")).session;
}

/** @returns the reference id of the exchange */
async function exchanged(provider: string, claims: Document, parameters: Document = {}): Promise<string> {
  const token = issuer.sign({ aud: audience, ...claims });
  const answer = await exchange(world.app, "access", token, { provider_name: provider, ...parameters });
  return answer.headers.get("x-request-id") ?? "";
}

const asAdmin = (method: string, path: string, body?: unknown): Promise<Answer> =>
  send(world.app, method, path, { authorization: `Bearer ${world.app.adminToken}` }, body);

const drafted = (provider: string, changes: Document = {}): Document => ({
  name: "drafted",
  provider,
  claims: { sub: "*" },
  grant: { project_roles: [{ project: "payments", roles: ["Project Admin"] }] },
  ...changes,
});
/** Drafts beside, over and in place of what is theirs. */
const draftsOverTheirs = (): readonly Document[] => [
  ...["shared", "own", "staff"].map((provider) => drafted(provider, { project: "payments" })),
  drafted("zz-ci", { project: "zzbank" }),
  drafted("shared", { name: "zz-shared", project: "zzbank" }),
  drafted("shared", { name: "zz-global" }),
  drafted("zz-ci", { project: "payments" }),
];
const providerOverTheirs = (): Document => ({
  name: "zz-ci",
  issuer_url: "https://x.example",
  audience,
  project: "payments",
});

/** Some questions for every operation, about what is not the asker's. */
function questionsFor(operationId: string): readonly Question[] {
  const mappings = [ids["mapping"], ids["mappingOnShared"], ids["globalMapping"], ids["globalOnOwn"]].map(
    String,
  );
  const requests = [ids["request"], ids["refused"], ids["shared"], ids["ownByGlobal"]].map(String);
  const filters = [
    "",
    "?provider=zz-ci",
    "?provider=shared",
    "?provider=own",
    "?project=zzbank",
    "?provider=shared&project=zzbank",
  ];
  switch (operationId) {
    case "getOpenApi":
    case "getSessionOptions":
    case "getSession":
    case "whoAmI":
    case "listPresets":
    case "listKeys":
      return [{}];
    case "listServiceTokens":
    case "readSettings":
    case "listCheckpoints":
      return [{}];
    case "getPreset":
      return [{ parts: { id: "github" } }];
    case "openSession":
    case "confirmSession":
      return [{ body: { token: "wrong" } }];
    case "closeSession":
      return [];
    case "listRevocations":
      return [{}];
    case "listProjects":
      return [{ tells: true }];
    case "getProject":
      return [{ parts: { key: "zzbank" }, tells: true }];
    case "deleteProject":
      return [{ parts: { key: "zzbank" } }];
    case "createProject":
      return [{ body: { key: "zzbank" } }, { body: { key: "another" } }];
    case "replaceProject":
      return [
        { parts: { key: "zzbank" }, body: { key: "zzbank" } },
        { parts: { key: "payments" }, body: { key: "payments" } },
      ];
    case "listProviders":
      return [{ tells: true }, { query: "?project=zzbank", tells: true }];
    case "getProvider":
      return [
        { parts: { name: "zz-ci" }, tells: true },
        { parts: { name: "shared" } },
        { parts: { name: "own" } },
      ];
    case "createProvider":
      return [
        { body: providerOverTheirs() },
        { body: { ...providerOverTheirs(), name: "new", project: "zzbank" } },
      ];
    case "replaceProvider":
      return ["zz-ci", "shared", "own"].map((name) => ({
        parts: { name },
        body: { ...providerOverTheirs(), name },
      }));
    case "deleteProvider":
      return ["zz-ci", "shared", "own"].map((name) => ({ parts: { name } }));
    case "listMappings":
      return [...filters, "?name=zz-own", "?name=zz-global", "?provider=shared&name=zz-shared"].map(
        (query) => ({ query, tells: true }),
      );
    case "getMapping":
      return mappings.map((id) => ({ parts: { id }, tells: true }));
    case "deleteMapping":
      return mappings.map((id) => ({ parts: { id } }));
    case "createMapping":
      return [
        drafted("shared", { name: "zz-global" }),
        drafted("zz-ci", { project: "zzbank" }),
        drafted("shared", { project: "zzbank" }),
      ].map((body) => ({ body }));
    case "replaceMapping":
      return mappings.flatMap((id) =>
        draftsOverTheirs()
          .slice(0, 4)
          .map((body) => ({ parts: { id }, body })),
      );
    case "listExchanges":
      return [
        ...filters,
        ...[
          "text=zz",
          "mapping=zz-own",
          "mapping=zz-over-own",
          "face=access",
          "project=zzbank",
          "outcome=refused",
          `after=${"0".repeat(8)}-0000-0000-0000-${"0".repeat(12)}`,
        ].flatMap((one) => ["zz-ci", "shared", ""].map((of) => `?${one}${of && `&provider=${of}`}`)),
        "?provider=own&mapping=zz-over-own",
        "?provider=own&project=zzbank",
      ].map((query) => ({ query }));
    case "getExchange":
      return requests.map((request_id) => ({ parts: { request_id }, tells: true }));
    case "getStats":
      return ["", "?provider=zz-ci", "?provider=shared", "?bucket=day&hours=24"].map((query) => ({
        query,
        ...(!query.includes("shared") && { tells: true }),
      }));
    case "listFindings":
      return ["", "?provider=zz-ci", "?provider=shared", "?severity=warning"].map((query) => ({ query }));
    case "listTokens":
      return [
        "",
        "?provider=zz-ci",
        "?provider=shared",
        "?user=zz-user",
        "?mapping=zz-own",
        `?mapping_id=${ids["mapping"]}`,
      ].map((query) => ({ query }));
    case "countTokens":
      return ["?provider=zz-ci", "?user=zz-user", "?mapping=zz-own", `?mapping_id=${ids["mapping"]}`].map(
        (query) => ({ query }),
      );
    case "makeCheckpoint":
      return [{}];
    case "verifyAudit":
      return [{ body: {} }];
    case "exportAudit":
      return [{ query: "" }, { query: "?details=true" }];
    case "rotateKeys":
      return [{ body: {} }, { body: { emergency: true } }];
    case "createServiceToken":
      return [{ body: { name: "mine", role: "admin" } }];
    case "revokeServiceToken":
      return [{ parts: { id: String(ids["serviceToken"]) } }];
    case "revoke":
      return [
        { kind: "everything" },
        { kind: "provider", provider: "zz-ci" },
        { kind: "provider", provider: "shared" },
        { kind: "provider", id: ids["provider"] },
        { kind: "user", user: "zz-user" },
        { kind: "token", id: ids["token"] },
        ...mappings.map((id) => ({ kind: "mapping", id })),
      ].map((body) => ({ body }));
    case "explain": {
      const claims = { sub: "zz-joB" };
      return [
        ...requests.map((request_id) => ({ body: { request_id }, tells: true as const })),
        ...requests.map((request_id) => ({ body: { request_id, drafts: {} }, tells: true as const })),
        ...["zz-ci", "shared", "own"].flatMap((provider) => [
          { body: { claims, provider } },
          { body: { claims, provider, project: "zzbank" } },
          { body: { claims, provider, mapping: "zz-global" } },
          { body: { token: issuer.sign({ aud: audience, sub: "zz-joB" }), provider } },
        ]),
        { body: { claims } },
        ...draftsOverTheirs().flatMap((mapping) => [
          { body: { claims, drafts: { mapping } } },
          { body: { claims, provider: "own", drafts: { mapping } } },
          { body: { request_id: ids["ownByGlobal"], drafts: { mapping } } },
        ]),
        { body: { claims, drafts: { provider: providerOverTheirs() } } },
      ];
    }
    case "lint":
      return [
        ...draftsOverTheirs().map((mapping) => ({ body: { mapping } })),
        { body: { provider: providerOverTheirs() } },
        { body: { provider: providerOverTheirs(), mapping: drafted("zz-ci", { project: "payments" }) } },
        { body: { mapping: drafted("own", { project: "payments" }), claims: { sub: "job" } } },
      ];
    case "askWhatIf":
      return [
        ...draftsOverTheirs().map((mapping) => ({ body: { mappings: [mapping] } })),
        ...mappings.map((id) => ({ body: { deleted_mappings: [id] } })),
        { body: { provider: providerOverTheirs() } },
        {
          body: {
            mappings: [drafted("own", { project: "payments" })],
            deleted_mappings: [ids["globalOnOwn"]],
          },
        },
      ];
    case "suggestMapping":
      return [
        ...requests.map((request_id) => ({ body: { request_id } })),
        ...["zz-ci", "shared", "own"].map((provider) => ({ body: { claims: { sub: "job-2" }, provider } })),
        ...["zz-ci", "shared", "own"].map((provider) => ({
          body: { token: issuer.sign({ aud: audience, sub: "job-2" }), provider },
        })),
        { body: { token: issuer.sign({ aud: audience, sub: "job-2" }) } },
      ];
    default:
      return expect.fail(`say here what a project admin might try with ${operationId}`);
  }
}

function pathOf(path: string, { parts = {}, query = "" }: Question): string {
  return path.replace(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(parts[name] ?? "x")) + query;
}

/** Words of theirs in an answer that were not in the question; what is anybody's own record may name its subject. */
function foreignWords(answer: Answer, path: string, question: Question): readonly string[] {
  const sent = JSON.stringify([decodeURIComponent(path), question.body ?? null]);
  const words = JSON.stringify(answer.document).match(/\bzz[\w-]*/g) ?? [];
  return [...new Set(words)].filter((word) => !sent.includes(word));
}

/** The asker's own records: they tell whose token came, and nothing of the mapping that took it. */
const ownRecord = (question: Question) => JSON.stringify(question).includes(ids["ownByGlobal"] ?? "");

describe("a project admin who signed in at the console", () => {
  it.each(operations)(
    "reads and changes nothing of others by $method $path",
    async ({ operationId, method, path }) => {
      for (const question of questionsFor(operationId)) {
        const asked = pathOf(path, question);
        const answer = await send(world.app, method, asked, paul.headers, question.body);
        const isOwnRecord = ownRecord(question) || /provider=own\b/.test(asked);
        const words = foreignWords(answer, asked, question).filter(
          (word) => !(isOwnRecord && word === "zz-job"),
        );
        expect({ asked, body: question.body, words, status: answer.status }).toMatchObject({ words: [] });
        expect(answer.status).toBeLessThan(500);
      }
    },
  );

  it.each(operations.filter(({ method }) => method === "GET"))(
    "is no idle question: an administrator reads something of theirs by $method $path",
    async ({ operationId, path }) => {
      for (const question of questionsFor(operationId).filter(({ tells }) => tells)) {
        const asked = pathOf(path, question);
        const { document } = await asAdmin("GET", asked);
        expect({ asked, text: JSON.stringify(document) }).toMatchObject({
          text: expect.stringContaining("zz"),
        });
      }
    },
  );

  it("changed nothing", async () => {
    expect((await asAdmin("GET", "/projects/zzbank")).status).toBe(200);
    expect((await asAdmin("GET", "/providers/zz-ci")).document).toMatchObject({
      project: "zzbank",
      issuer_url: issuer.url,
    });
    for (const name of ["mapping", "mappingOnShared", "globalMapping", "globalOnOwn"]) {
      expect(await asAdmin("GET", `/mappings/${ids[name]}`)).toMatchObject({
        status: 200,
        document: { revision: expect.any(Number), description: "zz" },
      });
    }
    expect((await asAdmin("GET", "/tokens/count?provider=zz-ci")).document).toMatchObject({ count: 1 });
  });
});
