/**
 * What JFrog's clients do from their ID token to their first use of the access token, call by call, with the
 * headers they send; and whether they get what they cannot go on without.
 *
 * Sources: jfrog/setup-jfrog-cli src/oidc-utils.ts and src/main.ts; jfrog/jfrog-cli general/token/cli.go;
 * jfrog/jfrog-cli-core general/token/oidctokenexchange.go and common/commands/config.go; jfrog/jfrog-client-go
 * access/services/accesstoken.go; jfrog/jfrog-credentials-provider internal/handlers/jfrog.go; dependabot/proxy
 * internal/oidc/actions_oidc.go; jfrog/JFrog-AzureML-integration 2_secret_rotation_function/function_app.py; GitHub
 * docs "Configuring OpenID Connect in JFrog".
 */

import { afterAll, beforeAll, describe, expect, it } from "vitest";
import {
  ask,
  type ClientAnswer,
  cliHeaders,
  exchangedAsGoReadsIt,
  reportAsCli,
  usernameAsClientsReadIt,
} from "./access-clients.ts";
import {
  type AccessWorld,
  audience,
  claims,
  create,
  type Document,
  grantType,
  idTokenType,
  startAccessWorld,
} from "./access-world.ts";

const actionAgent = "setup-jfrog-cli-github-action/5.1.0";
const cacheSeconds = 5 * 3_600;

let world: AccessWorld;
beforeAll(async () => {
  world = await startAccessWorld();
  const mappings = "/access/api/v1/oidc/github-oidc/identity_mappings";
  await create(world, "/access/api/v1/oidc", {
    name: "github-oidc",
    issuer_url: world.issuer.url,
    provider_type: "generic",
    audience,
  });
  const { sub } = claims;
  await create(world, mappings, {
    name: "ci",
    priority: 1,
    claims: { sub },
    token_spec: { username: "Moshey", scope: "applied-permissions/user", expires_in: 60 },
  });
  await create(world, mappings, {
    name: "node",
    priority: 2,
    claims: { sub: "system:serviceaccount:kube-system:kubelet" },
    token_spec: { scope: 'applied-permissions/groups:"readers"', expires_in: cacheSeconds },
  });
});
afterAll(() => world.close());

const at = (path: string) => `${world.app.url}${path}`;
const json = { "content-type": "application/json" };

/** The members every client sends, in the order and with the spellings of the client's own. */
const exchange = (members: Document = {}, token = world.idToken()): Document => ({
  grant_type: grantType,
  subject_token_type: idTokenType,
  subject_token: token,
  provider_name: "github-oidc",
  ...members,
});
const send = (headers: Readonly<Record<string, string>>, body: string) =>
  ask(at("/access/api/v1/oidc/token"), { method: "POST", headers, body });
const documentIn = ({ text }: ClientAnswer) => JSON.parse(text) as Document;

/** `jf eot <provider> <token> --url <url>`: members that are empty are left out. */
async function exchangeAsCli(members: Document = {}, userAgent?: string, serverToken: string | null = null) {
  const body = JSON.stringify(exchange({ provider_type: "GitHub", ...members }));
  return send({ ...cliHeaders(serverToken, userAgent), ...json }, body);
}

