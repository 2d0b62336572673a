/** What Huawei Cloud's clients write about OpenID Connect, read and given back; nothing is contacted or stored here. */

import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { providerDefaults } from "../../src/core/configuring/provider-defaults.ts";
import type { Annotations, JsonObject, Provider } from "../../src/core/terms.ts";
import { dialectOf } from "../../src/faces/keystone/huawei/mapping-dialect.ts";
import {
  annotateConfiguration,
  furnishProvider,
  hasOidcConfiguration,
  standingConfiguration,
  toConfigurationDocument,
} from "../../src/faces/keystone/huawei/translate-oidc-configuration.ts";
import { readTokenRequest } from "../../src/faces/keystone/huawei/wire.ts";
import {
  type OidcConfiguration,
  readOidcConfiguration,
} from "../../src/faces/keystone/huawei/wire-oidc-configuration.ts";
import { tried } from "../properties/property.ts";

const keys = { keys: [{ kty: "RSA", kid: "one", n: "AQAB", e: "AQAB" }] };
const program = {
  access_mode: "program",
  idp_url: "https://issuer.example",
  client_id: "client_id_example",
  signing_key: JSON.stringify(keys),
};
const forConsole = {
  ...program,
  access_mode: "program_console",
  authorization_endpoint: "https://issuer.example/authorize",
  scope: "openid email",
  response_type: "id_token",
  response_mode: "form_post",
};

/** The members of a request as the whole configuration. */
function read(members: JsonObject, standing: OidcConfiguration | null = null) {
  return readOidcConfiguration({ openid_connect_config: members }, standing);
}

function mustRead(members: JsonObject, standing: OidcConfiguration | null = null): OidcConfiguration {
  const result = read(members, standing);
  if (!result.ok) throw new Error(result.message);
  return result.value;
}

interface Stored {
  readonly annotations: Annotations;
  readonly provider: Provider;
}
const blank: Stored = {
  annotations: { keystone: { remote_ids: [] } },
  provider: {
    ...providerDefaults,
    id: "id",
    revision: 1,
    createdAt: 0,
    updatedAt: 0,
    name: "idp",
    issuerUrl: "",
  },
};

/** An identity provider's annotations and provider after a configuration was written. */
function stored(configuration: OidcConfiguration, before = blank): Stored {
  const { idp_url } = configuration;
  const { issuerUrl, tokenIssuer } = before.provider;
  const moved = idp_url !== (tokenIssuer ?? issuerUrl) && { issuerUrl: idp_url, tokenIssuer: null };
  return {
    annotations: annotateConfiguration(before.annotations, configuration),
    provider: {
      ...before.provider,
      ...moved,
      ...furnishProvider({ ...before.provider, ...moved }, configuration),
    },
  };
}

