/**
 * Every documented example, from its file: applied, found unchanged, imported as its `import.sh` says, destroyed. All of
 * them at once, each as a module of one configuration, so an example that is added is tried without a line here.
 */

import { existsSync, readdirSync } from "node:fs";
import { cp, readFile, writeFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import {
  type AccessWorld,
  audience,
  create,
  startAccessWorld,
} from "../../../server/test/transcripts/access-world.ts";
import { changesIn, diagnosticsIn } from "./said.ts";
import { startTerraformWorld, type TerraformWorld, terraform, withProvider } from "./world.ts";

const folder = resolve(import.meta.dirname, "../../examples");

interface Example {
  /** `resources`, `data-sources` or `ephemeral-resources`. */
  readonly kind: string;
  readonly type: string;
  /** Name of its module. */
  readonly module: string;
}

const examples: readonly Example[] = ["resources", "data-sources", "ephemeral-resources"].flatMap((kind) =>
  existsSync(join(folder, kind))
    ? readdirSync(join(folder, kind)).map((type) => ({ kind, type, module: `${kind}-${type}` }))
    : [],
);

describe.skipIf(terraform === null)("the documented examples", () => {
  let world: TerraformWorld;
  let behind: AccessWorld;
  beforeAll(async () => {
    behind = await startAccessWorld();
    world = await startTerraformWorld({}, behind.app);
    // What an ID token is exchanged at, in the example that does.
    await create(behind, "/access/api/v1/oidc", {
      name: "hcp-terraform",
      issuer_url: behind.issuer.url,
      provider_type: "Generic OpenID Connect",
      audience,
    });
    await create(behind, "/access/api/v1/oidc/hcp-terraform/identity_mappings", {
      name: "runs",
      priority: 1,
      claims: { sub: "organization:acme:project:app:workspace:app:run_phase:*" },
      token_spec: { username: "terraform", scope: "applied-permissions/user", expires_in: 600 },
    });
  });
  afterAll(async () => {
    await world?.close();
    await behind?.issuer.close();
  });

  it("are applied from their files, change nothing when they are applied again, and are imported as they say", async () => {
    // What data sources show has to be there before.
    const made = examples.filter(({ kind }) => kind === "resources").map(({ module }) => `module.${module}`);
    const modules = (those: readonly Example[]) =>
      those
        .map(
          ({ kind, module }) => `module "${module}" {
  source = "./${module}"
  ${kind === "resources" ? "" : `depends_on = [${made.join(", ")}]`}
}\n`,
        )
        .join("");
    const workspace = await world.workspace("", {
      TFC_WORKLOAD_IDENTITY_TOKEN: behind.idToken({
        sub: "organization:acme:project:app:workspace:app:run_phase:apply",
      }),
    });
    for (const { kind, type, module } of examples) {
      await cp(join(folder, kind, type), join(workspace.folder, module), { recursive: true });
      await writeFile(join(workspace.folder, module, "versions.tf"), withProvider(""));
    }
    await workspace.write(modules(examples));
    await workspace.must("init");
    const applied = await workspace.run("apply", "-auto-approve", "-json");
    expect(applied.code, applied.out).toBe(0);
    expect(diagnosticsIn(applied)).toEqual([]);
    await workspace.must("plan", "-detailed-exitcode");

    const commands = await importCommands();
    await workspace.must("state", "rm", ...commands.map(({ to }) => to));
    const imports = commands.map(({ to, id }) => `import {\n  to = ${to}\n  id = ${JSON.stringify(id)}\n}\n`);
    await workspace.write(`${modules(examples)}${imports.join("")}`);
    const imported = await workspace.run("apply", "-auto-approve", "-json");
    expect(imported.code, imported.out).toBe(0);
    expect(changesIn(imported)).toEqual(commands.map(({ to }) => `import ${to}`).toSorted());

    await workspace.must("destroy", "-auto-approve");
    expect(await world.has("/access/api/v1/oidc")).toMatchObject([{ name: "hcp-terraform" }]);
  });

  it("of an explanation tells the apply that opens the door to another repository, and says nothing before", async () => {
    const type = "data-sources/platform_oidc_exchange_explanation/data-source.tf";
    const example = await readFile(join(folder, type), "utf8");
    const workspace = await world.workspace(example);
    await workspace.must("init");
    const first = await workspace.run("apply", "-auto-approve", "-json");
    expect(first.code, first.out).toBe(0);
    expect(diagnosticsIn(first)).toEqual([]);

    await workspace.write(example.replace(/^ *repository_id += .*\n/m, ""));
    const opened = await workspace.run("apply", "-auto-approve", "-json");
    expect(opened.code, opened.out).toBe(0);
    expect(diagnosticsIn(opened)).toContainEqual(
      expect.objectContaining({
        summary: "Check block assertion failed",
        detail: "Another repository is let in, by payments-release.",
      }),
    );
    await workspace.must("destroy", "-auto-approve");
  });

  it("of the provider is valid as it stands", async () => {
    const workspace = await world.workspace("");
    await cp(join(folder, "provider/provider.tf"), join(workspace.folder, "main.tf"));
    await workspace.must("init");
    await workspace.must("validate");
  });
});

/** The commands of every `import.sh`, whose addresses are those of the example beside it. */
async function importCommands(): Promise<readonly { readonly to: string; readonly id: string }[]> {
  const found = [];
  for (const { kind, type, module } of examples) {
    const script = join(folder, kind, type, "import.sh");
    if (!existsSync(script)) continue;
    for (const line of (await readFile(script, "utf8")).split("\n")) {
      const [, address, id] = /^terraform import (\S+) '?([^']+)'?$/.exec(line) ?? [];
      if (address !== undefined && id !== undefined) found.push({ to: `module.${module}.${address}`, id });
    }
  }
  return found;
}
