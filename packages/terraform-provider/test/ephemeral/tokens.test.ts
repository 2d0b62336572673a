import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { payloadAsGoReadsIt } from "../../../server/test/transcripts/access-world.ts";
import { startWorkloadWorld, type WorkloadWorld } from "../workload-world.ts";

let world: WorkloadWorld;
beforeAll(async () => {
  world = await startWorkloadWorld();
});
afterAll(() => world.close());

async function asAdmin() {
  const terraform = world.provider({ COUNTERSIGN_TOKEN: world.app.adminToken });
  expect(await terraform.configure()).toEqual([]);
  return terraform;
}

describe("platform_access_token", () => {
  it("is a token of what was asked for, and dead once it is closed", async () => {
    const terraform = await asAdmin();
    const opened = await terraform.open("platform_access_token", {
      scope: 'applied-permissions/groups:"readers"',
      username: "robot",
      audience: "jfrt@*",
      expires_in: 300,
      description: "of a test",
    });
    expect(opened.diagnostics).toEqual([]);
    expect(opened.state).toMatchObject({ expires_in: 300, reference_token: "", username: "robot" });
    const token = String(opened.state?.["access_token"]);
    expect(payloadAsGoReadsIt(token)).toMatchObject({
      aud: "jfrt@*",
      scp: expect.stringContaining("readers"),
    });
    expect(await world.whoIs(token)).toMatch(/\/users\/robot$/);
    expect(await opened.close()).toEqual([]);
    expect(await world.whoIs(token)).toBeNull();
  });

  it("has the server's lifetime, and a reference token where one is wanted", async () => {
    const opened = await (await asAdmin()).open("platform_access_token", {
      username: "robot",
      include_reference_token: true,
    });
    expect(opened.state).toMatchObject({ expires_in: 3600, reference_token: expect.stringMatching(/.{20}/) });
  });

  it("is refused with the server's sentence at the attribute at fault", async () => {
    const opened = await (await asAdmin()).open("platform_access_token", { scope: "nonsense" });
    expect(opened.diagnostics).toEqual([
      expect.stringMatching(/^error scope: The access token was not made\. scope .*Reference id: /),
    ]);
  });

  it("needs a username where the credential is no user's, and says so there", async () => {
    const opened = await (await asAdmin()).open("platform_access_token", {});
    expect(opened.diagnostics).toEqual([
      expect.stringMatching(/^error username: The access token was not made\. Name the user /),
    ]);
  });

  it("is told where the credential came from that the server does not know, and how to make one", async () => {
    const told = async (environment: Readonly<Record<string, string>>, block = {}) => {
      const terraform = world.provider(environment);
      await terraform.configure(block);
      return (await terraform.open("platform_access_token", { username: "robot" })).diagnostics.join();
    };
    const made = "`countersign admin token create terraform --role admin` makes one\\.";
    expect(await told({ COUNTERSIGN_TOKEN: "gone" })).toMatch(
      new RegExp(`Reference id: \\S+\n\nThe credential came from COUNTERSIGN_TOKEN\\. .*${made}`),
    );
    expect(await told({}, { access_token: "gone" })).toMatch("The credential came from access_token.");
    expect(
      await told({ COUNTERSIGN_ID_TOKEN: world.idTokenOf("job") }, { oidc_provider_name: "ci" }),
    ).toMatch('exchanged for at the OIDC configuration "ci".');
    expect(await told({}, { anonymous: true })).toMatch("anonymous = true is set in the provider's block");
  });

  it("is ended on the credential's word where tokens cannot be ended by holding them", async () => {
    const closed = await startWorkloadWorld({ COUNTERSIGN_FACES: "access,admin" });
    try {
      const terraform = closed.provider({ COUNTERSIGN_TOKEN: closed.app.adminToken });
      await terraform.configure();
      const opened = await terraform.open("platform_access_token", { username: "robot" });
      expect(await closed.whoIs(String(opened.state?.["access_token"]))).not.toBeNull();
      expect(await opened.close()).toEqual([]);
      expect(await closed.whoIs(String(opened.state?.["access_token"]))).toBeNull();
    } finally {
      await closed.close();
    }
  });

  it("warns, and fails nothing, when it cannot be ended", async () => {
    const gone = await startWorkloadWorld();
    const terraform = gone.provider({ COUNTERSIGN_TOKEN: gone.app.adminToken });
    await terraform.configure();
    const opened = await terraform.open("platform_access_token", { username: "robot" });
    await gone.close();
    expect(await opened.close()).toEqual([
      expect.stringMatching(
        /^warning: An access token was not revoked\. It is good until it expires\. .*cannot be reached/,
      ),
    ]);
  });
});

describe("platform_oidc_access_token", () => {
  it("is what a workload gets for its ID token, and dead once it is closed", async () => {
    const terraform = world.provider();
    await terraform.configure({ anonymous: true });
    const opened = await terraform.open("platform_oidc_access_token", {
      provider_name: "ci",
      token: world.idTokenOf("job"),
    });
    expect(opened.diagnostics).toEqual([]);
    expect(opened.state).toMatchObject({ expires_in: 600, scope: expect.stringContaining("readers") });
    const token = String(opened.state?.["access_token"]);
    expect(await world.whoIs(token)).not.toBeNull();
    expect(await opened.close()).toEqual([]);
    expect(await world.whoIs(token)).toBeNull();
  });

  it("takes the ID token of the run, or the one with the tag that is named", async () => {
    const terraform = world.provider({
      TFC_WORKLOAD_IDENTITY_TOKEN: world.idTokenOf("job"),
      TFC_WORKLOAD_IDENTITY_TOKEN_STS: world.idTokenOf("root"),
    });
    await terraform.configure({ anonymous: true });
    const scope = async (given: Readonly<Record<string, string>>) =>
      (await terraform.open("platform_oidc_access_token", { provider_name: "ci", ...given })).state?.[
        "scope"
      ];
    expect(await scope({})).toContain("readers");
    expect(await scope({ tfc_credential_tag_name: "STS" })).toBe("applied-permissions/admin");
  });

  it("says where an ID token could come from when there is none", async () => {
    const terraform = world.provider();
    await terraform.configure({ anonymous: true });
    const opened = await terraform.open("platform_oidc_access_token", { provider_name: "ci" });
    expect(opened.diagnostics).toEqual([
      expect.stringMatching(
        /^error provider_name: No ID token to exchange\. .*Put the ID token into COUNTERSIGN_ID_TOKEN, .* in token_file;/,
      ),
    ]);
  });

  it("lets only the named mapping decide, and says the server's sentence when it does not fit", async () => {
    const terraform = world.provider({ COUNTERSIGN_ID_TOKEN: world.idTokenOf("job") });
    await terraform.configure({ anonymous: true });
    const opened = await terraform.open("platform_oidc_access_token", {
      provider_name: "ci",
      identity_mapping_name: "root",
    });
    expect(opened.diagnostics).toEqual([
      expect.stringMatching(/^error provider_name: The ID token was not exchanged\. .*Reference id: /),
    ]);
  });

  it("refuses two ID tokens", async () => {
    const terraform = world.provider();
    await terraform.configure({ anonymous: true });
    const opened = await terraform.open("platform_oidc_access_token", {
      provider_name: "ci",
      token: "a.b.c",
      token_file: "/run/id",
    });
    expect(opened.diagnostics).toEqual([expect.stringMatching(/^error token_file: Two ID tokens\./)]);
  });
});
