import { once } from "node:events";
import { connect } from "node:net";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from "vitest";
import { createHttpServer } from "../../src/faces/http.ts";
import { makeServerCertificate } from "../certificates.ts";
import { json, parseRaw, plainFace, type RunningServer, startServer } from "./http-server.ts";

let server: RunningServer;
beforeAll(async () => {
  server = await startServer();
});
afterAll(() => server.close());

/** Timeouts that a test can wait for. */
const soon = { headersMs: 100, requestMs: 200, keepAliveMs: 1_000, checkMs: 50, stoppingMs: 300 };

const get = (path: string, headers = "") =>
  server.sendRaw(`GET ${path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n${headers}\r\n`);

describe("every answer", () => {
  it.each(["/face/things/a", "/face/nothing", "/nowhere", "/face/things/%zz"])(
    "carries a request id and safe headers: %s",
    async (path) => {
      const answer = await server.send(path);
      expect(answer.headers.get("x-request-id")).toMatch(/^reference-\d+$/);
      expect(answer.headers.get("x-content-type-options")).toBe("nosniff");
      expect(answer.headers.get("cache-control")).toBe("no-store");
      expect(answer.headers.get("server")).toBeNull();
      expect(answer.headers.get("x-powered-by")).toBeNull();
    },
  );

  it("never takes its request id from the caller", async () => {
    const answer = await server.send("/face/things/a", { headers: { "x-request-id": "mine" } });
    expect(answer.headers.get("x-request-id")).not.toBe("mine");
  });

  it("is reported once with the route's pattern instead of the path", async () => {
    const answer = await server.send("/face/things/secret-name");
    const reported = server.answered.filter(
      ({ requestId }) => requestId === answer.headers.get("x-request-id"),
    );
    expect(reported).toEqual([
      expect.objectContaining({
        route: "/face/things/:name",
        status: 200,
        method: "GET",
        addressPrefix: "127.0.0.0/24",
      }),
    ]);
  });

  it("is reported also for a path that cannot be decoded", async () => {
    const answer = await server.send("/face/things/%zz");
    expect(server.answered.map(({ requestId }) => requestId)).toContain(answer.headers.get("x-request-id"));
  });
});

describe("a face", () => {
  it("answers an unknown path below its prefix in its own envelope", async () => {
    const answer = await server.send("/face.2/nothing");
    expect(answer.status).toBe(404);
    expect(answer.headers.get("content-type")).toContain("application/problem+json");
    expect(await answer.json()).toMatchObject({ envelope: "face", code: "not_found" });
  });

  it("does not answer for a prefix that merely begins like its own", async () => {
    const answer = await server.send("/face.3/things/a");
    expect(answer.status).toBe(404);
    expect(await answer.json()).toEqual({
      code: "not_found",
      message: expect.stringMatching(
        /^This is Countersign, and there is nothing at this path\. GET \/ names/,
      ),
      request_id: answer.headers.get("x-request-id"),
    });
  });

  it("ignores a trailing slash", async () => {
    expect((await server.send("/face/things/a/")).status).toBe(200);
  });

  it.each(["POST", "PATCH", "OPTIONS", "PROPFIND"])("answers 405 with Allow to %s", async (method) => {
    const answer = await server.send("/face/things/a", { method });
    expect(answer.status).toBe(405);
    expect(answer.headers.get("allow")).toBe("DELETE, GET, HEAD, PUT");
    expect(await answer.json()).toMatchObject({ envelope: "face", code: "method_not_allowed" });
  });

  it("answers 405 before it looks at the body", async () => {
    const answer = await server.send("/face/things/a", json("{"));
    expect(answer.status).toBe(405);
  });

  it("answers 404 before it looks at the body", async () => {
    const answer = await server.send("/face/nothing", json("{"));
    expect(answer.status).toBe(404);
  });

  it("hides what broke from the caller and shows it to the operator", async () => {
    const answer = await server.send("/face/broken");
    const text = await answer.text();
    expect(answer.status).toBe(503);
    expect(answer.headers.get("retry-after")).toBe("5");
    expect(text).not.toContain("10.0.0.7");
    expect(String(server.unexpected.at(-1))).toContain("10.0.0.7");
  });
});

describe("a path with two readings", () => {
  it.each([
    ["a dot segment", "/face/../face/things/a"],
    ["an encoded dot segment", "/face/things/%2e%2e"],
    ["an empty segment", "/face//things/a"],
    ["an encoded slash", "/face/things/a%2fb"],
    ["an encoded backslash", "/face/things/a%5Cb"],
    ["an encoded NUL", "/face/things/a%00"],
    ["an encoded line break", "/face/things/a%0Ab"],
    ["bad percent-encoding", "/face/things/%zz"],
    ["bytes that are not UTF-8", "/face/things/%ff"],
    ["a segment nobody could have named", `/face/things/${"a".repeat(1025)}`],
  ])("is refused with 400 in the face's envelope: %s", async (_what, path) => {
    const { status, body } = parseRaw(await get(path));
    expect(status).toBe(400);
    expect(body).toMatchObject({ envelope: "face", code: "bad_request" });
  });

  it("says where to look for a slash too many", async () => {
    const { body } = parseRaw(await get("/face//things/a"));
    expect(JSON.stringify(body)).toContain("such as one at the end of the server's address");
  });

  it("does not include percent-encoded letters of other alphabets", async () => {
    const { body } = parseRaw(await get("/face/things/%C3%A9"));
    expect(body).toMatchObject({ params: { name: "Ã©" } });
  });

  it("does not include the absolute form that proxies use", async () => {
    expect(parseRaw(await get("http://elsewhere/face/things/a")).status).toBe(200);
  });
});

