import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startApp, type TestApp } from "../app.ts";

let app: TestApp;
beforeAll(async () => {
  app = await startApp();
});
afterAll(() => app.close());

const elementOf = (base: string) => ({
  id: "v3.14",
  status: "stable",
  updated: "2020-04-07T00:00:00Z",
  links: [{ rel: "self", href: `${base}/v3/` }],
  "media-types": [{ base: "application/json", type: "application/vnd.openstack.identity-v3+json" }],
});

describe("version discovery", () => {
  it("answers the root with the versions there are, and where", async () => {
    const response = await app.send("/");
    expect(response.status).toBe(300);
    expect(response.headers.get("location")).toBe(`${app.url}/v3/`);
    expect(response.headers.get("x-openstack-request-id")).toBe(
      `req-${response.headers.get("x-request-id")}`,
    );
    const body = Object(await response.json());
    expect(body).toMatchObject({ versions: { values: [elementOf(app.url)] } });
    expect(body).not.toHaveProperty("version");
    expect(response.headers.get("vary")).toContain("Accept");
  });

  it("sends a browser to the console instead", async () => {
    const accept = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8";
    const response = await app.send("/", { headers: { accept }, redirect: "manual" });
    expect([response.status, response.headers.get("location")]).toEqual([302, "/console/"]);
    expect(response.headers.get("vary")).toContain("Accept");
  });

  it.each(["", "/identity", "/keystone"])("answers %s/v3 with its version", async (mount) => {
    for (const slash of ["", "/"]) {
      const response = await app.send(`${mount}/v3${slash}`);
      expect(response.status).toBe(200);
      expect(await response.json()).toEqual({ version: elementOf(`${app.url}${mount}`) });
    }
  });

  it.each(["/identity", "/keystone"])("answers the root of the mount %s", async (mount) => {
    const response = await app.send(`${mount}/`);
    expect(response.status).toBe(300);
    expect(response.headers.get("location")).toBe(`${app.url}${mount}/v3/`);
    expect(await response.json()).toEqual({ versions: { values: [elementOf(`${app.url}${mount}`)] } });
  });

  it("answers HEAD like GET, without the body", async () => {
    for (const path of ["/", "/v3"]) {
      const [get, head] = [await app.send(path), await app.send(path, { method: "HEAD" })];
      const kept = ({ status, headers }: Response) => [status, headers.get("content-length")];
      expect(kept(head)).toEqual(kept(get));
      expect(await head.text()).toBe("");
    }
  });

  it("gives a resource document to whoever asks for JSON home", async () => {
    const response = await app.send("/identity/v3", { headers: { accept: "application/json-home" } });
    expect(response.headers.get("content-type")).toContain("application/json-home");
    const { resources } = Object(await response.json());
    const tokens = resources["https://docs.openstack.org/api/openstack-identity/3/rel/auth_tokens"];
    expect(tokens).toEqual({ href: "/identity/v3/auth/tokens" });
  });

  it("knows no version 2", async () => {
    expect((await app.send("/v2.0/")).status).toBe(404);
  });

  it("is not there when the face is switched off", async () => {
    const other = await startApp({ COUNTERSIGN_FACES: "oauth,admin" });
    try {
      const root = await other.send("/");
      expect([root.status, (await other.send("/v3")).status]).toEqual([200, 404]);
      expect(Object(await root.json())["versions"]).toBeUndefined();
    } finally {
      await other.close();
    }
  });
});

describe("what is refused below /v3", () => {
  const requestId = /^req-[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

  it("is told in the envelope of Keystone, with the request id and what to do next", async () => {
    const response = await app.send("/v3/nope");
    const reference = response.headers.get("x-openstack-request-id");
    expect(reference).toMatch(requestId);
    expect(response.headers.get("vary")).toBe("X-Auth-Token");
    expect([response.status, await response.json()]).toEqual([
      404,
      {
        error: {
          code: 404,
          title: "Not Found",
          message: "The resource could not be found.",
          details: expect.stringContaining("docs/faces/keystone.md"),
          reference,
        },
      },
    ]);
  });

  it("says which methods there are, also where Keystone's clients look for it", async () => {
    const response = await app.send("/v3", { method: "DELETE" });
    expect([response.status, response.headers.get("allow")]).toEqual([405, "GET, HEAD"]);
    const message = "The method is not allowed for the requested URL.";
    expect(await response.json()).toMatchObject({ message, error: { code: 405, message } });
  });

  it("is in the envelope also where the path itself cannot be read", async () => {
    const response = await app.send("/v3/a%2Fb");
    expect(response.headers.get("x-openstack-request-id")).toMatch(requestId);
    expect(await response.json()).toMatchObject({ error: { code: 400, title: "Bad Request" } });
  });
});

describe("/healthcheck", () => {
  it("answers JSON to whoever prefers it", async () => {
    const response = await app.send("/healthcheck", { headers: { accept: "application/json" } });
    expect(await response.json()).toEqual({ detailed: false, reasons: [] });
  });
});
