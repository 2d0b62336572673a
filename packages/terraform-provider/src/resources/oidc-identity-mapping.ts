/**
 * `platform_oidc_identity_mapping`: which claims of an ID token earn which access token, in the words of JFrog's own
 * Terraform provider, so that a configuration and a state written for that one are good here. What that provider gets
 * wrong is right: another `provider_name` makes another object, where it would leave the old one behind.
 *
 * @see jfrog/terraform-provider-platform docs/resources/oidc_identity_mapping.md
 */

import { fail, succeed } from "../engine/diagnostics.ts";
import {
  type ExactJson,
  isJsonObjectText,
  isObject,
  normalJson,
  readJsonText,
  sameJson,
} from "../engine/json-text.ts";
import { resourceOf } from "../engine/kinds.ts";
import type { Attributes, Stored } from "../engine/schema.ts";
import { isNotEmpty, isWithin, matches } from "../engine/validators.ts";
import {
  type MappingDocument,
  mappingMembers,
  mappingPath,
  mappingsPath,
  ofProject,
} from "../server/access.ts";
import type { Connected } from "../server/connected.ts";
import { readDocument } from "../server/document.ts";
import { examineDraft } from "./examining.ts";
import { decidedIn, type FaceObject, type Sent, unreadable } from "./face-object.ts";
import { faceResource, type Translation } from "./face-resource.ts";
import { configurationName, mappingName, projectKey } from "./names.ts";
import { checkMapping } from "./oidc-identity-mapping-checks.ts";
import { partsOfId, textAfter } from "./reading.ts";

const tokenSpecAttributes = {
  username: {
    type: "string",
    presence: "optional",
    description:
      "Name of the user that the token is for. Needs `scope`. Not where groups are granted, by `scope` or `groups_pattern`. Without it, and with roles in `scope`, the token is for no user but in the name of the identity mapping.",
    validators: [isNotEmpty],
  },
  username_pattern: {
    type: "string",
    presence: "optional",
    description:
      "Pattern that makes the user's name of claims: `{{actor}}` is the claim `actor`. May stand beside `groups_pattern` and `scope`, in place of `username`.",
    validators: [isNotEmpty],
  },
  groups_pattern: {
    type: "string",
    presence: "optional",
    description:
      "Pattern that makes the names of groups of claims: `{{groups}}` is the claim `groups`, of which each element is a group.",
    validators: [isNotEmpty],
  },
  scope: {
    type: "string",
    presence: "optional",
    description:
      'What the token is good for: `applied-permissions/user`, `applied-permissions/admin`, `applied-permissions/groups:"readers","deployers"`, or `applied-permissions/roles:<project key>:"Developer","Viewer"`. Roles need `project_key` to be the same project.',
    validators: [
      matches(
        /^applied-permissions\/(?:(?:user|admin)(?: .*)?|groups?:.+|roles:.+)$/,
        "is `applied-permissions/user` or `applied-permissions/admin`, or begins with `applied-permissions/groups:` or `applied-permissions/roles:` and names some",
        'It must be applied-permissions/user or applied-permissions/admin, or begin with applied-permissions/groups: or applied-permissions/roles: and go on as in applied-permissions/groups:"readers","deployers" or applied-permissions/roles:my-project:"Developer".',
      ),
    ],
  },
  audience: {
    type: "string",
    presence: "defaulted",
    default: "*@*",
    description:
      "Audiences of the token, with blanks between them. `*@*` is every service of the platform, `jfrt@*` every Artifactory.",
    validators: [isNotEmpty],
  },
  expires_in: {
    type: "number",
    presence: "defaulted",
    default: 60,
    description:
      "For how many seconds the token is good. The server has a longest time, a day unless set otherwise.",
    validators: [isWithin(1)],
  },
} as const satisfies Attributes;

export const mappingAttributes = {
  name: {
    type: "string",
    presence: "required",
    description: "Name of the identity mapping. Another name makes another object.",
    replaces: true,
    validators: mappingName,
  },
  description: {
    type: "string",
    presence: "optional",
    description: "Description of the identity mapping.",
  },
  provider_name: {
    type: "string",
    presence: "required",
    description:
      "Name of the OIDC configuration whose tokens it is about: `name` of a `platform_oidc_configuration`. Another one makes another object.",
    replaces: true,
    validators: configurationName,
  },
  priority: {
    type: "number",
    presence: "required",
    description:
      "Which identity mapping counts where several fit: 1 before 2. Give the strongest permissions the lowest numbers.",
    validators: [isWithin(1)],
  },
  claims_json: {
    type: "string",
    presence: "required",
    description:
      'Claims that an ID token must have, as a JSON object; write it with [`jsonencode`](https://developer.hashicorp.com/terraform/language/functions/jsonencode). All members must fit; of a list any element may; `*` in a text stands for anything. Types count: the number 7 is not the text "7".',
    validators: [isJsonObjectText],
    sameMeaning: sameJson,
  },
  token_spec: {
    type: { object: tokenSpecAttributes },
    presence: "required",
    description: "The access token that a fitting ID token is exchanged for.",
  },
  project_key: {
    type: "string",
    presence: "optional",
    description:
      "Project that the identity mapping belongs to; the project's administrators may edit it then, and clients that name the project get it before global ones. Without it, it is global. Another project makes another object.",
    replaces: true,
    validators: projectKey,
  },
} as const satisfies Attributes;

