/** What a person sees in a plan of what is risky about it, with the real server behind the provider. */

import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { unknown, type Value, type Values } from "../../src/engine/values.ts";
import { startWorkloadWorld, type WorkloadWorld } from "../workload-world.ts";

let world: WorkloadWorld;
let terraform: ReturnType<WorkloadWorld["provider"]>;
beforeAll(async () => {
  world = await startWorkloadWorld();
});
afterAll(() => world.close());
/** Each test has a process of the provider of its own, as each plan does. */
beforeEach(async () => {
  terraform = world.provider({ COUNTERSIGN_TOKEN: world.app.adminToken });
  await terraform.configure();
});

const configurationType = "platform_oidc_configuration";
const mappingType = "platform_oidc_identity_mapping";
const github = {
  name: "github",
  issuer_url: "https://token.actions.githubusercontent.com",
  provider_type: "GitHub",
  organization: "acme",
  audience: "https://sts.example.com",
};
const mapping = (values: Readonly<Record<string, Value>> = {}): Values => ({
  name: "deploy",
  provider_name: "github",
  priority: 5,
  claims_json: '{"ref":"refs/heads/main","repository_id":"7700"}',
  token_spec: { scope: "applied-permissions/groups:deployers", expires_in: 600 },
  ...values,
});
const told = async (type: string, values: Values, by = terraform) =>
  (await by.plan(type, null, values)).diagnostics;

it("tells the server of nothing that is planned as it stands, and of what is about to change", async () => {
  const hidden = mapping({ name: "hidden", priority: 6 });
  const standing = (await terraform.plan(mappingType, null, mapping())).planned;
  const toldAfter = async (values: Values) => {
    const later = world.provider({ COUNTERSIGN_TOKEN: world.app.adminToken });
    await later.configure();
    await later.plan(configurationType, null, github);
    await later.plan(mappingType, standing, values);
    return told(mappingType, hidden, later);
  };
  // The server itself has none of them, so it knows only what it is told.
  expect(await toldAfter(mapping())).toEqual([]);
  expect(await toldAfter(mapping({ priority: 4 }))).toEqual([
    expect.stringMatching(/^warning priority: Finding never_wins in hidden\./),
  ]);
});

describe("in the first plan, of what is planned together", () => {
  beforeEach(async () => {
    expect(await told(configurationType, github)).toEqual([]);
  });

  it("tells nothing where nothing is risky", async () => {
    expect(await told(mappingType, mapping())).toEqual([]);
  });

  it("tells of claims that let strangers in, on claims_json, with what to write instead", async () => {
    expect(await told(mappingType, mapping({ claims_json: '{"sub":"repo:acme*"}' }))).toEqual(
      expect.arrayContaining([
        expect.stringMatching(
          /^warning claims_json: Critical finding open_name_prefix in deploy\. .*acme-evil.* Write "repo:acme\/\*"/,
        ),
      ]),
    );
  });

  it("tells of a mapping that another one hides when the second of them is planned, whichever that is", async () => {
    const wide = mapping({ name: "wide", priority: 1, claims_json: '{"repository_id":"7700"}' });
    expect(await told(mappingType, wide)).toEqual([]);
    expect(await told(mappingType, mapping())).toEqual([
      expect.stringMatching(/^warning priority: Finding never_wins in deploy\. .*"wide"/),
    ]);

    const other = world.provider({ COUNTERSIGN_TOKEN: world.app.adminToken });
    await other.configure();
    await told(configurationType, github, other);
    expect(await told(mappingType, mapping(), other)).toEqual([]);
    expect(await told(mappingType, wide, other)).toEqual([
      expect.stringMatching(/^warning priority: Finding shadows_another in wide\. .*"deploy"/),
    ]);
  });

  it("tells it once of two that are planned at the same moment", async () => {
    const wide = mapping({ name: "wide", priority: 1, claims_json: '{"repository_id":"7700"}' });
    const both = await Promise.all([told(mappingType, wide), told(mappingType, mapping())]);
    expect(both.flat()).toHaveLength(1);
  });

  it("tells a finding once, also of an object that is planned twice because it is replaced", async () => {
    const risky = mapping({ claims_json: "{}" });
    expect(await told(mappingType, risky)).toHaveLength(1);
    expect(await told(mappingType, risky)).toEqual([]);
  });

  it("says nothing of what is not known yet, and judges the rest", async () => {
    const claims_json = '{"sub":"repo:acme*"}';
    expect(await told(mappingType, mapping({ claims_json, token_spec: { scope: unknown } }))).toEqual([
      expect.stringContaining("open_name_prefix"),
      expect.anything(),
    ]);
    expect(await told(mappingType, mapping({ claims_json: unknown }))).toEqual([]);
    expect(await told(mappingType, mapping({ provider_name: unknown, claims_json }))).toEqual([]);
    const { audience: _, ...open } = github;
    expect(await told(configurationType, { ...open, name: "other", audience: unknown })).toEqual([]);
  });

  it("says what the server will refuse, on the attribute, before anything is applied", async () => {
    const long = mapping({
      token_spec: { scope: "applied-permissions/groups:deployers", expires_in: 1_200_000_000 },
    });
    expect(await told(mappingType, long)).toEqual([
      expect.stringMatching(
        /^error token_spec\.expires_in: The server will refuse this\. .*Invalid expiry.* Reference id: [0-9a-f-]{36}$/,
      ),
    ]);
  });

  it("leaves to the apply what no question can hold, and is not kept from judging others", async () => {
    expect(await told(mappingType, mapping({ name: "odd", claims_json: '{"id":9007199254740993}' }))).toEqual(
      [],
    );
    expect(await told(mappingType, mapping({ claims_json: "{}" }))).toHaveLength(1);
  });

  it("leaves to the apply what may be otherwise by then", async () => {
    expect(await told(mappingType, mapping({ provider_name: "made-later" }))).toEqual([]);
  });
});