describe("what is not HTTP", () => {
  it.each([
    ["no request line", "garbage\r\n\r\n", 400],
    ["an invented method", "BREW / HTTP/1.1\r\nHost: x\r\n\r\n", 400],
    [
      "two lengths",
      "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n",
      400,
    ],
    ["headers without end", `GET / HTTP/1.1\r\nHost: x\r\nX: ${"a".repeat(40_000)}\r\n\r\n`, 431],
  ])("is answered with JSON and a request id: %s", async (_what, text, status) => {
    const answer = await server.sendRaw(text);
    expect(parseRaw(answer).status).toBe(status);
    expect(parseRaw(answer).body).toMatchObject({ request_id: expect.stringMatching(/^reference-/) });
    expect(answer.toLowerCase()).toContain("x-request-id: reference-");
  });

  it.each([
    ["an invented method", "BREW /face/things HTTP/1.1\r\nHost: x\r\n\r\n", 400],
    ["headers without end", `GET /face HTTP/1.1\r\nHost: x\r\nX: ${"a".repeat(40_000)}\r\n\r\n`, 431],
  ])("is in the envelope of the face it asks for: %s", async (_what, text, status) => {
    const answer = parseRaw(await server.sendRaw(text));
    expect(answer).toMatchObject({ status, body: { envelope: "face", status } });
  });

  it("includes a request without a Host header", async () => {
    const answer = await server.sendRaw("GET /face/things/a HTTP/1.1\r\nConnection: close\r\n\r\n");
    expect(parseRaw(answer)).toMatchObject({ status: 400, body: { envelope: "face" } });
  });

  it("includes a request with two Host headers", async () => {
    const answer = await server.sendRaw(
      "GET /face/things/a HTTP/1.1\r\nHost: x\r\nHost: y\r\nConnection: close\r\n\r\n",
    );
    expect(parseRaw(answer)).toMatchObject({ status: 400, body: { envelope: "face" } });
  });

  it("includes a body that does not come in time", async () => {
    const impatient = await startServer(plainFace, { timeouts: soon });
    const answer = await impatient.sendRaw(
      "POST /face/things HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 10\r\n\r\n{",
    );
    expect(parseRaw(answer)).toMatchObject({ status: 408, body: { envelope: "face" } });
    await impatient.close();
  });
});

describe("an expectation that nobody knows", () => {
  it("is not looked at, so that the answer is that of the face", async () => {
    const answer = parseRaw(
      await server.sendRaw(
        "GET /face/none HTTP/1.1\r\nHost: x\r\nExpect: wonders\r\nConnection: close\r\n\r\n",
      ),
    );
    expect([answer.status, answer.body]).toMatchObject([404, { envelope: "face" }]);
  });
});

describe("a caller that never hangs up", () => {
  const certificate = makeServerCertificate({ names: ["localhost"], addresses: [] });

  it.each([
    ["says nothing", null, ""],
    ["never ends its headers", null, "GET / HTTP/1.1\r\nHost: x\r\nX: "],
    ["never begins to speak TLS", certificate, ""],
    ["never ends its TLS handshake", certificate, "\x16\x03\x01\x02\x00\x01"],
  ])("is cut off when it %s", async (_what, tls, text) => {
    const { fastify } = createHttpServer({
      newRequestId: () => "reference",
      trustedProxies: [],
      tls: await tls,
      timeouts: soon,
      onUnexpected: () => undefined,
    });
    onTestFinished(() => fastify.close());
    const { port } = new URL(await fastify.listen({ host: "127.0.0.1", port: 0 }));
    const accepted = once(fastify.server, "connection");
    const caller = connect({ port: Number(port), host: "127.0.0.1", allowHalfOpen: true });
    // Closing the server would wait for a caller that was not cut off.
    onTestFinished(() => void caller.destroy());
    // Being cut off may reach the caller as a reset.
    caller.on("error", () => undefined);
    await accepted;
    caller.write(text, "latin1");
    const connections = () => promisify(fastify.server.getConnections.bind(fastify.server))();
    await expect.poll(connections, { timeout: 30_000 }).toBe(0);
  });
});

