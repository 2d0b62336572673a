/**
 * Who may do what with what an operator sets up at the Keystone face: every kind of credential on every path. What a
 * credential may not do is told before anything of the request is looked at.
 */

import { fastify } from "fastify";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { operatorRoutes } from "../../src/faces/keystone/operator/routes.ts";
import { runCommand } from "../cli/command-line.ts";
import { created } from "../end-to-end/exchange-world.ts";
import { openServices } from "../services.ts";
import { type Answer, errorOf, sender } from "./keystone-operator.ts";
import { type KeystoneWorld, ruleOf, startKeystoneWorld, tokenOf } from "./keystone-world.ts";

const federation = "/OS-FEDERATION";
/** A body that is looked at by whoever may, and then refused. */
const odd = { identity_provider: 1 };

/** Method, path, Keystone's name of the operation, and what an administrator is answered. */
type Asked = readonly [string, string, string, number];
const plain = (member: string): readonly Asked[] => [
  ["GET", `/${member}s`, `list_${member}s`, 200],
  ["POST", `/${member}s`, `create_${member}`, 400],
  ["GET", `/${member}s/x`, `get_${member}`, 404],
  ["PATCH", `/${member}s/x`, `update_${member}`, 400],
  ["DELETE", `/${member}s/x`, `delete_${member}`, 404],
];
const given = (place: string, end: string, grant: string): readonly Asked[] =>
  ["user", "group"].flatMap((actor): readonly Asked[] => {
    const what = grant === "system" ? `system_grant_for_${actor}` : "grant";
    const one = `${place}/${actor}s/x/roles/member${end}`;
    return [
      ["PUT", one, `create_${what}`, end !== "" && place.includes("projects") ? 400 : 404],
      ["GET", one, `check_${what}`, 404],
      ["DELETE", one, `revoke_${what}`, 404],
      ["GET", `${place}/${actor}s/x/roles${end}`, `list_${what}s`, 404],
    ];
  });
const put = (path: string, member: string, listed: number): readonly Asked[] => [
  ["GET", path, `list_${member}s`, listed],
  ["PUT", `${path}/x`, `create_${member}`, 400],
  ["GET", `${path}/x`, `get_${member}`, 404],
  ["PATCH", `${path}/x`, `update_${member}`, 400],
  ["DELETE", `${path}/x`, `delete_${member}`, 404],
];

const requests: readonly Asked[] = [
  ...["domain", "project", "group", "user", "role", "service", "endpoint", "region"].flatMap(plain),
  ["PUT", "/regions/x", "create_region", 400],
  ...given("/projects/x", "", ""),
  ...given("/domains/x", "", ""),
  ...given("/system", "", "system"),
  ...given("/OS-INHERIT/domains/x", "/inherited_to_projects", ""),
  ...given("/OS-INHERIT/projects/x", "/inherited_to_projects", ""),
  ["GET", "/role_assignments", "list_role_assignments", 200],
  ...put(`${federation}/mappings`, "mapping", 200),
  ...put(`${federation}/identity_providers`, "identity_provider", 200),
  ...put(`${federation}/identity_providers/x/protocols`, "protocol", 200),
  ["GET", "/groups/x/users", "list_users_in_group", 404],
  ["PUT", "/groups/x/users/y", "add_user_to_group", 403],
  ["GET", "/groups/x/users/y", "add_user_to_group", 403],
  ["DELETE", "/groups/x/users/y", "add_user_to_group", 403],
  ["POST", "/users/x/password", "change_password", 403],
];
/** What a token of this face may read, as far as it is about itself. */
const ownReads: readonly string[] = [];

let world: KeystoneWorld;
const credentials = new Map<string, string | null>();

