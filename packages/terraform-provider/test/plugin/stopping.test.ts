import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, readdirSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { createInterface } from "node:readline";
import { describe, expect, it, vi } from "vitest";
import { buildToy } from "../built.ts";
import { startPlugin, terraformsEnvironment } from "../plugin-client.ts";

const toy = buildToy();

const apply = {
  priorState: { msgpack: new Uint8Array(0), json: new Uint8Array(0) },
  plannedState: { msgpack: new Uint8Array(0), json: new Uint8Array(0) },
  config: { msgpack: new Uint8Array(0), json: new Uint8Array(0) },
  plannedPrivate: new Uint8Array(0),
};

describe("a provider that is to end", () => {
  it("ends when Terraform has no more to ask, and leaves no folder behind", async () => {
    const plugin = await startPlugin(toy());
    const folder = dirname(plugin.handshake.address);
    expect(existsSync(folder)).toBe(true);
    expect(await plugin.shutDown()).toBe(0);
    expect(existsSync(folder)).toBe(false);
  });

  it("ends also while a call does not", async () => {
    const plugin = await startPlugin(toy());
    const never = plugin.call("ApplyResourceChange", { typeName: "never", ...apply });
    const gone = expect(never).rejects.toThrow();
    await plugin.call("GetMetadata", {});
    expect(await plugin.shutDown()).toBe(0);
    await gone;
  });

  it.each(["never", "rejects", "throws_later"])(
    "ends also when what Terraform left open is not closed: %s",
    async (typeName) => {
      const plugin = await startPlugin(toy());
      await plugin.call("OpenEphemeralResource", { typeName, config: apply.config });
      expect(await plugin.shutDown()).toBe(0);
    },
  );

  it("goes on after an interrupt and a hang-up, which Terraform deals with", async () => {
    const plugin = await startPlugin(toy());
    plugin.process.child.kill("SIGINT");
    plugin.process.child.kill("SIGHUP");
    plugin.process.child.kill("SIGINT");
    expect((await plugin.call("GetMetadata", {})).resources).toHaveLength(1);
    expect(await plugin.shutDown()).toBe(0);
  });

  it("has calls on the way end and answers them when the system asks it to end", async () => {
    const plugin = await startPlugin(toy(), { environment: { TF_LOG: "TRACE" } });
    const folder = dirname(plugin.handshake.address);
    const waiting = plugin.call("ApplyResourceChange", { typeName: "ends_after_stop", ...apply });
    await vi.waitFor(() =>
      expect(plugin.process.log).toContainEqual(
        expect.objectContaining({ procedure: "ApplyResourceChange" }),
      ),
    );
    plugin.process.child.kill("SIGTERM");
    expect((await waiting).diagnostics).toEqual([]);
    expect(await plugin.process.ended).toBe(0);
    expect(existsSync(folder)).toBe(false);
  });

  it("ends when the one who started it was gone before the handshake", async () => {
    const folder = mkdtempSync(join(tmpdir(), "provider-"));
    const environment = { ...(await terraformsEnvironment()), TMPDIR: folder };
    const child = spawn(toy(), { env: environment, stdio: ["ignore", "pipe", "ignore"] });
    child.stdout.destroy();
    expect(await once(child, "exit")).toEqual([0, null]);
    expect(readdirSync(folder)).toEqual([]);
  });

  it("does not outlive the process that started it, and leaves no folder behind", async () => {
    // A parent that starts the provider, passes on what it says, and can be killed.
    const parent = spawn(
      process.execPath,
      [
        "-e",
        `require("node:child_process").spawn(process.argv[1], { stdio: ["ignore", "inherit", "inherit"] })`,
        toy(),
      ],
      { env: await terraformsEnvironment(), stdio: ["ignore", "pipe", "inherit"] },
    );
    const [line] = await once(createInterface({ input: parent.stdout }), "line");
    const folder = dirname(String(line).split("|")[3] ?? "");
    expect(existsSync(folder)).toBe(true);
    const silent = once(parent.stdout, "end");
    parent.kill("SIGKILL");
    // The provider holds the other end of the pipe for as long as it lives.
    await silent;
    expect(existsSync(folder)).toBe(false);
  });
});
