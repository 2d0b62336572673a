/**
 * Who may do what on the JFrog face: every kind of credential on every kind of path. What a credential may not do
 * is told before anything of the request is looked at. Whose token has expired or was revoked is told in the words
 * that the real product is seen to use (jfrog/setup-jfrog-cli#220).
 */

import { randomBytes } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import {
  type AccessWorld,
  audience,
  create,
  documentOf,
  grantType,
  idTokenType,
  startAccessWorld,
} from "./access-world.ts";

const exchange = "/access/api/v1/oidc/token";
const mappings = "/access/api/v1/oidc/github-oidc/identity_mappings";

/** Method, path, body, and what it is. */
const requests = {
  list: ["GET", "/access/api/v1/oidc"],
  read: ["GET", "/access/api/v1/oidc/github-oidc"],
  create: ["POST", "/access/api/v1/oidc", "{ not JSON"],
  // Of another issuer would end the tokens that came through it.
  replace: ["PUT", "/access/api/v1/oidc/other-oidc", '{"issuer_url":"https://tempurl.org"}'],
  mappings: ["GET", mappings],
  remove: ["DELETE", `${mappings}/nothing`],
  projects: ["GET", "/access/api/v1/projects"],
  project: ["GET", "/access/api/v1/projects/shop"],
  otherProject: ["GET", "/access/api/v1/projects/bank"],
  roles: ["GET", "/access/api/v1/projects/shop/roles"],
  createProject: ["POST", "/access/api/v1/projects", "{ not JSON"],
  groups: ["GET", "/access/api/v2/groups"],
  createGroup: ["POST", "/access/api/v2/groups", "{ not JSON"],
  changeGroup: ["PATCH", "/access/api/v2/groups/nobody", "{ not JSON"],
  members: ["PATCH", "/access/api/v2/groups/nobody/members", "{ not JSON"],
  removeGroup: ["DELETE", "/access/api/v2/groups/nobody"],
  tokens: ["GET", "/access/api/v1/tokens"],
  me: ["GET", "/access/api/v1/tokens/me"],
  issue: ["POST", "/access/api/v1/tokens", "{ not JSON"],
  issueAdmin: [
    "POST",
    "/access/api/v1/tokens",
    '{"username":"eve","scope":"applied-permissions/admin","expires_in":1}',
  ],
  end: ["DELETE", "/access/api/v1/tokens/nothing"],
  endByValue: ["DELETE", "/access/api/v1/tokens/revoke", "{}"],
  accessPing: ["GET", "/access/api/v1/system/ping"],
  ping: ["GET", "/artifactory/api/system/ping"],
  serviceId: ["GET", "/artifactory/api/system/service_id"],
  version: ["GET", "/artifactory/api/system/version"],
  accessVersion: ["GET", "/access/api/v1/system/version"],
  usage: ["POST", "/artifactory/api/system/usage", "{}"],
  evidence: ["GET", "/evidence/api/v1/config/"],
  exchange: ["POST", exchange, "{}"],
} satisfies Record<string, readonly [string, string, string?]>;
type Asked = keyof typeof requests;

/** Looked at by no path: whoever asks is answered alike. */
const open = { version: 200, accessVersion: 200, usage: 200, evidence: 200, exchange: 400 };
const admin = {
  ...open,
  list: 200,
  read: 200,
  create: 400,
  replace: 200,
  mappings: 200,
  remove: 404,
  projects: 200,
  project: 200,
  otherProject: 200,
  roles: 200,
  createProject: 400,
  groups: 200,
  createGroup: 400,
  changeGroup: 400,
  members: 400,
  removeGroup: 404,
  tokens: 200,
  me: 200,
  issue: 400,
  issueAdmin: 200,
  end: 204,
  endByValue: 400,
  accessPing: 200,
  ping: 200,
  serviceId: 200,
};
/** It is no token that could be read or ended. */
const secret = { ...admin, me: 404 };
const projectAdmin = {
  ...admin,
  replace: 403,
  otherProject: 404,
  groups: 403,
  createGroup: 403,
  changeGroup: 403,
  members: 403,
  removeGroup: 403,
  issueAdmin: 403,
  end: 404,
  endByValue: 403,
};
const workload = {
  ...projectAdmin,
  list: 403,
  read: 403,
  create: 403,
  replace: 403,
  mappings: 403,
  remove: 403,
  projects: 403,
  project: 403,
  otherProject: 403,
  roles: 403,
  createProject: 403,
};
const nobody = {
  ...open,
  list: 401,
  read: 401,
  create: 401,
  replace: 401,
  mappings: 401,
  remove: 401,
  projects: 401,
  project: 401,
  otherProject: 401,
  roles: 401,
  createProject: 401,
  groups: 401,
  createGroup: 401,
  changeGroup: 401,
  members: 401,
  removeGroup: 401,
  tokens: 401,
  me: 401,
  issue: 401,
  issueAdmin: 401,
  end: 401,
  endByValue: 401,
  accessPing: 401,
  ping: 401,
  serviceId: 401,
};
const stranger = { ...nobody, accessPing: 200, ping: 200 };

