/**
 * The rules over several attributes of an OIDC configuration, as JFrog's provider documents them: which attributes a
 * type has. Asked while values may still be unknown; what is unknown is not judged.
 */

import type { Diagnostic } from "../engine/diagnostics.ts";
import { inWords } from "../engine/validators.ts";
import { unknown, type Value } from "../engine/values.ts";

type Given = {
  readonly [N in "provider_type" | "issuer_url" | "organization" | "enable_permissive_configuration"]: Value;
} & {
  readonly [name: string]: Value;
};

const githubIssuer = "https://token.actions.githubusercontent.com";
const githubTypes = ["GitHub", "GitHubEnterprise"];

/** The attributes that only some types have. */
const ofTypes: Readonly<Record<string, readonly string[]>> = {
  organization: githubTypes,
  enable_permissive_configuration: githubTypes,
  token_issuer: ["generic", "Azure"],
  azure_app_id: ["Azure"],
};

export function checkConfiguration(given: Given): readonly Diagnostic[] {
  const type = given.provider_type;
  if (typeof type !== "string") return [];
  return [...misplaced(given, type), ...issuerFault(given, type), ...missingOrganization(given, type)];
}

function misplaced(given: Given, type: string): readonly Diagnostic[] {
  return Object.entries(ofTypes).flatMap(([name, types]) => {
    const value = given[name];
    if (value === null || value === undefined || value === unknown || types.includes(type)) return [];
    const list = inWords(
      types.map((one) => JSON.stringify(one)),
      "or",
    );
    return [
      problemAt(
        name,
        "Attribute of another type",
        `${name} is only for provider_type ${list}, and provider_type is ${JSON.stringify(type)}. Leave ${name} out, or change provider_type.`,
      ),
    ];
  });
}

function issuerFault({ issuer_url: url }: Given, type: string): readonly Diagnostic[] {
  if (type !== "GitHub" || typeof url !== "string") return [];
  if (url === githubIssuer || url.startsWith(`${githubIssuer}/`)) return [];
  return [
    problemAt(
      "issuer_url",
      "Not an issuer of GitHub",
      `With provider_type "GitHub" issuer_url is ${githubIssuer}, or begins with that and a slash. For a GitHub Enterprise Server of your own set provider_type to "GitHubEnterprise".`,
    ),
  ];
}

function missingOrganization(given: Given, type: string): readonly Diagnostic[] {
  const { organization, enable_permissive_configuration: permissive } = given;
  if (!githubTypes.includes(type) || organization !== null) return [];
  if (permissive === true || permissive === unknown) return [];
  return [
    problemAt(
      "organization",
      "Missing organization",
      `With provider_type ${JSON.stringify(type)} say in organization whose workflows are accepted. To accept those of everybody on GitHub, set enable_permissive_configuration = true; then the identity mappings alone decide.`,
    ),
  ];
}

function problemAt(name: string, summary: string, detail: string): Diagnostic {
  return { severity: "error", summary, detail, at: [name] };
}