beforeAll(async () => {
  world = await startKeystoneWorld();
  const { app } = world;
  await created(app, "/api/v1/mappings", {
    name: "anybody",
    provider: "idp1",
    claims: { sub: "abc" },
    grant: { admin: true },
  });
  await world.protocol("admins", [ruleOf({ admin: true })]);
  const secret = async (name: string, ...role: readonly string[]) =>
    (await runCommand(["admin", "token", "create", name, ...role, "--data-dir", app.dataDir])).out.trim();
  const exchanged = async (path: string, document: object) => {
    const response = await app.send(path, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(document),
    });
    return String(Object(await response.json())["access_token"]);
  };
  const grant = {
    grant_type: "urn:ietf:params:oauth:grant-type:token-exchange",
    subject_token_type: "urn:ietf:params:oauth:token-type:id_token",
    provider_name: "idp1",
  };
  for (const [name, token] of Object.entries({
    "the bootstrap secret": app.adminToken,
    "an administrator's service token": await secret("ops", "--role", "admin"),
    "a service token that may ask about tokens": await secret("resource", "--role", "introspect"),
    "a workload's token": tokenOf(await world.logIn()),
    "a token of rules that grant administration": tokenOf(await world.logIn({ protocol: "admins" })),
    "a platform admin's token of the JFrog face": await exchanged("/access/api/v1/oidc/token", {
      ...grant,
      subject_token: world.idToken(),
    }),
    "a token of the OAuth face": await exchanged("/oauth2/token", {
      ...grant,
      subject_token: world.idToken(),
    }),
    "an ID token": world.idToken(),
    garbage: "gAAAAABgarbage",
    nothing: null,
  })) {
    expect(token, name).not.toBe("undefined");
    credentials.set(name, token);
  }
});
afterAll(() => world.close());

async function ask(who: string): Promise<readonly (readonly [Asked, Answer])[]> {
  const token = credentials.get(who);
  if (token === undefined) throw new Error(who);
  const send = sender(world.app, token);
  const answers: (readonly [Asked, Answer])[] = [];
  for (const asked of requests) {
    const [method, path] = asked;
    const body = ["POST", "PUT", "PATCH"].includes(method) && !path.includes("/roles/") ? odd : undefined;
    answers.push([asked, await send(method, path, body)]);
  }
  return answers;
}

const named = ([method, path]: Asked) => `${method} ${path}`;

describe("with", () => {
  it.each(["the bootstrap secret", "an administrator's service token"])("%s, all is done", async (who) => {
    const answers = (await ask(who)).map(([asked, { status }]) => [named(asked), status]);
    expect(answers).toEqual(requests.map((asked) => [named(asked), asked[3]]));
  });

  it.each([
    "a workload's token",
    "a token of rules that grant administration",
    "a service token that may ask about tokens",
  ])("%s, nothing is done, and the answer names what it was", async (who) => {
    for (const [asked, answer] of await ask(who)) {
      if (ownReads.includes(named(asked))) continue;
      const message = `You are not authorized to perform the requested action: identity:${asked[2]}.`;
      expect(errorOf(answer), named(asked)).toEqual([403, message]);
    }
  });

  it.each([
    "a platform admin's token of the JFrog face",
    "a token of the OAuth face",
    "an ID token",
    "garbage",
    "nothing",
  ])("%s, nobody is let in", async (who) => {
    for (const [asked, answer] of await ask(who)) {
      const message = "The request you have made requires authentication.";
      expect(errorOf(answer), named(asked)).toEqual([401, message]);
      expect(answer.headers.get("www-authenticate")).toBe(`Keystone uri="${world.app.url}/v3"`);
    }
  });
});

it("leaves no path out", async () => {
  const { services, close } = await openServices();
  const instance = fastify();
  const unasked: string[] = [];
  instance.addHook("onRoute", ({ method, url }) => {
    const pattern = new RegExp(`^${url.replaceAll(/:\w+/g, "[^/]+")}$`);
    for (const one of [method].flat()) {
      const isAsked = requests.some(([asked, path]) => asked === one && pattern.test(path));
      if (one !== "HEAD" && !isAsked) unasked.push(`${one} ${url}`);
    }
  });
  operatorRoutes(instance, services);
  await instance.ready();
  expect(unasked).toEqual([]);
  await close();
});
