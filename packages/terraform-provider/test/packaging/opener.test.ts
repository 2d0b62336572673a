import { execFile } from "node:child_process";
import { chmod, copyFile, mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { cookie } from "../../src/plugin/handshake.ts";
import { buildToy } from "../built.ts";
import { ProviderProcess, startPlugin, terraformsEnvironment } from "../plugin-client.ts";

const toy = buildToy();

async function ownFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "opener-"));
  onTestFinished(() => rm(folder, { recursive: true }));
  return folder;
}

/** A folder that holds no program but this one, by the name of `node`; null: none at all. */
async function pathWith(node: string | null): Promise<string> {
  const folder = await ownFolder();
  if (node === null) return folder;
  await writeFile(join(folder, "node"), `#!/bin/sh\n${node}\n`);
  await chmod(join(folder, "node"), 0o755);
  return folder;
}

async function run(environment: Readonly<Record<string, string | undefined>>) {
  const process = new ProviderProcess(toy(), await terraformsEnvironment({ environment }));
  return { code: await process.ended, stdout: process.stdout, stderr: process.stderr };
}

const needs = "Countersign's Terraform provider runs on Node.js, and";
const advice =
  "Install Node.js 20 or newer (https://nodejs.org), or put the folder of its node first on the PATH.";
const noNode = `${needs} there is no node on Terraform's PATH. ${advice}\n`;

describe("the provider's file", () => {
  it("tells Terraform, which shows what comes on standard output, that there is no Node", async () => {
    expect(await run({ PATH: await pathWith(null) })).toEqual({ code: 1, stdout: noNode, stderr: "" });
  });

  it("tells a person so on standard error", async () => {
    expect(await run({ PATH: await pathWith(null), [cookie.name]: undefined })).toEqual({
      code: 1,
      stdout: "",
      stderr: noNode,
    });
  });

  it("says which Node it has found when that is too old", async () => {
    const old = `exec "${process.execPath}" --require="$(dirname "$0")/old.cjs" "$@"`;
    const path = await pathWith(old);
    await writeFile(
      join(path, "old.cjs"),
      'Object.defineProperty(process, "versions", { value: { ...process.versions, node: "18.20.8" } });',
    );
    const { code, stdout } = await run({ PATH: `${path}:/usr/bin:/bin` });
    expect(code).toBe(1);
    expect(stdout).toBe(`${needs} the node on Terraform's PATH is 18.20.8. ${advice}\n`);
  });

  it("runs by any name, from a path relative to a folder, and below a package of ES modules", async () => {
    const folder = await ownFolder();
    await writeFile(join(folder, "package.json"), '{"type":"module"}');
    const file = "./.terraform/providers/it's here/terraform-provider-platform_v0.1.0";
    await mkdir(join(folder, dirname(file)), { recursive: true });
    await copyFile(toy(), join(folder, file));
    await chmod(join(folder, file), 0o755);
    const plugin = await startPlugin(file, { folder });
    expect((await plugin.call("GetMetadata", {})).resources).toHaveLength(1);
  });
});

/** The program of another Node, from npm; null where npm cannot get it. */
async function nodeOf(version: string): Promise<string | null> {
  return await new Promise((resolve) => {
    const print = ["-y", "-p", `node@${version}`, "-c", "node -p process.execPath"];
    execFile("npx", print, { timeout: 90_000 }, (error, stdout) => {
      resolve(error === null ? stdout.trim() : null);
    });
  });
}

describe("the provider", () => {
  it.for(["20", "24"])("runs on Node %s", async (version, { skip }) => {
    const node = await nodeOf(version);
    if (node === null) {
      console.log(`Skipped: npm has no Node ${version} for this machine, or cannot be reached.`);
      return skip();
    }
    const plugin = await startPlugin(toy(), { environment: { PATH: `${dirname(node)}:/usr/bin:/bin` } });
    const { upgradedState } = await plugin.call("UpgradeResourceState", {
      typeName: "toy",
      version: Number.MAX_SAFE_INTEGER,
      rawState: null,
    });
    expect(upgradedState).not.toBeNull();
    expect(await plugin.shutDown()).toBe(0);
  });
});
