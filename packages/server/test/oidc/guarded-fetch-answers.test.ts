/** What comes of each kind of answer, in clear over loopback; and of each kind of failure before there is one. */

import type { RequestListener, ServerResponse } from "node:http";
import { createServer } from "node:net";
import { describe, expect, it, onTestFinished } from "vitest";
import { parseAllowList } from "../../src/oidc/address-policy.ts";
import { createGuardedFetch, defaultFetchLimits, type ResolveName } from "../../src/oidc/guarded-fetch.ts";
import { acme, guardedFetch, listen, reasonOf, serve } from "./fetching.ts";

const fetchFrom = (origin: string, maxBytes = defaultFetchLimits.maxBytes, timeoutMs = 5_000) =>
  guardedFetch({ origin, ca: "" }, { ca: null, limits: { maxBytes, timeoutMs } });

/** What comes of one answer. */
async function answered(listener: RequestListener, maxBytes?: number) {
  const origin = await serve(listener);
  const verdict = await fetchFrom(origin, maxBytes).fetchJson(origin, acme);
  return verdict.ok ? verdict.value : { reason: verdict.refusal.reason, ...verdict.refusal.evidence };
}

const refusedAs = (reason: string, detail: string) => ({
  reason,
  detail,
  provider: "acme",
  url: expect.stringContaining("http://127.0.0.1:"),
});
const unusable = (detail: string) => refusedAs("issuer_response_invalid", detail);

describe("an answer", () => {
  it("is the document with what it says of its age", async () => {
    const plain = await answered((_, response) => response.end('{"a":1}'));
    expect(plain).toEqual({ document: { a: 1 }, cacheControl: null });
    const aged = await answered((_, response) =>
      response.setHeader("cache-control", "max-age=5").end('{"a":1}'),
    );
    expect(aged).toEqual({ document: { a: 1 }, cacheControl: "max-age=5" });
  });

  it("may say that it is not compressed", async () => {
    const said = await answered((_, response) =>
      response.setHeader("content-encoding", "identity").end("{}"),
    );
    expect(said).toMatchObject({ document: {} });
  });

  it("may not be compressed", async () => {
    expect(await answered((_, response) => response.setHeader("content-encoding", "gzip").end("{}"))).toEqual(
      unusable("it is compressed although identity was asked for"),
    );
  });

  it("has a status that says so when there is no document", async () => {
    for (const status of [204, 300, 304, 404, 500]) {
      expect(await answered((_, response) => response.writeHead(status).end())).toEqual(
        refusedAs("issuer_unreachable", `it answered with status ${status}`),
      );
    }
  });

  it("is told what is wrong with its JSON", async () => {
    expect(await answered((_, response) => response.end('{"a":1,"a":2}'))).toEqual(
      unusable(expect.stringContaining('"a"')),
    );
    expect(await answered((_, response) => response.end("[]"))).toEqual(unusable("it is not a JSON object"));
  });

  it("has a mebibyte at most, unless the limits say otherwise", async () => {
    const document = (bytes: number) => JSON.stringify({ a: "" }).replace('""', `"${"x".repeat(bytes - 8)}"`);
    expect(await answered((_, response) => response.end(document(1_048_576)))).toHaveProperty("document");
    expect(await answered((_, response) => response.end(document(1_048_577)))).toEqual(
      unusable("it is longer than 1048576 bytes"),
    );
    expect(await answered((_, response) => response.end(document(11)), 10)).toEqual(
      unusable("it is longer than 10 bytes"),
    );
  });

  it("has 4096 members at most", async () => {
    const members = (count: number) =>
      JSON.stringify(Object.fromEntries(Array.from({ length: count }, (_, index) => [`m${index}`, 1])));
    expect(await answered((_, response) => response.end(members(4_096)))).toHaveProperty("document");
    expect(await answered((_, response) => response.end(members(4_097)))).toHaveProperty(
      "reason",
      "issuer_response_invalid",
    );
  });

  it("is 32 deep at most", async () => {
    const nested = (depth: number) => `{"a":${"[".repeat(depth - 1)}${"]".repeat(depth - 1)}}`;
    expect(await answered((_, response) => response.end(nested(32)))).toHaveProperty("document");
    expect(await answered((_, response) => response.end(nested(33)))).toHaveProperty(
      "reason",
      "issuer_response_invalid",
    );
  });

  it("may hold numbers that are not exact", async () => {
    expect(await answered((_, response) => response.end('{"a":9007199254740993}'))).toHaveProperty(
      "document",
    );
  });

  /** What comes of bytes that are no proper answer. */
  async function said(bytes: string) {
    const server = createServer((socket) => void socket.once("data", () => socket.end(bytes)));
    onTestFinished(() => void server.close());
    const origin = `http://127.0.0.1:${await listen(server)}`;
    const verdict = await fetchFrom(origin).fetchJson(origin, acme);
    return verdict.ok ? verdict.value : { reason: verdict.refusal.reason, ...verdict.refusal.evidence };
  }

  it("that is no HTTP was one all the same", async () => {
    expect(await said("SSH-2.0-OpenSSH_9.9\r\n")).toEqual(
      refusedAs("issuer_response_invalid", expect.stringMatching(/^HPE_INVALID_CONSTANT: /)),
    );
  });

  it("that would go on in another protocol is none", async () => {
    const upgrade = "HTTP/1.1 101 Switching Protocols\r\nconnection: upgrade\r\nupgrade: websocket\r\n\r\n";
    expect(await said(upgrade)).toEqual(
      refusedAs("issuer_unreachable", "Error: the connection was closed without an answer"),
    );
  });
});

