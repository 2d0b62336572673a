/** What there is to keep: projects, mappings, service tokens, and tokens that jobs were given. */

import { created, exchange } from "../../../server/test/end-to-end/exchange-world.ts";
import type { ConsoleWorld } from "./console-world.ts";

export async function keptThings(world: ConsoleWorld): Promise<void> {
  const { app } = world;
  await created(app, "/api/v1/projects", {
    key: "shop",
    display_name: "Web shop",
    description: "Everything the customers see",
    roles: [{ name: "Deployer", description: "Puts versions into production" }],
  });
  await created(app, "/api/v1/projects", { key: "billing" });
  await world.provider();
  await world.mapping({
    name: "shop-deploy",
    project: "shop",
    priority: 1,
    claims: { sub: "repo:acme/shop" },
    grant: { project_roles: [{ project: "shop", roles: ["Deployer"] }] },
    lifetime_seconds: 3600,
  });
  await world.mapping({
    name: "alice",
    claims: { sub: "repo:acme/tools" },
    grant: { user: "alice" },
    lifetime_seconds: 900,
  });
  await created(app, "/api/v1/service-tokens", { name: "terraform", role: "admin" });
  const { id } = await created(app, "/api/v1/service-tokens", {
    name: "resource-server",
    role: "introspect",
    audience: ["https://api.example"],
  });
  await app.asAdmin("DELETE", `/api/v1/service-tokens/${String(id)}`);
  await app.asAdmin("POST", "/api/v1/audit/checkpoints");
}

/** Two jobs are given a token each. */
export async function issueTokens({ app, idToken }: ConsoleWorld): Promise<void> {
  const asked = [
    ["repo:acme/shop", { project_key: "shop" }],
    ["repo:acme/tools", {}],
  ] as const;
  for (const [sub, parameters] of asked) {
    const answer = await exchange(app, "oauth", idToken({ sub }), parameters);
    if (answer.status !== 200) throw new Error(JSON.stringify(answer.document));
  }
}
