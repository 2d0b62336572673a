import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startWorkloadWorld, type WorkloadWorld } from "../workload-world.ts";

let world: WorkloadWorld;
let terraform: ReturnType<WorkloadWorld["provider"]>;
beforeAll(async () => {
  world = await startWorkloadWorld();
  terraform = world.provider({ COUNTERSIGN_TOKEN: world.app.adminToken });
  await terraform.configure();
});
afterAll(() => world.close());

it("platform_jwks is the key set that is published, and needs no credential", async () => {
  const anybody = world.provider();
  await anybody.configure({ anonymous: true });
  const { state, diagnostics } = await anybody.read("platform_jwks", {});
  expect(diagnostics).toEqual([]);
  const published = await (await world.app.send("/.well-known/jwks.json")).json();
  expect(JSON.parse(String(state?.["keys_json"]))).toEqual(published);
  expect(state).toMatchObject({
    url: `${world.app.url}/.well-known/jwks.json`,
    keys: expect.arrayContaining([{ kid: expect.any(String), alg: "ES256", use: "sig", kty: "EC" }]),
  });
});

describe("platform_oidc_exchange_explanation", () => {
  const explain = (given: Readonly<Record<string, string>>) =>
    terraform.read("platform_oidc_exchange_explanation", { provider_name: "ci", ...given });

  it("says what accepted claims come to", async () => {
    const { state, diagnostics } = await explain({ claims_json: '{"sub":"job"}' });
    expect(diagnostics).toEqual([]);
    expect(state).toMatchObject({
      accepted: true,
      reason: "",
      mapping_name: "job",
      groups: ["readers"],
      admin: false,
      audience: ["*@*"],
      expires_in: 600,
    });
  });

  it("says of claims that are refused why, as a result", async () => {
    const { state, diagnostics } = await explain({ claims_json: '{"sub":"nobody"}' });
    expect(diagnostics).toEqual([]);
    expect(state).toMatchObject({
      accepted: false,
      reason: "no_matching_mapping",
      sentence: expect.stringMatching(/\w/),
      hint: expect.stringMatching(/\w/),
      mapping_name: "",
      groups: [],
      expires_in: 0,
    });
    expect(JSON.parse(String(state?.["explanation_json"]))).toMatchObject({
      verdict: "refused",
      trials: expect.arrayContaining([expect.objectContaining({ mapping: "job", matched: false })]),
    });
  });

  it("verifies a token, and asks only the mapping that is named", async () => {
    const token = world.idTokenOf("job");
    expect((await explain({ token })).state).toMatchObject({ accepted: true, mapping_name: "job" });
    expect((await explain({ token, identity_mapping_name: "root" })).state).toMatchObject({
      accepted: false,
    });
    expect((await explain({ token: `${token}x` })).state).toMatchObject({ accepted: false });
  });

  it("reads the same twice while nothing changes", async () => {
    const once = await explain({ claims_json: '{"sub":"job"}' });
    expect((await explain({ claims_json: '{"sub":"job"}' })).state).toEqual(once.state);
  });

  it("says the server's sentence of claims that it does not take", async () => {
    expect((await explain({ claims_json: '{"id":9007199254740993}' })).diagnostics).toEqual([
      expect.stringMatching(/^error claims_json: Nothing was explained\. .*Reference id: /),
    ]);
  });

  it.each([
    [{}, "error claims_json: Nothing to explain."],
    [{ claims_json: "{}", token: "a.b.c" }, "error token: Two subjects."],
    [{ claims_json: "[]" }, "error claims_json: "],
  ])("refuses %j", async (given, told) => {
    expect((await explain(given)).diagnostics).toEqual([expect.stringContaining(told)]);
  });

  it("says which credential it takes to a workload, whose tokens are good at another interface", async () => {
    const workload = world.provider({ TFC_WORKLOAD_IDENTITY_TOKEN: world.idTokenOf("root") });
    await workload.configure({ oidc_provider_name: "ci" });
    const { diagnostics } = await workload.read("platform_oidc_exchange_explanation", { claims_json: "{}" });
    expect(diagnostics).toEqual([
      expect.stringMatching(
        /Nothing was explained\. .*Reference id: \S+\n\nThe admin API, which explains, takes an administrator's service token/,
      ),
    ]);
  });
});
