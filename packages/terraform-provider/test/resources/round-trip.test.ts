import fc from "fast-check";
import { afterAll, beforeAll, expect, it } from "vitest";
import type { Values } from "../../src/engine/values.ts";
import { type RealServer, settle, silent, startServer } from "./real-server.ts";

/** Each is a few requests to a real server. */
const runs = {
  // What a run leaves behind would be in the way of a smaller one.
  endOnFailure: true,
  numRuns: Number(process.env["COUNTERSIGN_TEST_PROPERTY_RUNS"] ?? 25),
};

let server: RealServer;
let made = 0;

beforeAll(async () => {
  server = await startServer();
  await server.asAdmin("POST", "/access/api/v1/oidc", {
    name: "github",
    issuer_url: "https://issuer.example",
  });
});
afterAll(() => server.close());

const text = fc.string({ unit: "grapheme", minLength: 1, maxLength: 30 }).filter((one) => one.trim() !== "");
const word = fc.stringMatching(/^[A-Za-z0-9][A-Za-z0-9-]{0,20}$/);
const projectKey = fc.stringMatching(/^[a-z][a-z0-9-]{1,31}$/);
const name = fc.stringMatching(/^[a-z][a-z0-9-]{1,30}$/).map((one) => `${one}-${made++}`);
const issuer = fc.domain().map((domain) => `https://${domain}/realm`);

const common = { name, issuer_url: issuer };
const shared = {
  description: text,
  audience: word,
  use_default_proxy: fc.boolean(),
  project_key: projectKey,
};
const required = { requiredKeys: ["name", "issuer_url", "provider_type"] } as const;
const github = fc.constantFrom("GitHub", "GitHubEnterprise");
const configurations: fc.Arbitrary<Values> = fc.oneof(
  fc.record(
    { ...common, ...shared, provider_type: fc.constant("generic"), token_issuer: issuer },
    { requiredKeys: [...required.requiredKeys] },
  ),
  fc.record(
    { ...common, ...shared, provider_type: fc.constant("Azure"), azure_app_id: fc.uuid() },
    { requiredKeys: [...required.requiredKeys] },
  ),
  fc.record(
    {
      ...common,
      ...shared,
      issuer_url: fc.constant("https://token.actions.githubusercontent.com"),
      provider_type: github,
      organization: word,
      enable_permissive_configuration: fc.constant(true),
    },
    { requiredKeys: [...required.requiredKeys, "organization"] },
  ),
);

const claims = fc
  .dictionary(
    word,
    fc.oneof(
      text,
      fc.integer(),
      fc.boolean(),
      fc.array(text, { minLength: 1, maxLength: 3 }),
      fc.dictionary(word, text, { minKeys: 1 }),
    ),
    { maxKeys: 5 },
  )
  .map((value) => JSON.stringify(value, null, 1));
const names = fc.array(fc.stringMatching(/^[A-Za-z][A-Za-z0-9 ._-]{0,15}[A-Za-z]$/), {
  minLength: 1,
  maxLength: 4,
});
const quoted = (list: readonly string[]) => list.map((one) => `"${one}"`).join(",");
const spec = {
  audience: fc.constantFrom("*@*", "jfrt@*  jfac@*", "artifactory"),
  expires_in: fc.integer({ min: 1, max: 86_400 }),
};
const mappings: fc.Arbitrary<Values> = fc
  .record(
    {
      name: fc.stringMatching(/^[A-Za-z0-9_-]{1,40}$/).map((one) => `${one}${made++}`),
      description: text,
      priority: fc.integer({ min: 1, max: Number.MAX_SAFE_INTEGER }),
      claims_json: claims,
      project_key: projectKey,
      token_spec: fc.oneof(
        fc.record(
          { ...spec, scope: names.map((list) => `applied-permissions/groups:${quoted(list)}`) },
          { requiredKeys: ["scope"] },
        ),
        fc.record(
          {
            ...spec,
            scope: fc.constantFrom("applied-permissions/user", "applied-permissions/admin"),
            username: word,
          },
          { requiredKeys: ["scope", "username"] },
        ),
        fc.record(
          { ...spec, username_pattern: fc.constant("{{user}}"), groups_pattern: fc.constant("{{groups}}") },
          { requiredKeys: ["username_pattern"] },
        ),
      ),
    },
    { requiredKeys: ["name", "priority", "claims_json", "token_spec"] },
  )
  .map((mapping) => ({ ...mapping, provider_name: "github" }));

/** The next configuration of the same object. */
const inPlaceOf = (given: Values, changed: Values): Values => ({
  ...changed,
  name: given["name"] ?? null,
  project_key: given["project_key"] ?? null,
});
const idOf = (...parts: readonly unknown[]) => parts.filter((part) => part !== undefined).join(":");

it("any OIDC configuration settles: created, it is found as it was given, and so is it imported", async () => {
  const type = "platform_oidc_configuration";
  await fc.assert(
    fc.asyncProperty(configurations, configurations, async (given, changed) => {
      const id = idOf(given["name"], given["project_key"]);
      const state = await settle(server, type, given, id);
      const next = inPlaceOf(given, changed);
      silent(await server.terraform.apply(type, state, next));
      const imported = silent(await server.terraform.import(type, id));
      expect((await server.terraform.plan(type, imported, next)).action).toBe("nothing");
      expect(await server.terraform.apply(type, imported, null)).toMatchObject({ state: null });
    }),
    runs,
  );
});

it("any identity mapping settles, and settles again as any other one", async () => {
  const type = "platform_oidc_identity_mapping";
  await fc.assert(
    fc.asyncProperty(mappings, mappings, async (given, changed) => {
      const id = idOf(given["name"], "github", given["project_key"]);
      const state = await settle(server, type, given, id);
      const next = inPlaceOf(given, changed);
      await server.terraform.apply(type, state, next);
      const imported = silent(await server.terraform.import(type, id));
      expect((await server.terraform.plan(type, imported, next)).action).toBe("nothing");
      expect(await server.terraform.apply(type, imported, null)).toMatchObject({ state: null });
    }),
    runs,
  );
});
