/**
 * What JFrog's clients ask and report in passing: jfrog/jfrog-client-go access/services/ping.go,
 * artifactory/services/system.go, artifactory/services/utils/usage.go and jfconnect/services/metrics.go;
 * jfrog/terraform-provider-shared util/util.go; jfrog/setup-jfrog-cli src/evidence-collection.ts; the precheck of
 * jfrog/terraform-provider-artifactory's acceptance tests.
 */

import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startApp } from "../app.ts";
import { type AccessWorld, documentOf, errorOf, startAccessWorld } from "./access-world.ts";

let world: AccessWorld;
beforeAll(async () => {
  world = await startAccessWorld();
});
afterAll(() => world.close());

const send = (path: string, init?: RequestInit) => world.app.send(path, init);
const textOf = async (answer: Response) => [
  answer.status,
  answer.headers.get("content-type"),
  await answer.text(),
];
/** A version as Go's go-version compares it. */
const number = (version: unknown) =>
  String(version)
    .split(".")
    .reduce((total, part) => total * 1_000 + Number(part), 0);
const slashes = ["", "/"];

describe.each(slashes)("a client that asks with %j at the end", (slash) => {
  it("finds an Access that takes an organization, in the member it reads", async () => {
    const answer = await send(`/access/api/v1/system/version${slash}`);
    expect([answer.status, answer.headers.get("content-type")]).toEqual([
      200,
      "application/json; charset=utf-8",
    ]);
    const { name, ...rest } = await documentOf(answer);
    expect(number(name)).toBeGreaterThanOrEqual(number("7.144.0"));
    expect(rest).toEqual({ revision: expect.stringMatching(/^countersign-/) });
  });

  it("finds an Artifactory that takes metrics and claims no licence and no add-on", async () => {
    const answer = await send(`/artifactory/api/system/version${slash}`);
    expect([answer.status, answer.headers.get("content-type")]).toEqual([
      200,
      "application/json; charset=utf-8",
    ]);
    const { version, ...rest } = await documentOf(answer);
    expect(number(version)).toBeGreaterThanOrEqual(number("7.102.0"));
    expect(rest).toEqual({ revision: expect.stringMatching(/^countersign-/), addons: [] });
  });

  it.each(["/access/api/v1/system/ping", "/artifactory/api/system/ping"])("reads OK at %s", async (path) => {
    expect(await textOf(await send(`${path}${slash}`))).toEqual([200, "text/plain; charset=utf-8", "OK"]);
  });

  it("is told that no evidence is collected", async () => {
    const answer = await send(`/evidence/api/v1/config${slash}`);
    expect(answer.status).toBe(200);
    expect(await documentOf(answer)).toEqual({ external_evidence_collection_supported: false });
  });

  it("reads the service's id with a credential, and not without", async () => {
    const path = `/artifactory/api/system/service_id${slash}`;
    expect(await textOf(await world.app.asAdmin("GET", path))).toEqual([
      200,
      "text/plain; charset=utf-8",
      expect.stringMatching(/^jfrt@01[0-9a-z]{24}$/),
    ]);
    expect((await send(path)).status).toBe(401);
  });

  it("gets a picture that shows nothing for the summary of a job", async () => {
    const answer = await send(`/ui/api/v1/u${slash}?s=1&m=1&job_id=1&run_id=2&git_repo=a%2Fb`);
    expect([answer.status, answer.headers.get("content-type")]).toEqual([200, "image/gif"]);
    expect(Buffer.from(await answer.arrayBuffer()).toString("latin1", 0, 6)).toBe("GIF89a");
  });
});

describe("a report that goes nowhere", () => {
  const sinks = [
    ["POST", "/artifactory/api/system/usage"],
    ["POST", "/jfconnect/api/v1/backoffice/metrics/log"],
    ["PUT", "/artifactory/api/system/configuration/baseUrl"],
  ] as const;
  const json = "application/json";
  const usage = JSON.stringify({ productId: "jfrog-cli-go/2.91.0", features: [{ featureId: "config" }] });
  const cases = sinks.flatMap(([method, path]) => [
    ...slashes.map((slash) => [method, `${path}${slash}`, json, usage] as const),
    [method, path, "text/plain", "http://localhost:8082"] as const,
    [method, path, json, "{ not JSON"] as const,
    [method, path, json, ""] as const,
    [method, path, "no media type", "\u0000\ufffd"] as const,
    [method, path, "application/octet-stream; charset=utf-32", "x".repeat(16_384)] as const,
  ]);

  it.each(cases)("is no error: %s %s as %s", async (method, path, type, body) => {
    for (const authorization of [undefined, "Bearer of-somebody-else"]) {
      const answer = await send(path, {
        method,
        headers: { "content-type": type, ...(authorization !== undefined && { authorization }) },
        body,
      });
      expect(answer.status).toBe(200);
    }
  });

  it.each(sinks)("is no error without a body and its type: %s %s", async (method, path) => {
    expect((await send(path, { method })).status).toBe(200);
  });

  it.each(sinks)("is not taken in beyond all measure: %s %s", async (method, path) => {
    const answer = await send(path, {
      method,
      headers: { "content-type": json },
      body: "x".repeat(16_385),
    });
    expect(answer.status).toBe(413);
  });

  it("leaves nothing behind, in the log neither", async () => {
    await send("/artifactory/api/system/usage", { method: "POST", body: "who-knows-what" });
    expect(world.app.log.join("")).not.toContain("who-knows-what");
  });

  it("does not change the address", async () => {
    const answer = await send("/artifactory/api/system/configuration/baseUrl", {
      method: "PUT",
      body: "https://evil.example",
    });
    expect(await answer.text()).toContain("Nothing was changed");
    const token = await documentOf(await send("/.well-known/openid-configuration"));
    expect(token["issuer"]).toBe(world.app.url);
  });
});

