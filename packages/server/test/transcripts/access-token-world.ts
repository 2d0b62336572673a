/** What the tests of access tokens share: a server whose mappings give workloads tokens of four kinds, and its calls. */

import { afterAll, beforeAll } from "vitest";
import {
  type AccessWorld,
  audience,
  create,
  type Document,
  documentOf,
  startAccessWorld,
} from "./access-world.ts";

export const tokensPath = "/access/api/v1/tokens";
export const configurationsPath = "/access/api/v1/oidc";

/** What a token of one of the mappings is. */
export interface Held {
  readonly access_token: string;
  readonly token_id: string;
}

/** Starts a server before the tests of a file, and ends it after them. */
export function useAccessTokens() {
  let started: AccessWorld | null = null;
  const world = (): AccessWorld => {
    if (started === null) throw new Error("the server has not started yet");
    return started;
  };
  beforeAll(async () => {
    started = await startAccessWorld();
    await prepare(started);
  });
  afterAll(() => started?.close());

  async function exchanged(job: string, members: Document = {}): Promise<Held> {
    const answer = await world().exchange({ subject_token: world().idToken({ job }), ...members });
    if (answer.status !== 200) throw new Error(await answer.text());
    return (await answer.json()) as Held;
  }

  function send(credential: string, method: string, below: string, body?: Document | URLSearchParams) {
    const isForm = body instanceof URLSearchParams;
    return world().app.send(`${tokensPath}${below}`, {
      method,
      headers: {
        authorization: `Bearer ${credential}`,
        ...(body !== undefined && !isForm && { "content-type": "application/json" }),
      },
      ...(body !== undefined && { body: isForm ? body : JSON.stringify(body) }),
    });
  }
  const ask = (credential: string, body: Document | URLSearchParams) => send(credential, "POST", "", body);

  return {
    world,
    admin: () => world().app.adminToken,
    send,
    ask,
    /** @throws with the answer when no token was made */
    async made(credential: string, body: Document): Promise<Held & Document> {
      const answer = await ask(credential, body);
      if (answer.status !== 200) throw new Error(`${answer.status} ${await answer.text()}`);
      return (await answer.json()) as Held & Document;
    },
    /** @throws with the answer when it is no list */
    async listed(credential: string, query = ""): Promise<readonly Document[]> {
      const answer = await send(credential, "GET", query);
      if (answer.status !== 200) throw new Error(`${answer.status} ${await answer.text()}`);
      return (await documentOf(answer))["tokens"] as readonly Document[];
    },
    asDeploy: () => exchanged("deploy"),
    asBuild: () => exchanged("Build"),
    asAdminJob: () => exchanged("admin-job"),
    asLead: () => exchanged("leads", { project_key: "shop" }),
  };
}

export const idsOf = (tokens: readonly Document[]) => tokens.map((token) => token["token_id"]);

async function prepare(world: AccessWorld): Promise<void> {
  await create(world, "/access/api/v1/projects", { project_key: "shop", display_name: "Shop" });
  await create(world, configurationsPath, { name: "github-oidc", issuer_url: world.issuer.url, audience });
  for (const [name, { project_key, ...spec }] of Object.entries<Document>({
    deploy: { scope: 'applied-permissions/groups:"deployers","readers"', expires_in: 600 },
    Build: { username: "Ada", scope: "applied-permissions/user", self_revocable: true, expires_in: 120 },
    "admin-job": { username: "root", scope: "applied-permissions/admin", expires_in: 300 },
    leads: {
      scope: 'applied-permissions/roles:shop:"Project Admin","Developer"',
      audience: "jfrt@one jfrt@two",
      project_key: "shop",
    },
  })) {
    await create(world, `${configurationsPath}/github-oidc/identity_mappings`, {
      name,
      claims: { job: name },
      token_spec: spec,
      priority: 1,
      project_key,
    });
  }
}