describe("a connection", () => {
  it.each<[string, (response: ServerResponse) => void]>([
    ["another status", (response) => void response.writeHead(500).write("{")],
    ["a redirect elsewhere", (response) => void response.writeHead(302, { location: "//other/" }).write("{")],
    [
      "a compressed answer",
      (response) => void response.writeHead(200, { "content-encoding": "br" }).write("{"),
    ],
    ["too long an answer", (response) => void response.writeHead(200).write("x".repeat(100))],
  ])("is let go at once after %s, though the answer has no end", async (_, begin) => {
    const { promise: closed, resolve } = Promise.withResolvers<void>();
    const origin = await serve((_request, response) => {
      response.once("close", resolve);
      begin(response);
    });
    expect(await reasonOf(fetchFrom(origin, 50, 60_000).fetchJson(origin, acme))).not.toBe("ok");
    await closed;
  });

  it("is let go before a redirect is followed", async () => {
    const { promise: closed, resolve } = Promise.withResolvers<void>();
    const origin = await serve((request, response) => {
      if (request.url === "/keys") return void response.end("{}");
      response.once("close", resolve);
      response.writeHead(302, { location: "/keys" }).write("{");
    });
    expect(await reasonOf(fetchFrom(origin, 50, 60_000).fetchJson(origin, acme))).toBe("ok");
    await closed;
  });
});

describe("a redirect", () => {
  const ask = async (status: number, location: string | undefined) => {
    let asked = 0;
    const origin = await serve((request, response) => {
      asked += 1;
      if (request.url === "/keys") return void response.end("{}");
      response.writeHead(status, location === undefined ? {} : { location }).end();
    });
    return { reason: await reasonOf(fetchFrom(origin).fetchJson(origin, acme)), asked };
  };

  it.each([301, 302, 303, 307, 308])("with status %i is followed", async (status) => {
    expect(await ask(status, "/keys")).toEqual({ reason: "ok", asked: 2 });
  });

  it.each([300, 304, 305, 306])("is not what status %i says", async (status) => {
    expect(await ask(status, "/keys")).toEqual({ reason: "issuer_unreachable", asked: 1 });
  });

  it("that says not where to is refused at once", async () => {
    expect(await ask(302, undefined)).toEqual({ reason: "redirect_refused", asked: 1 });
  });

  it("three times over is followed to its end", async () => {
    const origin = await serve((request, response) => {
      const step = Number(request.url?.slice(1));
      if (step === 3) response.end("{}");
      else response.writeHead(302, { location: `/${step + 1}` }).end();
    });
    expect(await reasonOf(fetchFrom(origin).fetchJson(`${origin}/0`, acme))).toBe("ok");
  });
});

describe("a URL", () => {
  it.each(["https://user@idp.example/", "https://:pass@idp.example/", "keys"])(
    "that is %s is told as no usable one",
    async (url) => {
      expect(await fetchFrom("https://idp.example").fetchJson(url, acme)).toEqual({
        ok: false,
        refusal: {
          reason: "issuer_response_invalid",
          evidence: { provider: "acme", url, detail: "this is not a URL without user name and password" },
        },
      });
    },
  );

  it.each([
    ["https://10.0.0.1/", "10.0.0.1"],
    ["http://idp.example/", "http: without encryption"],
    ["ftp://idp.example/", "ftp: without encryption"],
  ])("that is %s is blocked as %s", async (url, address) => {
    expect(await fetchFrom("https://idp.example").fetchJson(url, acme)).toEqual({
      ok: false,
      refusal: { reason: "blocked_address", evidence: { provider: "acme", url, address } },
    });
  });
});

describe("a name", () => {
  const resolved = async (resolve: ResolveName) => {
    const fetch = createGuardedFetch({
      allow: parseAllowList([]).list,
      caCertificates: null,
      outboundProxy: null,
      resolve,
    });
    const verdict = await fetch.fetchJson("https://idp.example/", acme);
    return verdict.ok ? null : verdict.refusal.evidence["detail"];
  };

  it("that leads nowhere is told as such", async () => {
    expect(await resolved(async () => [])).toBe("Error: idp.example has no address");
  });

  it.each<[unknown, string]>([
    [Object.assign(new Error("not found"), { code: "ENOTFOUND" }), "ENOTFOUND: not found"],
    [Object.assign(new Error(""), { code: "ENOTFOUND" }), "ENOTFOUND"],
    [Object.assign(new TypeError("not found"), { code: 5 }), "TypeError: not found"],
    [new TypeError("not found"), "TypeError: not found"],
    ["text", "text"],
  ])("whose look-up fails with %s is told as %s", async (failure, detail) => {
    expect(await resolved(() => Promise.reject(failure))).toBe(detail);
  });

  it("is looked up by the system unless something else is given", async () => {
    const origin = (await serve((_, response) => response.end("{}"))).replace("127.0.0.1", "localhost");
    expect(await reasonOf(fetchFrom(origin).fetchJson(origin, acme))).toBe("ok");
  });

  it("is not looked up where there is an address in its place", async () => {
    const origin = await serve((_, response) => response.end("{}"));
    const resolve = () => Promise.reject(new Error("nobody is to be asked"));
    const fetch = guardedFetch({ origin, ca: "" }, { ca: null, resolve });
    expect(await reasonOf(fetch.fetchJson(origin, acme))).toBe("ok");
  });
});
