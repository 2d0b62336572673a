import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, expect, it } from "vitest";
import { useProxies as tryProxies } from "../../src/configuration/proxy.ts";

const seen: string[] = [];
const proxy = createServer((request, response) => {
  seen.push(request.url ?? "");
  response.end("through the proxy");
});
// What a proxy is asked for https and, by Node, for http: a way to that host.
proxy.on("connect", (request, socket) => {
  seen.push(request.url ?? "");
  socket.end("HTTP/1.1 502 No Way\r\n\r\n");
});
const target = createServer((_, response) => response.end("direct"));
const at = (server: typeof proxy) => `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

function useProxies(environment: Parameters<typeof tryProxies>[0]): () => void {
  const using = tryProxies(environment);
  if (!using.ok) throw new Error(using.sentence);
  return using.end;
}

beforeAll(async () => {
  for (const server of [proxy, target]) {
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  }
});
afterAll(() => {
  for (const server of [proxy, target]) {
    server.closeAllConnections();
    server.close();
  }
});

it("has other machines contacted through the proxy that the environment names, and this one directly", async () => {
  const end = useProxies({ HTTP_PROXY: at(proxy), https_proxy: at(proxy) });
  try {
    await fetch("https://sts.example.test/").catch(() => undefined);
    expect(seen).toEqual(["sts.example.test:443"]);
    await fetch("http://sts.example.test/").catch(() => undefined);
    expect(seen.at(-1)).toContain("sts.example.test");
    expect(await (await fetch(at(target))).text()).toBe("direct");
  } finally {
    end();
  }
});

it("takes a host and a port for an http proxy, as other programs do", async () => {
  const end = useProxies({ HTTPS_PROXY: at(proxy).replace("http://", "") });
  try {
    await fetch("https://bare.example.test/").catch(() => undefined);
    expect(seen.at(-1)).toBe("bare.example.test:443");
  } finally {
    end();
  }
});

it.each([":::", "http://me:hunter2@[x", "ftp://me:hunter2@proxy.example.com"])(
  "says that %s is no proxy, without repeating what may be a secret",
  (value) => {
    const using = tryProxies({ HTTPS_PROXY: value });
    expect(using).toMatchObject({
      ok: false,
      sentence: expect.stringContaining("HTTPS_PROXY names no proxy"),
    });
    expect(JSON.stringify(using)).not.toMatch(/hunter2|:::/);
  },
);

it("contacts hosts in NO_PROXY directly", async () => {
  const other = createServer((_, response) => response.end("direct"));
  // Also this machine, by an address that nobody takes for its own.
  await new Promise<void>((resolve) => other.listen(0, "127.0.0.2", resolve));
  const url = `http://127.0.0.2:${(other.address() as AddressInfo).port}`;
  const before = seen.length;
  const end = useProxies({ HTTP_PROXY: at(proxy), NO_PROXY: "127.0.0.2" });
  try {
    expect(await (await fetch(url)).text()).toBe("direct");
    expect(seen).toHaveLength(before);
  } finally {
    end();
    other.closeAllConnections();
    other.close();
  }
});
