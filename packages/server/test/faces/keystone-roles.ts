/** An installation in which alice has roles: on projects and a domain, by herself, by her group, and by her mapping. */

import { createHash } from "node:crypto";
import { type Document, decode } from "../end-to-end/exchange-world.ts";
import { type KeystoneWorld, ruleOf, startKeystoneWorld } from "./keystone-world.ts";

export const aliceId = createHash("sha256").update("defaultuseralice").digest("hex");

export interface Roles extends KeystoneWorld {
  /** Ids of projects. Alice is member of the first, and reader by her group. */
  readonly shop: string;
  /** She is a reader of it. */
  readonly passing: string;
  /** She is a reader of it, and it is disabled. */
  readonly closed: string;
  /** She has no role on it. */
  readonly other: string;
  /** Id of the domain `dom1`, on which she is a reader. */
  readonly domain: string;
  /** Ends a token. */
  revoke(token: string): Promise<void>;
  /** Does what has to succeed at the Keystone face, with the bootstrap secret. */
  done(method: string, path: string, body?: unknown): Promise<Document>;
}

/** Groups as the token's claim names them; also through the protocol `given`, which makes her a manager of `shop`. */
export async function rolesWorld(environment: Readonly<Record<string, string>> = {}): Promise<Roles> {
  const world = await startKeystoneWorld(environment);
  const done = async (method: string, path: string, body?: unknown): Promise<Document> => {
    const answer = await world.operator(method, path, body);
    if (answer.status >= 300) throw new Error(`${method} ${path}: ${JSON.stringify(answer.body)}`);
    return answer.body;
  };
  const make = async (member: string, document: Document): Promise<string> => {
    const { [member]: made } = await done("POST", `/${member}s`, { [member]: document });
    return (made as { readonly id: string }).id;
  };
  const shop = await make("project", { name: "shop" });
  const passing = await make("project", { name: "passing" });
  const closed = await make("project", { name: "closed" });
  const other = await make("project", { name: "other" });
  const domain = await make("domain", { name: "dom1" });
  const group = await make("group", { name: "dev" });
  for (const [target, actor, role] of [
    [`projects/${shop}`, `users/${aliceId}`, "member"],
    [`projects/${shop}`, `groups/${group}`, "reader"],
    [`projects/${passing}`, `users/${aliceId}`, "reader"],
    [`projects/${closed}`, `users/${aliceId}`, "reader"],
    [`domains/${domain}`, `users/${aliceId}`, "reader"],
  ]) {
    await done("PUT", `/${target}/${actor}/roles/${role}`);
  }
  await done("PATCH", `/projects/${closed}`, { project: { enabled: false } });
  const groups = [
    {
      path: ["groups"],
      test: { kind: "keep", matchers: [{ kind: "equals", value: "dev" }] },
    },
  ];
  const grant = { groups: [{ kind: "each", names: { kind: "placeholders", text: "{1}" } }] };
  await world.protocol("openid", [ruleOf(grant, groups)]);
  const given = { ...grant, project_roles: [{ project: "shop", roles: ["manager"] }] };
  await world.protocol("given", [ruleOf(given, groups)]);
  return {
    ...world,
    shop,
    passing,
    closed,
    other,
    domain,
    done,
    async revoke(token) {
      const id = String(decode(token)["jti"]);
      await world.app.asAdmin("POST", "/api/v1/revocations", { kind: "token", id });
    },
  };
}