describe("setup-jfrog-cli with a CLI from 2.75.0 on", () => {
  const runOfAction = { audience, job_id: "build", run_id: "7", repo: "mosheya/access-oidc-poc" };

  it("gets a token and a user for its outputs, configures the CLI offline, and pings at the end", async () => {
    const { accessToken, username } = exchangedAsGoReadsIt(await exchangeAsCli(runOfAction, actionAgent));
    // `Failed to extract access token and username values` where one is empty.
    expect([accessToken, username]).not.toContain("");
    expect(usernameAsClientsReadIt(accessToken)).toBe(username);

    const headers = cliHeaders(accessToken, actionAgent);
    const [ping, reports] = await Promise.all([
      ask(at("/artifactory/api/system/ping"), { headers }),
      reportAsCli(world.app.url, accessToken),
    ]);
    expect([ping.status, ping.text.trim()]).toEqual([200, "OK"]);
    expect(reports.map(({ status }) => status)).toEqual([200, 200, 200]);
  });

  it("asks whether evidence is collected with a token of a second exchange, and goes on", async () => {
    const again = exchangedAsGoReadsIt(await exchangeAsCli(runOfAction, actionAgent));
    const answer = await ask(at("/evidence/api/v1/config/"), {
      headers: { authorization: `Bearer ${again.accessToken}` },
    });
    expect([answer.status, documentIn(answer)]).toEqual([
      200,
      { external_evidence_collection_supported: false },
    ]);
  });

  it("shows a picture in the job's summary that is one", async () => {
    const picture = await ask(at("/ui/api/v1/u?s=1&m=1&job_id=build&run_id=7&git_repo=a%2Fb"), {
      headers: { "user-agent": "github-camo", accept: "image/*" },
    });
    expect([picture.status, picture.headers["content-type"]]).toEqual([200, "image/gif"]);
  });

  it("learns from the ping at its end that the token has expired meanwhile", async () => {
    const short = await startAccessWorld();
    await create(short, "/access/api/v1/oidc", { name: "github-oidc", issuer_url: short.issuer.url });
    await create(short, "/access/api/v1/oidc/github-oidc/identity_mappings", {
      name: "ci",
      claims: {},
      token_spec: { username: "u", expires_in: 60 },
    });
    const exchanged = (await (await short.exchange()).json()) as Document;
    short.app.advance(60);
    const ping = await ask(`${short.app.url}/artifactory/api/system/ping`, {
      headers: cliHeaders(String(exchanged["access_token"])),
    });
    expect(ping.status).toBe(401);
    expect(documentIn(ping)["errors"]).toEqual([
      { status: 401, message: expect.stringContaining("Token failed verification: expired") },
    ]);
    await short.close();
  });

  it("names both audiences to somebody who changed one of them", async () => {
    const answer = await exchangeAsCli({ audience: "jfrog-other" }, actionAgent);
    expect(answer.status).toBe(400);
    expect(answer.text).toMatch(/Invalid audience.*jfrog-other/);
    expect(answer.text).toContain(audience);
  });
});

