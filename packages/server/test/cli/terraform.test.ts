import { execFile } from "node:child_process";
import { chmod, chown, mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { bundle } from "../../../../scripts/bundle.ts";
import { version } from "../../src/version.ts";
import { startMachine } from "../clients/client.ts";
import { findTerraform } from "../clients/terraform.ts";
import { runCommand } from "./command-line.ts";

const terraform = findTerraform();
const platform = `${process.platform}_${process.arch === "x64" ? "amd64" : process.arch}`;
const provider = "registry.terraform.io/countersign/platform";
const program = `terraform-provider-platform_v${version}`;

let top: string;
let home: string;
beforeAll(async () => {
  const build = resolve(import.meta.dirname, "../../../../scripts/build.ts");
  await promisify(execFile)(process.execPath, [build, "--if-stale"]);
  top = await mkdtemp(join(tmpdir(), "countersign-terraform-"));
});
beforeEach(async () => {
  home = await mkdtemp(join(top, "home-"));
});
afterAll(() => rm(top, { recursive: true }));

const install = (argv: readonly string[] = [], environment = {}) =>
  runCommand(["terraform", "install", ...argv], {
    environment: { HOME: home, PATH: process.env["PATH"] ?? "", ...environment },
  });
const plugins = () => join(home, ".terraform.d/plugins");
const fileIn = (mirror: string) => join(mirror, provider, version, platform, program);
const built = () => readFile(bundle.terraformProvider);

async function put(path: string, text: string): Promise<string> {
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, text);
  return path;
}

