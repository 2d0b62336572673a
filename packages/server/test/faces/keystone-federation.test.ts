import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { startApp, type TestApp } from "../app.ts";
import { errorOf, type Send, sender } from "./keystone-operator.ts";

let app: TestApp;
let send: Send;
beforeAll(async () => {
  app = await startApp();
  send = sender(app);
});
afterAll(() => app.close());

const idps = "/OS-FEDERATION/identity_providers";
/** 75 characters: that of Microsoft Entra is as long. */
const longIssuer = `https://login.example.org/${"0".repeat(35)}/v2.0`.padEnd(75, "0");

const put = (id: string, document: unknown = { enabled: true }) =>
  send("PUT", `${idps}/${id}`, { identity_provider: document });
const patch = (id: string, document: unknown) =>
  send("PATCH", `${idps}/${id}`, { identity_provider: document });
const providers = async () => {
  const { items } = Object(await (await app.asAdmin("GET", "/api/v1/providers")).json());
  return items;
};

afterEach(async () => {
  const { body } = await send("GET", idps);
  for (const { id } of body.identity_providers) await send("DELETE", `${idps}/${id}`);
});

describe("an identity provider", () => {
  it("is made once, and shown as it was sent", async () => {
    const sent = {
      enabled: true,
      description: "Ours",
      remote_ids: [longIssuer],
      domain_id: "default",
      authorization_ttl: 60,
    };
    const made = await put("idp1", sent);
    const document = { ...sent, id: "idp1", links: { self: `${app.url}/v3${idps}/idp1` } };
    expect([made.status, made.body]).toEqual([201, { identity_provider: document }]);
    expect((await send("GET", `${idps}/idp1`)).body).toEqual(made.body);
    const again = await put("idp1");
    expect(errorOf(again)).toEqual([
      409,
      "Conflict occurred attempting to store identity_provider - Duplicate entry: None.",
    ]);
    const { body } = await send("GET", `${idps}?id=idp1&enabled=true`);
    const links = { self: document.links.self, protocols: `${document.links.self}/protocols` };
    expect(body.identity_providers).toEqual([{ ...document, links }]);
    expect(body.links.self).toBe(`${app.url}/v3${idps}?id=idp1&enabled=true`);
    expect((await send("GET", `${idps}?enabled=false`)).body.identity_providers).toEqual([]);
    expect((await send("HEAD", `${idps}/idp1`)).status).toBe(200);
  });

  it.each([[undefined], [{}], [{ identity_provider: {} }]])(
    "is disabled, and has a domain of its own, when it says %j",
    async (body) => {
      const made = await send("PUT", `${idps}/idp2`, body);
      expect(made.status).toBe(201);
      const { domain_id, ...rest } = made.body.identity_provider;
      expect(rest).toEqual({
        id: "idp2",
        enabled: false,
        description: null,
        remote_ids: [],
        authorization_ttl: null,
        links: { self: `${app.url}/v3${idps}/idp2` },
      });
      const domain = (await send("GET", `/domains/${domain_id}`)).body.domain;
      expect([domain.name, domain.enabled]).toEqual([domain_id, true]);
      expect(domain_id).toMatch(/^[0-9a-f]{32}$/);
    },
  );

  it("accepts no issuer that another one accepts, or none twice", async () => {
    await put("idp1", { remote_ids: ["https://one.example"] });
    const conflict = "Conflict occurred attempting to store identity_provider - Duplicate remote ID: None.";
    expect(
      errorOf(await put("idp2", { remote_ids: ["https://two.example", "https://one.example"] })),
    ).toEqual([409, conflict]);
    expect(
      errorOf(await put("idp2", { remote_ids: ["https://two.example", "https://two.example"] })),
    ).toEqual([409, conflict]);
    await put("idp2", { remote_ids: ["https://two.example"] });
    expect(errorOf(await patch("idp2", { remote_ids: ["https://one.example"] }))).toEqual([409, conflict]);
    expect((await send("GET", `${idps}/idp2`)).body.identity_provider.remote_ids).toEqual([
      "https://two.example",
    ]);
  });

  it.each([
    ["http://plain.example", /https/],
    ["https://10.0.0.1", /address|private|public/],
    ["urn:example:saml", /https/],
  ])("cannot accept %s, and says why", async (issuer, why) => {
    const [status, message] = errorOf(await put("idp1", { remote_ids: [issuer] }));
    expect(status).toBe(400);
    expect(message).toMatch(/^Invalid input for field\/attribute remote_ids\. /);
    expect(message).toMatch(why);
    expect((await send("GET", `${idps}/idp1`)).status).toBe(404);
  });

  it("cannot accept this server", async () => {
    const [status, message] = errorOf(await put("idp1", { remote_ids: [app.url] }));
    expect([status, message]).toEqual([400, expect.stringContaining("this server itself")]);
  });

  it.each([
    [{ enabled: true, foo: 1 }, /^Invalid input for field\/attribute identity_provider\. .*'foo'/],
    [{ enabled: "maybe" }, /^Invalid input for field\/attribute enabled\. /],
    [{ enabled: "true" }, /^Invalid input for field\/attribute enabled\. /],
    [{ remote_ids: "https://one.example" }, /^Invalid input for field\/attribute remote_ids\. /],
    [{ remote_ids: [1] }, /^Invalid input for field\/attribute remote_ids\.0\. /],
    [{ authorization_ttl: -1 }, /^Invalid input for field\/attribute authorization_ttl\. /],
  ])("is refused as %j", async (document, why) => {
    const [status, message] = errorOf(await put("idp2", document));
    expect(status).toBe(400);
    expect(message).toMatch(why);
  });

  it("is refused in a domain that is not there", async () => {
    expect(errorOf(await put("idp2", { domain_id: "nodomain" }))).toEqual([
      404,
      "Could not find domain: nodomain.",
    ]);
  });

  it.each(["a".repeat(65), "a%20b", "%C3%A4"])("cannot be called %s", async (id) => {
    expect(errorOf(await put(id))).toEqual([400, "Request parameter 'idp id' is invalid."]);
  });

  it("is changed in what is said, but its domain", async () => {
    const { identity_provider: made } = (
      await put("idp1", { enabled: true, description: "d", remote_ids: [longIssuer] })
    ).body;
    const changed = await patch("idp1", { description: "d2" });
    expect([changed.status, changed.body.identity_provider]).toEqual([200, { ...made, description: "d2" }]);
    expect(errorOf(await patch("idp1", {}))[0]).toBe(400);
    const [status, message] = errorOf(await patch("idp1", { domain_id: "default" }));
    expect([status, message]).toEqual([
      400,
      expect.stringMatching(/^Invalid input for field\/attribute identity_provider\. .*'domain_id'/),
    ]);
    expect(errorOf(await patch("nope", { enabled: true }))).toEqual([
      404,
      "Could not find Identity Provider: nope.",
    ]);
    expect((await patch("idp1", { description: null })).body.identity_provider.description).toBeNull();
  });

  it("is gone when it is deleted, and its providers with it", async () => {
    await put("idp1", { remote_ids: ["https://one.example", "https://two.example"] });
    expect(await providers()).toHaveLength(2);
    expect((await send("DELETE", `${idps}/idp1`)).status).toBe(204);
    expect(errorOf(await send("DELETE", `${idps}/idp1`))).toEqual([
      404,
      "Could not find Identity Provider: idp1.",
    ]);
    expect(await providers()).toEqual([]);
  });
});