describe("setup-jfrog-cli with an older CLI, or one from a repository", () => {
  const run = { project_key: "", gh_job_id: "build", gh_run_id: "7", gh_repo: "a/b", application_key: "" };

  it("finds a token of three parts with a subject in the body, whatever the status", async () => {
    const body = documentIn(await send(json, JSON.stringify(exchange(run))));
    expect(body).not.toHaveProperty("errors");
    expect(usernameAsClientsReadIt(String(body["access_token"]))).toBe("moshey");
  });

  it("finds its errors in a body that is JSON, whatever is wrong", async () => {
    for (const wrong of [exchange({ ...run, provider_name: "nobody" }), exchange(run, "x"), {}]) {
      const { errors } = documentIn(await send(json, JSON.stringify(wrong)));
      expect(JSON.stringify(errors)).toMatch(/"message":".* Reference id: /);
    }
  });

  it("is told where no CLI can be downloaded that this is no Artifactory", async () => {
    const { accessToken } = exchangedAsGoReadsIt(await send(json, JSON.stringify(exchange(run))));
    const answer = await ask(at("/artifactory/cli-remote/v2/2.74.0/jfrog-cli-linux-amd64/jfrog"), {
      headers: { authorization: `Bearer ${accessToken}` },
    });
    expect(answer.status).toBe(404);
    expect(answer.text).toContain("It is not Artifactory");
  });
});

describe("jf eot", () => {
  it("does not mind the token of the configured server, however old that is", async () => {
    const answer = await exchangeAsCli(
      { project_key: "proj", application_key: "app" },
      undefined,
      "a.stale.one",
    );
    expect(exchangedAsGoReadsIt(answer).username).toBe("moshey");
  });

  it.each(["GitHub", "Azure", "GenericOidc"])(
    "may say it is of the type %s, whatever the provider's",
    async (type) => {
      expect((await exchangeAsCli({ provider_type: type })).status).toBe(200);
    },
  );

  it("prints the whole of a refusal, and does not try it again", async () => {
    for (const wrong of [
      { provider_name: "nobody" },
      { subject_token: "x" },
      { grant_type: "password" },
      { subject_token: world.idToken({ sub: "stranger" }) },
    ]) {
      const answer = await exchangeAsCli(wrong);
      // It tries three times at once after 429 and from 500 on.
      expect([400, 401, 404]).toContain(answer.status);
      // `--format=json` puts the body as an object into what it prints.
      const { errors } = documentIn(answer);
      expect(errors).toEqual([
        { code: expect.any(String), message: expect.stringContaining("Reference id: ") },
      ]);
    }
  });
});

describe("jf c add", () => {
  it("finds a server that takes its reports, and a user in the token for its configuration", async () => {
    const { accessToken } = exchangedAsGoReadsIt(await exchangeAsCli({ audience }));
    const [version, ...reports] = await reportAsCli(world.app.url, accessToken);
    const [major = 0, minor = 0] = String(documentIn(version as ClientAnswer)["version"])
      .split(".")
      .map(Number);
    // From 6.9.0 on it reports its use, from 7.102 on metrics too.
    expect(major * 1_000 + minor).toBeGreaterThanOrEqual(7_102);
    expect(reports.map(({ status }) => status)).toEqual([200, 200]);
    const user = usernameAsClientsReadIt(accessToken);
    expect(user).toBe(user.toLowerCase());
  });
});

describe("the kubelet's credentials provider", () => {
  const token = () => world.idToken({ sub: "system:serviceaccount:kube-system:kubelet" });

  it.each(["*@*", "", audience])("with the audience %j gets credentials of a registry", async (requested) => {
    const body = exchange({ provider_type: "Generic OpenID Connect", audience: requested }, token());
    const { accessToken, username, expiresIn } = exchangedAsGoReadsIt(await send(json, JSON.stringify(body)));
    expect(username).toBe("github-oidc/node");
    // The kubelet keeps them for hours.
    expect(expiresIn).toBe(cacheSeconds);
    const basic = Buffer.from(`${username}:${accessToken}`).toString("base64");
    const ping = await ask(at("/artifactory/api/system/ping"), {
      headers: { authorization: `Basic ${basic}` },
    });
    expect([ping.status, ping.text]).toEqual([200, "OK"]);
  });
});

describe("Dependabot and CodeQL", () => {
  const headers = { ...json, "user-agent": "dependabot-proxy/1.0" };
  const members = { provider_type: "GitHub", identity_mapping_name: "ci", audience };

  it("get a token for how long they may keep it", async () => {
    const answer = await send(headers, JSON.stringify(exchange(members)));
    const { accessToken, expiresIn } = exchangedAsGoReadsIt(answer);
    expect(accessToken).not.toBe("");
    expect(expiresIn).toBe(60);
  });

  it("show the whole answer to somebody who named no mapping that fits", async () => {
    const answer = await send(
      headers,
      JSON.stringify(exchange({ ...members, identity_mapping_name: "node" })),
    );
    expect(answer.status).toBe(401);
    expect(answer.text).toMatch(/node/);
  });
});

describe("the secret rotation of AzureML", () => {
  it("gets a token, a user and a number of seconds it can add to a date", async () => {
    const headers = {
      ...json,
      "user-agent": "python-requests/2.32.3",
      accept: "*/*",
      "accept-encoding": "gzip, deflate",
      connection: "keep-alive",
    };
    const answer = await send(headers, JSON.stringify(exchange({ provider_type: "oidc-azure" })));
    expect(answer.status).toBe(200);
    expect(documentIn(answer)).toMatchObject({
      access_token: expect.stringMatching(/./),
      username: "moshey",
      expires_in: 60,
    });
  });
});

describe("curl and jq", () => {
  const headers = { "user-agent": "curl/8.5.0", accept: "*/*" };

  it("find the token in the answer", async () => {
    const answer = await send({ ...headers, ...json }, JSON.stringify(exchange(), null, 2));
    expect(documentIn(answer)["access_token"]).toMatch(/^[^.]+\.[^.]+\.[^.]+$/);
  });

  it("read in the answer what is missing where the header was forgotten", async () => {
    const form = { ...headers, "content-type": "application/x-www-form-urlencoded" };
    const answer = await send(form, JSON.stringify(exchange()));
    expect([answer.status, documentIn(answer)["access_token"]]).toEqual([400, undefined]);
    expect(answer.text).toContain("Send it as application/json");
  });
});