describe("an OpenID Connect configuration, as it is read", () => {
  it.each([
    ["access_mode", { access_mode: "console" }, 'must be "program" or "program_console".'],
    ["idp_url", { idp_url: "https://a" }, "must have 10 to 255 characters."],
    ["idp_url", { idp_url: `https://${"a".repeat(248)}` }, "must have 10 to 255 characters."],
    ["client_id", { client_id: "four" }, "must have 5 to 255 characters."],
    ["client_id", { client_id: "a".repeat(256) }, "must have 5 to 255 characters."],
    ["client_id", { client_id: 12345 }, "must be text."],
    ["signing_key", { signing_key: '{"a":1}' }, "must have 10 to 30000 characters."],
    ["signing_key", { signing_key: `{"keys":[]}${" ".repeat(30_000)}` }, "must have 10 to 30000 characters."],
    [
      "signing_key",
      { signing_key: "[0,1,2,3,4,5]" },
      "must be the text of a JSON object with the array keys.",
    ],
    ["authorization_endpoint", { authorization_endpoint: "https://a" }, "must have 10 to 255 characters."],
    ["scope", { scope: "email" }, 'must contain "openid".'],
    ["scope", { scope: "openid  email" }, "must have 1 to 10 words with one blank between them."],
    [
      "scope",
      { scope: "openid b c d e f g h i j k" },
      "must have 1 to 10 words with one blank between them.",
    ],
    ["response_type", { response_type: "code" }, 'must be "id_token".'],
    ["response_mode", { response_mode: "query" }, 'must be "fragment" or "form_post".'],
  ])("refuses a %s outside its limits", (member, wrong, words) => {
    expect(read({ ...forConsole, ...wrong })).toEqual({
      ok: false,
      message: `openid_connect_config.${member} ${words}`,
    });
  });

  it.each([
    "issuer.example/authorize",
    "javascript:alert(1)",
    "http://issuer.example/authorize",
    "https://user@issuer.example/authorize",
    "https://issuer.example/authorize#here",
    "https://issuer.example/ authorize",
  ])("refuses an authorization_endpoint that no browser may be sent to: %s", (authorization_endpoint) => {
    expect(read({ ...forConsole, authorization_endpoint })).toEqual({
      ok: false,
      message:
        "openid_connect_config.authorization_endpoint must be an https URL without user name and fragment.",
    });
  });

  it.each([
    { idp_url: "https://ab" },
    { idp_url: `https://${"a".repeat(247)}` },
    { client_id: "fives" },
    { client_id: "a".repeat(255) },
    { authorization_endpoint: "https://ab" },
    { authorization_endpoint: "https://tenant.issuer.example/authorize?p=policy" },
    { authorization_endpoint: "http://localhost:9001/authorize", idp_url: "http://localhost:9001" },
    { scope: "openid" },
    { scope: "a b c d e f g h i openid" },
    { response_mode: "fragment" },
    { signing_key: `{"keys":[]}${" ".repeat(29_989)}` },
  ])("accepts what just keeps to them (%j)", (members) => {
    expect(read({ ...forConsole, ...members })).toMatchObject({ ok: true, value: members });
  });

  it.each(["access_mode", "idp_url", "client_id"])("asks for %s in a new one", (member) => {
    const { [member]: _left, ...rest }: JsonObject = program;
    expect(read(rest)).toEqual({ ok: false, message: `openid_connect_config.${member} must be given.` });
  });

  it.each(["authorization_endpoint", "scope", "response_type", "response_mode"])(
    "asks for %s where the console is to use it",
    (member) => {
      const { [member]: _left, ...rest }: JsonObject = forConsole;
      expect(read(rest)).toEqual({
        ok: false,
        message: `openid_connect_config.${member} must be given in access_mode "program_console".`,
      });
    },
  );

  it("says where keys that are not JSON break off", () => {
    expect(read({ ...program, signing_key: '{"keys":[}' })).toMatchObject({
      ok: false,
      message: expect.stringMatching(/^openid_connect_config\.signing_key .*not valid JSON: /),
    });
  });

  it("keeps nothing for the console of one that is for programs alone", () => {
    const none = { authorization_endpoint: null, scope: null, response_type: null, response_mode: null };
    expect(mustRead({ ...forConsole, access_mode: "program" })).toMatchObject(none);
    expect(mustRead({ access_mode: "program" }, mustRead(forConsole))).toMatchObject(none);
  });

  it("takes from a part only what it says", () => {
    expect(mustRead({ client_id: "another" }, mustRead(forConsole))).toEqual({
      ...mustRead(forConsole),
      client_id: "another",
    });
  });

  it("refuses a part that leaves the whole incomplete", () => {
    expect(read({ access_mode: "program_console" }, mustRead(program))).toMatchObject({ ok: false });
    expect(read({ client_id: null }, mustRead(program))).toMatchObject({ ok: false });
  });

  it("refuses a document without it", () => {
    expect(readOidcConfiguration({}, null)).toEqual({
      ok: false,
      message: "openid_connect_config must be an object.",
    });
  });
});