describe("countersign terraform install", () => {
  it("puts the program where Terraform looks by itself, and prints what to write into the configuration", async () => {
    const { code, out, err } = await install();
    expect({ code, err }).toEqual({ code: 0, err: "" });
    expect(await readFile(fileIn(plugins()))).toEqual(await built());
    expect((await stat(fileIn(plugins()))).mode & 0o111).not.toBe(0);
    expect(out).toContain(
      `countersign/platform ${version} for ${platform} installed\n  ${fileIn(plugins())}\n`,
    );
    expect(out).toContain(
      `terraform {\n  required_providers {\n    platform = {\n      source  = "countersign/platform"\n      version = "${version}"\n`,
    );
  });

  it.skipIf(terraform === null)("puts it where `terraform init` finds it, with what it prints", async () => {
    const machine = await startMachine((folder) => ({
      TF_CLI_CONFIG_FILE: join(folder, "none.rc"),
      CHECKPOINT_DISABLE: "1",
    }));
    try {
      const { out } = await install([], { HOME: machine.home });
      const workspace = join(machine.home, "workspace");
      await put(join(workspace, "main.tf"), out.slice(out.indexOf("terraform {")));
      const { code, err } = await machine.run([terraform ?? "", "init", "-no-color"], { folder: workspace });
      expect({ code, err }).toEqual({ code: 0, err: expect.not.stringContaining("Error") });
      const installed = join(workspace, ".terraform/providers", provider, version, platform, program);
      expect(await readFile(installed)).toEqual(await built());
    } finally {
      await machine.close();
    }
  });

  it("changes nothing the second time, and says so", async () => {
    await install();
    const first = await stat(fileIn(plugins()));
    const again = await install();
    expect(again).toMatchObject({ code: 0, out: expect.stringContaining("is there already"), err: "" });
    expect((await stat(fileIn(plugins()))).ino).toBe(first.ino);
    expect((await install(["--json"])).json()).toMatchObject({ version, platform, changed: false });
  });

  it("makes a program of the same bytes one that can be started again", async () => {
    await install();
    await chmod(fileIn(plugins()), 0o644);
    expect((await install()).code).toBe(0);
    expect((await stat(fileIn(plugins()))).mode & 0o111).not.toBe(0);
  });

  it("replaces this version made of other sources whole, and says what a lock file will say to it", async () => {
    await put(fileIn(plugins()), "another build");
    const open = await readFile(fileIn(plugins()), "utf8");
    const { code, err } = await install();
    expect({ code, open }).toEqual({ code: 0, open: "another build" });
    expect(err).toContain(
      "take the block of registry.terraform.io/countersign/platform out of that file first",
    );
    expect(await readFile(fileIn(plugins()))).toEqual(await built());
    expect(await readdir(dirname(fileIn(plugins())))).toEqual([program]);
    expect(await readdir(join(plugins(), provider))).toEqual([version]);
  });

  it("leaves other versions alone, and says how a configuration comes to this one", async () => {
    const older = await put(
      join(plugins(), provider, "0.0.9", platform, "terraform-provider-platform_v0.0.9"),
      "old",
    );
    const { err } = await install();
    expect(err).toContain("Other versions there were left alone: 0.0.9.");
    expect(err).toContain("`terraform init -upgrade`");
    expect(await readFile(older, "utf8")).toBe("old");
  });

  it("installs for another computer into another mirror, and says how Terraform comes to look there", async () => {
    const mirror = join(home, "shared");
    const { code, err } = await install(["--dir", mirror, "--platform", "linux_arm64"]);
    expect(code).toBe(0);
    expect(await readFile(join(mirror, provider, version, "linux_arm64", program))).toEqual(await built());
    expect(err).toContain(`terraform init -plugin-dir=${mirror}`);
    expect(err).toContain(`    path    = "${mirror}"\n    include = ["countersign/platform"]\n`);
  });

  it.each([
    [".terraformrc", {}],
    [".terraform.d/own.tfrc", {}],
    ["elsewhere.rc", { TF_CLI_CONFIG_FILE: "elsewhere.rc" }],
  ])("says that %s sends Terraform elsewhere", async (name, named) => {
    const rules = 'provider_installation {\n  filesystem_mirror {\n    path = "/srv/providers"\n  }\n}\n';
    const file = await put(join(home, name), rules);
    const environment = "TF_CLI_CONFIG_FILE" in named ? { TF_CLI_CONFIG_FILE: file } : {};
    const { code, err } = await install([], environment);
    expect(code).toBe(0);
    expect(err).toContain(
      `only where provider_installation in ${file} says, and ${plugins()} is not among that`,
    );
    expect(err).toContain("or install with --dir /srv/providers:");
  });

  it("has nothing to add about a mirror that Terraform has been told of", async () => {
    const mirror = join(home, "providers");
    await put(
      join(home, ".terraformrc"),
      `# provider_installation\nprovider_installation {\n  filesystem_mirror {\n    path = "${mirror}"\n  }\n}\n`,
    );
    expect(await install(["--dir", mirror])).toMatchObject({ code: 0, err: "" });
  });

  it("takes no comment for a rule", async () => {
    await put(join(home, ".terraformrc"), "# provider_installation { }\n/* provider_installation {}\n */\n");
    expect(await install()).toMatchObject({ code: 0, err: "" });
  });

  it("says that a program named in dev_overrides runs instead", async () => {
    const overrides = '  dev_overrides {\n    "countersign/platform" = "/home/dev/dist"\n  }\n  direct {}\n';
    await put(join(home, ".terraformrc"), `provider_installation {\n${overrides}}\n`);
    expect((await install()).err).toContain("Terraform runs what is named there, whatever is installed.");
  });

  it("says that Terraform will find no node to start it with", async () => {
    expect((await install([], { PATH: "/nowhere:/x/node_modules/.bin" })).err).toContain(
      "There is no `node` in the path.",
    );
  });

  it("is refused for Windows, with what to do there", async () => {
    const { code, err } = await install(["--platform", "windows_amd64"]);
    expect(code).toBe(2);
    expect(err).toContain("Run Terraform in WSL and install it there");
  });

  it("is refused for what is no platform, with what one looks like", async () => {
    const { code, err } = await install(["--platform", "linux-x64"]);
    expect(code).toBe(2);
    expect(err).toContain('"linux-x64" is no platform that the provider runs on');
  });

  it.skipIf(process.platform !== "linux")("ends where the system makes no folder", async () => {
    const { code, out, err } = await install(["--dir", "/proc/countersign"]);
    expect({ code, out }).toEqual({ code: 2, out: "" });
    expect(err).toContain("/proc/countersign cannot be written: ");
    expect(err).toMatch(/the system makes no folder there|this user may not write there/);
  });

  it.skipIf(process.getuid?.() !== 0)(
    "says that what root made in the home of somebody else is not theirs, and how to hand it over",
    async () => {
      await chown(home, 4711, 4712);
      const { code, err } = await install();
      expect(code).toBe(0);
      expect(err).toContain("run this without sudo the next time");
      expect(err).toContain(`\`sudo chown -R -h 4711:4712 ${join(home, ".terraform.d")}\``);
      expect((await install(["--dir", join(top, "shared")])).err).not.toContain("sudo");
    },
  );

  it("says what is in the way when the folder cannot be made", async () => {
    const file = await put(join(home, "a-file"), "");
    const { code, out, err } = await install(["--dir", join(file, "plugins")]);
    expect({ code, out }).toEqual({ code: 2, out: "" });
    expect(err).toContain("a part of the path is no folder. Give this user the right to write there");
    expect(err).not.toMatch(/ENOTDIR|\n\s+at /);
  });
});
