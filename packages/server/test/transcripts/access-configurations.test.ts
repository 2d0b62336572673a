/**
 * OIDC configurations as Terraform and scripts manage them: "Create OIDC Configuration" (JFrog REST APIs);
 * jfrog/terraform-provider-platform 2.2.11 pkg/platform/resource_oidc_configuration.go. Its acceptance tests are in
 * access-terraform.test.ts.
 */

import { afterAll, beforeAll, describe, expect, it } from "vitest";
import {
  type AccessWorld,
  create,
  type Document,
  documentOf,
  errorOf,
  startAccessWorld,
} from "./access-world.ts";

const path = "/access/api/v1/oidc";

let world: AccessWorld;
beforeAll(async () => {
  world = await startAccessWorld();
});
afterAll(() => world.close());

const as = (method: string, below: string, body?: unknown) =>
  world.app.asAdmin(method, `${path}${below}`, body);
const bodyOf = async (answer: Promise<Response>) => documentOf(await answer);
const generic = (name: string, members: Document = {}) => ({
  name,
  issuer_url: "https://tempurl.org",
  provider_type: "Generic OpenID Connect",
  organization: "",
  use_default_proxy: false,
  ...members,
});
const github = (name: string, members: Document = {}) =>
  generic(name, {
    provider_type: "GitHub",
    issuer_url: "https://token.actions.githubusercontent.com/jfrog",
    ...members,
  });

describe("a standing configuration", () => {
  it("an update replaces everything but the name", async () => {
    await create(world, path, generic("test-update", { description: "old", audience: "old" }));
    const update = generic("test-update", { use_default_proxy: true });
    const updated = await as("PUT", "/test-update", update);
    expect(updated.status).toBe(200);
    expect(await documentOf(updated)).toEqual(update);
    expect(await bodyOf(as("GET", "/test-update"))).toEqual(update);
  });

  it("deleting what is not there is an error", async () => {
    expect((await as("DELETE", "/not-there")).status).toBe(404);
  });
});

describe("a configuration", () => {
  it("is created, listed as a bare array and found with a trailing slash", async () => {
    const document = generic("test-list");
    expect((await as("POST", "/", document)).status).toBe(201);
    const list: unknown = await (await as("GET", "/")).json();
    expect(list).toContainEqual(document);
    expect(await bodyOf(as("GET", "/test-list/"))).toEqual(document);
  });

  it("is listed by project", async () => {
    await create(world, path, generic("test-mine", { project_key: "mine" }));
    const list: unknown = await (await as("GET", "?project_key=mine")).json();
    expect(list).toEqual([expect.objectContaining({ name: "test-mine" })]);
  });

  it("is created once", async () => {
    await create(world, path, generic("test-twice"));
    const answer = await as("POST", "", generic("test-twice"));
    expect(answer.status).toBe(409);
    const error = await errorOf(answer);
    expect(error.code).toBe("CONFLICT");
    expect(error.message).toContain("already exists");
  });

  it("keeps every text as it was written", async () => {
    const document = generic("test-verbatim", {
      issuer_url: "https://accounts.google.com/",
      token_issuer: "https://accounts.google.com",
      description: "  \u00fcber \u2603 {{x}} <&> ",
      audience: "api://a b",
    });
    await create(world, path, document);
    await world.app.restart();
    expect(await bodyOf(as("GET", "/test-verbatim"))).toEqual(document);
  });

  it("takes its mappings with it when it is deleted, so that both can be made again", async () => {
    const below = `${path}/test-cascade/identity_mappings`;
    const mapping = {
      name: "m",
      claims: { sub: "s" },
      token_spec: { scope: "applied-permissions/user", username: "u" },
    };
    await create(world, path, generic("test-cascade"));
    await create(world, below, mapping);
    await as("DELETE", "/test-cascade");
    await create(world, path, generic("test-cascade"));
    expect(await (await world.app.asAdmin("GET", below)).json()).toEqual([]);
    await create(world, below, mapping);
  });

  it("made through the admin API is shown in the vendor's words", async () => {
    await create(world, "/api/v1/providers", {
      name: "test-admin",
      issuer_url: "https://tempurl.org",
      audience: "a",
    });
    expect(await bodyOf(as("GET", "/test-admin"))).toEqual({
      name: "test-admin",
      issuer_url: "https://tempurl.org",
      provider_type: "Generic OpenID Connect",
      audience: "a",
      use_default_proxy: false,
    });
  });
});

describe("a refused configuration", () => {
  it.each([
    [generic("x", {}), "name must begin with a-z"],
    [generic("test-bad", { issuer_url: undefined }), "issuer_url must not be blank"],
    [generic("test-bad", { issuer_url: "http://tempurl.org" }), "issuer_url"],
    [generic("test-bad", { issuer_url: "no url" }), "issuer_url"],
    [generic("test-bad", { provider_type: "okta" }), "provider_type must be one of"],
    [generic("test-bad", { project_key: "project-0738A19" }), "project_key must begin with a-z"],
    [github("test-bad"), "oidc_setting Organization is not valid"],
  ])("is named: %j", async (document, phrase) => {
    const answer = await as("POST", "", document);
    expect(answer.status).toBe(400);
    const error = await errorOf(answer);
    expect(error.code).toBe("BAD_REQUEST");
    expect(error.message).toContain(phrase);
    expect((await as("GET", "/test-bad")).status).toBe(404);
  });

  it("may not move to another project", async () => {
    await create(world, path, generic("test-stay", { project_key: "here" }));
    const answer = await as("PUT", "/test-stay", generic("test-stay", { project_key: "there" }));
    expect((await errorOf(answer)).message).toContain("project_key cannot be changed");
  });

  it("may not be this server itself", async () => {
    const answer = await as("POST", "", generic("test-self", { issuer_url: world.app.url }));
    expect(answer.status).toBe(400);
  });
});

describe("who may manage configurations", () => {
  it.each([
    ["nobody", {}],
    ["somebody with a bad credential", { authorization: "Bearer cOENUdUxv" }],
  ])("not %s, whatever is asked", async (_who, headers) => {
    for (const [method, below] of [
      ["GET", ""],
      ["POST", ""],
      ["GET", "/any"],
      ["PUT", "/any"],
      ["DELETE", "/any"],
      ["GET", "/any/identity_mappings"],
    ] as const) {
      const answer = await world.app.send(`${path}${below}`, { method, headers });
      expect(answer.status).toBe(401);
      expect(answer.headers.get("www-authenticate")).toMatch(/^Bearer/);
      expect((await errorOf(answer)).code).toBe("UNAUTHORIZED");
    }
  });
});

describe("paths and methods", () => {
  it.each([
    ["PUT", "", "GET, HEAD, POST"],
    ["DELETE", "", "GET, HEAD, POST"],
    ["POST", "/any", "DELETE, GET, HEAD, PUT"],
    ["PATCH", "/any/identity_mappings/m", "DELETE, GET, HEAD, PUT"],
  ])("%s %s is answered 405", async (method, below, allow) => {
    const answer = await as(method, below);
    expect(answer.status).toBe(405);
    expect(answer.headers.get("allow")).toBe(allow);
    expect((await errorOf(answer)).code).toBe("METHOD_NOT_ALLOWED");
  });

  it("anything else below /access is answered 404 in the vendor's envelope", async () => {
    const answer = await world.app.send("/access/api/v1/nothing");
    expect(answer.status).toBe(404);
    expect((await errorOf(answer)).code).toBe("NOT_FOUND");
  });
});
