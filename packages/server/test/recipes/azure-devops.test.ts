/**
 * The recipe for Azure DevOps: the pipeline's steps are run in order, the service connection's token in `idToken`
 * where the task asks for it, and what a step sets as a variable given to the next.
 */

import { parse } from "yaml";
import type { Ran } from "../clients/client.ts";
import { followsRecipe } from "./recipe.ts";

interface Pipeline {
  readonly variables: Readonly<Record<string, string>>;
  readonly steps: readonly {
    readonly bash?: string;
    readonly env?: Readonly<Record<string, string>>;
    readonly inputs?: { readonly addSpnToEnvironment: boolean; readonly inlineScript: string };
  }[];
}

/** How a step sets a variable of the steps behind it. */
const setVariable = /^##vso\[task\.setvariable variable=(\w+);issecret=true\](.*)$/gm;

followsRecipe({
  page: "azure-devops.md",
  provider: "azure",
  preset: "azure-devops-entra",
  async runJob({ text }, recipe) {
    const { variables, steps } = parse(text) as Pipeline;
    const known: Record<string, string> = {};
    let ran: Ran = { code: 0, out: "", err: "" };
    for (const { bash, env = {}, inputs } of steps) {
      const mapped = Object.entries(env).map(([name, value]) => [
        name,
        value.replace(/\$\((\w+)\)/g, (_, variable) => known[variable] ?? ""),
      ]);
      ran = await recipe.job(bash ?? inputs?.inlineScript ?? "false", {
        ...variables,
        ...Object.fromEntries(mapped),
        ...(inputs?.addSpnToEnvironment === true && { idToken: recipe.idToken() }),
      });
      if (ran.code !== 0) break;
      for (const [, name = "", value = ""] of ran.out.matchAll(setVariable)) known[name] = value;
    }
    return ran;
  },
  strangers: {
    "another service connection": {
      sub: "/eid1/c/pub/t/eWb-fCV03kCUS-B_wfkK5w/a/T2wQsn0yTU-x2mB1mXk3Vg/sc/x/y",
    },
    "another tenant": { tid: "11111111-7425-40de-944b-e07fc1f90ae7" },
    "a person of the tenant": { sub: "AAAAAAAAAAAAAAAAAAAAAIkzqFVrSaSaFHy782bbtaQ" },
  },
});
