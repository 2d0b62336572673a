/**
 * Exchanges as the vendor's page and its clients write them: "OIDC Token Exchange" (JFrog REST APIs);
 * jfrog/jfrog-cli-core general/token/oidctokenexchange.go; jfrog/setup-jfrog-cli src/oidc-utils.ts;
 * jfrog/frogbot action/src/utils.ts; jfrog/terraform-provider-shared util/util.go; dependabot/proxy
 * internal/oidc/actions_oidc.go; jfrog/jfrog-credentials-provider internal/handlers/jfrog.go.
 */

import { afterAll, beforeAll, describe, expect, it } from "vitest";
import {
  type AccessWorld,
  audience,
  claims,
  create,
  documentOf,
  errorOf,
  grantType,
  idTokenType,
  payloadAsGoReadsIt,
  startAccessWorld,
} from "./access-world.ts";

const mappings = "/access/api/v1/oidc/github-oidc/identity_mappings";
const mapping = (name: string, members: object, token_spec: object) => ({
  name,
  claims: { sub: claims.sub },
  priority: 10,
  ...members,
  token_spec,
});

let world: AccessWorld;
beforeAll(async () => {
  world = await startAccessWorld();
  const configuration = { issuer_url: world.issuer.url, provider_type: "generic", audience };
  await create(world, "/access/api/v1/oidc", { name: "github-oidc", ...configuration });
  await create(world, mappings, mapping("user", { priority: 1 }, { username: "Moshey", expires_in: 60 }));
  await create(
    world,
    mappings,
    mapping(
      "readers",
      { claims: { sub: "readers" } },
      { scope: "applied-permissions/group:readers,devs", audience: "jfrt@* jfac@*" },
    ),
  );
  await create(
    world,
    mappings,
    mapping("root", { claims: { sub: "root" } }, { scope: "applied-permissions/admin" }),
  );
  await create(
    world,
    mappings,
    mapping("actor", { claims: { sub: "actor" } }, { username_pattern: "({{actor}})@x.com|$1", scope: "" }),
  );
  await create(world, "/access/api/v1/projects", { project_key: "proj", display_name: "Proj" });
  await create(
    world,
    `${mappings}?project_key=proj`,
    mapping("in-project", { priority: 99 }, { scope: 'applied-permissions/roles:proj:"Developer"' }),
  );
});
afterAll(() => world.close());

const send = (init: RequestInit) => world.app.send("/access/api/v1/oidc/token", { method: "POST", ...init });
const json = { "content-type": "application/json" };

describe("the vendor's sample", () => {
  // As printed, from grant_type to project_key.
  const printed = `{\u201cgrant_type\u201d: \u201curn:ietf:params:oauth:grant-type:token-exchange\u201d, \\
\u201csubject_token_type\u201d:\u201durn:ietf:params:oauth:token-type:id_token\u201d, \\
\u201csubject_token\u201d: <ID_TOKEN>, \\
"provider_name": "github-oidc"
"identity_mapping_name": <mapping_name> //optional
"include_reference_token": true/false //default false
"project_key": "jfac"}`;

  it("as printed is refused, and the answer says what is wrong and where", async () => {
    const answer = await send({ headers: json, body: printed });
    expect(answer.status).toBe(400);
    const { code, message } = await errorOf(answer);
    expect(code).toBe("BAD_REQUEST");
    expect(message).toMatch(/line 1, column 2: a curly quotation mark/);
  });

  it("repaired is answered, whatever bearer token comes along", async () => {
    const answer = await send({
      headers: { ...json, authorization: "Bearer cOENUdUxv" },
      body: JSON.stringify({
        grant_type: grantType,
        subject_token_type: idTokenType,
        subject_token: world.idToken(),
        provider_name: "github-oidc",
        identity_mapping_name: "user",
        include_reference_token: true,
        project_key: "jfac",
      }),
    });
    expect(answer.status).toBe(200);
    expect(answer.headers.get("content-type")).toContain("application/json");
    expect(await documentOf(answer)).toEqual({
      access_token: expect.any(String),
      expires_in: 60,
      issued_token_type: "urn:ietf:params:oauth:token-type:access_token",
      token_type: "Bearer",
      scope: "applied-permissions/user",
      username: "moshey",
      token_id: expect.stringMatching(/^[0-9a-f-]{36}$/),
      reference_token: expect.stringMatching(/^cmVmdGtu[A-Za-z0-9]{56}$/),
    });
  });
});