describe("an OpenID Connect configuration and its provider", () => {
  it("decides the issuer, the audience and the keys", () => {
    expect(stored(mustRead(program)).provider).toMatchObject({
      issuerUrl: "https://issuer.example",
      tokenIssuer: null,
      audience: "client_id_example",
      keySource: { kind: "static", jwks: keys },
    });
  });

  it("leaves the keys to the issuer's discovery document where none are written", () => {
    const { signing_key: _left, ...rest } = program;
    expect(stored(mustRead(rest)).provider.keySource).toEqual({ kind: "discovery" });
  });

  it("takes keys from a jwks_uri, and written ones before it", () => {
    const { signing_key: _left, ...rest } = program;
    const jwks_uri = "https://issuer.example/keys";
    expect(stored(mustRead({ ...rest, jwks_uri })).provider.keySource).toEqual({
      kind: "jwks_uri",
      url: jwks_uri,
    });
    expect(stored(mustRead({ ...program, jwks_uri })).provider.keySource).toMatchObject({ kind: "static" });
  });

  it("leaves alone what the administrator has set besides", () => {
    const before = stored(mustRead(program));
    const provider: Provider = {
      ...before.provider,
      tokenIssuer: "https://issuer.example/",
      additionalAudiences: ["second"],
      algorithms: ["ES256"],
    };
    const after = stored(
      mustRead({ client_id: "another" }, mustRead({ ...program, idp_url: "https://issuer.example/" })),
      {
        ...before,
        provider,
      },
    );
    expect(after.provider).toEqual({ ...provider, audience: "another" });
  });

  it("shows what another interface has made of it", () => {
    const { annotations, provider } = stored(mustRead(program));
    const jwks = { keys: [{ kty: "RSA", kid: "two", n: "AQAB", e: "AQAB" }] };
    const changed: Provider = {
      ...provider,
      issuerUrl: "https://other.example",
      audience: null,
      keySource: { kind: "static", jwks },
    };
    expect(standingConfiguration(annotations, changed)).toMatchObject({
      idp_url: "https://other.example",
      client_id: null,
      signing_key: JSON.stringify(jwks),
    });
  });

  it("shows no address of keys that another interface has taken away", () => {
    const jwks_uri = "https://issuer.example/keys";
    const { annotations, provider } = stored(mustRead({ ...program, signing_key: null, jwks_uri }));
    const changed: Provider = { ...provider, keySource: { kind: "discovery" } };
    expect(standingConfiguration(annotations, changed)).toMatchObject({ signing_key: null, jwks_uri: null });
  });

  it("is none while nothing was written, and keeps what else is noted", () => {
    const { annotations } = stored(mustRead(program));
    expect(hasOidcConfiguration({ keystone: { remote_ids: [] } })).toBe(false);
    expect(hasOidcConfiguration(annotations)).toBe(true);
    expect(annotations["keystone"]).toEqual({ remote_ids: [] });
  });
});

const word = fc.stringMatching(/^[a-z_]{1,12}$/);
const keySet = fc
  .record({
    keys: fc.array(fc.record({ kty: fc.constant("RSA"), kid: word, n: word, e: word }), { maxLength: 3 }),
  })
  .chain((set) =>
    fc.constantFrom(JSON.stringify(set), JSON.stringify(set, null, 2), `${JSON.stringify(set)}\n`),
  )
  .filter((text) => text.length >= 10);
const members = fc.record({
  access_mode: fc.constantFrom("program", "program_console"),
  idp_url: word.map((name) => `https://${name}.example`),
  client_id: word.map((name) => `client ${name}`),
  authorization_endpoint: word.map((name) => `https://issuer.example/${name}`),
  scope: fc
    .uniqueArray(word, { maxLength: 9 })
    .map((words) => [...words.filter((one) => one !== "openid"), "openid"].join(" ")),
  response_type: fc.constant("id_token"),
  response_mode: fc.constantFrom("fragment", "form_post"),
  signing_key: fc.option(keySet, { nil: null }),
  jwks_uri: fc.option(
    word.map((name) => `https://issuer.example/keys/${name}`),
    { nil: null },
  ),
});

describe("any OpenID Connect configuration", () => {
  it("is given back as it was written, in mode program without what is for the console", () => {
    fc.assert(
      fc.property(members, (sent) => {
        const { annotations, provider } = stored(mustRead(sent));
        expect(standingConfiguration(annotations, provider)).toEqual(mustRead(sent));
      }),
      tried(41, 300),
    );
  });

  it("changes nothing when it is put back as it is shown", () => {
    fc.assert(
      fc.property(members, (sent) => {
        const before = stored(mustRead(sent));
        const shown = standingConfiguration(before.annotations, before.provider);
        if (shown === null || shown.client_id === null) throw new Error("There is none.");
        const document = toConfigurationDocument(shown)["openid_connect_config"] as JsonObject;
        const standing = { ...shown, client_id: shown.client_id };
        expect(stored(mustRead(document, standing), before)).toEqual(before);
        expect(stored(mustRead({}, standing), before)).toEqual(before);
      }),
      tried(42, 300),
    );
  });

  it("written in two parts is the same as written at once", () => {
    fc.assert(
      fc.property(members, members, fc.subarray(Object.keys(forConsole)), (first, second, names) => {
        const part = Object.fromEntries(Object.entries(second).filter(([name]) => names.includes(name)));
        const standing = mustRead(first);
        const whole = read({ ...standing, ...part });
        expect(read(part, standing)).toEqual(whole);
      }),
      tried(43, 300),
    );
  });
});