let world: AccessWorld;
const credentials = new Map<string, string | null>();

async function exchanged(sub: string, members: object = {}): Promise<{ token: string; reference: string }> {
  const answer = await world.exchange({
    subject_token: world.idToken({ sub }),
    include_reference_token: true,
    ...members,
  });
  expect(answer.status).toBe(200);
  const { access_token, reference_token } = await documentOf(answer);
  return { token: String(access_token), reference: String(reference_token) };
}

async function exchangedElsewhere(sub: string): Promise<string> {
  const body = new URLSearchParams({
    grant_type: grantType,
    subject_token_type: idTokenType,
    subject_token: world.idToken({ sub }),
    provider_name: "github-oidc",
  });
  const answer = await world.app.send("/oauth2/token", { method: "POST", body });
  expect(answer.status).toBe(200);
  return String((await documentOf(answer))["access_token"]);
}

const mapping = (name: string, scope: string, members: object = {}, spec: object = {}) => ({
  name,
  claims: { sub: name },
  ...members,
  token_spec: { scope, ...spec },
});

beforeAll(async () => {
  world = await startAccessWorld();
  await create(world, "/access/api/v1/oidc", { name: "github-oidc", issuer_url: world.issuer.url, audience });
  await create(world, "/access/api/v1/oidc", { name: "other-oidc", issuer_url: "https://tempurl.org" });
  await create(world, mappings, mapping("root", "applied-permissions/admin"));
  await create(world, mappings, mapping("job", "applied-permissions/user", {}, { username: "job" }));
  await create(world, mappings, mapping("short", "applied-permissions/admin", {}, { expires_in: 1 }));
  for (const key of ["shop", "bank"]) {
    await create(world, "/access/api/v1/projects", { project_key: key, display_name: key });
  }
  await create(
    world,
    mappings,
    mapping("lead", 'applied-permissions/roles:shop:"Project Admin"', { project_key: "shop" }),
  );
  await create(
    world,
    mappings,
    mapping("member", 'applied-permissions/roles:shop:"Developer"', { project_key: "shop" }),
  );

  const basic = (password: string) => `Basic ${btoa(`anybody:${password}`)}`;
  const root = await exchanged("root");
  const job = await exchanged("job");
  const expired = await exchanged("short");
  const revoked = await exchanged("root");
  await world.app.send("/oauth2/revoke", {
    method: "POST",
    body: new URLSearchParams({ token: revoked.token }),
  });
  const forged = `${expired.token.slice(0, -8)}AAAAAAAA`;
  for (const [name, authorization] of Object.entries({
    "the bootstrap secret": `Bearer ${world.app.adminToken}`,
    "a platform admin's token": `Bearer ${root.token}`,
    "a platform admin's reference token": `Bearer ${root.reference}`,
    "a platform admin's token as a password": basic(root.token),
    "a platform admin's reference token as a password": basic(root.reference),
    "a project admin's token": `Bearer ${(await exchanged("lead", { project_key: "shop" })).token}`,
    "a project member's token": `Bearer ${(await exchanged("member", { project_key: "shop" })).token}`,
    "a workload's token": `Bearer ${job.token}`,
    "a workload's reference token as a password": basic(job.reference),
    "an expired token": `Bearer ${expired.token}`,
    "an expired reference token": `Bearer ${expired.reference}`,
    "a revoked token": `Bearer ${revoked.token}`,
    "a revoked reference token as a password": basic(revoked.reference),
    "another face's token": `Bearer ${await exchangedElsewhere("root")}`,
    "an expired token with another signature": `Bearer ${forged}`,
    "an ID token": `Bearer ${world.idToken()}`,
    "a reference token nobody issued": `Bearer ${Buffer.from(
      `reftkn:01:9999999999:${randomBytes(20).toString("hex").slice(0, 27)}`,
    ).toString("base64")}`,
    garbage: "Bearer cOENUdUxv",
    "no token after Bearer": "Bearer ",
    "an unknown scheme": "Negotiate abc",
    nothing: null,
  })) {
    credentials.set(name, authorization);
  }
  world.app.advance(2);
});
afterAll(() => world.close());

