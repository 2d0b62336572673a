/**
 * An installation as one finds it after some days of use: three CI systems, mappings good and risky, jobs that were let
 * in and jobs that were not. For what is looked at: every page by axe, in every size, and the pictures in the docs.
 */

import { created, exchange } from "../../../server/test/end-to-end/exchange-world.ts";
import { type ConsoleWorld, startConsoleWorld } from "./console-world.ts";

export interface Showcase extends ConsoleWorld {
  /** A mapping with findings, by id. */
  readonly riskyMapping: string;
  /** The reference id of a refusal that is nearly a success. */
  readonly refusal: string;
  /** And of a success. */
  readonly success: string;
}

const publicUrl = "https://sts.example.com";
const github = "https://token.actions.githubusercontent.com";
const gitlab = "https://gitlab.com";
const cluster = "https://oidc.prod-1.acme.example";

const hourSeconds = 3_600;
/** How many hours of use there are to look at. */
const hours = 60;

export async function startShowcase(): Promise<Showcase> {
  const world = await startConsoleWorld();
  await configure(world);
  const references = await use(world);
  const found = await (await world.app.asAdmin("GET", "/api/v1/mappings?name=preview")).json();
  return { ...world, ...references, riskyMapping: String(found.items[0].id) };
}

async function configure(world: ConsoleWorld): Promise<void> {
  const keySource = { kind: "static", jwks: { keys: world.issuer.keys.map((key) => key.publicJwk) } };
  const trust = (name: string, issuer: string, preset: string, changes = {}) =>
    created(world.app, "/api/v1/providers", {
      name,
      issuer_url: issuer,
      preset,
      audience: publicUrl,
      key_source: keySource,
      ...changes,
    });
  const once = { replay: { policy: "single_use", key: { kind: "jti" } } };
  await created(world.app, "/api/v1/projects", {
    key: "payments",
    display_name: "Payments",
    description: "What the payments team deploys.",
    roles: [{ name: "deployer", description: "Puts versions into production." }],
  });
  await trust("github", github, "github-actions", { description: "Everything of acme on GitHub", ...once });
  await trust("gitlab", gitlab, "gitlab-com", { description: "The platform team's pipelines" });
  await trust("prod-cluster", cluster, "kubernetes", { audience: null, description: "Pods of prod-1" });
  const map = (
    provider: string,
    name: string,
    priority: number,
    claims: object,
    grant: object,
    changes = {},
  ) => world.mapping({ provider, name, priority, claims, grant, lifetime_seconds: 600, ...changes });
  const shop = { repository_id: "77001234", repository_owner_id: "90210001" };
  await map(
    "github",
    "payments-release",
    1,
    { ...shop, ref: "refs/heads/main", event_name: ["push", "workflow_dispatch", "release"] },
    { user: "payments-ci", groups: ["deployers"] },
    { audience: ["https://artifacts.example.com"], description: "Releases of payments-api from main" },
  );
  await map(
    "github",
    "payments-read",
    2,
    shop,
    { groups: ["readers"] },
    { audience: ["https://artifacts.example.com"] },
  );
  await map(
    "github",
    "preview",
    9,
    { sub: "repo:acme*" },
    { user_pattern: "{{actor}}", groups: ["previews"] },
    { description: "Every branch of every repository", lifetime_seconds: 28_800 },
  );
  await map(
    "github",
    "legacy-nightly",
    10,
    { repository: "acme/nightly", ref: "refs/heads/main" },
    { user: "nightly" },
  );
  await map(
    "gitlab",
    "platform",
    1,
    { namespace_id: "8412", project_id: "41007701", ref_protected: "true" },
    { user: "platform-ci", groups: ["terraform"] },
  );
  await map(
    "prod-cluster",
    "vault-sync",
    1,
    { sub: "system:serviceaccount:vault:sync" },
    { project_roles: [{ project: "payments", roles: ["deployer"] }] },
  );
}

/** Jobs run all day; what goes wrong goes wrong for the reasons it usually does. */
async function use(world: ConsoleWorld): Promise<Pick<Showcase, "refusal" | "success">> {
  const { app } = world;
  const run = async (provider: string, issuer: string, claims: object, changes = {}) => {
    const issuedAt = app.now();
    const idToken = world.issuer.sign({
      iss: issuer,
      aud: publicUrl,
      iat: issuedAt,
      exp: issuedAt + 300,
      jti: crypto.randomUUID(),
      ...claims,
      ...changes,
    });
    const answer = await exchange(app, "access", idToken, { provider_name: provider });
    return answer.headers.get("x-request-id") ?? "";
  };
  const job = (ref: string, actor: string) => ({
    sub: `repo:acme/payments-api:ref:${ref}`,
    repository: "acme/payments-api",
    repository_id: "77001234",
    repository_owner: "acme",
    repository_owner_id: "90210001",
    ref,
    ref_type: "branch",
    event_name: "push",
    actor,
    workflow: "release",
    workflow_ref: `acme/payments-api/.github/workflows/release.yml@${ref}`,
    run_id: "7812345001",
  });
  const pipeline = (protectedRef: string) => ({
    sub: "project_path:acme/platform/infra:ref_type:branch:ref:main",
    namespace_id: "8412",
    project_id: "41007701",
    project_path: "acme/platform/infra",
    ref: "main",
    ref_protected: protectedRef,
  });
  for (let hour = 0; hour < hours; hour += 1) {
    const busy = 1 + Math.round(3 * Math.sin((hour / 24) * Math.PI) ** 2);
    for (let index = 0; index < busy; index += 1)
      await run("github", github, job("refs/heads/main", "maria"));
    if (hour % 2 === 0) await run("gitlab", gitlab, pipeline("true"));
    if (hour % 3 === 0) await run("prod-cluster", cluster, { sub: "system:serviceaccount:vault:sync" });
    if (hour % 5 === 0) await run("gitlab", gitlab, pipeline("false"));
    if (hour % 7 === 0)
      await run("github", github, job("refs/heads/main", "maria"), { aud: "https://other.example" });
    if (hour % 9 === 0) await run("prod-cluster", cluster, { sub: "system:serviceaccount:vault:Sync" });
    app.advance(hourSeconds);
  }
  const refusal = await run("gitlab", gitlab, pipeline("false"));
  await run("github", github, job("refs/heads/fix-rounding", "li"));
  const success = await run("github", github, job("refs/heads/main", "maria"));
  return { refusal, success };
}
