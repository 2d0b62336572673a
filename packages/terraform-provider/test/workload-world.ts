/** A real server that trusts a real issuer, with an administrator's and a workload's mapping, and the provider before it. */

import {
  type AccessWorld,
  audience,
  create,
  type Document,
  startAccessWorld,
} from "../../server/test/transcripts/access-world.ts";
import { countersign } from "../src/provider.ts";
import { terraformWith } from "./terraform.ts";

export interface WorkloadWorld extends AccessWorld {
  /** The provider in one process of its own, with these variables of the environment and nothing else. */
  provider(
    environment?: Readonly<Record<string, string>>,
    nowMs?: () => number,
  ): ReturnType<typeof terraformWith>;
  /** Who the credential is, as its subject; null: it is not good. */
  whoIs(token: string): Promise<string | null>;
  idTokenOf(sub: string, changes?: Document): string;
}

const mappings = "/access/api/v1/oidc/ci/identity_mappings";

/** Tokens of `root` are an administrator's for 60 s, those of `job` are for a group. */
export async function startWorkloadWorld(
  environment: Readonly<Record<string, string>> = {},
): Promise<WorkloadWorld> {
  const world = await startAccessWorld(environment);
  await create(world, "/access/api/v1/oidc", { name: "ci", issuer_url: world.issuer.url, audience });
  await create(world, mappings, {
    name: "root",
    priority: 1,
    claims: { sub: "root" },
    token_spec: { scope: "applied-permissions/admin", username: "root", expires_in: 60 },
  });
  await create(world, mappings, {
    name: "job",
    priority: 2,
    claims: { sub: "job" },
    token_spec: { scope: "applied-permissions/groups:readers", expires_in: 600 },
  });
  return {
    ...world,
    provider: (variables = {}, nowMs) =>
      terraformWith(countersign(nowMs), { COUNTERSIGN_URL: world.app.url, ...variables }),
    idTokenOf: (sub, changes = {}) => world.idToken({ sub, ...changes }),
    async whoIs(token) {
      const answer = await world.app.send("/access/api/v1/tokens/me", {
        headers: { authorization: `Bearer ${token}` },
      });
      return answer.status === 200 ? String(((await answer.json()) as Document)["subject"]) : null;
    },
  };
}
