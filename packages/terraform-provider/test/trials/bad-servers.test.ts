/**
 * A server that is down, slow, or answers nonsense: an error that says what was seen, on the resource it happened to,
 * and a state that is right all the same. In one run every mapping meets another fault.
 */

import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Ran } from "../../../server/test/clients/client.ts";
import type { Workspace } from "../../../server/test/clients/terraform.ts";
import { makeSelfSigned } from "../../../server/test/outbound-proxy.ts";
import { type Asked, type Fault, startFaultyServer } from "./faulty-server.ts";
import { changesIn, diagnosticsIn } from "./said.ts";
import { startTerraformWorld, type TerraformWorld, terraform } from "./world.ts";

const html = { "content-type": "text/html" };
const json = { "content-type": "application/json" };
const overload = JSON.stringify({ errors: [{ code: "UNAVAILABLE", message: "Too much to do. Try again." }] });

/** What a mapping of this name meets, and what is said about it. */
const faults: Readonly<Record<string, { readonly fault: Fault; readonly says: RegExp }>> = {
  silent: { fault: { kind: "silent" }, says: /did not answer within 3 s/ },
  lost: { fault: { kind: "lost" }, says: /cannot be reached/ },
  cut: { fault: { kind: "cut" }, says: /cannot be reached/ },
  page: {
    fault: { kind: "answer", status: 200, headers: html, body: "<h1>Welcome</h1>" },
    says: /status 200 and something that is not JSON/,
  },
  "page-of-none": {
    fault: { kind: "answer", status: 404, headers: html, body: "<h1>Not Found</h1>" },
    says: /status 404 and something that is not JSON/,
  },
  half: {
    fault: { kind: "answer", status: 200, headers: json, body: '{"name":' },
    says: /status 200 and broken JSON/,
  },
  other: {
    fault: { kind: "answer", status: 200, headers: json, body: '{"name":7}' },
    says: /cannot be used/,
  },
  none: {
    fault: { kind: "answer", status: 404, headers: json, body: "{}" },
    says: /status 404 and no reason/,
  },
  elsewhere: {
    fault: { kind: "answer", status: 302, headers: { location: "https://login.example.com/" } },
    says: /redirect to https:\/\/login\.example\.com\//,
  },
  broken: { fault: { kind: "answer", status: 500, headers: html, body: "Oops" }, says: /status 500/ },
  overloaded: {
    fault: { kind: "answer", status: 503, headers: { ...json, "retry-after": "0" }, body: overload },
    says: /Too much to do\. Try again\./,
  },
};
const names = Object.keys(faults);
/** Whatever is answered to a deletion, it is believed; the next refresh sees that it was not made. */
const refused = names.filter((name) => name !== "other");

const mappings = (description: string) => `
variable "url" {
  default = null
}

provider "platform" {
  url             = var.url
  timeout_seconds = 3
}

resource "platform_oidc_configuration" "ci" {
  name          = "ci"
  issuer_url    = "https://gitlab.example.com"
  provider_type = "generic"
  audience      = "sts"
}

resource "platform_oidc_identity_mapping" "all" {
  for_each      = toset(${JSON.stringify([...names, "busy-for-a-moment"])})
  name          = each.key
  description   = "${description}"
  provider_name = platform_oidc_configuration.ci.name
  priority      = 1
  claims_json   = jsonencode({ sub = each.key })
  token_spec    = { username = "ci", scope = "applied-permissions/user" }
}
`;

const addressOf = (name: string) => `platform_oidc_identity_mapping.all["${name}"]`;
const inParallel = "-parallelism=20";
const apply = ["apply", "-auto-approve", "-json", inParallel];
const emptyPlan = ["plan", "-detailed-exitcode", inParallel];

