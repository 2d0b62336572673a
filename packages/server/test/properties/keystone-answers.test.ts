/**
 * Whatever is sent below `/v3` and `/v3.0`, by an administrator or a stranger: the answer is in the face's own
 * envelope, with a request id, and never a failure of the server's.
 */

import fc from "fast-check";
import { afterAll, beforeAll, expect, it } from "vitest";
import { type KeystoneWorld, startKeystoneWorld, tokenOf } from "../faces/keystone-world.ts";
import { patience, tried } from "./property.ts";

let world: KeystoneWorld;
let userToken: string;
beforeAll(async () => {
  world = await startKeystoneWorld();
  userToken = tokenOf(await world.logIn());
});
afterAll(() => world.close());

const ids = fc.constantFrom(
  "idp1",
  "openid",
  "default",
  "member",
  "nope",
  "a b",
  "ä",
  "__proto__",
  "x".repeat(70),
);
const collections = [
  "domains",
  "projects",
  "groups",
  "users",
  "roles",
  "services",
  "endpoints",
  "regions",
  "OS-FEDERATION/mappings",
  "OS-FEDERATION/identity_providers",
  "OS-FEDERATION/identity_providers/idp1/protocols",
];
const segment = ids.map(encodeURIComponent);
const paths = fc.oneof(
  fc.constantFrom(
    "",
    "/",
    "/auth/tokens",
    "/auth/projects",
    "/auth/domains",
    "/auth/catalog",
    "/auth/system",
  ),
  fc.constantFrom("/OS-FEDERATION/projects", "/OS-FEDERATION/domains", "/role_assignments"),
  fc.constantFrom(...collections).map((collection) => `/${collection}`),
  fc.tuple(fc.constantFrom(...collections), segment).map(([collection, id]) => `/${collection}/${id}`),
  fc
    .tuple(segment, segment)
    .map(([idp, protocol]) => `/OS-FEDERATION/identity_providers/${idp}/protocols/${protocol}/auth`),
  fc
    .tuple(
      fc.constantFrom("projects", "domains"),
      segment,
      fc.constantFrom("users", "groups"),
      segment,
      segment,
    )
    .map(([on, target, kind, actor, role]) => `/${on}/${target}/${kind}/${actor}/roles/${role}`),
);
const huaweiPaths = fc.oneof(
  fc.constantFrom("/OS-AUTH/id-token/tokens", "/OS-CREDENTIAL/securitytokens", ""),
  segment.map((idp) => `/OS-FEDERATION/identity-providers/${idp}/openid-connect-config`),
);
const target = fc.oneof(
  { weight: 4, arbitrary: paths.map((path) => `/v3${path}`) },
  { weight: 1, arbitrary: huaweiPaths.map((path) => `/v3.0${path}`) },
  { weight: 1, arbitrary: paths.map((path) => `/identity/v3${path}`) },
);
const queries = fc.constantFrom(
  "",
  "?nocatalog",
  "?allow_expired=1",
  "?name=%00",
  "?name=a&name=b",
  "?enabled=maybe",
  "?domain_id=default",
  "?__proto__=1",
  "?limit=-1&marker=x",
);
/** Members that the documents have, with anything in them. */
const members = fc.constantFrom(
  "auth",
  "identity",
  "methods",
  "token",
  "id",
  "scope",
  "project",
  "domain",
  "password",
  "user",
  "name",
  "mapping",
  "rules",
  "local",
  "remote",
  "type",
  "schema_version",
  "identity_provider",
  "remote_ids",
  "enabled",
  "domain_id",
  "protocol",
  "mapping_id",
  "group",
  "role",
  "service",
  "endpoint",
  "region",
  "url",
  "interface",
  "openid_connect_config",
  "constructor",
);
const leaf = fc.oneof(
  fc.constantFrom(
    "default",
    "idp1",
    "openid",
    "{0}",
    "member",
    "password",
    "token",
    "",
    "\u0000",
    "x".repeat(300),
  ),
  fc.constantFrom(null, true, false, 0, -1, 1.5, 2 ** 60),
);
const { document } = fc.letrec<{ document: unknown; value: unknown }>((tie) => ({
  value: fc.oneof(
    { depthSize: "small" },
    leaf,
    fc.array(tie("value"), { maxLength: 3 }),
    fc.dictionary(members, tie("value"), { maxKeys: 4 }),
  ),
  document: fc.dictionary(members, tie("value"), { maxKeys: 3 }),
}));
/** Nearly what is expected: the right member around, and mostly the right members within. */
const text = fc.constantFrom(
  "a",
  "b",
  "default",
  "member",
  "public",
  "identity",
  "https://x.example",
  "idp1",
);
const rules = [{ local: [{ user: { name: "{0}" } }], remote: [{ type: "sub" }] }];
const likely = fc
  .tuple(
    fc.constantFrom(
      ...["domain", "project", "group", "user", "role", "service", "endpoint", "region", "mapping"],
      ...["identity_provider", "protocol", "auth", "openid_connect_config"],
    ),
    fc.record(
      {
        name: fc.oneof(text, leaf),
        id: fc.oneof(text, leaf),
        type: text,
        url: text,
        interface: fc.constantFrom("public", "nowhere"),
        service_id: text,
        region_id: text,
        domain_id: fc.oneof(text, leaf),
        parent_id: leaf,
        description: leaf,
        enabled: fc.oneof(fc.boolean(), leaf),
        remote_ids: fc.array(fc.oneof(text, leaf), { maxLength: 2 }),
        rules: fc.oneof(fc.constant(rules), leaf),
        schema_version: fc.constantFrom("1.0", "2.0", "9", null),
        mapping_id: text,
        identity: fc.constantFrom(
          { methods: ["token"], token: { id: "a.b.c" } },
          {
            methods: ["password"],
            password: { user: { name: "a", password: "b", domain: { id: "default" } } },
          },
          { methods: [] },
        ),
        scope: fc.constantFrom(
          "unscoped",
          { system: { all: true } },
          { project: { id: "x" } },
          { project: {} },
          1,
        ),
      },
      { requiredKeys: [] },
    ),
  )
  .map(([wrapper, inner]) => ({ [wrapper]: inner }));
