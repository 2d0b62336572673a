/** A job of GitLab as its runner runs it: one line of the script after the other, in one shell. */

import { parse } from "yaml";
import type { Ran } from "../clients/client.ts";
import type { Block } from "./page.ts";
import type { RunningRecipe } from "./recipe.ts";

interface Job {
  readonly variables: Readonly<Record<string, string>>;
  readonly id_tokens: Readonly<Record<string, { readonly aud: string }>>;
  readonly script: readonly string[];
}

/** Runs the job `deploy`. */
export function runGitlabJob({ text }: Block, recipe: RunningRecipe): Promise<Ran> {
  const { deploy } = parse(text) as { readonly deploy: Job };
  const tokens = Object.entries(deploy.id_tokens).map(([name, { aud }]) => [
    name,
    recipe.idToken(recipe.here(aud)),
  ]);
  return recipe.job(deploy.script.join("\n"), { ...deploy.variables, ...Object.fromEntries(tokens) });
}
