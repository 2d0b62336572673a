/** The recipe for GitLab: a job's script is run as a runner runs it, one line after the other in one shell. */

import { parse } from "yaml";
import { followsRecipe } from "./recipe.ts";

interface Job {
  readonly variables: Readonly<Record<string, string>>;
  readonly id_tokens: Readonly<Record<string, { readonly aud: string }>>;
  readonly script: readonly string[];
}

followsRecipe({
  page: "gitlab.md",
  provider: "gitlab",
  preset: "gitlab-com",
  runJob({ text }, recipe) {
    const { deploy } = parse(text) as { readonly deploy: Job };
    const tokens = Object.entries(deploy.id_tokens).map(([name, { aud }]) => [
      name,
      recipe.idToken(recipe.here(aud)),
    ]);
    return recipe.job(deploy.script.join("\n"), { ...deploy.variables, ...Object.fromEntries(tokens) });
  },
  strangers: {
    "another project": { project_id: "41007702", job_project_id: "41007702" },
    "a fork's merge request": { project_id: "50000001" },
    "a tag called like the branch": { ref_type: "tag" },
    "a branch that is not protected": { ref_protected: "false" },
    "a token made for somebody else": { aud: "https://other.example.com" },
  },
});
