/**
 * `platform_project_role`: a role that was made for a project, which the scope of an identity mapping may grant. The
 * attributes are those of the type `project_role` of JFrog's provider.
 *
 * @see jfrog/terraform-provider-project docs/resources/role.md
 */

import { fail, succeed } from "../engine/diagnostics.ts";
import { resourceOf } from "../engine/kinds.ts";
import type { Attributes, Stored } from "../engine/schema.ts";
import { hasLength, isOneOf } from "../engine/validators.ts";
import { type RoleDocument, roleMembers, rolePath, rolesPath } from "../server/access.ts";
import type { Connected } from "../server/connected.ts";
import { readDocument } from "../server/document.ts";
import { decidedIn, type FaceObject, type Sent, unreadable } from "./face-object.ts";
import { faceResource, type Translation } from "./face-resource.ts";
import { projectKey } from "./names.ts";
import { textAfter } from "./reading.ts";

const custom = "CUSTOM";

export const roleAttributes = {
  name: {
    type: "string",
    presence: "required",
    description:
      'Name of the role, as scopes have it: `applied-permissions/roles:<project key>:"<name>"`. Another name makes another object.',
    replaces: true,
    validators: [hasLength(1, 64)],
  },
  project_key: {
    type: "string",
    presence: "required",
    description: "Key of the project that the role is made for. Another project makes another object.",
    replaces: true,
    validators: projectKey,
  },
  description: {
    type: "string",
    presence: "optional",
    description: "Description of the role.",
  },
  type: {
    type: "string",
    presence: "defaulted",
    default: custom,
    description: "Type of the role. Those that every project has are of another type, and nobody makes them.",
    validators: [isOneOf(custom)],
  },
  environments: {
    type: { set: "string" },
    presence: "defaulted",
    default: [],
    description:
      "Environments that the role counts in, such as `DEV` and `PROD`. The server keeps them for other services and does nothing with them itself.",
  },
  actions: {
    type: { set: "string" },
    presence: "defaulted",
    default: [],
    description:
      "What the role allows, such as `READ_REPOSITORY`. The server keeps them for other services and does nothing with them itself.",
  },
} as const satisfies Attributes;

type Role = Stored<typeof roleAttributes>;

const translation: Translation<typeof roleAttributes> = {
  objectOf,
  newDocument: documentOf,
  change: (_, planned) => documentOf(planned),
  replaces: decidedIn(roleMembers),
  read(object, answer, before) {
    const read = readDocument(roleMembers, answer.body);
    return read.ok ? succeed(roleOf(read.value, before)) : fail(unreadable(object, answer, read.fault));
  },
};

export const projectRole = resourceOf<Connected>()({
  name: "project_role",
  description:
    "A role that was made for a project, beside those that every project has. The scope of an identity mapping of the same project may grant it.",
  version: 0,
  attributes: roleAttributes,
  // Mappings that grant it are judged by it.
  async examine({ planning }, { planned: { project_key: project, name } }) {
    if (typeof project === "string" && typeof name === "string") planning.rememberRole(project, name);
    return { diagnostics: [] };
  },
  ...faceResource(translation),
  import: {
    form: "project_key:name",
    parse(id) {
      const at = id.indexOf(":");
      const [key, name] = [id.slice(0, Math.max(at, 0)), id.slice(at + 1)];
      if (key !== "" && name !== "") return { ok: true, value: { project_key: key, name } };
      return {
        ok: false,
        detail: `${JSON.stringify(id)} does not say which role is meant. Write the key of its project, a colon, and its name: "payments:Deployer".`,
      };
    },
  },
  movedFrom: ["project_role"],
});

function objectOf({ project_key, name }: Pick<Role, "project_key" | "name">): FaceObject {
  return {
    noun: "role",
    type: "platform_project_role",
    importId: `${project_key}:${name}`,
    namedBy: ["name"],
    attributes: roleAttributes,
    collection: rolesPath(project_key),
    path: rolePath(project_key, name),
    parent: {
      at: ["project_key"],
      advice:
        "Create the project first. When Terraform creates it too, write project_key = platform_project.NAME.key with the name of its block, so that it comes before this.",
    },
  };
}

function documentOf({ name, description, type, environments, actions }: Role): Sent {
  return {
    name,
    type,
    environments,
    actions,
    ...(description !== null && description !== "" && { description }),
  };
}

export function roleOf(document: RoleDocument, before: Pick<Role, "project_key"> & Partial<Role>): Role {
  return {
    name: document.name,
    project_key: before.project_key,
    description: textAfter(before.description, document.description),
    type: document.type ?? custom,
    environments: document.environments ?? [],
    actions: document.actions ?? [],
  };
}
