import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { errorOf, type Send } from "./keystone-operator.ts";
import { audience, type KeystoneWorld, startKeystoneWorld, tokenOf } from "./keystone-world.ts";

let world: KeystoneWorld;
let send: Send;
beforeAll(async () => {
  world = await startKeystoneWorld();
  send = world.operator;
});
afterAll(() => world.close());

const mappings = "/OS-FEDERATION/mappings";
const idps = "/OS-FEDERATION/identity_providers";
/** Grants the user that the claim says. */
const rulesFor = (claim: string) => [
  {
    local: [{ user: { name: "{0}" } }],
    remote: [{ type: claim }, { type: "OIDC-groups", any_one_of: ["dev"] }],
  },
];
const rules = rulesFor("OIDC-preferred_username");
const put = (id: string, mapping: unknown) => send("PUT", `${mappings}/${id}`, { mapping });
const admin = async (method: string, path: string, body?: unknown) => {
  const response = await world.app.asAdmin(method, path, body);
  const text = await response.text();
  return { status: response.status, body: text === "" ? null : JSON.parse(text) };
};

describe("a mapping", () => {
  it("is made once, shown as it was sent, changed and deleted", async () => {
    const links = { self: `${world.app.url}/v3${mappings}/m1` };
    const made = await put("m1", { rules });
    expect([made.status, made.body]).toEqual([
      201,
      { mapping: { id: "m1", rules, schema_version: "1.0", links } },
    ]);
    expect(errorOf(await put("m1", { rules }))).toEqual([
      409,
      "Conflict occurred attempting to store mapping - Duplicate entry.",
    ]);
    expect((await send("GET", `${mappings}/m1`)).body).toEqual(made.body);
    expect((await send("HEAD", `${mappings}/m1`)).status).toBe(200);
    expect((await send("GET", mappings)).body).toEqual({
      mappings: [made.body.mapping],
      links: { next: null, self: `${world.app.url}/v3${mappings}`, previous: null },
    });
    const patch = (mapping: unknown) => send("PATCH", `${mappings}/m1`, { mapping });
    expect((await patch({ rules, schema_version: "2.0" })).body.mapping.schema_version).toBe("2.0");
    expect((await patch({ rules })).body.mapping.schema_version).toBe("1.0");
    expect((await patch({ schema_version: "2.0" })).status).toBe(400);
    expect((await send("DELETE", `${mappings}/m1`)).status).toBe(204);
    for (const method of ["GET", "DELETE"]) {
      expect(errorOf(await send(method, `${mappings}/m1`))).toEqual([404, "Could not find mapping: m1."]);
    }
    expect(errorOf(await patch({ rules }))).toEqual([404, "Could not find mapping: m1."]);
  });

  it("takes what newer clients send beside the rules", async () => {
    const made = await put("m2", { id: "m2", rules, schema_version: null, foo: "bar" });
    expect([made.status, made.body.mapping.schema_version, made.body.mapping.foo]).toEqual([
      201,
      "1.0",
      undefined,
    ]);
    await send("DELETE", `${mappings}/m2`);
  });

  it.each([
    ["no rules", {}],
    ["empty rules", { rules: [] }],
    ["a version that there is not", { rules, schema_version: "9.9" }],
    ["a version as a number", { rules, schema_version: 1 }],
    ["a group without a domain", { rules: [{ local: [{ group: { name: "x" } }], remote: [{ type: "A" }] }] }],
  ])("is refused with %s", async (_what, mapping) => {
    expect((await put("m3", mapping)).status).toBe(400);
    expect((await send("GET", `${mappings}/m3`)).status).toBe(404);
  });

  it("is not made at the collection", async () => {
    const answer = await send("POST", mappings, { mapping: { rules } });
    expect([answer.status, answer.body.message]).toEqual([
      405,
      "The method is not allowed for the requested URL.",
    ]);
  });
});