function send(who: string, asked: Asked): Promise<Response> {
  const [method, path, body] = requests[asked] as readonly [string, string, string?];
  const authorization = credentials.get(who);
  if (authorization === undefined) throw new Error(who);
  return world.app.send(path, {
    method,
    headers: {
      "content-type": "application/json",
      ...(authorization !== null && { authorization }),
    },
    ...(body !== undefined && { body }),
  });
}

describe("with", () => {
  it.each([
    ["the bootstrap secret", secret],
    ["a platform admin's token", admin],
    ["a platform admin's reference token", admin],
    ["a platform admin's token as a password", admin],
    ["a platform admin's reference token as a password", admin],
    ["a project admin's token", projectAdmin],
    ["a project member's token", workload],
    ["a workload's token", workload],
    ["a workload's reference token as a password", workload],
    ["an expired token", nobody],
    ["an expired reference token", nobody],
    ["a revoked token", nobody],
    ["a revoked reference token as a password", nobody],
    ["another face's token", nobody],
    ["an expired token with another signature", nobody],
    ["an ID token", nobody],
    ["a reference token nobody issued", nobody],
    ["garbage", nobody],
    ["no token after Bearer", nobody],
    ["an unknown scheme", nobody],
    ["nothing", stranger],
  ])("%s, every path answers as it should", async (who, expected) => {
    const asked = Object.keys(requests) as Asked[];
    const answers = await Promise.all(
      asked.map(async (one) => [one, (await send(who, one)).status] as const),
    );
    expect(Object.fromEntries(answers)).toEqual(expected);
  });

  it.each([
    ["an expired token", "Token failed verification: expired"],
    ["an expired reference token", "Token failed verification: expired"],
    ["a revoked token", "Token failed verification: revoked"],
    ["a revoked reference token as a password", "Token failed verification: revoked"],
    ["another face's token", "made for another interface"],
    ["an expired token with another signature", "not known here"],
    ["an ID token", "not known here"],
    ["a reference token nobody issued", "not known here"],
    ["garbage", "not known here"],
    ["no token after Bearer", "Send a credential"],
  ])("%s, the answer says what is the matter, in the shape of its product", async (who, sentence) => {
    const artifactory = await send(who, "ping");
    const message = expect.stringMatching(new RegExp(`${sentence}.* Reference id: `));
    expect((await documentOf(artifactory))["errors"]).toEqual([{ status: 401, message }]);
    for (const asked of ["accessPing", "list"] as const) {
      const access = await send(who, asked);
      expect((await documentOf(access))["errors"]).toEqual([{ code: "UNAUTHORIZED", message }]);
    }
  });

  it("none or a bad one, the answer says how to authenticate", async () => {
    for (const asked of ["list", "serviceId"] as const) {
      expect((await send("nothing", asked)).headers.get("www-authenticate")).toBe(
        'Bearer realm="countersign"',
      );
      expect((await send("garbage", asked)).headers.get("www-authenticate")).toBe(
        'Bearer realm="countersign", error="invalid_token"',
      );
    }
  });
});

describe("too many tries", () => {
  const ping = (target: AccessWorld, authorization: string | null) =>
    target.app.send("/artifactory/api/system/ping", {
      headers: authorization === null ? {} : { authorization },
    });
  const statuses = async (target: AccessWorld, authorization: string | null) => {
    const answers = [];
    for (let n = 0; n < 30; n += 1) answers.push((await ping(target, authorization)).status);
    return new Set(answers);
  };

  it("are none of a job whose token has ended, and lock its neighbours out only if they are guesses", async () => {
    const slow = await startAccessWorld({ COUNTERSIGN_RATE_PER_ADDRESS: "1" });
    slow.app.stopMonotonicClock();
    await create(slow, "/access/api/v1/oidc", { name: "github-oidc", issuer_url: slow.issuer.url });
    await create(slow, mappings, mapping("short", "applied-permissions/admin", {}, { expires_in: 1 }));
    const answer = await slow.exchange({ subject_token: slow.idToken({ sub: "short" }) });
    const { access_token } = await documentOf(answer);
    slow.app.stepWallClock(2);
    expect(await statuses(slow, `Bearer ${access_token}`)).toEqual(new Set([401]));
    const good = `Bearer ${slow.app.adminToken}`;
    expect((await ping(slow, good)).status).toBe(200);
    expect(await statuses(slow, "Bearer guess")).toEqual(new Set([401, 429]));
    const limited = await ping(slow, good);
    expect([limited.status, limited.headers.get("retry-after")]).toEqual([429, "1"]);
    expect((await documentOf(limited))["errors"]).toEqual([
      {
        status: 429,
        message: expect.stringContaining("the limit for unknown credentials from this address is reached"),
      },
    ]);
    expect(await statuses(slow, null)).toEqual(new Set([200]));
    await slow.close();
  });
});
