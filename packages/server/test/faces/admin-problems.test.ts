import { describe, expect, it } from "vitest";
import { z } from "zod";
import { mappingOf, useAdminApi } from "./admin-world.ts";

const { app, send, provider } = useAdminApi();

describe("problems", () => {
  it("say what is wrong, where, and under which reference id", async () => {
    const { status, headers, document } = await send("POST", "/providers", { name: "a", issuer_ulr: "b" });
    expect(status).toBe(400);
    expect(headers.get("content-type")).toContain("application/problem+json");
    expect(document).toMatchObject({
      type: "urn:countersign:problem:invalid",
      title: "Bad Request",
      status: 400,
      code: "invalid",
      request_id: headers.get("x-request-id"),
      errors: [
        { pointer: "/issuer_url", detail: expect.any(String) },
        { pointer: "/issuer_ulr", detail: expect.stringContaining("Did you mean issuer_url?") },
      ],
    });
  });

  it.each([
    ["a path that does not exist", "GET", "/nothing", undefined, 404, "not_found"],
    ["a method the path does not have", "PATCH", "/providers", undefined, 405, "method_not_allowed"],
    ["a body that is no object", "POST", "/providers", [], 400, "invalid"],
    ["an unknown parameter", "GET", "/providers?limt=1", undefined, 400, "invalid"],
    ["a cursor of somebody else", "GET", "/providers?cursor=x", undefined, 400, "invalid_cursor"],
    ["a page too long", "GET", "/exchanges?limit=1000", undefined, 400, "invalid"],
    ["a reason nobody is refused for", "GET", "/exchanges?reason=x", undefined, 400, "invalid"],
  ] as const)("are told of %s", async (_, method, path, body, status, code) => {
    expect((await send(method, path, body)).document).toMatchObject({ status, code });
  });

  it("are told of a form", async () => {
    const response = await app().asAdmin("POST", "/api/v1/providers");
    const form = await app().send("/api/v1/providers", {
      method: "POST",
      headers: { authorization: `Bearer ${app().adminToken}` },
      body: new URLSearchParams({ name: "a" }),
    });
    expect([response.status, form.status]).toEqual([400, 415]);
  });

  it("are told of what the core finds wrong, in the document's words", async () => {
    const { status, document } = await send("POST", "/providers", {
      name: "plain-http",
      issuer_url: "http://issuer.example",
      audience: "sts",
    });
    expect(status).toBe(400);
    expect(document).toMatchObject({
      code: "invalid",
      errors: [{ pointer: "/issuer_url", detail: expect.stringMatching(/^issuer_url /) }],
    });
  });
});

