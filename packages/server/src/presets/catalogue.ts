/**
 * The list of presets, and how a provider finds its own. Adding a preset is one file and one line here. Where
 * two presets share an issuer URL the first in the list is found by URL; the other is chosen by its id.
 */

import { isJsonObject } from "../core/json.ts";
import type { ClaimPath, KnownIssuer, SubjectIds } from "../core/linting/issuer-traits.ts";
import type { JsonObject, ProviderDraft } from "../core/terms.ts";
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
 * A slash at the end of the issuer does not matter here: a preset accepts no token.
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
export function traitsOf(provider: Pick<ProviderDraft, "preset" | "issuerUrl" | "tokenIssuer">): KnownIssuer {
  const preset = presetFor(provider);
  return {
    ...preset.traits,
    knownClaims: preset === generic ? [] : claimsKnownOf(preset),
    recommended: pathsBelow([], preset.recommendedClaims),
    spelling: spellingOf(provider.tokenIssuer ?? provider.issuerUrl, preset),
    advisedReplay: { policy: preset.replay.recommended, why: preset.replay.why },
  };
}

/** Where the issuer's two forms of subject have their numbers; null: it has one form. */
export function subjectIdsOf(
  provider: Pick<ProviderDraft, "preset" | "issuerUrl" | "tokenIssuer">,
): SubjectIds | null {
  return presetFor(provider).traits.subjectIds;
}

/** Registered by RFC 7519; any issuer may send them. */
const registeredClaims = ["iss", "sub", "aud", "exp", "nbf", "iat", "jti"];

function claimsKnownOf({ examples, recommendedClaims, traits }: Preset): readonly string[] {
  const { immutable, names, callerControlled } = traits;
  const paths = [...immutable, ...names.map(({ path }) => path), ...callerControlled];
  return [
    ...new Set([
      ...registeredClaims,
      ...Object.keys(recommendedClaims),
      ...examples.flatMap(({ claims }) => Object.keys(claims)),
      ...paths.flatMap(([name]) => name ?? []),
    ]),
  ];
}

/** Where the values of a claims document stand. */
function pathsBelow(path: ClaimPath, members: JsonObject): readonly ClaimPath[] {
  return Object.entries(members).flatMap(([name, value]) =>
    isJsonObject(value) ? pathsBelow([...path, name], value) : [[...path, name]],
  );
}

/** The issuer with or without a slash at its end, as the preset writes it. */
function spellingOf(issuer: string, { issuers }: Preset): string | null {
  const template = issuers.find((one) => issuerFits(one, issuer));
  if (template === undefined) return null;
  return `${withoutLastSlash(issuer)}${template.endsWith("/") ? "/" : ""}`;
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
