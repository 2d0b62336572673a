/**
 * How long the Terraform provider takes: from its start until it says where it listens, which Terraform waits for three
 * times in every plan, and a plan of many mappings. Held against a start of Node that does nothing, and against a plan
 * of one mapping, measured in turn with it.
 */

import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { makeSelfSigned } from "../../packages/server/test/outbound-proxy.ts";
import { cookie } from "../../packages/terraform-provider/src/plugin/handshake.ts";
import {
  ours,
  startTerraformWorld,
  type TerraformWorld,
  terraform,
} from "../../packages/terraform-provider/test/trials/world.ts";
import { median } from "../measure.ts";
import type { Bench } from "./phase.ts";
import type { Report } from "./report.ts";

/** A start is short, and one of many disturbs it. */
const starts = 15;
const plans = 5;
const many = 200;

/** Beside Node itself the provider loads gRPC, the most of it, and makes a certificate. */
const mostStarts = 5;
/** Terraform asks for ten objects at a time, and each is one question to the server. */
const mostPlans = 4;

/** What Terraform says to a provider that it starts. */
const greeting = async () => ({
  [cookie.name]: cookie.value,
  PLUGIN_PROTOCOL_VERSIONS: "5,6",
  PLUGIN_CLIENT_CERT: (await makeSelfSigned()).cert,
});

export async function measureTerraform({ say }: Bench): Promise<Report> {
  const { node, provider } = await measureStarts();
  say("terraform, starts");
  const plan = terraform === null ? null : await measurePlans();
  say("terraform, plans");
  const ms = (seconds: number) => Math.round(seconds * 1000);
  const ratio = (one: number, to: number) => (one / to).toFixed(2);
  return {
    title: "Terraform provider",
    rows: [
      ["", "ms", "to"],
      ["Node that does nothing, start to end", ms(node), ""],
      ["provider, start until it listens", ms(provider), `${ratio(provider, node)} × Node`],
      ...(plan === null
        ? [["plans are not measured: there is no terraform", "", ""]]
        : [
            [
              "terraform plan, 1 mapping",
              ms(plan.one),
              `${ratio(plan.one, provider)} × the provider's start`,
            ],
            [`terraform plan, ${many} mappings`, ms(plan.many), `${ratio(plan.many, plan.one)} × 1 mapping`],
          ]),
    ],
    bars: [
      { name: "start of the provider to one of Node", value: provider / node, most: mostStarts },
      ...(plan === null
        ? []
        : [{ name: `plan of ${many} mappings to one of 1`, value: plan.many / plan.one, most: mostPlans }]),
    ],
  };
}

async function measureStarts(): Promise<{ readonly node: number; readonly provider: number }> {
  const folder = await mkdtemp(join(tmpdir(), "countersign-bench-"));
  try {
    const program = join(folder, "terraform-provider-platform");
    await ours(program);
    const env = { ...process.env, ...(await greeting()) };
    const node: number[] = [];
    const provider: number[] = [];
    for (let round = 0; round < starts; round += 1) {
      node.push(await timed(async () => void (await once(spawn(process.execPath, ["-e", ""]), "exit"))));
      const child = spawn(program, { env, stdio: ["ignore", "pipe", "ignore"] });
      provider.push(await timed(async () => void (await once(child.stdout, "data"))));
      child.kill();
      await once(child, "exit");
    }
    return { node: median(node), provider: median(provider) };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function measurePlans(): Promise<{ readonly one: number; readonly many: number }> {
  const world = await startTerraformWorld();
  try {
    const few = await applied(world, 1);
    const lots = await applied(world, many);
    const taken = { one: [] as number[], many: [] as number[] };
    const plan = ["plan", "-detailed-exitcode"];
    for (let round = 0; round < plans; round += 1) {
      taken.one.push(await timed(() => few.must(...plan)));
      taken.many.push(await timed(() => lots.must(...plan)));
    }
    return { one: median(taken.one), many: median(taken.many) };
  } finally {
    await world.close();
  }
}

async function applied(world: TerraformWorld, mappings: number) {
  const workspace = await world.workspace(`
    resource "platform_oidc_configuration" "ci" {
      name          = "of-${mappings}"
      issuer_url    = "https://gitlab.example.com"
      provider_type = "generic"
      audience      = "sts"
    }
    resource "platform_oidc_identity_mapping" "all" {
      count         = ${mappings}
      name          = "mapping-\${count.index}"
      provider_name = platform_oidc_configuration.ci.name
      priority      = count.index + 1
      claims_json   = jsonencode({ sub = "repo:group/app-\${count.index}:*" })
      token_spec    = { username = "app", scope = "applied-permissions/user" }
    }`);
  await workspace.must("apply", "-auto-approve");
  return workspace;
}

/** @returns seconds */
async function timed(work: () => Promise<unknown>): Promise<number> {
  const begun = performance.now();
  await work();
  return (performance.now() - begun) / 1000;
}