describe("the exchange", () => {
  it.each([
    ["Frogbot and Terraform, with the four members", {}],
    [
      "jf eot",
      {
        project_key: "",
        provider_type: "GitHub",
        job_id: "build",
        run_id: "7",
        repo: "mosheya/access-oidc-poc",
        revision: "abc",
        branch: "main",
        application_key: "app",
        audience,
      },
    ],
    ["setup-jfrog-cli before 2.75", { project_key: "", gh_job_id: "build", gh_run_id: "7", gh_repo: "r" }],
    ["Dependabot", { audience, identity_mapping_name: "user" }],
    ["the kubelet's credentials provider", { audience: "*@*", provider_type: "Generic OpenID Connect" }],
    ["a client that follows the page to the letter", { issuer_url: 5, audience: "jfrt@service_id" }],
  ])("answers 200 to %s", async (_client, members) => {
    const answer = await world.exchange(members);
    expect(answer.status).toBe(200);
    expect(await documentOf(answer)).toMatchObject({ username: "moshey" });
  });

  it("reads forms too", async () => {
    const body = new URLSearchParams({
      grant_type: grantType,
      subject_token_type: idTokenType,
      subject_token: world.idToken(),
      provider_name: "github-oidc",
      include_reference_token: "true",
    });
    const answer = await send({ body });
    expect(answer.status).toBe(200);
    expect(await documentOf(answer)).toHaveProperty("reference_token");
  });

  it("finds the provider by the token's issuer when none is named", async () => {
    expect((await world.exchange({ provider_name: "" })).status).toBe(200);
  });

  it("uses a project's mappings first when the project is asked for", async () => {
    const answer = await world.exchange({ project_key: "proj" });
    expect(await documentOf(answer)).toMatchObject({
      scope: 'applied-permissions/roles:proj:"Developer"',
      username: "github-oidc/in-project",
    });
  });

  it("uses only global mappings for a project that has none", async () => {
    expect(await documentOf(await world.exchange({ project_key: "unknown" }))).toMatchObject({
      username: "moshey",
    });
  });

  it("makes the user's name from a claim and cuts it as the pattern says", async () => {
    const answer = await world.exchange({
      subject_token: world.idToken({ sub: "actor", actor: "Ann@x.com" }),
    });
    expect(await documentOf(answer)).toMatchObject({ username: "ann", scope: "applied-permissions/user" });
  });
});

describe("the access token", () => {
  const tokenOf = async (sub: string, members = {}) => {
    const answer = await world.exchange({ subject_token: world.idToken({ sub }), ...members });
    return String((await documentOf(answer))["access_token"]);
  };

  it("of a user has the claims that clients read, in an alphabet they can read", async () => {
    const token = await tokenOf(claims.sub);
    const payload = payloadAsGoReadsIt(token);
    expect(payload).toEqual({
      sub: expect.stringMatching(/^jfac@[0-9a-z]{26}\/users\/moshey$/),
      scp: "applied-permissions/user",
      aud: "*@*",
      iss: world.app.url,
      exp: Number(payload["iat"]) + 60,
      iat: expect.any(Number),
      jti: expect.any(String),
    });
    const header = JSON.parse(Buffer.from(token.split(".")[0] ?? "", "base64url").toString());
    expect(header).toEqual({ ver: "2", typ: "JWT", alg: "ES256", kid: expect.any(String) });
  });

  it("of a group stands for provider and mapping and names its services", async () => {
    expect(payloadAsGoReadsIt(await tokenOf("readers"))).toMatchObject({
      sub: "github-oidc/readers",
      scp: 'applied-permissions/groups:"readers","devs"',
      aud: ["jfrt@*", "jfac@*"],
    });
  });

  it("carries the services asked for when the mapping covers them", async () => {
    expect(payloadAsGoReadsIt(await tokenOf("readers", { audience: "jfrt@*" }))["aud"]).toBe("jfrt@*");
  });

  it("of an administrator's scope manages integrations here, and nothing on another interface", async () => {
    const headers = { authorization: `Bearer ${await tokenOf("root")}` };
    expect((await world.app.send("/access/api/v1/oidc", { headers })).status).toBe(200);
    expect((await world.app.send("/api/v1/providers", { headers })).status).toBe(401);
  });

  it("has a reference token that is as good, also as a password", async () => {
    const answer = await world.exchange({
      subject_token: world.idToken({ sub: "root" }),
      include_reference_token: true,
    });
    const reference = String((await documentOf(answer))["reference_token"]);
    for (const authorization of [`Bearer ${reference}`, `Basic ${btoa(`anybody:${reference}`)}`]) {
      expect((await world.app.send("/access/api/v1/oidc", { headers: { authorization } })).status).toBe(200);
    }
  });

  it("of a workload is known and may not manage integrations", async () => {
    const headers = { authorization: `Bearer ${await tokenOf("readers")}` };
    const answer = await world.app.send("/access/api/v1/oidc", { headers });
    expect(answer.status).toBe(403);
    expect((await errorOf(answer)).code).toBe("FORBIDDEN");
  });
});