describe("the providers of an identity provider", () => {
  const summary = async () =>
    (await providers()).map(({ name, issuer_url, enabled, description }: Record<string, unknown>) => [
      name,
      issuer_url,
      enabled,
      description,
    ]);

  it("are one for each issuer, called like it", async () => {
    await put("idp1", {
      enabled: true,
      description: "Ours",
      remote_ids: ["https://one.example", "https://two.example"],
    });
    expect(await summary()).toEqual([
      ["idp1", "https://one.example", true, "Ours"],
      ["idp1.2", "https://two.example", true, "Ours"],
    ]);
    await patch("idp1", { enabled: false, remote_ids: ["https://two.example"] });
    expect(await summary()).toEqual([["idp1.2", "https://two.example", false, "Ours"]]);
    await patch("idp1", { remote_ids: ["https://two.example", "https://three.example"] });
    expect((await send("GET", `${idps}/idp1`)).body.identity_provider.remote_ids).toEqual([
      "https://two.example",
      "https://three.example",
    ]);
    expect(await summary()).toEqual([
      ["idp1", "https://three.example", false, "Ours"],
      ["idp1.2", "https://two.example", false, "Ours"],
    ]);
  });

  const provider = async () => {
    const response = await app.asAdmin("GET", "/api/v1/providers/idp1");
    const {
      id: _id,
      revision: _revision,
      created_at: _c,
      updated_at: _u,
      findings: _f,
      kept_for: _k,
      ...document
    } = Object(await response.json());
    return document;
  };
  const replace = (document: unknown) => app.asAdmin("PUT", "/api/v1/providers/idp1", document);

  it("keep what an administrator makes of them", async () => {
    await put("idp1", { enabled: true, remote_ids: ["https://one.example"] });
    const wanted = {
      ...(await provider()),
      audience: "cloud",
      algorithms: ["ES256"],
      clock_tolerance_seconds: 5,
    };
    expect((await replace(wanted)).status).toBe(200);
    await patch("idp1", { description: "Ours" });
    expect(await provider()).toEqual({ ...wanted, description: "Ours" });
  });

  it("lose what was said of an issuer when another takes its place, and keep what is demanded of tokens", async () => {
    await put("idp1", { enabled: true, remote_ids: ["https://one.example"] });
    const keys = { kind: "jwks_uri", url: "https://one.example/keys" };
    await replace({ ...(await provider()), audience: "cloud", key_source: keys });
    await patch("idp1", { remote_ids: ["https://two.example"] });
    expect(await provider()).toMatchObject({
      issuer_url: "https://two.example",
      key_source: { kind: "discovery" },
      audience: "cloud",
    });
  });

  it.each([
    ["issuer_url", "https://two.example"],
    ["enabled", false],
    ["description", "Mine"],
  ])("cannot be given another %s elsewhere", async (member, value) => {
    await put("idp1", { enabled: true, remote_ids: ["https://one.example"] });
    const response = await replace({ ...(await provider()), [member]: value });
    expect(response.status).toBe(400);
    expect(await response.text()).toContain('kept for the identity provider \\"idp1\\"');
  });

  it("cannot be deleted elsewhere", async () => {
    await put("idp1", { enabled: true, remote_ids: ["https://one.example"] });
    const response = await app.asAdmin("DELETE", "/api/v1/providers/idp1");
    expect([response.status, await response.text()]).toEqual([403, expect.stringContaining("idp1")]);
  });
});

