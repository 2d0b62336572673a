/** The recipe for GitHub Actions. A workflow's steps are run in order, with the variables that a runner sets. */

import { once } from "node:events";
import { readFile, writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join, resolve } from "node:path";
import { expect, it } from "vitest";
import { parse } from "yaml";
import type { Ran } from "../clients/client.ts";
import { grantType, idTokenType } from "../transcripts/access-world.ts";
import { type Block, blocksOf } from "./page.ts";
import { followsRecipe, type RunningRecipe } from "./recipe.ts";

interface Step {
  readonly id?: string;
  readonly uses?: string;
  readonly run?: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly with?: Readonly<Record<string, string>>;
}
interface Workflow {
  readonly permissions: Readonly<Record<string, string>>;
  readonly jobs: Readonly<
    Record<string, { readonly env?: Readonly<Record<string, string>>; readonly steps: readonly Step[] }>
  >;
}

const page = "github.md";
const requestToken = "the-runners-own-token";

/** The endpoint at which a runner hands out ID tokens: actions/toolkit packages/core/src/oidc-utils.ts. */
async function startTokenEndpoint(recipe: RunningRecipe) {
  const server = createServer((request, response) => {
    const audience = new URL(request.url ?? "", "http://runner").searchParams.get("audience");
    const known = request.headers.authorization === `Bearer ${requestToken}`;
    response.writeHead(known ? 200 : 401, { "content-type": "application/json" });
    response.end(JSON.stringify(known ? { count: 1, value: recipe.idToken(audience ?? undefined) } : {}));
  });
  await once(server.listen(0, "127.0.0.1"), "listening");
  const { port } = server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}/token?api-version=2.0`, close: () => server.close() };
}

async function runJob({ text }: Block, recipe: RunningRecipe): Promise<Ran> {
  const { permissions, jobs } = parse(text) as Workflow;
  const [job] = Object.values(jobs);
  const endpoint = await startTokenEndpoint(recipe);
  // A runner has the endpoint only where the workflow asks for it.
  const granted =
    permissions["id-token"] === "write"
      ? { ACTIONS_ID_TOKEN_REQUEST_URL: endpoint.url, ACTIONS_ID_TOKEN_REQUEST_TOKEN: requestToken }
      : {};
  const file = join(recipe.machine.home, "github-env");
  await writeFile(file, "");
  const outputs: Record<string, string> = {};
  let ran: Ran = { code: 0, out: "", err: "" };
  try {
    for (const step of job?.steps ?? []) {
      if (step.uses !== undefined) {
        outputs[`steps.${step.id}.outputs.oidc-user`] = await setUpCli(step, recipe, endpoint.url);
        continue;
      }
      const command = (step.run ?? "").replace(/\$\{\{ (\S+) \}\}/g, (_, name) => outputs[name] ?? "");
      const exported = (await readFile(file, "utf8")).split("\n").flatMap((line) => {
        const [name = "", ...value] = line.split("=");
        return name === "" ? [] : [[name, value.join("=")] as const];
      });
      const environment = { ...job?.env, ...granted, GITHUB_ENV: file, ...Object.fromEntries(exported) };
      const next = await recipe.job(command, environment);
      ran = { code: next.code, out: ran.out + next.out, err: ran.err + next.err };
      if (next.code !== 0) break;
    }
  } finally {
    endpoint.close();
  }
  return ran;
}

/** What jfrog/setup-jfrog-cli does with these inputs: src/oidc-utils.ts. @returns its output `oidc-user` */
async function setUpCli(step: Step, { world }: RunningRecipe, endpoint: string): Promise<string> {
  if (step.env?.["JF_URL"] !== step.with?.["oidc-audience"])
    throw new Error("the audience is the server's address");
  const audience = world.app.url;
  const given = await fetch(`${endpoint}&audience=${encodeURIComponent(audience)}`, {
    headers: { authorization: `Bearer ${requestToken}` },
  });
  const { value } = (await given.json()) as { readonly value: string };
  const answer = await world.app.send("/access/api/v1/oidc/token", {
    method: "POST",
    headers: { "content-type": "application/json", "user-agent": "setup-jfrog-cli-github-action/5.0.0" },
    body: JSON.stringify({
      grant_type: grantType,
      subject_token_type: idTokenType,
      subject_token: value,
      provider_name: step.with?.["oidc-provider-name"],
      audience,
      project_key: "",
      gh_job_id: "deploy",
      gh_run_id: "18000000001",
      gh_repo: "acme-robotics/payments-api",
    }),
  });
  const { username = "", ...rest } = (await answer.json()) as { readonly username?: string };
  if (answer.status !== 200) throw new Error(JSON.stringify(rest));
  return username;
}

const readme = resolve(import.meta.dirname, "../../../../README.md");

/** Text without what stands at the beginning of its lines. */
const flush = (text: string) => text.replace(/^ +/gm, "");

it("the README shows the same exchange as the recipe", async () => {
  const [workflow] = blocksOf(page).filter(({ mark }) => mark === "yaml job");
  const [job] = Object.values((parse(workflow?.text ?? "") as Workflow).jobs);
  const exchange = job?.steps[0]?.run;
  expect(exchange).toContain("/oauth2/token");
  expect(flush(await readFile(readme, "utf8"))).toContain(flush(exchange ?? "nothing"));
});

followsRecipe({
  page,
  provider: "github",
  preset: "github-actions",
  runJob,
  strangers: {
    "another repository": { repository_id: "77001235" },
    "whoever has taken the name": { repository_id: "66600001", repository_owner_id: "66600002" },
    "another branch": { ref: "refs/heads/feature" },
    "a pull request from outside": { event_name: "pull_request_target" },
    "a token made for somebody else": { aud: "https://other.example.com" },
  },
});
