/**
 * What Huawei Cloud's SDKs ask for by themselves, with a token of a workload instead of an access key: their domain,
 * and their project by the name of its region.
 */

import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type HuaweiWorld, startHuaweiWorld } from "./keystone-huawei-world.ts";
import { type Send, sender } from "./keystone-operator.ts";

let world: HuaweiWorld;
let workload: Send;
let token: string;
/** The same user, who came in through an identity provider of Keystone's kind. */
let keystones: Send;
let region: string;

const rules = (domain?: object) => [
  {
    local: [
      { user: { name: "{0}", ...(domain && { domain }) } },
      { group: { name: "jobs", ...(domain && { domain }) } },
    ],
    remote: [{ type: "sub" }],
  },
];

beforeAll(async () => {
  world = await startHuaweiWorld();
  const { done } = world;
  const operator = sender(world.app);
  const made = async (kind: string, members: object): Promise<string> =>
    Object((await done("POST", `/v3/${kind}s`, { [kind]: members }))[kind]).id;
  const jobs = await made("group", { name: "jobs" });
  const away = await made("domain", { name: "away" });
  region = await made("project", { name: "eu-west-0" });
  await made("project", { name: "eu-west-0", domain_id: away });
  await made("project", { name: "others" });
  await operator("PUT", `/projects/${region}/groups/${jobs}/roles/member`);
  await operator("PUT", `/domains/${away}/groups/${jobs}/roles/reader`);

  const providers = "/v3/OS-FEDERATION/identity_providers";
  await done("PUT", "/v3/OS-FEDERATION/mappings/huaweis", { mapping: { rules: rules() } });
  await done("PUT", "/v3/OS-FEDERATION/mappings/keystones", { mapping: { rules: rules({ id: "default" }) } });
  await done("PUT", `${providers}/build`, {
    identity_provider: { sso_type: "virtual_user_sso", enabled: true },
  });
  await done("PUT", `${providers}/build/protocols/oidc`, { protocol: { mapping_id: "huaweis" } });
  await done("POST", "/v3.0/OS-FEDERATION/identity-providers/build/openid-connect-config", {
    openid_connect_config: world.configuration,
  });
  await done("PUT", `${providers}/plain`, {
    identity_provider: { enabled: true, domain_id: "default", remote_ids: ["https://plain.example"] },
  });
  await done("PUT", `${providers}/plain/protocols/openid`, { protocol: { mapping_id: "keystones" } });
  const {
    id: _i,
    revision: _r,
    created_at: _c,
    updated_at: _u,
    findings: _f,
    ...plain
  } = Object(await (await world.app.asAdmin("GET", "/api/v1/providers/plain")).json());
  const jwks = JSON.parse(world.configuration["signing_key"] ?? "");
  await world.app.asAdmin("PUT", "/api/v1/providers/plain", {
    ...plain,
    key_source: { kind: "static", jwks },
  });

  const tokenOf = async (idp: string, protocol: string, idToken: string) => {
    const path = `${providers}/${idp}/protocols/${protocol}/auth`;
    const response = await world.app.send(path, {
      method: "POST",
      headers: { authorization: `Bearer ${idToken}` },
    });
    if (response.status !== 201) throw new Error(await response.text());
    return response.headers.get("x-subject-token");
  };
  token = (await tokenOf("build", "oidc", world.idToken())) ?? "";
  workload = sender(world.app, token);
  keystones = sender(
    world.app,
    await tokenOf("plain", "openid", world.idToken({ iss: "https://plain.example" })),
  );
});
afterAll(() => world.close());

const namesIn = (list: readonly { readonly name: string }[]) => list.map(({ name }) => name);

describe("a workload that came in through an identity provider of Huawei's kind", () => {
  it.each(["/auth/domains", "/OS-FEDERATION/domains"])("finds its own domain first at %s", async (path) => {
    const { status, body } = await workload("GET", path);
    expect([status, namesIn(body.domains)]).toEqual([200, ["Default", "away"]]);
  });

  it("finds the one project of its region by name", async () => {
    const { status, body } = await workload("GET", "/projects?name=eu-west-0");
    expect([status, body.projects]).toMatchObject([
      200,
      [{ id: region, name: "eu-west-0", domain_id: "default" }],
    ]);
  });

  it("finds no project that is not its own", async () => {
    expect(namesIn((await workload("GET", "/projects")).body.projects)).toEqual(["eu-west-0"]);
    expect((await workload("GET", `/projects/${region}`)).status).toBe(200);
    expect((await workload("GET", "/projects?name=others")).body.projects).toEqual([]);
    expect((await workload("GET", "/projects/none")).status).toBe(403);
  });

  it("administers nothing by that", async () => {
    expect((await workload("PATCH", `/projects/${region}`, { project: { name: "mine" } })).status).toBe(403);
    expect((await workload("DELETE", `/projects/${region}`)).status).toBe(403);
    const path = "/v3.0/OS-FEDERATION/identity-providers/build/openid-connect-config";
    const response = await world.app.send(path, { headers: { "x-auth-token": token } });
    expect([response.status, await response.json()]).toEqual([
      403,
      {
        error_code: "IAM.0003",
        error_msg: expect.stringMatching(/action: identity:get_openid_connect_config\. Only administrators /),
      },
    ]);
  });
});

describe("a workload that came in through another", () => {
  it("finds what Keystone shows it", async () => {
    expect(namesIn((await keystones("GET", "/auth/domains")).body.domains)).toEqual(["away"]);
    expect((await keystones("GET", "/projects?name=eu-west-0")).status).toBe(403);
    expect(namesIn((await keystones("GET", "/auth/projects")).body.projects)).toEqual(["eu-west-0"]);
  });
});
