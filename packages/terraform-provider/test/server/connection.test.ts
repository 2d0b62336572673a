import {
  createServer,
  type Server as HttpServer,
  type IncomingMessage,
  type ServerResponse,
} from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, expect, it } from "vitest";
import { type Asked, ask, pathOf, type Server } from "../../src/server/connection.ts";
import { sentenceOf } from "../../src/server/refusal.ts";

type Act = (request: IncomingMessage, response: ServerResponse) => void;

let http: HttpServer;
let url: string;
let act: Act;
let seen: IncomingMessage[] = [];

beforeAll(async () => {
  http = createServer((request, response) => {
    seen.push(request);
    act(request, response);
  });
  await new Promise<void>((resolve) => http.listen(0, "127.0.0.1", resolve));
  url = `http://127.0.0.1:${(http.address() as AddressInfo).port}`;
});
afterAll(() => {
  http.closeAllConnections();
  http.close();
});

const server = (): Server => ({
  url,
  token: async () => ({ ok: true, token: "secret", source: null }),
  userAgent: "tests/1",
  timeoutMs: 20_000,
});

const get: Asked = { method: "GET", path: "/things/one" };
const json =
  (status: number, body: unknown, headers: Readonly<Record<string, string>> = {}): Act =>
  (_, response) => {
    response.writeHead(status, { "content-type": "application/json", ...headers });
    response.end(JSON.stringify(body));
  };

async function asking(asked: Asked, doing: Act, to: Partial<Server> = {}) {
  act = doing;
  seen = [];
  return ask({ ...server(), ...to }, asked);
}

it("sends the credential as a bearer token, the query and the name of the program", async () => {
  await asking({ ...get, query: { project_key: "a&b", none: undefined } }, json(200, {}));
  const [request] = seen;
  expect(request?.url).toBe("/things/one?project_key=a%26b");
  expect(request?.headers).toMatchObject({ authorization: "Bearer secret", "user-agent": "tests/1" });
});

it("sends the credential in the header that a face wants, and in no other", async () => {
  await asking({ ...get, credential: "x-auth-token" }, json(200, {}));
  expect(seen[0]?.headers["x-auth-token"]).toBe("secret");
  expect(seen[0]?.headers.authorization).toBeUndefined();
});

it("says why there is no credential, and sends nothing", async () => {
  const token = async () => ({ ok: false as const, sentence: "No token." });
  expect(await asking(get, json(200, {}), { token })).toMatchObject({ kind: "none", sentence: "No token." });
  expect(seen).toEqual([]);
});

it("reads the document and the reference id", async () => {
  const answer = await asking(
    get,
    json(404, { errors: [{ message: "It is gone." }] }, { "x-request-id": "r-1" }),
  );
  expect(answer).toMatchObject({ kind: "answer", status: 404, requestId: "r-1" });
  expect(sentenceOf(answer)).toBe("It is gone. Reference id: r-1");
});

it.each([
  ["a page", 404, "text/html", "<html>"],
  ["broken JSON", 200, "application/json", "{"],
  ["half a surrogate pair", 200, "application/json", String.raw`{"a":["x\uD800"]}`],
])("takes %s for no answer of the server", async (_, status, type, body) => {
  const answer = await asking(get, (_request, response) => {
    response.writeHead(status, { "content-type": type });
    response.end(body);
  });
  expect(answer).toMatchObject({ kind: "none", unsure: false });
  expect(sentenceOf(answer)).toContain("A Countersign server does not");
});

it("follows no redirect", async () => {
  const answer = await asking(get, json(302, {}, { location: "https://elsewhere.example/" }));
  expect(sentenceOf(answer)).toContain("a redirect to https://elsewhere.example/, which is not followed");
  expect(seen).toHaveLength(1);
});

it("sends again what was turned away for the moment", async () => {
  const answers = [
    json(503, {}, { "retry-after": "0" }),
    json(429, {}, { "retry-after": "0" }),
    json(201, {}),
  ];
  const post: Asked = { method: "POST", path: "/things", body: { a: 1 } };
  expect(await asking(post, (...at) => answers.shift()?.(...at))).toMatchObject({ status: 201 });
  expect(seen).toHaveLength(3);
});

it("gives up on a server that turns everything away, and on one that asks for more patience than a person has", async () => {
  expect(await asking(get, json(503, {}, { "retry-after": "0" }))).toMatchObject({ status: 503 });
  expect(seen).toHaveLength(5);
  expect(await asking(get, json(429, {}, { "retry-after": "3600" }))).toMatchObject({ status: 429 });
  expect(seen).toHaveLength(1);
});

it("is unsure of a change whose answer never came, and sure that reading changed nothing", async () => {
  const silent: Act = () => undefined;
  const limit = { timeoutMs: 50 };
  const post: Asked = { method: "POST", path: "/things", body: {} };
  expect(await asking(post, silent, limit)).toMatchObject({ kind: "none", unsure: true });
  expect(await asking(get, silent, limit)).toMatchObject({ kind: "none", unsure: false });
});

it("is unsure of a change whose answer breaks off", async () => {
  const cut: Act = (_, response) => {
    response.writeHead(201, { "content-type": "application/json", "content-length": "100" });
    response.write("{", () => response.destroy());
  };
  expect(await asking({ method: "POST", path: "/things", body: {} }, cut)).toMatchObject({ unsure: true });
});

it("stops waiting when it is told to", async () => {
  const stop = new AbortController();
  const answer = await asking({ ...get, signal: stop.signal }, () => stop.abort());
  expect(sentenceOf(answer)).toContain("Terraform was asked to stop");
});

it("says that nobody listens, and is sure that nothing was done", async () => {
  const gone = createServer();
  await new Promise<void>((resolve) => gone.listen(0, "127.0.0.1", resolve));
  const { port } = gone.address() as AddressInfo;
  await new Promise((resolve) => gone.close(resolve));
  const answer = await asking({ method: "POST", path: "/" }, json(200, {}), {
    url: `http://127.0.0.1:${port}`,
  });
  expect(answer).toMatchObject({ kind: "none", unsure: false });
  expect(sentenceOf(answer)).toMatch(/cannot be reached: .*ECONNREFUSED/);
});

it("says that nothing is sent to a port of another protocol, and is sure of it", async () => {
  const answer = await asking({ method: "POST", path: "/" }, json(200, {}), { url: "http://127.0.0.1:9" });
  expect(answer).toMatchObject({ kind: "none", unsure: false });
  expect(sentenceOf(answer)).toContain("its port belongs to another protocol");
});

it("keeps every part of a path in its place", () => {
  expect(pathOf("a/b", "..", "c?d")).toBe("/a%2Fb/%252E%252E/c%3Fd");
});

it("awaits the answer to a change when it is told to stop, since nobody could know what became of it", async () => {
  const stop = new AbortController();
  const answer = await asking(
    { ...get, method: "POST", body: {}, signal: stop.signal },
    (request, response) => {
      stop.abort();
      json(201, { made: true })(request, response);
    },
  );
  expect(answer).toMatchObject({ kind: "answer", status: 201, body: { made: true } });
});

it("sends JSON whose numbers must not be rounded as it is", async () => {
  let sent = "";
  await asking({ ...get, method: "PUT", json: '{"id":12345678901234567890}' }, async (request, response) => {
    for await (const chunk of request) sent += chunk;
    json(200, {})(request, response);
  });
  expect(sent).toBe('{"id":12345678901234567890}');
  expect(seen[0]?.headers["content-type"]).toBe("application/json");
});
