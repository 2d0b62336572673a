import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { CredentialFault, Presented, Principal } from "../../src/core/access.ts";
import { accept, refuse } from "../../src/core/refusal.ts";
import { principalOf, readBearer, requireCredential } from "../../src/faces/credentials.ts";
import { plainFace, type RunningServer, startServer } from "./http-server.ts";

const operator: Principal = {
  name: "bootstrap",
  role: "operator",
  face: null,
  tokenId: null,
  selfRevocable: false,
  introspects: [],
  projectRoles: [],
};

const faults: readonly string[] = ["expired", "revoked", "elsewhere"] satisfies CredentialFault[];

function presented(credential: string, face: string): Presented {
  if (credential === "good" && face === "face")
    return { ok: true, principal: operator, claims: null, secretId: null };
  return { ok: false, fault: faults.includes(credential) ? (credential as CredentialFault) : "unknown" };
}

let server: RunningServer;
beforeAll(async () => {
  const services = {
    authenticate: async (credential: string, face: string) =>
      credential === "one-too-many"
        ? refuse("rate_limited", { scope: "unknown credentials from this address", retryAfterSeconds: 7 })
        : accept(presented(credential, face)),
  };
  const guarded = { onRequest: requireCredential(services, "face", { expired: "Token failed" }) };
  server = await startServer({
    ...plainFace,
    routes: (instance) => {
      instance.get("/bearer", async (request) => ({ credential: readBearer(request) }));
      instance.post("/guarded", guarded, async (request) => ({ name: principalOf(request).name }));
      instance.get("/unguarded", async (request) => principalOf(request));
    },
  });
});
afterAll(() => server.close());

const credentialIn = async (headers: Record<string, string>) =>
  (await server.send("/face/bearer", { headers })).json();

describe("the credential of a request", () => {
  it.each([
    ["Bearer abc.def", "abc.def"],
    ["bearer   abc", "abc"],
    [`Basic ${btoa("user:a:b")}`, "a:b"],
    [`Basic ${btoa("user:")}`, null],
    [`Basic ${btoa("nocolon")}`, null],
    ["Bearer", null],
    ["Bearer a b", null],
    ["Digest abc", null],
  ])("in %j is %j", async (authorization, credential) => {
    expect(await credentialIn({ authorization })).toEqual({ credential });
  });

  it("is none when there is no header", async () => {
    expect(await credentialIn({})).toEqual({ credential: null });
  });

  it("is none when there are two headers", async () => {
    const answer = await server.sendRaw(
      "GET /face/bearer HTTP/1.1\r\nHost: x\r\nConnection: close\r\nAuthorization: Bearer a\r\nAuthorization: Bearer b\r\n\r\n",
    );
    expect(answer).toContain('{"credential":null}');
  });
});

describe("a guarded route", () => {
  const send = (headers: Record<string, string>, body = "{}") =>
    server.send("/face/guarded", {
      method: "POST",
      headers: { "content-type": "application/json", ...headers },
      body,
    });

  it("lets a good credential pass and knows whose it is", async () => {
    const answer = await send({ authorization: "Bearer good" });
    expect(await answer.json()).toEqual({ name: "bootstrap" });
  });

  it("asks for a credential with a challenge", async () => {
    const answer = await send({});
    expect(answer.status).toBe(401);
    expect(answer.headers.get("www-authenticate")).toBe('Bearer realm="countersign"');
  });

  it("refuses a bad credential with a challenge that says so", async () => {
    const answer = await send({ authorization: "Bearer bad" });
    expect(answer.status).toBe(401);
    expect(answer.headers.get("www-authenticate")).toContain('error="invalid_token"');
  });

  it.each([
    ["bad", "not known here"],
    ["expired", "Token failed. The credential has expired. Get a new one: a workload exchanges"],
    ["revoked", "revoked"],
    ["elsewhere", "made for another interface"],
  ])("says what is the matter with one that is %s", async (credential, sentence) => {
    const answer = await send({ authorization: `Bearer ${credential}` });
    expect([answer.status, answer.headers.get("www-authenticate")]).toEqual([
      401,
      'Bearer realm="countersign", error="invalid_token"',
    ]);
    expect(await answer.text()).toContain(sentence);
  });

  it("tells whoever signs in by name and password what goes in the password's place", async () => {
    const told = "There are no passwords here: an access token";
    const signIn = await send({ authorization: `Basic ${btoa("admin:bad")}` });
    expect(await signIn.text()).toContain(told);
    expect(await (await send({ authorization: "Bearer bad" })).text()).not.toContain(told);
    expect(await (await send({ authorization: `Basic ${btoa("admin:expired")}` })).text()).not.toContain(
      told,
    );
  });

  it("says when to come back after too many bad credentials", async () => {
    const answer = await send({ authorization: "Bearer one-too-many" });
    expect([answer.status, answer.headers.get("retry-after")]).toEqual([429, "7"]);
    expect(await answer.text()).toContain("Try again in 7 seconds.");
  });

  it("refuses a stranger before it reads the body", async () => {
    expect((await send({}, "{")).status).toBe(401);
  });
});

describe("a route that forgot its guard", () => {
  it("fails closed", async () => {
    expect((await server.send("/face/unguarded")).status).toBe(503);
  });
});
