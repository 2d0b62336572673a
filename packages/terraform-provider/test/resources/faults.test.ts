import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import type { Values } from "../../src/engine/values.ts";
import { countersign } from "../../src/provider.ts";
import { type Terraform, terraformWith } from "../terraform.ts";
import { type Fate, type FaultyLine, faultyLine } from "./faulty-line.ts";
import { advice, type RealServer, silent, startServer, told } from "./real-server.ts";

const type = "platform_oidc_identity_mapping";
const path = (name: string) => `/access/api/v1/oidc/github/identity_mappings/${name}`;

let server: RealServer;
let line: FaultyLine;
let terraform: Terraform;

beforeAll(async () => {
  server = await startServer();
  await server.asAdmin("POST", "/access/api/v1/oidc", {
    name: "github",
    issuer_url: "https://issuer.example",
  });
  line = await faultyLine(server.url);
  terraform = terraformWith(countersign());
  await terraform.configure({ url: line.url, access_token: server.adminToken, accepted_findings: advice });
});
afterEach(() => line.decide(() => "through"));
afterAll(async () => {
  line.close();
  await server.close();
});

const mapping = {
  name: "deploy",
  provider_name: "github",
  priority: 1,
  claims_json: '{ "sub": "x", "n": 1.0 }',
  token_spec: { scope: "applied-permissions/user", username: "ci" },
};
/** What is only asked arrives: what there is, and what is risky about a plan. */
const isAsked = (method: string, path: string) => method === "GET" || path.endsWith("/oidc_findings");
const changes = (fate: Fate) => line.decide((...request) => (isAsked(...request) ? "through" : fate));

describe("a creation whose answer was lost", () => {
  it("is looked up, and found to have been made", async () => {
    changes("answer lost");
    const given = { ...mapping, name: "lost" };
    expect(silent(await terraform.apply(type, null, given))).toMatchObject(given);
  });

  it("that never arrived is told not to have been made", async () => {
    changes("never arrives");
    const message = told((await terraform.apply(type, null, { ...mapping, name: "gone" })).diagnostics);
    expect(message).toMatch(
      /^error: The creation of the identity mapping was not answered\..*does not exist\. Apply again/s,
    );
  });

  it("does not take over another object of that name", async () => {
    await server.asAdmin("POST", path("").replace(/\/$/, ""), {
      name: "somebodys",
      priority: 7,
      claims: { sub: "y" },
      token_spec: mapping.token_spec,
    });
    changes("never arrives");
    const made = await terraform.apply(type, null, { ...mapping, name: "somebodys" });
    expect(told(made.diagnostics)).toMatch(/Another one of that name exists\..*id = "somebodys:github"/s);
    expect(made.state).toBeNull();
  });

  it.each([
    ["in a gateway that gives up in JSON", { status: 504, body: '{"message":"Endpoint request timed out"}' }],
    ["in a gateway that gives up without a word", { status: 502, body: "" }],
  ] as const)("%s, is looked up as well", async (_, fate) => {
    const given = { ...mapping, name: `gateway-${fate.status}` };
    changes({ ...fate, arrives: true });
    expect(silent(await terraform.apply(type, null, given))).toMatchObject(given);
  });

  it("is not lost to the state where an answer of success cannot be read", async () => {
    changes({ status: 201, body: '{"name":5}' });
    const given = { ...mapping, name: "unread" };
    const { state, diagnostics } = await terraform.apply(type, null, given);
    expect(told(diagnostics)).toMatch(/^error: The identity mapping could not be read\..*name is not text/);
    expect(state).toMatchObject(given);
  });

  it("is looked for again while the server does not answer", async () => {
    let seen = 0;
    line.decide((method, path) => {
      if (method === "GET") return seen++ < 2 ? "never arrives" : "through";
      return isAsked(method, path) ? "through" : "answer lost";
    });
    silent(await terraform.apply(type, null, { ...mapping, name: "patient" }));
    expect(seen).toBe(3);
  });
});

describe("a state", () => {
  const made = async (name: string): Promise<Values> =>
    silent(await terraform.apply(type, null, { ...mapping, name }));

  it("stays when an update fails, and nothing is asked twice", async () => {
    const state = await made("kept");
    changes("never arrives");
    const changed = await terraform.apply(type, state, { ...mapping, name: "kept", priority: 2 });
    expect(told(changed.diagnostics)).toMatch(/^error: The identity mapping was not changed\. /);
    expect(changed.state).toEqual(state);
  });

  it("stays when a deletion fails, and goes with the next one although the object is gone", async () => {
    const state = await made("undeleted");
    changes("answer lost");
    const first = await terraform.apply(type, state, null);
    expect(told(first.diagnostics)).toMatch(
      /^error: The identity mapping undeleted:github was not deleted\. /,
    );
    expect(first.state).toEqual(state);
    line.decide(() => "through");
    expect(await terraform.apply(type, state, null)).toEqual({ state: null, diagnostics: [] });
  });

  it("goes when somebody else deleted the object at the same moment", async () => {
    const state = await made("raced");
    await server.asAdmin("DELETE", path("raced"));
    const message = "An identity mapping called raced was there, but somebody deleted it meanwhile.";
    changes({ status: 404, body: JSON.stringify({ errors: [{ code: "NOT_FOUND", message }] }) });
    expect(await terraform.apply(type, state, null)).toEqual({ state: null, diagnostics: [] });
  });

  it.each<[string, Fate, RegExp]>([
    ["the server is down", "never arrives", /cannot be reached/],
    ["a proxy answers for it", { status: 404, body: '{"message":"no such route"}' }, /status 404/],
    [
      "nothing is at that path",
      { status: 404, body: '{"code":"not_found","detail":"There is nothing at this path."}' },
      /There is nothing at this path/,
    ],
    [
      "it answers with a document that is none",
      { status: 200, body: "[]" },
      /document that cannot be used: it is not a JSON object.*See that url is a Countersign server/,
    ],
    [
      "it answers with half a document",
      { status: 200, body: '{"name":"m","priority":1,"claims":{},"token_spec":{}}' },
      /token_spec\.expires_in is not a whole number/,
    ],
    [
      "it answers with a number that is none",
      { status: 200, body: '{"name":"m","priority":1.5,"claims":{},"token_spec":{"expires_in":1}}' },
      /priority is not a whole number/,
    ],
    ["it answers with broken JSON", { status: 200, body: "{" }, /broken JSON/],
    ["it is at fault itself", { status: 500, body: "{}" }, /status 500/],
  ])("stays when %s", async (_, fate, message) => {
    const state = silent(
      await terraform.refresh(
        type,
        (await terraform.apply(type, null, { ...mapping, name: "stays" })).state ?? {},
      ),
    );
    line.decide(() => fate);
    const refreshed = await terraform.refresh(type, state);
    expect(refreshed.state).toEqual(state);
    expect(told(refreshed.diagnostics)).toMatch(/^error: The identity mapping could not be read\. /);
    expect(told(refreshed.diagnostics)).toMatch(message);
    line.decide(() => "through");
    await terraform.apply(type, state, null);
  });

  it("stays when the interface that its objects are managed through is switched off", async () => {
    const state = await made("switched-off");
    const off = await startServer({ COUNTERSIGN_FACES: "admin" });
    const refreshed = await off.terraform.refresh(type, state);
    expect(refreshed.state).toEqual(state);
    expect(told(refreshed.diagnostics)).toMatch(/nothing at this path/);
    await off.close();
  });
});
