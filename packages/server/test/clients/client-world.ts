/**
 * What the clients find: the server with one provider for GitHub Actions, set up over the JFrog face as an
 * administrator of the platform does it, and repositories with a mapping each.
 */

import {
  type AccessWorld,
  audience,
  create,
  type Document,
  startAccessWorld,
} from "../transcripts/access-world.ts";

export interface ClientWorld extends AccessWorld {
  /** A token as GitHub Actions issues it to a workflow on the main branch of this repository, but for the changes. */
  tokenOf(repository: string, changes?: Document): string;
  /** Method, path and status of every request since the last call, in order of arrival. */
  requests(): readonly string[];
}

export const provider = "github-oidc";

/** Repositories, and what their workflows may become. */
export const repositories = {
  /** The user `ci-user`. */
  app: "octo-org/app",
  /** The group `readers`; no user. */
  docs: "octo-org/docs",
  /** The administrator `infra-bot`. */
  infra: "octo-org/infra",
  /** Nothing. */
  other: "octo-org/other",
} as const;

const tokenSpecs = {
  app: { username: "ci-user", scope: "applied-permissions/user", expires_in: 600 },
  docs: { scope: 'applied-permissions/groups:"readers"', expires_in: 600 },
  infra: { username: "infra-bot", scope: "applied-permissions/admin", expires_in: 600 },
};

export async function startClientWorld(
  environment: Readonly<Record<string, string>> = {},
): Promise<ClientWorld> {
  const world = await startAccessWorld(environment);
  await create(world, "/access/api/v1/oidc", {
    name: provider,
    issuer_url: world.issuer.url,
    provider_type: "GitHub",
    organization: "octo-org",
    audience,
  });
  let priority = 1;
  for (const [name, token_spec] of Object.entries(tokenSpecs))
    await create(world, `/access/api/v1/oidc/${provider}/identity_mappings`, {
      name,
      priority: priority++,
      claims: { repository: `octo-org/${name}` },
      token_spec,
    });
  let read = world.app.log.length;
  return {
    ...world,
    tokenOf: (repository, changes = {}) =>
      world.idToken({
        sub: `repo:${repository}:ref:refs/heads/main`,
        repository,
        repository_owner: repository.split("/")[0],
        workflow_ref: `${repository}/.github/workflows/build.yml@refs/heads/main`,
        ...changes,
      }),
    requests() {
      const lines = world.app.log.slice(read);
      read = world.app.log.length;
      return lines.flatMap((line) => {
        const { msg, method, route, status } = JSON.parse(line) as Record<string, unknown>;
        return msg === "answered" ? [`${method} ${route} ${status}`] : [];
      });
    },
  };
}
