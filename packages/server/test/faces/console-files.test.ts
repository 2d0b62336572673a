import { brotliDecompressSync, gunzipSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startApp, type TestApp } from "../app.ts";

let app: TestApp;
let script: string;
beforeAll(async () => {
  app = await startApp();
  const page = await (await app.send("/console/")).text();
  script = /src="(\/console\/assets\/[^"]+\.js)"/.exec(page)?.[1] ?? "";
});
afterAll(() => app.close());

/** As it came, which `fetch` would decompress. */
async function raw(
  path: string,
  encoding: string,
): Promise<{ readonly headers: Headers; readonly text: string }> {
  const { request } = await import("node:http");
  return new Promise((resolve, reject) => {
    request(`${app.url}${path}`, { headers: { "accept-encoding": encoding } }, (answer) => {
      const chunks: Buffer[] = [];
      answer.on("data", (chunk: Buffer) => chunks.push(chunk));
      answer.on("end", () => {
        const body = Buffer.concat(chunks);
        const used = answer.headers["content-encoding"];
        const plain = used === "br" ? brotliDecompressSync(body) : used === "gzip" ? gunzipSync(body) : body;
        const headers = new Headers(
          Object.entries(answer.headersDistinct).map(([name, [value = ""] = []]) => [name, value]),
        );
        resolve({ headers, text: plain.toString() });
      });
    })
      .on("error", reject)
      .end();
  });
}

describe("the console's files", () => {
  it.each(["/console", "/console/", "/console/log", "/console/integrations/git%20hub/mappings/new"])(
    "are the one page at %s, which nobody keeps",
    async (path) => {
      const response = await app.send(path);
      expect(response.status).toBe(200);
      expect(response.headers.get("content-type")).toBe("text/html; charset=utf-8");
      expect(response.headers.get("cache-control")).toBe("no-store");
      expect(await response.text()).toContain("<!doctype html>");
    },
  );

  it("say what a page may do: nothing from elsewhere, nothing inline, in no frame", async () => {
    const { headers } = await app.send("/console/");
    expect(headers.get("content-security-policy")).toBe(
      "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
    );
    expect(Object.fromEntries(headers)).toMatchObject({
      "x-content-type-options": "nosniff",
      "referrer-policy": "no-referrer",
      "cross-origin-opener-policy": "same-origin",
      "cross-origin-resource-policy": "same-origin",
      "permissions-policy": expect.stringContaining("camera=()"),
    });
    expect(headers.has("strict-transport-security")).toBe(false);
  });

  it("are kept for good where their names change with what is in them", async () => {
    const response = await app.send(script);
    expect(response.headers.get("content-type")).toBe("text/javascript; charset=utf-8");
    expect(response.headers.get("cache-control")).toBe("public, max-age=31536000, immutable");
  });

  it.each([
    ["br, gzip", "br"],
    ["gzip", "gzip"],
    ["br;q=0, gzip;q=0.5", "gzip"],
    ["identity", null],
  ])("come compressed to whoever accepts %s", async (accepted, used) => {
    const plain = await raw(script, "identity");
    const answer = await raw(script, accepted);
    expect(answer.headers.get("content-encoding")).toBe(used);
    expect(answer.headers.get("vary")).toBe("Accept-Encoding");
    expect(answer.text).toBe(plain.text);
  });

  it("are not sent again to whoever has them", async () => {
    const tag = (await app.send(script)).headers.get("etag") ?? "";
    const again = await app.send(script, { headers: { "if-none-match": tag } });
    expect([again.status, await again.text()]).toEqual([304, ""]);
  });

  it("answer HEAD without a body, and no other method", async () => {
    const head = await app.send(script, { method: "HEAD" });
    expect([head.status, await head.text()]).toEqual([200, ""]);
    const posted = await app.send("/console/log", { method: "POST" });
    expect([posted.status, posted.headers.get("allow")]).toEqual([405, "GET, HEAD"]);
  });

  it("that are gone are no page in a script's place", async () => {
    const response = await app.send("/console/assets/index-older.js");
    expect([response.status, await response.text()]).toEqual([
      404,
      expect.stringContaining("Load the page again"),
    ]);
  });

  it.each([
    "/console/..%2f..%2fpackage.json",
    "/console/%2e%2e/secret",
    "/console//etc/passwd",
    "/console/a%5cb",
  ])("are found by no path trick: %s", async (path) => {
    const { status } = await raw(path, "identity").then(({ headers }) => ({
      status: headers.get("content-type"),
    }));
    expect(status).toContain("application/json");
  });

  it("are no page under the names of compressed files", async () => {
    const response = await app.send(`${script}.br`);
    expect(response.headers.get("content-type")).not.toContain("javascript");
  });
});