describe("what is not here", () => {
  it("tells a client that asks for a token below /artifactory what is wrong with its address", async () => {
    const answer = await send("/artifactory/access/api/v1/oidc/token", { method: "POST" });
    expect([answer.status, await answer.text()]).toEqual([
      404,
      expect.stringContaining("leave /artifactory out of the address"),
    ]);
  });

  const text = { code: "NOT_FOUND", message: expect.stringMatching(/This is Countersign.*Reference id: /) };
  const number404 = {
    status: 404,
    message: expect.stringMatching(/This is Countersign.*not Artifactory.*Reference id: /),
  };

  it.each([
    ["/access/api/v1/nothing", text],
    ["/access", text],
    ["/artifactory/libs-release/v2/2.91.0/jfrog-cli-linux-amd64/jfrog", number404],
    ["/artifactory/api/system/license", number404],
    ["/artifactory", number404],
    ["/jfconnect/api/v1/entitlements", text],
    ["/evidence/api/v1/subject/x", text],
    ["/ui/login/", text],
    ["/access/api/v2/authentication/jfrog_client_login/request", text],
  ])("says so in the product's own shape, and what this is: %s", async (path, error) => {
    const answer = await send(path);
    expect([answer.status, answer.headers.get("content-type")]).toEqual([
      404,
      "application/json; charset=utf-8",
    ]);
    expect((await documentOf(answer))["errors"]).toEqual([error]);
  });

  it.each([
    ["PUT", "/access/api/v1/system/ping", "GET, HEAD"],
    ["DELETE", "/artifactory/api/system/version", "GET, HEAD"],
    ["GET", "/artifactory/api/system/usage", "POST"],
    ["POST", "/artifactory/api/system/configuration/baseUrl", "PUT"],
    ["GET", "/jfconnect/api/v1/backoffice/metrics/log", "POST"],
    ["POST", "/evidence/api/v1/config/", "GET, HEAD"],
    ["POST", "/ui/api/v1/u", "GET, HEAD"],
  ])("is %s at %s, and the answer says what is", async (method, path, allow) => {
    const answer = await send(path, { method });
    expect([answer.status, answer.headers.get("allow")]).toEqual([405, allow]);
    const [error] = (await documentOf(answer))["errors"] as readonly object[];
    expect(error).toMatchObject(
      path.startsWith("/artifactory") ? { status: 405 } : { code: "METHOD_NOT_ALLOWED" },
    );
  });

  it.each([
    "/access/api/v1/system/version",
    "/access/api/v1/system/ping",
    "/artifactory/api/system/version",
    "/artifactory/api/system/ping",
    "/evidence/api/v1/config",
    "/ui/api/v1/u",
  ])("is no body for HEAD, which is answered at %s", async (path) => {
    const answer = await send(path, { method: "HEAD" });
    expect([answer.status, await answer.text()]).toEqual([200, ""]);
  });

  it("is told to a request that is turned away unread, in the product's own shape", async () => {
    const answer = await send("/artifactory/api//system/ping");
    expect(answer.status).toBe(400);
    expect((await documentOf(answer))["errors"]).toEqual([
      { status: 400, message: expect.stringContaining("Reference id: ") },
    ]);
  });

  it("is any of it where the face is switched off", async () => {
    const without = await startApp({ COUNTERSIGN_FACES: "oauth,admin" });
    for (const path of [
      "/access/api/v1/system/ping",
      "/artifactory/api/system/ping",
      "/evidence/api/v1/config",
      "/ui/api/v1/u",
    ]) {
      const answer = await without.send(path);
      expect([answer.status, await documentOf(answer)]).toEqual([
        404,
        expect.not.objectContaining({ errors: [] }),
      ]);
    }
    await without.close();
  });
});

describe("the envelope of Access", () => {
  it("has text as its code, also for a method", async () => {
    expect((await errorOf(await send("/access/api/v1/system/version", { method: "POST" }))).code).toBe(
      "METHOD_NOT_ALLOWED",
    );
  });
});