describe("a server with too much to do", () => {
  it("answers so in the envelope of the face, without a look at the request", async () => {
    const causes: string[] = [];
    const busy = await startServer(plainFace, {
      isOneTooMany: () => true,
      onTurnedAway: (cause) => causes.push(cause),
    });
    const answer = await busy.send("/face/things", json("{"));
    expect([answer.status, answer.headers.get("retry-after")]).toEqual([503, "1"]);
    expect(answer.headers.get("cache-control")).toBe("no-store");
    expect(await answer.json()).toMatchObject({ envelope: "face", code: "unavailable", status: 503 });
    expect([causes, busy.answered]).toEqual([["busy"], []]);
    await busy.close();
  });

  it("turns away exchanges alone while too many of them wait", async () => {
    const face = { ...plainFace, exchangePath: "/things" };
    const crowded = await startServer(face, { isOneTooMany: (waits) => waits() });
    const statuses = async (paths: readonly string[]) =>
      Promise.all(paths.map(async (path) => (await crowded.send(path)).status));
    expect(await statuses(["/face/things", "/face/things/", "/face/things?a=b"])).toEqual([503, 503, 503]);
    expect(await statuses(["/face/thing", "/face"])).toEqual([404, 404]);
    await crowded.close();
  });

  it("still answers whoever watches it", async () => {
    const busy = await startServer({ ...plainFace, alwaysServed: true }, { isOneTooMany: () => true });
    expect((await busy.send("/face/things/a")).status).toBe(200);
    await busy.close();
  });

  /** A server for ten connections that waits for its callers as long as they like. */
  const narrow = (causes: string[] = []) =>
    startServer(plainFace, {
      maxConnections: 10,
      timeouts: { ...soon, headersMs: 3_600_000, requestMs: 3_600_000 },
      onTurnedAway: (cause) => causes.push(cause),
    });
  const opened = async ({ url }: { readonly url: string }, text: string) => {
    const socket = connect(Number(new URL(url).port), "127.0.0.1");
    socket.on("error", () => undefined);
    onTestFinished(() => void socket.destroy());
    const closed = new Promise((done) => socket.once("close", done));
    await once(socket, "connect");
    socket.write(text);
    return { socket, closed };
  };
  // It never ends its headers, so it is not idle.
  const unfinished = "GET / HTTP/1.1\r\n";

  it("closes idle connections when nearly all are taken, and refuses those beyond the bound", async () => {
    const causes: string[] = [];
    const full = await narrow(causes);
    const idle = await opened(full, "GET /face/things/a HTTP/1.1\r\nHost: x\r\n\r\n");
    await once(idle.socket, "data");
    for (let more = 0; more < 10; more += 1) await opened(full, unfinished);
    await idle.closed;
    await (await opened(full, unfinished)).closed;
    expect(causes).toEqual(["connections"]);
    await full.close();
  });

  it("does not take a connection for idle that has sent its next request already", async () => {
    const full = await narrow();
    const { socket, closed } = await opened(
      full,
      "GET /face/things/a HTTP/1.1\r\nHost: x\r\n\r\nPOST /face/things HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n",
    );
    await once(socket, "data");
    for (let more = 0; more < 9; more += 1) await opened(full, unfinished);
    socket.write("{}");
    const [answer] = await Promise.race([once(socket, "data"), closed.then(() => ["closed"])]);
    expect(String(answer)).toContain("HTTP/1.1 200");
    await full.close();
  });
});

describe("a server that stops", () => {
  it("does not wait for a caller that never ends its request", async () => {
    const stopping = await startServer(plainFace, { timeouts: { ...soon, requestMs: 3_600_000 } });
    const caller = connect(Number(new URL(stopping.url).port), "127.0.0.1");
    caller.on("error", () => undefined);
    caller.write(
      "POST /face/things HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\nContent-Type: application/json\r\nContent-Length: 10\r\n\r\n{",
    );
    // "100 Continue": the server waits for the rest of the body.
    await once(caller, "data");
    const cut = once(caller, "close");
    await stopping.close();
    await cut;
  });
});

describe("addresses", () => {
  it("come from the connection when no proxy is trusted", async () => {
    const { body } = parseRaw(await get("/face/things/a", "X-Forwarded-For: 203.0.113.9\r\n"));
    expect(body).toMatchObject({ ip: "127.0.0.1" });
  });

  it("come from the nearest address no trusted proxy has when proxies are trusted", async () => {
    const proxied = await startServer(plainFace, { trustedProxies: ["127.0.0.0/8", "10.0.0.0/8"] });
    const answer = await proxied.send("/face/things/a", {
      headers: { "x-forwarded-for": "198.51.100.1, 203.0.113.9, 10.1.2.3" },
    });
    expect(await answer.json()).toMatchObject({ ip: "203.0.113.9" });
    await proxied.close();
  });

  it("cannot be told to trust what is no address", async () => {
    await expect(startServer(plainFace, { trustedProxies: ["proxy.example"] })).rejects.toThrow(
      '"proxy.example" is neither an IP address nor a CIDR range.',
    );
  });
});