describe.skipIf(terraform === null)("a bad server", () => {
  let world: TerraformWorld;
  /** Its objects are made by the first test, and gone after the last. */
  let workspace: Workspace;
  beforeAll(async () => {
    world = await startTerraformWorld();
    workspace = await world.workspace(mappings("one"));
  });
  afterAll(() => world?.close());

  /** Requests of this method that are about a mapping meet its fault. */
  function misbehaveOn(method: string): void {
    const busy = new Set<string>();
    world.server.misbehave((asked) => {
      const name = asked.method === method ? nameIn(asked) : "";
      if (name !== "busy-for-a-moment" || busy.has(name)) return faults[name]?.fault ?? null;
      busy.add(name);
      return { kind: "answer", status: 429, headers: { ...json, "retry-after": "1" }, body: overload };
    });
  }
  const behave = () => world.server.misbehave(() => null);
  const state = () => readFile(join(workspace.folder, "terraform.tfstate"), "utf8");

  function expectToldOf(ran: Ran, which: readonly string[]): void {
    expect(ran.code).toBe(1);
    const errors = diagnosticsIn(ran).filter(({ severity }) => severity === "error");
    const said = new Map(errors.map((one) => [one.address, `${one.summary}: ${one.detail}`]));
    expect([...said.keys()].toSorted()).toEqual(which.map(addressOf).toSorted());
    for (const name of which) expect(said.get(addressOf(name)), name).toMatch(faults[name]?.says ?? /^$/);
  }

  it("fails a creation with a reason, and loses or doubles no object whose answer was lost", async () => {
    misbehaveOn("POST");
    const made = ["lost", "cut"];
    const ran = await workspace.run(...apply);
    behave();
    expectToldOf(
      ran,
      names.filter((name) => !made.includes(name)),
    );
    expect(await workspace.must("state", "list")).toContain(addressOf("busy-for-a-moment"));
    const second = await workspace.run(...apply);
    expect(second.code, second.out).toBe(0);
    expect(changesIn(second)).toEqual(
      names
        .filter((name) => !made.includes(name))
        .map((name) => `create ${addressOf(name)}`)
        .toSorted(),
    );
    await workspace.must(...emptyPlan);
  });

  it("fails a refresh with a reason, and changes nothing in the state", async () => {
    const before = await state();
    misbehaveOn("GET");
    const ran = await workspace.run("plan", "-json", inParallel);
    behave();
    expectToldOf(ran, names);
    expect(await state()).toBe(before);
    await workspace.must(...emptyPlan);
  });

  it("fails a change with a reason, and the next apply makes it", async () => {
    await workspace.write(mappings("two"));
    misbehaveOn("PUT");
    const ran = await workspace.run(...apply);
    behave();
    expectToldOf(ran, names);
    const second = await workspace.run(...apply);
    expect(second.code, second.out).toBe(0);
    expect(changesIn(second)).not.toContain(`update ${addressOf("busy-for-a-moment")}`);
    await workspace.must(...emptyPlan);
  });

  it("is told from a server that has no objects when it is down, or when its certificate is not trusted", async () => {
    const before = await state();
    const down = await workspace.run("plan", "-json", inParallel, "-var", "url=http://127.0.0.1:9");
    expect(down.code).toBe(1);
    expect(diagnosticsIn(down)[0]?.detail).toContain("http://127.0.0.1:9 cannot be reached");

    const certificate = await makeSelfSigned();
    const secure = await startFaultyServer(world.app.url, certificate);
    const plan = ["plan", "-json", inParallel, "-var", `url=${secure.url}`];
    const untrusted = await workspace.run(...plan);
    expect(untrusted.code).toBe(1);
    expect(diagnosticsIn(untrusted)[0]?.detail).toMatch(/is not trusted.*NODE_EXTRA_CA_CERTS/);
    expect(await state()).toBe(before);

    const authority = join(workspace.folder, "authority.pem");
    await writeFile(authority, certificate.cert);
    const trusting = await world.workspace(mappings("two"), { NODE_EXTRA_CA_CERTS: authority });
    expect(changesIn(await trusting.run(...plan))).toHaveLength(names.length + 2);
    await secure.close();
  });

  it("fails a deletion with a reason, and the next destroys what is left", async () => {
    misbehaveOn("DELETE");
    const ran = await workspace.run("destroy", "-auto-approve", "-json", inParallel);
    behave();
    expect(ran.code).toBe(1);
    // Terraform names no address here: nothing stands in the configuration any more.
    const errors = diagnosticsIn(ran).filter(({ severity }) => severity === "error");
    const said = errors.map(({ detail }) => detail);
    expect(said).toHaveLength(refused.length);
    for (const name of refused)
      expect(
        said.filter((one) => faults[name]?.says.test(one)),
        name,
      ).not.toEqual([]);
    await workspace.must("destroy", "-auto-approve", inParallel);
    expect(await world.has("/access/api/v1/oidc")).toEqual([]);
  });
});

/** The name of the mapping that a request is about. */
function nameIn({ method, path, body }: Asked): string {
  if (!path.includes("identity_mappings")) return "";
  if (method === "POST") return (JSON.parse(body) as { readonly name: string }).name;
  return path.split(/[/?]/).at(-1) ?? "";
}
