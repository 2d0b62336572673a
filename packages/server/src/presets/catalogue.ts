/**
 * The list of presets, and how a provider finds its own. Adding a preset is one file and one line here. Where
 * two presets share an issuer URL the first in the list is found by URL; the other is chosen by its id.
 */

import type { IssuerTraits } from "../core/linting/issuer-traits.ts";
import type { ProviderDraft } from "../core/terms.ts";
import { azureDevOps, azureDevOpsEntra, entraWorkload } from "./azure.ts";
import { generic } from "./generic.ts";
import { github, githubDataResidency, githubEnterprise, githubEnterpriseServer } from "./github.ts";
import { gitlab, gitlabSelfManaged } from "./gitlab.ts";
import { hcpTerraform, terraformEnterprise } from "./hcp-terraform.ts";
import { kubernetes, kubernetesAks, kubernetesEks, kubernetesGke } from "./kubernetes.ts";
import type { Preset } from "./preset.ts";

export const presets: readonly Preset[] = [
  ...[github, githubEnterprise, githubDataResidency, githubEnterpriseServer],
  ...[gitlab, gitlabSelfManaged],
  ...[azureDevOps, entraWorkload, azureDevOpsEntra],
  ...[kubernetes, kubernetesEks, kubernetesGke, kubernetesAks],
  ...[hcpTerraform, terraformEnterprise],
  generic,
];

/**
 * The preset a provider follows: the one it names, else the one that knows its issuer, else `generic`.
 * A slash at the end of the issuer does not matter here: a preset only advises, it accepts no token.
 */
export function presetFor(provider: Pick<ProviderDraft, "preset" | "issuerUrl" | "tokenIssuer">): Preset {
  const issuer = provider.tokenIssuer ?? provider.issuerUrl;
  return (
    presets.find((preset) => preset.id === provider.preset) ??
    presets.find((preset) => preset.issuers.some((template) => issuerFits(template, issuer))) ??
    generic
  );
}

/** What the linter and the explanations may know of a provider's issuer. */
export function traitsOf(
  provider: Pick<ProviderDraft, "preset" | "issuerUrl" | "tokenIssuer">,
): IssuerTraits {
  return presetFor(provider).traits;
}

/** Compares part by part; `{word}` fits a non-empty run, and in the host also never a dot. */
function issuerFits(template: string, issuer: string): boolean {
  if (/^https:\/\/\{\w+\}$/.test(template)) return false;
  const wanted = withoutLastSlash(template).split("/");
  const given = withoutLastSlash(issuer).split("/");
  return wanted.length === given.length && wanted.every((part, index) => partFits(part, given[index] ?? ""));
}

function partFits(template: string, part: string): boolean {
  const open = template.indexOf("{");
  if (open === -1) return template === part;
  const before = template.slice(0, open);
  const after = template.slice(template.indexOf("}") + 1);
  const filling = part.slice(before.length, part.length - after.length);
  const wholeHost = before === "" && after === "";
  return (
    part.length > before.length + after.length &&
    part.startsWith(before) &&
    part.endsWith(after) &&
    (wholeHost || !filling.includes("."))
  );
}

function withoutLastSlash(text: string): string {
  return text.endsWith("/") ? text.slice(0, -1) : text;
}
