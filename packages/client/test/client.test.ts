import { createServer, type IncomingMessage, type Server } from "node:http";
import { afterAll, beforeAll, beforeEach, describe, expect, expectTypeOf, it } from "vitest";
import { ApiProblem, createClient, type Mapping, type Provider } from "../src/index.ts";

interface Seen {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingMessage["headers"];
  readonly body: string;
}
interface Scripted {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: unknown;
}

const seen: Seen[] = [];
let answers: Scripted[] = [];
let server: Server;
let url: string;

beforeAll(async () => {
  server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(Buffer.from(chunk));
    const { method = "", url: path = "", headers } = request;
    seen.push({ method, path, headers, body: Buffer.concat(chunks).toString() });
    const answer = answers.shift() ?? { status: 500 };
    response.writeHead(answer.status, { "content-type": "application/json", ...answer.headers });
    response.end(answer.body === undefined ? undefined : JSON.stringify(answer.body));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("not listening on TCP");
  url = `http://127.0.0.1:${address.port}`;
});
beforeEach(() => {
  seen.length = 0;
  answers = [];
});
afterAll(() => server.close());

const client = () => createClient({ url: `${url}/`, token: "secret" });

describe("the client", () => {
  it("sends the credential, the parameters and the body", async () => {
    answers = [{ status: 200, body: { name: "a/b" } }];
    await client().request("PUT", "/api/v1/providers/{name}", {
      path: { name: "a/b" },
      body: { name: "a/b", issuer_url: "https://issuer.example" },
      ifMatch: 7,
    });
    expect(seen).toMatchObject([
      {
        method: "PUT",
        path: "/api/v1/providers/a%2Fb",
        headers: {
          authorization: "Bearer secret",
          "content-type": "application/json",
          "if-match": '"7"',
        },
        body: '{"name":"a/b","issuer_url":"https://issuer.example"}',
      },
    ]);
  });

  it("shows a session's token against forged requests with writes only, as it is at that moment", async () => {
    answers = [{ status: 200, body: {} }, { status: 204 }, { status: 204 }];
    let csrf: string | undefined = "first";
    const { request } = createClient({ url, csrfToken: () => csrf });
    await request("GET", "/api/v1/whoami");
    await request("DELETE", "/api/v1/mappings/{id}", { path: { id: "1" } });
    csrf = undefined;
    await request("DELETE", "/api/v1/mappings/{id}", { path: { id: "2" } });
    expect(seen.map(({ headers }) => headers["x-countersign-csrf"])).toEqual([undefined, "first", undefined]);
  });

  it("answers nothing where there is nothing", async () => {
    answers = [{ status: 204 }];
    const deleted = await client().request("DELETE", "/api/v1/mappings/{id}", { path: { id: "1" } });
    expect(deleted).toBeUndefined();
  });

  it("throws what the server says is wrong", async () => {
    answers = [
      {
        status: 400,
        headers: { "content-type": "application/problem+json; charset=utf-8" },
        body: {
          type: "urn:countersign:problem:invalid",
          title: "Bad Request",
          status: 400,
          code: "invalid",
          detail: "/issuer_url: must be https",
          request_id: "reference",
          errors: [{ pointer: "/issuer_url", detail: "must be https" }],
        },
      },
    ];
    const failed = client().request("GET", "/api/v1/whoami");
    await expect(failed).rejects.toBeInstanceOf(ApiProblem);
    await expect(failed).rejects.toMatchObject({
      status: 400,
      code: "invalid",
      detail: "/issuer_url: must be https",
      requestId: "reference",
      errors: [{ pointer: "/issuer_url", detail: "must be https" }],
    });
  });

  it("says so when something else answers", async () => {
    answers = [{ status: 502, headers: { "content-type": "text/html", "x-request-id": "proxy" }, body: "x" }];
    await expect(client().request("GET", "/api/v1/whoami")).rejects.toMatchObject({
      status: 502,
      code: "unexpected_answer",
      requestId: "proxy",
    });
  });

  it("does not carry its credential along a redirect", async () => {
    answers = [{ status: 302, headers: { location: `${url}/elsewhere` } }];
    await expect(client().request("GET", "/api/v1/whoami")).rejects.toThrow();
    expect(seen).toHaveLength(1);
  });

  it("reads a list page by page", async () => {
    answers = [
      { status: 200, body: { items: [{ name: "a" }, { name: "b" }], next: "cursor=&1" } },
      { status: 200, body: { items: [{ name: "c" }], next: null } },
    ];
    const names: string[] = [];
    for await (const provider of client().list("/api/v1/providers", { query: { limit: 2 } })) {
      expectTypeOf(provider).toExtend<Provider>();
      names.push(provider.name);
    }
    expect(names).toEqual(["a", "b", "c"]);
    expect(seen.map(({ path }) => path)).toEqual([
      "/api/v1/providers?limit=2",
      "/api/v1/providers?limit=2&cursor=cursor%3D%261",
    ]);
  });

  it("knows paths, parameters, bodies and answers by type", () => {
    const { request } = client();
    const typed = () => ({
      mapping: request("GET", "/api/v1/mappings/{id}", { path: { id: "1" } }),
      deleted: request("DELETE", "/api/v1/mappings/{id}", { path: { id: "1" } }),
      // @ts-expect-error there is no such method
      patched: request("PATCH", "/api/v1/mappings/{id}", { path: { id: "1" } }),
      // @ts-expect-error the path parameter is missing
      parameterless: request("GET", "/api/v1/mappings/{id}"),
      // @ts-expect-error the body lacks issuer_url
      incomplete: request("POST", "/api/v1/providers", { body: { name: "a" } }),
    });
    expectTypeOf<ReturnType<typeof typed>["mapping"]>().resolves.toEqualTypeOf<Mapping>();
    expectTypeOf<ReturnType<typeof typed>["deleted"]>().resolves.toEqualTypeOf<undefined>();
  });

  it("takes another fetch", async () => {
    const fetch = async () => Response.json({ name: "me", role: "admin", project_roles: [] });
    const me = await createClient({ url: "https://sts.example", fetch }).request("GET", "/api/v1/whoami");
    expect(me.name).toBe("me");
  });
});