it("takes projects and roles that are planned for existing", async () => {
  await told(configurationType, github);
  await terraform.plan("platform_project", null, { key: "payments", display_name: "Payments" });
  await terraform.plan("platform_project_role", null, { name: "Lead", project_key: "payments" });
  const granting = (role: string) =>
    mapping({
      name: role,
      project_key: "payments",
      token_spec: { username: "ci", scope: `applied-permissions/roles:payments:"${role}"` },
    });
  expect(await told(mappingType, granting("Lead"))).toEqual([]);
  expect(await told(mappingType, granting("Leed"))).toContainEqual(
    expect.stringMatching(/^warning token_spec\.scope: Finding unknown_role in Leed\./),
  );
});

it("tells of a configuration without an audience, on audience, and of no mere remark", async () => {
  const { audience: _, ...open } = github;
  expect(await told(configurationType, open)).toEqual([
    expect.stringMatching(/^warning audience: Critical finding no_audience in github\./),
  ]);
});

it("tells nothing of what is accepted knowingly, for all or for one", async () => {
  const { audience: _, ...open } = github;
  const accepting = async (accepted: readonly string[]) => {
    const other = world.provider({ COUNTERSIGN_TOKEN: world.app.adminToken });
    await other.configure({ accepted_findings: accepted });
    return told(configurationType, open, other);
  };
  expect(await accepting(["no_audience"])).toEqual([]);
  expect(await accepting(["no_audience:github"])).toEqual([]);
  expect(await accepting(["no_audience:gitlab"])).toHaveLength(1);
});

it("creates nothing", async () => {
  await told(configurationType, github);
  await told(mappingType, mapping());
  const listed = await world.app.asAdmin("GET", "/access/api/v1/oidc");
  expect(await listed.json()).toMatchObject([{ name: "ci" }]);
});

describe("a server that cannot say", () => {
  const planOn = async (url: string, token = "secret") => {
    const other = world.provider({ COUNTERSIGN_URL: url, COUNTERSIGN_TOKEN: token });
    await other.configure();
    const first = await told(configurationType, github, other);
    return { first, second: await told(mappingType, mapping({ claims_json: "{}" }), other) };
  };

  it("is told of once when it is not reached, and holds up nothing", async () => {
    const { first, second } = await planOn("http://127.0.0.1:9");
    expect(first).toEqual([
      expect.stringMatching(/^warning: Nothing was looked at for risks\. .*cannot be reached/),
    ]);
    expect(second).toEqual([]);
  });

  it("is told of once when it does not know the credential", async () => {
    const { first, second } = await planOn(world.app.url);
    expect(first).toEqual([
      expect.stringMatching(
        /^warning: Nothing was looked at for risks\. .*Reference id: \S+\n\nThe credential came from COUNTERSIGN_TOKEN/,
      ),
    ]);
    expect(second).toEqual([]);
  });

  it("is asked once and not told of when it has no such question, as JFrog's", async () => {
    let asked = 0;
    const jfrog = createServer((_, response) => {
      asked += 1;
      response.writeHead(404, { "content-type": "application/json" });
      response.end('{"errors":[{"code":"NOT_FOUND","message":"Not Found"}]}');
    });
    await new Promise<void>((resolve) => jfrog.listen(0, "127.0.0.1", resolve));
    const { port } = jfrog.address() as AddressInfo;
    expect(await planOn(`http://127.0.0.1:${port}`)).toEqual({ first: [], second: [] });
    expect(asked).toBe(1);
    jfrog.close();
  });
});
