import { createHash } from "node:crypto";
import { mkdtemp, readFile, rm, stat, writeFile } from "node:fs/promises";
import { createServer } from "node:https";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { platforms, releaseOf } from "../../../../scripts/terraform/release.ts";
import { writeRelease } from "../../../../scripts/terraform/write-release.ts";
import { makeServerCertificate, testCa } from "../../../server/test/certificates.ts";
import { type Machine, startMachine } from "../../../server/test/clients/client.ts";
import { findTerraform } from "../../../server/test/clients/terraform.ts";

const terraform = findTerraform();
const program = Buffer.from("#!/bin/sh\nexit 1\n");
const version = "1.2.3";
const provider = "registry.terraform.io/countersign/platform";
const programName = `terraform-provider-platform_v${version}`;

let folder: string;
let machine: Machine;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "countersign-release-"));
  await writeRelease(join(folder, "release"), releaseOf(version, program));
  machine = await startMachine();
});
afterAll(async () => {
  await machine.close();
  await rm(folder, { recursive: true });
});

const inRelease = (path: string) => join(folder, "release", provider, path);
const read = (path: string) => readFile(inRelease(path));
const sha256 = (contents: Buffer) => createHash("sha256").update(contents).digest("hex");

/** What `terraform init` has put into a new workspace, when it is to look nowhere else. @param place where it looks */
async function initialized(place: string, environment = {}) {
  const workspace = await mkdtemp(join(machine.home, "workspace-"));
  const settings = join(workspace, "terraform.rc");
  await writeFile(settings, `provider_installation {\n${place}\n}\n`);
  await writeFile(
    join(workspace, "main.tf"),
    'terraform {\n  required_providers {\n    platform = { source = "countersign/platform" }\n  }\n}\n',
  );
  const { code, err } = await machine.run([terraform ?? "", "init", "-no-color"], {
    folder: workspace,
    environment: { TF_CLI_CONFIG_FILE: settings, CHECKPOINT_DISABLE: "1", ...environment },
  });
  if (code !== 0) throw new Error(err);
  const lock = await readFile(join(workspace, ".terraform.lock.hcl"), "utf8");
  const there = process.arch === "x64" ? "amd64" : process.arch;
  const file = join(
    workspace,
    `.terraform/providers/${provider}/${version}/${process.platform}_${there}/${programName}`,
  );
  return { lock, program: await readFile(file), mode: (await stat(file)).mode & 0o777 };
}

/** The checksums that the index of the mirror gives a platform. */
async function indexedHashes(platform: string): Promise<readonly string[]> {
  return JSON.parse(String(await read(`${version}.json`))).archives[platform].hashes;
}

describe("a release", () => {
  it("has the program for each platform, which its user can run", async () => {
    for (const platform of platforms) {
      expect(await read(`${version}/${platform}/${programName}`)).toEqual(program);
      expect((await stat(inRelease(`${version}/${platform}/${programName}`))).mode & 0o777).toBe(0o755);
    }
  });

  it("says in its list of checksums what a registry is given, and nothing else", async () => {
    const named = (rest: string) => `terraform-provider-platform_${version}_${rest}`;
    const sums = String(await read(named("SHA256SUMS")))
      .trimEnd()
      .split("\n");
    const uploads = [...platforms.map((platform) => named(`${platform}.zip`)), named("manifest.json")];
    const expected = uploads.map(async (name) => `${sha256(await read(name))}  ${name}`);
    expect(sums).toEqual(await Promise.all(expected));
  });

  it("tells a registry that the provider speaks protocol 6", async () => {
    const manifest = String(await read(`terraform-provider-platform_${version}_manifest.json`));
    expect(JSON.parse(manifest)).toEqual({ version: 1, metadata: { protocol_versions: ["6.0"] } });
  });

  it.skipIf(terraform === null)(
    "is a filesystem mirror as it stands, with the checksum that its index has",
    async () => {
      const made = await initialized(`filesystem_mirror {\n path = "${join(folder, "release")}"\n }`);
      expect(made.program).toEqual(program);
      const [packageHash = ""] = await indexedHashes("linux_amd64");
      expect(made.lock).toContain(`"${packageHash}"`);
    },
  );

  it.skipIf(terraform === null)("is a network mirror when it is served over https", async () => {
    const front = createServer(
      await makeServerCertificate({ names: ["localhost"], addresses: ["127.0.0.1"] }),
      (request, response) => {
        const path = request.url ?? "";
        const type = path.endsWith(".json") ? "application/json" : "application/zip";
        readFile(join(folder, "release", path)).then(
          (contents) => response.writeHead(200, { "Content-Type": type }).end(contents),
          () => response.writeHead(404).end(),
        );
      },
    );
    await new Promise<void>((listening) => front.listen(0, "127.0.0.1", listening));
    const { port } = front.address() as AddressInfo;
    const authority = join(folder, "ca.pem");
    await writeFile(authority, await testCa());
    try {
      const made = await initialized(`network_mirror {\n url = "https://localhost:${port}/"\n }`, {
        SSL_CERT_FILE: authority,
      });
      expect({ program: made.program, mode: made.mode }).toEqual({ program, mode: 0o755 });
      const [packageHash = ""] = await indexedHashes("linux_amd64");
      expect(made.lock).toContain(`"${packageHash}"`);
    } finally {
      front.close();
    }
  });
});
