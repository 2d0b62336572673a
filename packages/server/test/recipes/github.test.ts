/** The recipe for GitHub Actions. A workflow's steps are run in order, with the variables that a runner sets. */

import { readFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { expect, it } from "vitest";
import { parse } from "yaml";
import { type Runner, startRunner } from "../clients/actions-runner.ts";
import { findClient, type Ran } from "../clients/client.ts";
import { type Document, grantType, idTokenType } from "../transcripts/access-world.ts";
import { type Block, blocksOf } from "./page.ts";
import { followsRecipe, type RunningRecipe } from "./recipe.ts";

interface Step {
  readonly id?: string;
  readonly uses?: string;
  readonly run?: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly with?: Readonly<Record<string, unknown>>;
}
interface Workflow {
  readonly permissions: Readonly<Record<string, string>>;
  readonly jobs: Readonly<
    Record<string, { readonly env?: Readonly<Record<string, string>>; readonly steps: readonly Step[] }>
  >;
}

const page = "github.md";
const jf = findClient({ name: "JFrog's command line", variable: "COUNTERSIGN_TEST_JF", program: "jf" });
const action = findClient({ name: "setup-jfrog-cli", variable: "COUNTERSIGN_TEST_SETUP_JFROG_CLI" });
/** A version of `jf` that the action finds on the machine and need not download. */
const version = "2.91.0";

async function runJob({ text }: Block, recipe: RunningRecipe): Promise<Ran> {
  const { permissions, jobs } = parse(text) as Workflow;
  const [job] = Object.values(jobs);
  // A runner gives no ID token to a job that does not ask for the permission.
  if (job === undefined || permissions["id-token"] !== "write")
    throw new Error("the job may have no ID token");
  const tokenOf = (_: string, { aud }: Document = {}) => recipe.idToken(String(aud));
  const variables = [
    ...Object.entries(job.env ?? {}),
    ...job.steps.flatMap(({ env = {} }) => Object.entries(env)),
  ];
  const runner = await startRunner(
    { tokenOf },
    "acme-robotics/payments-api",
    Object.fromEntries(variables.map(([name, value]) => [name, recipe.here(value)])),
  );
  const outputs: Record<string, string> = {};
  let ran: Ran = { code: 0, out: "", err: "" };
  try {
    if (jf !== null) await runner.cacheTool("jf", version, jf);
    if (jf !== null) await runner.cacheTool("jfrog", version, jf);
    for (const step of job.steps) {
      if (step.uses !== undefined) {
        outputs[`steps.${step.id}.outputs.oidc-user`] = await setUpCli(step, recipe, runner);
        continue;
      }
      const command = (step.run ?? "").replace(/\$\{\{ (\S+) \}\}/g, (_, name) => outputs[name] ?? "");
      const next = await runner.command(["bash", "-e", "-o", "pipefail", "-c", command]);
      ran = { code: next.code, out: ran.out + next.out, err: ran.err + next.err };
      if (next.code !== 0) break;
    }
  } finally {
    await runner.close();
  }
  return ran;
}

/**
 * Runs jfrog/setup-jfrog-cli where it is on this machine; elsewhere sends what it sends (src/oidc-utils.ts).
 * @returns its output `oidc-user`
 */
async function setUpCli(step: Step, recipe: RunningRecipe, runner: Runner): Promise<string> {
  const inputs = Object.entries(step.with ?? {}).map(([name, value]) => [name, recipe.here(String(value))]);
  const given: Readonly<Record<string, string>> = { version, ...Object.fromEntries(inputs) };
  if (action !== null && jf !== null) {
    const inputs = { ...(await defaultsOf(action)), ...given };
    const { code, out, outputs } = await runner.step(join(action, "lib/main.js"), inputs);
    if (code !== 0) throw new Error(out);
    return outputs["oidc-user"] ?? "";
  }
  const audience = given["oidc-audience"];
  const { world } = recipe;
  const answer = await world.app.send("/access/api/v1/oidc/token", {
    method: "POST",
    headers: { "content-type": "application/json", "user-agent": "setup-jfrog-cli-github-action/5.0.0" },
    body: JSON.stringify({
      grant_type: grantType,
      subject_token_type: idTokenType,
      subject_token: recipe.idToken(audience),
      provider_name: given["oidc-provider-name"],
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

/** The inputs that a runner gives an action where the workflow says nothing. */
async function defaultsOf(folder: string): Promise<Readonly<Record<string, string>>> {
  const { inputs } = parse(await readFile(join(folder, "action.yml"), "utf8")) as {
    readonly inputs: Readonly<Record<string, { readonly default?: unknown }>>;
  };
  return Object.fromEntries(
    Object.entries(inputs).map(([name, input]) => [name, String(input.default ?? "")]),
  );
}

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
