/**
 * `platform_oidc_configuration`: an OIDC provider, in the words of JFrog's own Terraform provider, so that a
 * configuration and a state written for that one are good here. What that provider loses is kept: the organization of
 * a GitHub Enterprise configuration is sent, and a change of type changes the object, with its identity mappings in place.
 *
 * @see jfrog/terraform-provider-platform docs/resources/oidc_configuration.md
 */

import { fail, succeed } from "../engine/diagnostics.ts";
import { resourceOf } from "../engine/kinds.ts";
import type { Attributes, Stored } from "../engine/schema.ts";
import { isNotEmpty, isOneOf, matches } from "../engine/validators.ts";
import {
  type ConfigurationDocument,
  configurationMembers,
  configurationPath,
  configurationsPath,
} from "../server/access.ts";
import type { Connected } from "../server/connected.ts";
import { readDocument } from "../server/document.ts";
import { examineDraft } from "./examining.ts";
import { decidedIn, type FaceObject, type Sent, unreadable } from "./face-object.ts";
import { faceResource, type Translation } from "./face-resource.ts";
import { configurationName, projectKey } from "./names.ts";
import { checkConfiguration } from "./oidc-configuration-checks.ts";
import { flagAfter, partsOfId, textAfter } from "./reading.ts";

export const configurationAttributes = {
  name: {
    type: "string",
    presence: "required",
    description:
      "Name of the OIDC configuration, which clients send as `provider_name`. Another name makes another object.",
    replaces: true,
    validators: configurationName,
  },
  description: {
    type: "string",
    presence: "optional",
    description: "Description of the OIDC configuration.",
  },
  issuer_url: {
    type: "string",
    presence: "required",
    description:
      "URL of the issuer, from which its keys are found. With `provider_type` `GitHub` it is `https://token.actions.githubusercontent.com`, or begins with that and a slash.",
    validators: [
      matches(/^https:\/\//, "begins with `https://`", "It must begin with https://, in lower case."),
    ],
  },
  provider_type: {
    type: "string",
    presence: "required",
    description: "Type of the OIDC configuration.",
    validators: [isOneOf("generic", "GitHub", "GitHubEnterprise", "Azure")],
  },
  audience: {
    type: "string",
    presence: "optional",
    description:
      "Audience that an ID token must be meant for. Without it, tokens for any audience are accepted.",
    validators: [isNotEmpty],
  },
  organization: {
    type: "string",
    presence: "optional",
    description:
      "GitHub organization or account whose workflows are accepted. Required with `provider_type` `GitHub` and `GitHubEnterprise`, unless `enable_permissive_configuration` is true.",
    validators: [isNotEmpty],
  },
  enable_permissive_configuration: {
    type: "bool",
    presence: "optional",
    description:
      "Accepts workflows of every organization on GitHub. Only with `provider_type` `GitHub` and `GitHubEnterprise`. The identity mappings alone then decide who is let in: anybody may have a repository on GitHub.",
  },
  token_issuer: {
    type: "string",
    presence: "optional",
    description:
      "What stands in the `iss` claim of the tokens, where it is not `issuer_url`. Not with `provider_type` `GitHub` and `GitHubEnterprise`.",
    validators: [isNotEmpty],
  },
  azure_app_id: {
    type: "string",
    presence: "optional",
    description:
      "Id of the application in Azure, where that signs with keys of its own. Only with `provider_type` `Azure`.",
    validators: [isNotEmpty],
  },
  use_default_proxy: {
    type: "bool",
    presence: "defaulted",
    default: false,
    description: "Whether the issuer is contacted through the server's outbound proxy.",
  },
  project_key: {
    type: "string",
    presence: "optional",
    description:
      "Project that the OIDC configuration belongs to; the project's administrators may edit it then. Without it, it is global. Another project makes another object.",
    replaces: true,
    validators: projectKey,
  },
} as const satisfies Attributes;

type Configuration = Stored<typeof configurationAttributes>;

const translation: Translation<typeof configurationAttributes> = {
  objectOf,
  newDocument: configurationDocument,
  change: (_, planned) => configurationDocument(planned),
  replaces: decidedIn(configurationMembers),
  read(object, answer, before) {
    const read = readDocument(configurationMembers, answer.body);
    return read.ok
      ? succeed(configurationOf(read.value, before))
      : fail(unreadable(object, answer, read.fault));
  },
  // Names are unique over all projects, so that one of another project may have taken the place of the state's.
  isAnother: (state, found) => state.project_key !== null && state.project_key !== found.project_key,
};

export const oidcConfiguration = resourceOf<Connected>()({
  name: "oidc_configuration",
  description:
    "An OIDC configuration: an issuer of ID tokens that workloads exchange for access tokens, such as GitHub Actions. What a token is good for is said by `platform_oidc_identity_mapping`. Deleting it deletes its identity mappings.",
  version: 0,
  attributes: configurationAttributes,
  check: checkConfiguration,
  examine: examineDraft({
    kind: "configuration",
    needs: ["name", "issuer_url", "provider_type"],
    key: ({ name }) => name,
    document: configurationDocument,
  }),
  ...faceResource(translation),
  import: {
    form: "name[:project_key]",
    parse(id) {
      const [name, project = null] = partsOfId(id, 1, 2) ?? [];
      if (name === undefined) {
        return {
          ok: false,
          detail: `${JSON.stringify(id)} does not say which OIDC configuration is meant. Write its name, and after a colon the key of the project it belongs to, if any: "github" or "github:payments".`,
        };
      }
      return { ok: true, value: { name, project_key: project } };
    },
  },
});

function objectOf({ name, project_key }: Pick<Configuration, "name" | "project_key">): FaceObject {
  return {
    noun: "OIDC configuration",
    type: "platform_oidc_configuration",
    importId: project_key === null ? name : `${name}:${project_key}`,
    namedBy: ["name"],
    attributes: configurationAttributes,
    collection: configurationsPath,
    path: configurationPath(name),
  };
}

/** The words of Terraform and of the wire, where they are not the same. */
const wireTypes: ReadonlyMap<string, string> = new Map([
  ["generic", "Generic OpenID Connect"],
  ["GitHubEnterprise", "GitHub Enterprise"],
]);
const terraformTypes = new Map([...wireTypes].map(([word, wire]) => [wire, word]));

/** As it is sent. */
export function configurationDocument({ provider_type, ...rest }: Configuration): Sent {
  const given = Object.entries(rest).filter(([, value]) => value !== null && value !== "");
  return { ...Object.fromEntries(given), provider_type: wireTypes.get(provider_type) ?? provider_type };
}

/** @param before the plan or state it is compared with; after an import that says nothing but the name */
export function configurationOf(
  document: ConfigurationDocument,
  before: Partial<Configuration>,
): Configuration {
  const type = document.provider_type ?? "Generic OpenID Connect";
  return {
    name: document.name,
    description: textAfter(before.description, document.description),
    issuer_url: document.issuer_url,
    provider_type: terraformTypes.get(type) ?? type,
    audience: textAfter(before.audience, document.audience),
    organization: textAfter(before.organization, document.organization),
    enable_permissive_configuration: flagAfter(
      before.enable_permissive_configuration,
      document.enable_permissive_configuration,
    ),
    token_issuer: textAfter(before.token_issuer, document.token_issuer),
    azure_app_id: textAfter(before.azure_app_id, document.azure_app_id),
    use_default_proxy: document.use_default_proxy ?? false,
    project_key: document.project_key,
  };
}
