/** What is left when an apply is interrupted, or its provider dies: a state in which every object is that there is. */

import type { ChildProcess } from "node:child_process";
import { execFile } from "node:child_process";
import { once } from "node:events";
import { promisify } from "node:util";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import type { Workspace } from "../../../server/test/clients/terraform.ts";
import type { Asked } from "./faulty-server.ts";
import { changesIn } from "./said.ts";
import { startTerraformWorld, type TerraformWorld, terraform } from "./world.ts";

const apply = ["apply", "-auto-approve", "-parallelism=1"];

/** Three mappings, of an integration named by the test. */
const text = (name: string) => `
resource "platform_oidc_configuration" "ci" {
  name          = "${name}"
  issuer_url    = "https://gitlab.example.com"
  provider_type = "generic"
  audience      = "sts"
}

resource "platform_oidc_identity_mapping" "all" {
  count         = 3
  name          = "mapping-\${count.index}"
  provider_name = platform_oidc_configuration.ci.name
  priority      = count.index + 1
  claims_json   = jsonencode({ sub = "app-\${count.index}" })
  token_spec    = { username = "ci", scope = "applied-permissions/user" }
}
`;

const makesMapping = ({ method, path }: Asked) => method === "POST" && path.includes("identity_mappings");

describe.skipIf(terraform === null)("an apply", () => {
  let world: TerraformWorld;
  beforeAll(async () => {
    world = await startTerraformWorld();
  });
  afterAll(() => world?.close());
  afterEach(() => world.server.misbehave(() => null));

  /** Starts an apply, and waits until it has asked for the first mapping, which meets this fault. */
  async function begun(workspace: Workspace, kind: "held" | "late" | "silent") {
    const { promise: until, resolve: goOn } = Promise.withResolvers<void>();
    const before = world.server.asked.length;
    world.server.misbehave((asked) => (makesMapping(asked) ? { kind, until } : null));
    const child = workspace.start(...apply);
    await world.server.whenAsked(
      (asked) => world.server.asked.indexOf(asked) >= before && makesMapping(asked),
    );
    return { child, goOn, ended: once(child, "exit") };
  }

  /** Resolves as soon as the program has written this. */
  function said({ stdout }: ChildProcess, words: string): Promise<void> {
    let out = "";
    return new Promise((resolve) => {
      stdout?.on("data", (chunk: Buffer) => {
        out += chunk.toString("utf8");
        if (out.includes(words)) resolve();
      });
    });
  }

  /** Nothing is on the server that is not in the state, or the other way round; and a second apply does the rest. */
  async function nothingIsLost(workspace: Workspace, name: string) {
    const inState = (await workspace.must("state", "list"))
      .split("\n")
      .filter((line) => line.includes(".all["));
    const onServer = await world.has(`/access/api/v1/oidc/${name}/identity_mappings`);
    expect(inState).toHaveLength(onServer.length);
    expect(inState.length).toBeLessThan(3);
    const second = await workspace.run(...apply, "-json");
    expect(second).toMatchObject({ code: 0 });
    expect(changesIn(second)).toHaveLength(3 - inState.length);
    await workspace.must("plan", "-detailed-exitcode");
  }

  it.each([
    ["does what it is asked, and answers late", "late"],
    ["does what it is asked late", "held"],
  ] as const)("that is interrupted while the server %s ends in order, and loses nothing", async (_, kind) => {
    const name = `interrupted-${kind}`;
    const workspace = await world.workspace(text(name));
    const { child, goOn, ended } = await begun(workspace, kind);
    const interrupted = said(child, "Interrupt received");
    process.kill(-(child.pid ?? 0), "SIGINT");
    await interrupted;
    goOn();
    expect(await ended).toEqual([1, null]);
    await nothingIsLost(workspace, name);
  });

  it("whose provider is killed says so, and leaves a state with which one can go on", async () => {
    const workspace = await world.workspace(text("killed"));
    const { child, goOn, ended } = await begun(workspace, "silent");
    for (const pid of await childrenOf(child.pid ?? 0)) process.kill(pid, "SIGKILL");
    expect(await ended).toEqual([1, null]);
    goOn();
    expect(await workspace.must("state", "list")).toContain("platform_oidc_configuration.ci");
    world.server.misbehave(() => null);
    await workspace.must(...apply);
    await workspace.must("plan", "-detailed-exitcode");
  });
});

/** The processes that a process has started. */
async function childrenOf(parent: number): Promise<readonly number[]> {
  const { stdout } = await promisify(execFile)("ps", ["-A", "-o", "pid=,ppid="]);
  const pairs = stdout.split("\n").map((line) => line.trim().split(/\s+/).map(Number));
  return pairs.flatMap(([pid, ppid]) => (ppid === parent && pid !== undefined ? [pid] : []));
}