describe("a mapping", () => {
  const rule = (local: readonly JsonObject[], type = "groups"): JsonObject => ({
    local,
    remote: [{ type: "sub" }, { type, any_one_of: ["admin"] }],
  });
  const user = { user: { name: "{0}" } };
  const group = { group: { name: "admin" } };

  it.each<[string, JsonObject]>([
    ["a user and a group, as in the vendor's page", { rules: [rule([user, group])] }],
    ["groups as text", { rules: [rule([{ ...user, groups: '["admin","manager"]' }])] }],
    ["a user in one of its rules", { rules: [rule([user]), rule([group])] }],
    ["Terraform's default", { rules: [{ local: [user], remote: [{ type: "__NAMEID__" }] }] }],
    ["a null for the version", { rules: [rule([user, group])], schema_version: null }],
  ])("is Huawei's with %s", (_what, mapping) => {
    expect(dialectOf(mapping)).toBe("huawei");
  });

  it.each<[string, JsonObject]>([
    ["names a version", { rules: [rule([user, group])], schema_version: "1.0" }],
    ["says nothing of a user", { rules: [rule([group])] }],
    ["gives a domain", { rules: [rule([user, { group: { name: "admin", domain: { id: "default" } } }])] }],
    ["gives a group by its id", { rules: [rule([user, { group: { id: "admin" } }])] }],
    ["has a whitelist", { rules: [{ local: [user], remote: [{ type: "sub", whitelist: ["a"] }] }] }],
    ["has a claim named as by Apache", { rules: [rule([user, group], "OIDC-groups")] }],
    ["has a variable of the web server", { rules: [rule([user, group], "HTTP_OIDC_GROUPS")] }],
    ["has the user of the web server", { rules: [rule([user, group], "REMOTE_USER")] }],
    ["has no rules", {}],
  ])("is Keystone's if it %s", (_what, mapping) => {
    expect(dialectOf(mapping)).toBe("keystone");
  });
});

describe("a request for a token with an ID token", () => {
  const withScope = (scope?: unknown) =>
    readTokenRequest({
      auth: { id_token: { id: "token" }, ...(scope !== undefined && { scope }) },
    } as JsonObject);

  it.each([
    [undefined, null],
    [null, null],
    [{ project: { id: "p" } }, { kind: "project", id: "p", name: null }],
    [{ project: { name: "p" } }, { kind: "project", id: null, name: "p" }],
    [{ project: { id: "p", name: "q" } }, { kind: "project", id: "p", name: "q" }],
    [{ domain: { id: "d" } }, { kind: "domain", id: "d", name: null }],
    [
      { domain: { name: "d" }, project: null },
      { kind: "domain", id: null, name: "d" },
    ],
  ])("reads the scope %j", (scope, target) => {
    expect(withScope(scope)).toEqual({ ok: true, value: { idToken: "token", target } });
  });

  it.each([
    [{ project: { id: "p" }, domain: { id: "d" } }, "auth.scope must have a project or a domain, not both."],
    [{}, "auth.scope must have a project or a domain; leave it out for an unscoped token."],
    [{ project: {} }, "auth.scope.project must have an id or a name."],
    [{ project: { id: 1 } }, "auth.scope.project.id must be text."],
    [{ domain: { name: "" } }, "auth.scope.domain.name must not be empty."],
    [{ domain: { name: "d".repeat(256) } }, "auth.scope.domain.name must have at most 255 characters."],
    ["p", "auth.scope must be an object."],
  ])("refuses the scope %j", (scope, message) => {
    expect(withScope(scope)).toEqual({ ok: false, message });
  });

  it.each([
    [{}, "auth must be an object."],
    [{ auth: {} }, "auth.id_token must be an object."],
    [{ auth: { id_token: {} } }, "auth.id_token.id must be text."],
  ])("refuses %j", (body, message) => {
    expect(readTokenRequest(body as JsonObject)).toEqual({ ok: false, message });
  });

  it("never throws, whatever JSON it is", () => {
    fc.assert(
      fc.property(fc.jsonValue(), (auth) => {
        const read = readTokenRequest({ auth } as JsonObject);
        expect(typeof read.ok).toBe("boolean");
      }),
      tried(44, 500),
    );
  });
});
