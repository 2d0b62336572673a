/** What is refused below `/v3.0`, whoever refuses: the face, or the HTTP server it stands on. */

import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { writeError } from "../../src/faces/keystone/huawei/errors.ts";
import { startApp, type TestApp } from "../app.ts";
import { tried } from "../properties/property.ts";
import { plainFace, startServer } from "./http-server.ts";

let app: TestApp;
beforeAll(async () => {
  app = await startApp();
});
afterAll(() => app.close());

const accessKeys = "/v3.0/OS-CREDENTIAL/securitytokens";

/** What a refusal has in common with all others; the rest of it. */
async function refusal(response: Response): Promise<{ status: number; code: unknown; message: string }> {
  const { error_msg: message, error_code: code, ...rest } = Object(await response.json());
  const id = response.headers.get("x-request-id");
  expect(rest).toEqual({});
  expect(message).toMatch(new RegExp(` Reference id: ${id}$`));
  expect(response.headers.get("x-openstack-request-id")).toBe(`req-${id}`);
  expect(response.headers.get("content-type")).toContain("application/json");
  return { status: response.status, code, message };
}

describe("a refusal below /v3.0", () => {
  it.each(["", "/identity", "/keystone"])(
    "of a path there is nothing at has Huawei's form below %s",
    async (mount) => {
      for (const path of ["", "/", "/nothing", "/OS-FEDERATION/identity_providers"]) {
        expect(await refusal(await app.send(`${mount}/v3.0${path}`))).toMatchObject({
          status: 404,
          code: "IAM.0004",
          message: expect.stringContaining("nothing at this path"),
        });
      }
    },
  );

  it("of a path that is not written correctly has it", async () => {
    expect(await refusal(await app.send("/v3.0/%zz"))).toMatchObject({ status: 400, code: "IAM.0011" });
  });

  it("leaves the rest of the face its own form", async () => {
    for (const path of ["/v3/nothing", "/v3.1", "/v3.00/OS-CREDENTIAL"]) {
      expect(Object(await (await app.send(path)).json())["error_code"]).toBeUndefined();
    }
  });

  it("of a temporary access key says that there are none, and what to use instead", async () => {
    const body = JSON.stringify({ auth: { identity: { methods: ["token"], token: { id: "t" } } } });
    const headers = { "content-type": "application/json;charset=UTF-8" };
    const response = await app.send(accessKeys, { method: "POST", headers, body });
    expect(await refusal(response)).toMatchObject({
      status: 404,
      code: "IAM.0004",
      message: expect.stringMatching(/no access keys here.*X-Auth-Token/),
    });
  });

  it.each([
    ["a body that is too large", 413, { "content-type": "application/json" }, `"${"a".repeat(70_000)}"`],
    ["a body that is not JSON", 400, { "content-type": "application/json" }, "{"],
    ["a body of another type", 400, { "content-type": "text/plain" }, "{}"],
  ])("of %s is told as a fault of the body", async (_what, status, headers, body) => {
    const response = await app.send(accessKeys, { method: "POST", headers, body });
    expect(await refusal(response)).toMatchObject({ status, code: "IAM.0011" });
  });

  it("for want of time has it, too", async () => {
    const face = { ...plainFace, prefixes: ["/v3.0"], errorWriter: writeError };
    const busy = await startServer(face, { isOneTooMany: () => true });
    try {
      const response = await busy.send("/v3.0/things");
      expect(response.headers.get("retry-after")).toBe("1");
      expect(await refusal(response)).toMatchObject({ status: 503, code: "IAM.0006" });
    } finally {
      await busy.close();
    }
  });

  it("of what no caller could have caused tells nothing of it", async () => {
    const broken = await startServer({ ...plainFace, prefixes: ["/v3.0"], errorWriter: writeError });
    try {
      const answer = await refusal(await broken.send("/v3.0/broken"));
      expect(answer).toMatchObject({ status: 500, code: "IAM.0006" });
      expect(answer.message).toMatch(
        /^An unexpected error prevented the server from fulfilling your request\. /,
      );
      expect(answer.message).not.toContain("10.0.0.7");
    } finally {
      await broken.close();
    }
  });

  it("is all that an odd document comes to, never a fault of ours", async () => {
    const admin = { "x-auth-token": app.adminToken, "content-type": "application/json" };
    const put = { method: "PUT", headers: admin, body: '{"identity_provider":{"enabled":true}}' };
    await app.send("/v3/OS-FEDERATION/identity_providers/odd", put);
    const oddly = (names: readonly string[]) =>
      fc.oneof(
        fc.jsonValue(),
        fc.record(Object.fromEntries(names.map((name) => [name, fc.jsonValue()])), { requiredKeys: [] }),
      );
    const configuration = oddly([
      "access_mode",
      "idp_url",
      "client_id",
      "scope",
      "signing_key",
      "jwks_uri",
    ]).map((openid_connect_config) => ({ openid_connect_config }));
    const token = oddly(["id_token", "scope"]).map((auth) => ({ auth }));
    const path = "/v3.0/OS-FEDERATION/identity-providers/odd/openid-connect-config";
    const request = fc.oneof(
      fc.tuple(fc.constantFrom("POST", "PUT"), fc.constant(path), configuration),
      fc.tuple(fc.constant("POST"), fc.constant("/v3.0/OS-AUTH/id-token/tokens"), token),
    );
    await fc.assert(
      fc.asyncProperty(request, async ([method, url, body]) => {
        const headers = { ...admin, "x-idp-id": "odd" };
        const response = await app.send(url, { method, headers, body: JSON.stringify(body) });
        const { status, code } = await refusal(response);
        expect([400, 403, 404]).toContain(status);
        expect(code).toMatch(/^IAM\.\d{4}$/);
      }),
      tried(45, 150),
    );
  });
});
