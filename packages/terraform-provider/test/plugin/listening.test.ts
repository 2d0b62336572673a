import { mkdirSync, mkdtempSync, readdirSync, rmSync, statSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { type Bind, listen } from "../../src/plugin/listening.ts";
import { buildToy } from "../built.ts";
import { startPlugin } from "../plugin-client.ts";

const toy = buildToy();

function ownFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "listening-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  return folder;
}

/** Where a provider serves that is started with this environment. */
async function servedAt(environment: Readonly<Record<string, string>>) {
  const plugin = await startPlugin(toy(), { environment });
  expect((await plugin.call("GetMetadata", {})).resources).toHaveLength(1);
  return plugin.handshake;
}

describe("the place where a provider waits for Terraform", () => {
  it("is a socket in a folder of its own that nobody else may enter", async () => {
    const { network, address } = await servedAt({});
    expect(network).toBe("unix");
    expect(statSync(dirname(address)).mode & 0o777).toBe(0o700);
    expect(statSync(address).isSocket()).toBe(true);
  });

  it("is below TMPDIR", async () => {
    const folder = ownFolder();
    expect((await servedAt({ TMPDIR: folder })).address).toMatch(new RegExp(`^${folder}/`));
  });

  it("is below the folder that a host sets aside for sockets", async () => {
    const folder = ownFolder();
    expect((await servedAt({ PLUGIN_UNIX_SOCKET_DIR: folder })).address).toMatch(new RegExp(`^${folder}/`));
  });

  it("is below /tmp when a path below TMPDIR is longer than a socket's may be", async () => {
    const long = join(ownFolder(), "ü".repeat(30));
    mkdirSync(long, { recursive: true });
    expect((await servedAt({ TMPDIR: long })).address).toMatch(/^\/tmp\/[^/]+\/[^/]+$/);
  });

  it("is below /tmp when nothing can be made in TMPDIR", async () => {
    expect((await servedAt({ TMPDIR: "/proc" })).address).toMatch(/^\/tmp\//);
    const missing = join(ownFolder(), "missing");
    expect((await servedAt({ TMPDIR: missing })).address).toMatch(/^\/tmp\//);
  });

  /** Binds like a system without such sockets. */
  const portsOnly: Bind = (address) => {
    if (address.startsWith("unix:")) return Promise.reject(new Error("unsupported"));
    const [host, port] = address.split(":");
    return new Promise((resolve, reject) => {
      const server = createServer().once("error", reject);
      server.listen(Number(port), host, () => {
        const bound = server.address();
        resolve(typeof bound === "object" && bound !== null ? bound.port : 0);
      });
      onTestFinished(() => void server.close());
    });
  };

  it("is a free port within the range that Terraform names, where there are no such sockets", async () => {
    const taken = await portsOnly("127.0.0.1:0");
    const range = { PLUGIN_MIN_PORT: String(taken), PLUGIN_MAX_PORT: String(taken + 20) };
    const address = await listen(range, portsOnly, true);
    if (address.network !== "tcp") throw new Error("It is no port.");
    expect(address.host).toBe("127.0.0.1");
    expect(address.port).toBeGreaterThan(taken);
    expect(address.port).toBeLessThanOrEqual(taken + 20);
  });

  it.each([
    {},
    { PLUGIN_MIN_PORT: "nonsense", PLUGIN_MAX_PORT: "9" },
    { PLUGIN_MIN_PORT: "9", PLUGIN_MAX_PORT: "8" },
  ])("is any free port where Terraform names no range that makes sense: %j", async (range) => {
    expect(await listen(range, portsOnly, true)).toMatchObject({ network: "tcp", host: "127.0.0.1" });
  });

  it("is no port where anybody would be served", async () => {
    await expect(listen({}, portsOnly, false)).rejects.toThrow("Anybody on this machine");
  });

  it("leaves no folder of an attempt that failed", async () => {
    const folder = ownFolder();
    await listen({ PLUGIN_UNIX_SOCKET_DIR: folder }, portsOnly, true);
    expect(readdirSync(folder)).toEqual([]);
  });
});
