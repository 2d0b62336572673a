/** The recipe for Kubernetes: the pod's container is run with its token in a file, as the kubelet mounts it. */

import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { parse } from "yaml";
import { followsRecipe } from "./recipe.ts";

interface Pod {
  readonly spec: {
    readonly containers: readonly {
      readonly env: readonly { readonly name: string; readonly value: string }[];
      readonly command: readonly string[];
      readonly args: readonly string[];
      readonly volumeMounts: readonly { readonly mountPath: string }[];
    }[];
    readonly volumes: readonly {
      readonly projected: {
        readonly sources: readonly {
          readonly serviceAccountToken: { readonly audience: string; readonly path: string };
        }[];
      };
    }[];
  };
}

followsRecipe({
  page: "kubernetes.md",
  provider: "cluster",
  preset: "kubernetes",
  async runJob({ text }, recipe) {
    const { containers, volumes } = (parse(text) as Pod).spec;
    const [container] = containers;
    const token = volumes[0]?.projected.sources[0]?.serviceAccountToken;
    if (container === undefined || token === undefined)
      throw new Error("the pod has no container or no token");
    const mounted = `${container.volumeMounts[0]?.mountPath}/${token.path}`;
    const file = join(recipe.machine.home, "token");
    await writeFile(file, recipe.idToken(recipe.here(token.audience)));
    // The file lies where the test may write, and the container finds it by the variable of its spec.
    const environment = container.env.map(({ name, value }) => [name, value === mounted ? file : value]);
    if (container.command.join(" ") !== "bash -euo pipefail -c") throw new Error("another shell");
    return recipe.job(container.args.join("\n"), Object.fromEntries(environment));
  },
  strangers: {
    "the account of another namespace": { sub: "system:serviceaccount:other:deployer" },
    "an account of the same name that was made later": {
      "kubernetes.io": { namespace: "payments", serviceaccount: { name: "deployer", uid: "another" } },
    },
    "a token for the cluster itself": { aud: ["https://kubernetes.default.svc.cluster.local"] },
  },
});
