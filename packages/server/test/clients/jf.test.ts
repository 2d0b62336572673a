/** JFrog's command line, `jf`: from an ID token to an access token, to a configured server, and what it says when refused. */

import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { audience, type Document, payloadAsGoReadsIt } from "../transcripts/access-world.ts";
import { findClient, type Machine, startMachine } from "./client.ts";
import { type ClientWorld, provider, repositories, startClientWorld } from "./client-world.ts";

const jf = findClient({ name: "JFrog's command line", variable: "COUNTERSIGN_TEST_JF", program: "jf" });

describe.skipIf(jf === null)("jf", () => {
  let world: ClientWorld;
  let machine: Machine;
  beforeAll(async () => {
    world = await startClientWorld();
  });
  afterAll(() => world?.close());
  beforeEach(async () => {
    machine = await startMachine(() => ({ JFROG_CLI_AVOID_NEW_VERSION_WARNING: "true" }));
    world.requests();
  });
  afterEach(() => machine.close());

  const run = (args: readonly string[], environment: Readonly<Record<string, string>> = {}) =>
    machine.run([jf ?? "", ...args], { environment });
  const exchange = (token: string, ...options: readonly string[]) =>
    run(["eot", provider, token, "--url", world.app.url, ...options]);
  const idTokenOf = (repository: string) => ({
    JFROG_CLI_OIDC_EXCHANGE_TOKEN_ID: world.tokenOf(repository),
  });
  /** Adds the server under the name `here`, as the workflow of this repository. */
  const add = (repository: string, ...options: readonly string[]) =>
    run(
      [
        "c",
        "add",
        "here",
        "--url",
        world.app.url,
        "--oidc-provider-name",
        provider,
        "--interactive=false",
      ].concat(options),
      idTokenOf(repository),
    );

  describe("exchange-oidc-token", () => {
    it("prints the access token and its user", async () => {
      const { code, out } = await exchange(world.tokenOf(repositories.app));
      expect(code).toBe(0);
      const { AccessToken, Username, ...rest } = JSON.parse(out) as Document;
      expect([Username, rest]).toEqual(["ci-user", {}]);
      expect(payloadAsGoReadsIt(String(AccessToken))["sub"]).toMatch(/\/users\/ci-user$/);
      expect(world.requests()).toEqual(["POST /access/api/v1/oidc/token 200"]);
    });

    it("prints provider and mapping where there is no user", async () => {
      const { out } = await exchange(world.tokenOf(repositories.docs));
      expect(JSON.parse(out)).toMatchObject({ Username: `${provider}/docs` });
    });

    it("takes the token from its variable, and the audience, project and type it is told", async () => {
      const told = ["--oidc-audience", audience, "--project", "octo", "--oidc-provider-type", "GenericOidc"];
      const { code, out } = await run(
        ["eot", "--url", world.app.url, ...told, provider],
        idTokenOf(repositories.app),
      );
      expect(code).toBe(0);
      expect(JSON.parse(out)).toMatchObject({ Username: "ci-user" });
    });

    it.each([
      {
        fault: "a token that was damaged on its way",
        token: () => `${world.tokenOf(repositories.app)}x`,
        status: "401 Unauthorized",
        sentence: "The subject token is not a signed JWT in compact form. Send the whole ID token",
      },
      {
        fault: "a token for another audience",
        token: () => world.tokenOf(repositories.app, { aud: "sts.example" }),
        status: "400 Bad Request",
        sentence: "Invalid audience: ",
      },
      {
        fault: "a repository that has no mapping",
        token: () => world.tokenOf(repositories.other),
        status: "401 Unauthorized",
        sentence: `No identity mapping of provider ${provider} matches the claims of this token`,
      },
    ])("shows the person our sentence and the reference id of $fault, after one try", async (given) => {
      const { code, out, err } = await exchange(given.token());
      expect([code, out]).toEqual([1, ""]);
      expect(err).toContain(`failed to exchange OIDC token: server response: ${given.status}`);
      expect(err).toContain(given.sentence);
      expect(err).toMatch(/Reference id: [0-9a-f-]{36}/);
      expect(world.requests()).toHaveLength(1);
    });

    it("shows the person which provider does not exist", async () => {
      const { err } = await run([
        "eot",
        "gitlab-oidc",
        world.tokenOf(repositories.app),
        "--url",
        world.app.url,
      ]);
      expect(err).toContain("server response: 404 Not Found");
      expect(err).toContain("No provider is called gitlab-oidc.");
    });
  });

  describe("config add", () => {
    it("exchanges the token, asks for the version and reports, each with success", async () => {
      expect(await add(repositories.app, "--oidc-audience", audience)).toMatchObject({ code: 0 });
      const [first, ...others] = world.requests();
      expect(first).toBe("POST /access/api/v1/oidc/token 200");
      expect(others.toSorted()).toEqual([
        "GET /artifactory/api/system/version 200",
        "POST /artifactory/api/system/usage 200",
        "POST /jfconnect/api/v1/backoffice/metrics/log 200",
      ]);
    });

    it.each([
      { repository: repositories.app, user: "ci-user" },
      { repository: repositories.docs, user: `${provider}/docs` },
    ])("of $repository is shown with the user $user", async ({ repository, user }) => {
      await add(repository);
      const { out } = await run(["c", "show", "here"]);
      expect(out).toMatch(new RegExp(`^User:\\s+${user}$`, "m"));
      expect(out).toMatch(/^Access token:\s+\*+ \(Subject: '\S+'\)$/m);
    });

    it("saves nothing when the token is refused", async () => {
      const { code, err } = await add(repositories.other);
      expect(code).toBe(1);
      expect(err).toContain("server response: 401 Unauthorized");
      expect((await run(["c", "show", "here"])).out).not.toContain(world.app.url);
    });
  });

  describe("rt ping", () => {
    it("says OK", async () => {
      await add(repositories.app);
      expect(await run(["rt", "ping"])).toMatchObject({ code: 0, out: "OK\n" });
    });

    it("says what is the matter with a token that was revoked", async () => {
      await add(repositories.app);
      const meant = { kind: "mapping", provider, mapping: "app" };
      expect((await world.app.asAdmin("POST", "/api/v1/revocations", meant)).ok).toBe(true);
      const { code, err } = await run(["rt", "ping"]);
      expect(code).toBe(1);
      expect(err).toContain("401 Unauthorized");
      expect(err).toContain("revoked");
    });
  });

  describe("access-token-create", () => {
    it("makes a workload one for itself, which is as good and ends no later", async () => {
      await add(repositories.app);
      world.requests();
      const { code, out } = await run(["atc"]);
      expect(code).toBe(0);
      const token = JSON.parse(out) as Document;
      expect(token).toMatchObject({ scope: "applied-permissions/user", token_type: "access_token" });
      expect(Number(token["expires_in"])).toBeLessThanOrEqual(600);
      expect(payloadAsGoReadsIt(String(token["access_token"]))["sub"]).toMatch(/\/users\/ci-user$/);
      expect(world.requests()).toContain("POST /access/api/v1/tokens 200");
    });

    it("makes a workload without a user one with the groups it has", async () => {
      await add(repositories.docs);
      const { out } = await run(["atc", "--expiry", "60"]);
      expect(JSON.parse(out)).toMatchObject({
        scope: 'applied-permissions/groups:"readers"',
        expires_in: 60,
      });
    });

    it("makes an administrator any, with a reference token", async () => {
      await add(repositories.infra);
      const options = [
        "--groups",
        "readers,writers",
        "--reference",
        "--description",
        "nightly",
        "--audience",
      ];
      const { out } = await run(["atc", "Ada", ...options, "jfrt@*", "--expiry", "3600"]);
      const token = JSON.parse(out) as Document;
      expect(token).toMatchObject({
        scope: 'applied-permissions/groups:"readers","writers"',
        expires_in: 3_600,
        reference_token: expect.stringMatching(/^cmVmdGtu/),
      });
      const payload = payloadAsGoReadsIt(String(token["access_token"]));
      expect(payload).toMatchObject({ sub: expect.stringMatching(/\/users\/ada$/), aud: "jfrt@*" });
      const server = [
        "--url",
        `${world.app.url}/artifactory`,
        "--access-token",
        String(token["reference_token"]),
      ];
      expect((await run(["rt", "ping", ...server])).out).toBe("OK\n");
    });

    it.each([
      [["--grant-admin"], "403 Forbidden", "The scope goes beyond that of the token presented"],
      [["somebody-else"], "403 Forbidden", "Only administrators make tokens for others"],
      [["--expiry", "601"], "403 Forbidden", "for a longer one exchange a fresh ID token"],
      [["--expiry", "0"], "400 Bad Request", "no token here is endless"],
      [["--refreshable"], "400 Bad Request", "no token here is refreshed"],
    ])("shows the person our sentence when refused %j", async (options, status, sentence) => {
      await add(repositories.app);
      world.requests();
      const { code, err } = await run(["atc", ...options]);
      expect(code).toBe(1);
      expect(err).toContain(status);
      expect(err).toContain(sentence);
      expect(err).toMatch(/Reference id: [0-9a-f-]{36}/);
      expect(world.requests().filter((one) => one.startsWith("POST /access/api/v1/tokens"))).toHaveLength(1);
    });
  });
});