const bodies = fc.oneof(
  { weight: 9, arbitrary: likely.map((value) => JSON.stringify(value)) },
  { weight: 3, arbitrary: document.map((value) => JSON.stringify(value)) },
  { weight: 1, arbitrary: fc.constantFrom("", "{", "[]", "null", '"x"', "a=b", "\ufeff{}", '{"a":1,"a":2}') },
);

it(
  "every answer of the Keystone face is in its envelope, and none is a failure of the server",
  patience,
  async () => {
    const statuses = new Set<number>();
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"),
        target,
        queries,
        bodies,
        fc.constantFrom("application/json", "application/json", "application/json", "text/plain", "a/b"),
        fc.constantFrom("admin", "admin", "user", "bad", "none"),
        async (method, path, query, body, type, who) => {
          const token = { admin: world.app.adminToken, user: userToken, bad: "bad", none: null }[who];
          const answer = await world.app.send(`${path}${query}`, {
            method,
            redirect: "manual",
            headers: {
              ...(token !== null && { "x-auth-token": token, "x-subject-token": userToken }),
              "x-idp-id": "idp1",
              authorization: `Bearer ${who === "bad" ? "a.b.c" : world.idToken()}`,
              ...(method !== "GET" && method !== "HEAD" && { "content-type": type }),
            },
            ...(method !== "GET" && method !== "HEAD" && { body }),
          });
          const text = await answer.text();
          statuses.add(answer.status);
          // The token of the test may have been ended.
          if (answer.status === 204) userToken = tokenOf(await world.logIn());
          expect(answer.status, text).toBeLessThan(500);
          expect(answer.headers.get("x-openstack-request-id")).toMatch(/^req-[0-9a-f-]{36}$/);
          if (answer.status === 401 && path.includes("/v3/")) {
            expect(answer.headers.get("www-authenticate")).toMatch(/^Keystone uri="http:/);
          }
          if (text === "") return;
          const read = Object(JSON.parse(text));
          if (answer.status < 400) return;
          const reference = answer.headers.get("x-openstack-request-id");
          if (path.startsWith("/v3.0")) expect(typeof read["error_msg"]).toBe("string");
          else expect(read["error"]).toMatchObject({ code: answer.status, reference });
          expect(text).not.toMatch(/\.[jt]s:\d+|node_modules/);
          // The token of the test may have been ended.
          if (answer.status === 204) userToken = tokenOf(await world.logIn());
        },
      ),
      tried(53, 800),
    );
    expect([...statuses]).toEqual(expect.arrayContaining([200, 201, 400, 401, 403, 404, 405]));
  },
);
