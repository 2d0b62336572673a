import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { audience, create, type Document } from "../../../server/test/transcripts/access-world.ts";
import { unknown } from "../../src/engine/values.ts";
import { startWorkloadWorld, type WorkloadWorld } from "../workload-world.ts";

let world: WorkloadWorld;
let folder: string;
beforeAll(async () => {
  world = await startWorkloadWorld();
  folder = await mkdtemp(join(tmpdir(), "terraform-provider-"));
});
afterAll(async () => {
  await world.close();
  await rm(folder, { recursive: true, force: true });
});

/** Has the provider make a token on its own word: @returns who it is then, or what a person is told. */
async function actsAs(terraform: ReturnType<WorkloadWorld["provider"]>) {
  const opened = await terraform.open("platform_access_token", {});
  const token = opened.state?.["access_token"];
  return typeof token === "string" ? await world.whoIs(token) : opened.diagnostics;
}
const isRoot = expect.stringMatching(/\/users\/root$/);

describe("a workload", () => {
  it("acts by the ID token of its run, exchanged at the OIDC configuration it names", async () => {
    const terraform = world.provider({ TFC_WORKLOAD_IDENTITY_TOKEN: world.idTokenOf("root") });
    expect(await terraform.configure({ oidc_provider_name: "ci" })).toEqual([]);
    expect(await actsAs(terraform)).toEqual(isRoot);
  });

  it("acts by the ID token in a file", async () => {
    const file = join(folder, "id-token");
    await writeFile(file, `${world.idTokenOf("root")}\n`);
    const terraform = world.provider();
    expect(await terraform.configure({ oidc_provider_name: "ci", oidc_token_file: file })).toEqual([]);
    expect(await actsAs(terraform)).toEqual(isRoot);
  });

  it("is told the server's sentence and reference id at the attribute when the exchange is refused", async () => {
    const terraform = world.provider({ TFC_WORKLOAD_IDENTITY_TOKEN: world.idTokenOf("nobody") });
    expect(await terraform.configure({ oidc_provider_name: "ci" })).toEqual([
      expect.stringMatching(
        /^error oidc_provider_name: The ID token was not exchanged\. .*Reference id: [0-9a-f-]{36}/,
      ),
    ]);
  });

  it("that brings a token again which is taken once is told how to plan and apply", async () => {
    await create(world, "/api/v1/providers", {
      name: "once",
      issuer_url: world.issuer.url,
      audience,
      replay: { policy: "single_use", key: { kind: "payload" } },
    });
    await create(world, "/access/api/v1/oidc/once/identity_mappings", {
      name: "root",
      priority: 1,
      claims: { sub: "root" },
      token_spec: { scope: "applied-permissions/admin", username: "root" },
    });
    const environment = { COUNTERSIGN_ID_TOKEN: world.idTokenOf("root") };
    const run = () => world.provider(environment).configure({ oidc_provider_name: "once" });
    expect(await run()).toEqual([]);
    expect(await run()).toEqual([
      expect.stringMatching(
        /already exchanged.*\n\n.*Run terraform plan -out=FILE, then terraform apply FILE/,
      ),
    ]);
  });

  it.each([
    ["missing", "cannot be read (ENOENT)"],
    ["empty", "is empty"],
    ["a page", "does not hold an ID token"],
  ])("is told what is wrong with a token file that is %s", async (what, sentence) => {
    const file = join(folder, what);
    if (what !== "missing") await writeFile(file, what === "empty" ? "\n" : "<html>secret</html>");
    const told = await world.provider().configure({ oidc_provider_name: "ci", oidc_token_file: file });
    expect(told).toEqual([expect.stringContaining(sentence)]);
    expect(told.join()).not.toContain("secret");
  });

  it("exchanges its token again before it ends, once for all who ask, and reads the file anew", async () => {
    const file = join(folder, "rotating");
    await writeFile(file, world.idTokenOf("root"));
    let now = 0;
    const terraform = world.provider({}, () => now);
    await terraform.configure({ oidc_provider_name: "ci", oidc_token_file: file });
    const exchanges = async () => {
      const listed = await world.app.asAdmin("GET", "/api/v1/exchanges?limit=100");
      const { items } = (await listed.json()) as { readonly items: readonly Document[] };
      return items.filter(({ provider, mapping }) => provider === "ci" && mapping === "root").length;
    };
    const before = await exchanges();
    await actsAs(terraform);
    expect(await exchanges()).toBe(before);

    now = 46_000;
    await writeFile(file, world.idTokenOf("root"));
    expect(await Promise.all([actsAs(terraform), actsAs(terraform), actsAs(terraform)])).toEqual([
      isRoot,
      isRoot,
      isRoot,
    ]);
    expect(await exchanges()).toBe(before + 1);
  });

  it("goes on with a token that still lives when it cannot be exchanged again, and then says why", async () => {
    const file = join(folder, "going");
    await writeFile(file, world.idTokenOf("root"));
    let now = 0;
    const terraform = world.provider({}, () => now);
    await terraform.configure({ oidc_provider_name: "ci", oidc_token_file: file });
    await rm(file);
    now = 46_000;
    expect(await actsAs(terraform)).toEqual(isRoot);
    now = 61_000;
    expect(await actsAs(terraform)).toEqual([
      expect.stringMatching(/The access token of this run has ended.*cannot be read/),
    ]);
  });
});