describe("a provider made through another interface", () => {
  it("is an identity provider that is changed there", async () => {
    const made = await app.asAdmin("POST", "/api/v1/providers", {
      name: "elsewhere",
      issuer_url: "https://else.example",
      audience: "cloud",
    });
    expect(made.status).toBe(201);
    const one = await send("GET", `${idps}/elsewhere`);
    expect(one.body.identity_provider).toMatchObject({
      id: "elsewhere",
      domain_id: "default",
      remote_ids: ["https://else.example"],
      enabled: true,
    });
    const listed = (await send("GET", idps)).body.identity_providers;
    expect(listed.map(({ id }: { id: string }) => id)).toEqual(["elsewhere"]);
    expect(errorOf(await put("elsewhere"))[0]).toBe(409);
    for (const answer of [
      await patch("elsewhere", { enabled: false }),
      await send("DELETE", `${idps}/elsewhere`),
      await send("PUT", `${idps}/elsewhere/protocols/openid`, { protocol: { mapping_id: "m" } }),
    ]) {
      expect(errorOf(answer)).toEqual([403, expect.stringContaining("another interface")]);
    }
    await app.asAdmin("DELETE", "/api/v1/providers/elsewhere");
  });

  it("is none while it is a project's own", async () => {
    await app.asAdmin("POST", "/api/v1/projects", { key: "own", display_name: "Own" });
    const provider = { name: "projects-own", issuer_url: "https://own.example", project: "own" };
    expect((await app.asAdmin("POST", "/api/v1/providers", provider)).status).toBe(201);
    expect((await send("GET", idps)).body.identity_providers).toEqual([]);
    expect((await send("GET", `${idps}/projects-own`)).status).toBe(404);
    const login = await app.send(`/v3${idps}/projects-own/protocols/openid/auth`, {
      headers: { authorization: "Bearer x" },
    });
    expect(login.status).toBe(404);
    await app.asAdmin("DELETE", "/api/v1/providers/projects-own");
  });
});