describe("a protocol", () => {
  const protocols = `${idps}/made/protocols`;
  beforeAll(async () => {
    await send("PUT", `${idps}/made`, {
      identity_provider: {
        enabled: true,
        domain_id: "default",
        remote_ids: [world.issuer.url, "https://two.example"],
      },
    });
    const { body } = await admin("GET", "/api/v1/providers/made");
    await admin("PUT", "/api/v1/providers/made", { ...body, audience });
    await put("m1", { rules });
    await put("m2", { rules: rulesFor("OIDC-sub") });
  });

  const bind = (name: string, protocol: unknown, method = "PUT") =>
    send(method, `${protocols}/${name}`, { protocol });
  const logIn = (protocol: string) => world.logIn({ idp: "made", protocol });
  const nameOf = async (protocol: string) => (await logIn(protocol)).body.token?.user.name;
  const derived = async () => {
    const { body } = await admin("GET", "/api/v1/mappings?provider=made");
    return body.items;
  };

  it("is made once, shown, changed and deleted", async () => {
    const self = `${world.app.url}/v3${protocols}/openid`;
    const links = { self, identity_provider: `${world.app.url}/v3${idps}/made` };
    const made = await bind("openid", { mapping_id: "m1", remote_id_attribute: "HTTP_OIDC_ISS" });
    expect([made.status, made.body]).toEqual([201, { protocol: { id: "openid", mapping_id: "m1", links } }]);
    expect(errorOf(await bind("openid", { mapping_id: "m1" }))).toEqual([
      409,
      "Conflict occurred attempting to store federation_protocol - Duplicate entry found with ID openid.",
    ]);
    expect((await send("GET", `${protocols}/openid`)).body).toEqual(made.body);
    expect((await send("GET", protocols)).body.protocols).toEqual([
      { id: "openid", idp_id: "made", mapping_id: "m1", remote_id_attribute: "HTTP_OIDC_ISS", links },
    ]);
    const changed = await bind("openid", { mapping_id: "m2" }, "PATCH");
    expect([changed.status, changed.body.protocol.mapping_id]).toEqual([200, "m2"]);
    expect((await send("DELETE", `${protocols}/openid`)).status).toBe(204);
    const missing = "Could not find federated protocol openid for Identity Provider: made.";
    for (const answer of [
      await send("GET", `${protocols}/openid`),
      await send("DELETE", `${protocols}/openid`),
      await bind("openid", { mapping_id: "m1" }, "PATCH"),
    ]) {
      expect(errorOf(answer)).toEqual([404, missing]);
    }
  });

  it.each([
    [{ protocol: { mapping_id: "nomap" } }, 400, "Invalid mapping id: nomap"],
    [
      { protocol: {} },
      400,
      "Invalid input for field/attribute protocol. 'mapping_id' is a required property",
    ],
    [{}, 400, "'protocol' is a required property"],
  ])("is refused as %j", async (body, status, message) => {
    expect(errorOf(await send("PUT", `${protocols}/p2`, body))).toEqual([status, message]);
  });

  it("is refused at an identity provider that is not there, which has none", async () => {
    const path = `${idps}/nope/protocols`;
    expect(errorOf(await send("PUT", `${path}/openid`, { protocol: { mapping_id: "m1" } }))).toEqual([
      404,
      "Could not find Identity Provider: nope.",
    ]);
    expect((await send("GET", path)).body.protocols).toEqual([]);
  });

  it("lets in by the rules it is bound to, whatever becomes of them", async () => {
    await bind("openid", { mapping_id: "m1" });
    expect(await nameOf("openid")).toBe("alice");
    await bind("openid", { mapping_id: "m2" }, "PATCH");
    expect(await nameOf("openid")).toBe("abc");
    await send("PATCH", `${mappings}/m2`, { mapping: { rules: rulesFor("OIDC-aud") } });
    expect(await nameOf("openid")).toBe(audience);
    await send("DELETE", `${mappings}/m2`);
    expect(errorOf(await logIn("openid"))).toEqual([404, "Could not find mapping: m2."]);
    expect(await derived()).toEqual([]);
    await put("m2", { rules: rulesFor("OIDC-sub") });
    expect(await nameOf("openid")).toBe("abc");
    await send("DELETE", `${protocols}/openid`);
  });

  it("lets in by rules that are back again, also beside another one that is bound to them", async () => {
    await bind("openid", { mapping_id: "m1" });
    await bind("other", { mapping_id: "m1" });
    expect((await send("DELETE", `${mappings}/m1`)).status).toBe(204);
    expect((await put("m1", { rules })).status).toBe(201);
    expect([await nameOf("openid"), await nameOf("other")]).toEqual(["alice", "alice"]);
    await send("DELETE", `${protocols}/openid`);
    await send("DELETE", `${protocols}/other`);
  });

  it("has a mapping for each issuer, which serves it alone", async () => {
    await bind("openid", { mapping_id: "m1" });
    await bind("other", { mapping_id: "m1" });
    const { body } = await admin("GET", "/api/v1/mappings?provider=made.2");
    const seen = [...(await derived()), ...body.items];
    expect(seen.map(({ provider, name, entry }) => [provider, name, entry.protocol]).toSorted()).toEqual([
      ["made", "m1", "openid"],
      ["made", "m1-2", "other"],
      ["made.2", "m1", "openid"],
      ["made.2", "m1-2", "other"],
    ]);
    await send("DELETE", `${protocols}/other`);
    expect(errorOf(await logIn("other"))[0]).toBe(404);
    const issuers = { identity_provider: { remote_ids: [world.issuer.url] } };
    await send("PATCH", `${idps}/made`, issuers);
    expect(await nameOf("openid")).toBe("alice");
    expect((await derived()).map(({ name }: { name: string }) => name)).toEqual(["m1"]);
    await send("DELETE", `${protocols}/openid`);
  });

  it("keeps what an administrator makes of its mapping, but not its rules", async () => {
    await bind("openid", { mapping_id: "m1" });
    const [mapping] = await derived();
    const path = `/api/v1/mappings/${mapping.id}`;
    expect(await admin("PUT", path, { ...mapping, lifetime_seconds: 600, priority: 7 })).toMatchObject({
      status: 200,
    });
    await send("PATCH", `${mappings}/m1`, { mapping: { rules: rulesFor("OIDC-sub") } });
    expect((await derived())[0]).toMatchObject({ lifetime_seconds: 600, priority: 7, id: mapping.id });
    expect(await nameOf("openid")).toBe("abc");
    const refused = await admin("PUT", path, mapping);
    expect([refused.status, JSON.stringify(refused.body)]).toEqual([
      400,
      expect.stringContaining("change them there"),
    ]);
    const moved = await admin("PUT", path, { ...(await derived())[0], entry: { kind: "exchange" } });
    expect(moved.status).toBe(400);
    expect((await admin("DELETE", path)).status).toBe(403);
    const second = { ...(await derived())[0], name: "second" };
    expect((await admin("POST", "/api/v1/mappings", second)).status).toBe(400);
    await send("PATCH", `${mappings}/m1`, { mapping: { rules } });
    await send("DELETE", `${protocols}/openid`);
  });

  it("leaves exchanges that name only their issuer the provider they had", async () => {
    const wanted = { name: "anybody", provider: "idp1", claims: { sub: "abc" }, grant: { user: "job" } };
    expect((await admin("POST", "/api/v1/mappings", wanted)).status).toBe(201);
    await bind("openid", { mapping_id: "m1" });
    const answer = await world.app.send("/oauth2/token", {
      method: "POST",
      body: new URLSearchParams({
        grant_type: "urn:ietf:params:oauth:grant-type:token-exchange",
        subject_token_type: "urn:ietf:params:oauth:token-type:id_token",
        subject_token: world.idToken(),
      }),
    });
    expect(answer.status).toBe(200);
    await send("DELETE", `${protocols}/openid`);
  });

  it("is named at what is kept for it", async () => {
    await bind("openid", { mapping_id: "m1" });
    const [mapping] = await derived();
    const idp = { identity_provider: "made", href: `/v3${idps}/made` };
    expect(mapping.kept_for).toEqual({
      ...idp,
      protocol: "openid",
      rules_of: "m1",
      href: `${idp.href}/protocols/openid`,
    });
    expect((await admin("GET", "/api/v1/providers/made")).body.kept_for).toEqual(idp);
    expect((await admin("GET", "/api/v1/providers/idp1")).body.kept_for).toBeUndefined();
    await send("DELETE", `${protocols}/openid`);
  });

  it("is recorded and explained like any other exchange", async () => {
    await bind("openid", { mapping_id: "m1" });
    const refused = await world.logIn({ idp: "made", bearer: world.idToken({ groups: ["none"] }) });
    expect(refused.status).toBe(401);
    const reference = refused.headers.get("x-openstack-request-id")?.replace(/^req-/, "");
    const { body } = await admin("POST", "/api/v1/explain", { request_id: reference });
    expect(body).toMatchObject({ provider: "made" });
    expect(JSON.stringify(body)).toContain("m1");
    tokenOf(await logIn("openid"));
    const { body: records } = await admin("GET", "/api/v1/exchanges?provider=made");
    expect(records.items[0]).toMatchObject({ provider: "made", mapping: "m1" });
    await send("DELETE", `${protocols}/openid`);
  });
});