it("keeps the name of the program and of Terraform's version in the server's records", async () => {
  const terraform = world.provider({ TFC_WORKLOAD_IDENTITY_TOKEN: world.idTokenOf("root") });
  await terraform.configure({ oidc_provider_name: "ci" });
  const listed = await world.app.asAdmin("GET", "/api/v1/exchanges?limit=1");
  expect(await listed.json()).toMatchObject({
    items: [
      {
        client: {
          user_agent: expect.stringMatching(/^terraform-provider-countersign\/[\d.]+ Terraform\/1\.11\.4$/),
        },
      },
    ],
  });
});

it("says of everything that cannot be, at once, what to set", async () => {
  const terraform = world.provider({ COUNTERSIGN_URL: "" });
  expect(await terraform.configure()).toEqual([
    expect.stringMatching(/^error url: No server named\. .*COUNTERSIGN_URL/),
    expect.stringMatching(/^error access_token: No credential\. .*COUNTERSIGN_TOKEN/),
  ]);
});

it("plans with a url that is known only after apply, and says so of what has to be read", async () => {
  const terraform = world.provider({ COUNTERSIGN_TOKEN: world.app.adminToken });
  expect(await terraform.configure({ url: unknown })).toEqual([]);
  const { diagnostics } = await terraform.read("platform_jwks", {});
  expect(diagnostics).toEqual([expect.stringContaining("The provider's url is known only after apply")]);
});

it("takes a block that was written for JFrog's provider", async () => {
  const terraform = world.provider({ JFROG_ACCESS_TOKEN: world.app.adminToken });
  expect(
    await terraform.configure({ url: `${world.app.url}/`, check_license: false, myjfrog_api_token: "x" }),
  ).toEqual([
    "warning check_license: Deprecated attribute. There is no licence to check here. Leave it out.",
    "warning myjfrog_api_token: Deprecated attribute. It means nothing here, and is sent nowhere. Leave it out.",
  ]);
  expect((await terraform.read("platform_jwks", {})).diagnostics).toEqual([]);
});

describe("a credential from the environment", () => {
  const onlyJfrogsAddress = (variables: Readonly<Record<string, string>>) =>
    world.provider({ COUNTERSIGN_URL: "", JFROG_URL: world.app.url, ...variables });
  const refused = (credential: string, address: string, missing: string) =>
    expect.stringMatching(
      new RegExp(
        `^error: A credential for another server\\..* in ${credential}, .* in ${address}\\..* Set ${missing},`,
      ),
    );

  it("is not sent to the address of the other family, and says what to set", async () => {
    expect(await onlyJfrogsAddress({ COUNTERSIGN_TOKEN: "secret" }).configure()).toEqual([
      refused("COUNTERSIGN_TOKEN", "JFROG_URL", "COUNTERSIGN_URL"),
    ]);
    expect(await world.provider({ JFROG_ACCESS_TOKEN: "secret" }).configure()).toEqual([
      refused("JFROG_ACCESS_TOKEN", "COUNTERSIGN_URL", "COUNTERSIGN_TOKEN"),
    ]);
  });

  it("nor is an ID token, by the provider or an ephemeral resource", async () => {
    const variables = { COUNTERSIGN_ID_TOKEN: world.idTokenOf("root") };
    const told = [refused("COUNTERSIGN_ID_TOKEN", "JFROG_URL", "COUNTERSIGN_URL")];
    expect(await onlyJfrogsAddress(variables).configure({ oidc_provider_name: "ci" })).toEqual(told);
    const terraform = onlyJfrogsAddress(variables);
    await terraform.configure({ anonymous: true });
    const opened = await terraform.open("platform_oidc_access_token", { provider_name: "ci" });
    expect(opened.diagnostics).toEqual(told);
  });

  it("goes to its own family's address, and to one in the block; what is in the block goes anywhere", async () => {
    const { url, adminToken } = world.app;
    expect(await onlyJfrogsAddress({ JFROG_ACCESS_TOKEN: adminToken }).configure()).toEqual([]);
    expect(await onlyJfrogsAddress({ COUNTERSIGN_TOKEN: adminToken }).configure({ url })).toEqual([]);
    expect(await onlyJfrogsAddress({}).configure({ access_token: adminToken })).toEqual([]);
    const hcp = onlyJfrogsAddress({ TFC_WORKLOAD_IDENTITY_TOKEN: world.idTokenOf("root") });
    expect(await hcp.configure({ oidc_provider_name: "ci" })).toEqual([]);
  });
});