describe("what does not fit", () => {
  const problemOf = async (document: object) =>
    (await send("POST", "/providers", { name: "p", issuer_url: "https://p.example", ...document })).document;

  it.each([
    [{ enabled: "yes" }, "/enabled", "must be true or false"],
    [{ pins: {} }, "/pins", "must be a list"],
    [{ replay: null }, "/replay", "must be a JSON object"],
    [{ key_source: { kind: "x" } }, "/key_source/kind", "must be one of discovery, jwks_uri, static"],
    [{ key_source: { kind: "jwks_uri" } }, "/key_source/url", "is missing"],
    [{ algorithms: [] }, "/algorithms", "must not be empty"],
    [{ clock_tolerance_seconds: -1 }, "/clock_tolerance_seconds", "must be at least 0"],
    [{ max_token_lifetime_seconds: 1.5 }, "/max_token_lifetime_seconds", "must be a whole number"],
  ])("is told in plain words: %j", async (document, pointer, detail) => {
    expect((await problemOf(document))["errors"]).toEqual([{ pointer, detail }]);
  });

  it("is told with the value that was meant", async () => {
    const { errors } = await problemOf({ algorithms: ["RS265"] });
    expect(errors).toMatchObject([
      { detail: expect.stringMatching(/^must be one of RS256, .*did you mean RS256/) },
    ]);
  });

  it("is told of the whole document", async () => {
    const { document } = await send("POST", "/providers", []);
    expect(document["detail"]).toBe("The document must be a JSON object.");
  });

  it("is a member nobody knows: the one that was meant is named, else all there are", async () => {
    const name = await provider();
    const { document } = await send("POST", "/mappings", { ...mappingOf(name), lifetime: 60, colour: "red" });
    expect(document["errors"]).toEqual([
      { pointer: "/lifetime", detail: expect.stringContaining("Did you mean lifetime_seconds?") },
      { pointer: "/colour", detail: expect.stringMatching(/There are: name, provider, .*lifetime_seconds/) },
    ]);
  });

  it("is told of as far as anybody mends at a time, however much there is", async () => {
    const unknown = Object.fromEntries(Array.from({ length: 3_000 }, (_, index) => [`member_${index}`, 1]));
    const { document } = await send("POST", "/providers", unknown);
    const errors = z.array(z.object({ pointer: z.string(), detail: z.string() })).parse(document["errors"]);
    expect(errors.length).toBe(51);
    expect(errors[0]).toEqual({ pointer: "/name", detail: "is missing" });
    expect(errors.at(-1)).toEqual({
      pointer: "",
      detail: "There is more that does not fit. Mend this first.",
    });
  });

  it("is a provider nobody knows, with its name and where it stands", async () => {
    const { status, document } = await send("POST", "/mappings", mappingOf("nobody"));
    expect(status).toBe(404);
    expect(document).toMatchObject({
      code: "not_found",
      errors: [{ pointer: "/provider", detail: expect.stringContaining('no provider "nobody"') }],
    });
  });

  it("is a text that is no reference id", async () => {
    expect((await send("GET", "/exchanges/latest")).document).toMatchObject({
      status: 400,
      detail: expect.stringContaining('"latest" is no reference id'),
    });
  });

  it("is a reference id without a record, told with that id and the possible causes", async () => {
    const id = "00000000-0000-7000-8000-000000000000";
    const { status, document } = await send("POST", "/explain", { request_id: id });
    expect(status).toBe(404);
    expect(document["detail"]).toMatch(new RegExp(`reference id ${id} .*retention time.*another server`));
  });
});

describe("documents that mean something else than they say", () => {
  it.each([
    ["a list within a list", { a: [["x"]] }, "/claims/a", /a list within the list/],
    ["an empty list", { k: { foo: [] } }, "/claims/k/foo", /an empty list/],
  ])("are refused: %s in the claims", async (_, claims, pointer, words) => {
    const name = await provider();
    const { status, document } = await send("POST", "/mappings", { ...mappingOf(name), claims });
    expect(status).toBe(400);
    expect(document["errors"]).toEqual([{ pointer, detail: expect.stringMatching(words) }]);
  });

  it("are refused: a preset that does not exist, with the one that was meant and all there are", async () => {
    const draft = { name: "p", issuer_url: "https://p.example", audience: "a", preset: "github-action" };
    const { status, document } = await send("POST", "/providers", draft);
    expect(status).toBe(400);
    expect(document["errors"]).toEqual([
      { pointer: "/preset", detail: expect.stringMatching(/Did you mean github-actions\?.*kubernetes/) },
    ]);
  });

  it("are refused: the discovery document for the issuer", async () => {
    const issuer_url = "https://p.example/a/.well-known/openid-configuration";
    const { document } = await send("POST", "/providers", { name: "p", issuer_url, audience: "a" });
    expect(document["errors"]).toEqual([
      { pointer: "/issuer_url", detail: expect.stringContaining("write https://p.example/a.") },
    ]);
  });

  it("come with findings in the document's words", async () => {
    const name = await provider();
    const { document } = await send("POST", "/mappings", {
      ...mappingOf(name),
      claims: { Foo: "*" },
      lifetime_seconds: 7200,
    });
    const fields = z
      .array(z.object({ field: z.string() }))
      .parse(document["findings"])
      .map(({ field }) => field);
    expect(fields).toEqual(expect.arrayContaining(["lifetime_seconds", "claims.Foo"]));
  });
});