describe("a refused exchange", () => {
  const refused = async (members: object, changes = {}) => {
    const answer = await world.exchange({ subject_token: world.idToken(changes), ...members });
    return { status: answer.status, id: answer.headers.get("x-request-id"), ...(await errorOf(answer)) };
  };

  it.each([
    [
      "an unknown provider",
      { provider_name: "nobody" },
      {},
      404,
      "NOT_FOUND",
      "oidc integration doesn't exist",
    ],
    ["a token for another audience", {}, { aud: "other" }, 400, "BAD_REQUEST", "Invalid audience"],
    [
      "an audience the mapping does not have",
      { audience: "jfxx@*x" },
      { sub: "readers" },
      400,
      "BAD_REQUEST",
      "Invalid audience",
    ],
    ["claims no mapping accepts", {}, { sub: "stranger" }, 401, "UNAUTHORIZED", "No identity mapping"],
    [
      "a mapping that does not exist",
      { identity_mapping_name: "nix" },
      {},
      401,
      "UNAUTHORIZED",
      "no identity mapping called nix",
    ],
    ["a pattern that does not fit", {}, { sub: "actor", actor: "ann@y.com" }, 401, "UNAUTHORIZED", "actor"],
    ["an expired token", {}, { iat: 1_000, exp: 2_000 }, 401, "UNAUTHORIZED", "expired"],
    ["what is no token", { subject_token: "abc" }, {}, 401, "UNAUTHORIZED", "not a signed JWT"],
    ["another grant", { grant_type: "password" }, {}, 400, "BAD_REQUEST", grantType],
    ["another token type", { subject_token_type: "x" }, {}, 400, "BAD_REQUEST", idTokenType],
    ["a missing token", { subject_token: null }, {}, 400, "BAD_REQUEST", "subject_token must not be blank"],
    [
      "a token beyond all measure",
      { subject_token: "a".repeat(20_000) },
      {},
      413,
      "PAYLOAD_TOO_LARGE",
      "16384",
    ],
  ])("names the fault: %s", async (_what, members, changes, status, code, phrase) => {
    const answer = await refused(members, changes);
    expect(answer).toMatchObject({ status, code });
    expect(answer.message).toContain(phrase);
    expect(answer.message).toMatch(new RegExp(`Reference id: ${answer.id}$`));
  });

  it("says nothing of the token's fault to whoever could not sign it", async () => {
    const forged = `${world.idToken({ aud: "other" }).slice(0, -8)}AAAAAAAA`;
    const answer = await refused({ subject_token: forged });
    expect(answer.status).toBe(401);
    expect(answer.message).toMatch(/^The subject token was not accepted\./);
  });

  it("has the members that OAuth clients and Frogbot read beside the vendor's", async () => {
    const answer = await world.exchange({ grant_type: "password" });
    const body = await documentOf(answer);
    expect(body["error"]).toBe("unsupported_grant_type");
    expect(body["error_description"]).toContain("Reference id: ");
  });

  it("never has a body that is not JSON", async () => {
    for (const init of [
      { body: "" },
      { headers: json, body: "null" },
      { headers: json, body: "[1,2" },
      { headers: { "content-type": "text/xml" }, body: "<a/>" },
      { method: "PUT" },
    ]) {
      const answer = await send(init);
      expect(answer.status).toBeGreaterThanOrEqual(400);
      expect(answer.status).toBeLessThan(500);
      expect((await errorOf(answer)).message).toContain("Reference id: ");
    }
  });
});

describe("an exchange that cannot be judged now", () => {
  it("is answered 503 with the time to wait when the issuer's keys cannot be had", async () => {
    const broken = await startAccessWorld();
    await create(broken, "/access/api/v1/oidc", {
      name: "github-oidc",
      issuer_url: broken.issuer.url,
      audience,
    });
    broken.issuer.setFault("both", "http500");
    const answer = await broken.exchange();
    expect(answer.status).toBe(503);
    expect(answer.headers.get("retry-after")).toMatch(/^\d+$/);
    expect((await errorOf(answer)).message).toContain("Failed to get public key");
    await broken.close();
  });

  it("is answered 429 with the time to wait above the rate", async () => {
    const busy = await startAccessWorld({ COUNTERSIGN_RATE_PER_ADDRESS: "1" });
    const answers = await Promise.all(Array.from({ length: 40 }, () => busy.exchange()));
    const limited = answers.find(({ status }) => status === 429);
    expect(limited?.headers.get("retry-after")).toMatch(/^\d+$/);
    await busy.close();
  });
});