type Mapping = Stored<typeof mappingAttributes>;

const translation: Translation<typeof mappingAttributes> = {
  objectOf,
  newDocument: mappingDocument,
  change: (_, planned) => mappingDocument(planned),
  replaces: {
    ...decidedIn(mappingMembers),
    provider_name: true,
    token_spec: decidedIn(tokenSpecAttributes),
  },
  read(object, answer, before) {
    const read = readDocument(mappingMembers, answer.body);
    if (!read.ok) return fail(unreadable(object, answer, read.fault));
    const exact = readJsonText(answer.text);
    return succeed(mappingOf(read.value, exact.ok ? exact.value : null, before));
  },
  // After an import without a project the only one of that name is meant. One that was global still is, or is gone.
  isAnother: (state, found) => !isImported(state) && state.project_key !== found.project_key,
};

export const oidcIdentityMapping = resourceOf<Connected>()({
  name: "oidc_identity_mapping",
  description:
    "An identity mapping of an OIDC configuration: which claims of an ID token earn which access token.",
  version: 0,
  attributes: mappingAttributes,
  check: checkMapping,
  examine: examineDraft({
    kind: "identity_mapping",
    needs: ["name", "provider_name", "priority", "claims_json", "project_key"],
    key: ({ name, provider_name, project_key }) => JSON.stringify([provider_name, name, project_key]),
    document: draftDocument,
    attributes: { claims: "claims_json" },
  }),
  ...faceResource(translation),
  import: {
    form: "name:provider_name[:project_key]",
    note: "An identity mapping that `countersign mapping` or the admin API made may grant a user beside groups, which this resource cannot say: what `-generate-config-out` writes of it is refused (`User name beside groups`). Take `username` out of what was written, and the tokens are for no user any more; or put a `username_pattern` that reads a claim in its place; or leave the mapping to the command line.",
    parse(id) {
      const [name, provider, project = null] = partsOfId(id, 2, 3) ?? [];
      if (name === undefined || provider === undefined) {
        return {
          ok: false,
          detail: `${JSON.stringify(id)} does not say which identity mapping is meant. Write its name, a colon, the name of its OIDC configuration, and after another colon the key of the project it belongs to, if any: "deploy:github" or "deploy:github:payments".`,
        };
      }
      return { ok: true, value: { name, provider_name: provider, project_key: project } };
    },
  },
});

function objectOf(mapping: Pick<Mapping, "name" | "provider_name" | "project_key">): FaceObject {
  const { name, provider_name: provider, project_key: project } = mapping;
  return {
    noun: "identity mapping",
    type: "platform_oidc_identity_mapping",
    importId: [name, provider, ...(project === null ? [] : [project])].join(":"),
    namedBy: ["name"],
    attributes: mappingAttributes,
    collection: mappingsPath(provider),
    path: mappingPath(provider, name),
    query: ofProject(project),
    parent: {
      at: ["provider_name"],
      advice: `Create the OIDC configuration first. When Terraform creates it too, write provider_name = platform_oidc_configuration.NAME.name with the name of its block, so that it comes before this.`,
    },
  };
}

/** As it is sent, with exact numbers in its claims. */
export function mappingDocument(mapping: Mapping): Sent {
  const { claims_json, token_spec, ...rest } = mapping;
  const claims = readJsonText(claims_json);
  return {
    ...given(rest),
    claims: claims.ok ? claims.value : null,
    token_spec: given(token_spec ?? {}),
  };
}

/** Where it is not known yet what is granted, something that says nothing: the claims can be judged all the same. */
function draftDocument(mapping: Mapping): Sent {
  const spec: Partial<Mapping["token_spec"]> = mapping.token_spec ?? {};
  const grants = [spec.scope, spec.username, spec.username_pattern, spec.groups_pattern];
  const isKnown = grants.some((grant) => (grant ?? null) !== null);
  return {
    ...mappingDocument(mapping),
    ...(!isKnown && { token_spec: { ...given(spec), scope: "applied-permissions/user" } }),
  };
}

function given(values: { readonly [name: string]: unknown }): Sent {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== null && value !== ""));
}

/** @param exact the same document, with each number as it is written */
export function mappingOf(
  document: MappingDocument,
  exact: ExactJson,
  before: Pick<Mapping, "provider_name"> & Partial<Mapping>,
): Mapping {
  const spec = document.token_spec;
  const specBefore = before.token_spec ?? undefined;
  return {
    name: document.name,
    description: textAfter(before.description, document.description),
    provider_name: before.provider_name,
    priority: document.priority,
    claims_json: normalJson(isObject(exact) ? (exact["claims"] ?? null) : null),
    token_spec: {
      username: textAfter(specBefore?.username, spec.username),
      username_pattern: textAfter(specBefore?.username_pattern, spec.username_pattern),
      groups_pattern: textAfter(specBefore?.groups_pattern, spec.groups_pattern),
      scope: textAfter(specBefore?.scope, spec.scope),
      audience: spec.audience ?? "",
      expires_in: spec.expires_in,
    },
    project_key: document.project_key,
  };
}

function isImported({ claims_json }: Mapping): boolean {
  return claims_json === null;
}
