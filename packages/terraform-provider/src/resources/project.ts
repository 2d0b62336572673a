/**
 * `platform_project`: a project, which may own OIDC configurations and identity mappings. The attributes are those of
 * the type `project` of JFrog's provider as far as the server keeps them. It has no repositories; who is a member, and
 * in which role, is said by identity mappings.
 *
 * @see jfrog/terraform-provider-project docs/resources/project.md
 */

import { fail, succeed } from "../engine/diagnostics.ts";
import { resourceOf } from "../engine/kinds.ts";
import type { Attributes, Stored } from "../engine/schema.ts";
import { hasLength, isWithin } from "../engine/validators.ts";
import { type ProjectDocument, projectMembers, projectPath, projectsPath } from "../server/access.ts";
import type { Connected } from "../server/connected.ts";
import { readDocument } from "../server/document.ts";
import { decidedIn, type FaceObject, type Sent, unreadable } from "./face-object.ts";
import { faceResource, type Translation } from "./face-resource.ts";
import { projectKey } from "./names.ts";
import { partsOfId, textAfter } from "./reading.ts";

const bytesPerGibibyte = 2 ** 30;
/** More bytes than this many have, JavaScript does not hold exactly, nor does the server. */
const mostGibibytes = Math.floor(Number.MAX_SAFE_INTEGER / bytesPerGibibyte);
const unlimited = -1;

const kept = "The server keeps it for other services and does nothing with it itself.";

const privilegeAttributes = {
  manage_members: {
    type: "bool",
    presence: "required",
    description: "Whether the project's administrators manage its members.",
  },
  manage_resources: {
    type: "bool",
    presence: "required",
    description: "Whether the project's administrators manage its resources.",
  },
  manage_remote_repository: {
    type: "bool",
    presence: "defaulted",
    default: false,
    description: "Whether the project's administrators manage remote repositories.",
  },
  index_resources: {
    type: "bool",
    presence: "required",
    description: "Whether the project's administrators say which resources are indexed.",
  },
} as const satisfies Attributes;

export const projectAttributes = {
  key: {
    type: "string",
    presence: "required",
    description: "Key of the project, which `project_key` names elsewhere. Another key makes another object.",
    replaces: true,
    validators: projectKey,
  },
  display_name: {
    type: "string",
    presence: "required",
    description: "Name of the project for people.",
    validators: [hasLength(1, 128)],
  },
  description: {
    type: "string",
    presence: "optional",
    description: "Description of the project.",
  },
  admin_privileges: {
    type: { object: privilegeAttributes },
    presence: "optional",
    description: `What the project's administrators may do. ${kept}`,
  },
  max_storage_in_gibibytes: {
    type: "number",
    presence: "defaulted",
    default: unlimited,
    description: `Storage quota in GiB; -1 for no quota. ${kept}`,
    validators: [isWithin(1, mostGibibytes, { value: unlimited, meaning: "no quota" })],
  },
  block_deployments_on_limit: {
    type: "bool",
    presence: "defaulted",
    default: false,
    description: `Whether nothing may be deployed above the quota. ${kept}`,
  },
  email_notification: {
    type: "bool",
    presence: "defaulted",
    default: false,
    description: `Whether mails tell that the quota is nearly used up. ${kept}`,
  },
} as const satisfies Attributes;

type Project = Stored<typeof projectAttributes>;

const translation: Translation<typeof projectAttributes> = {
  objectOf,
  newDocument: documentOf,
  change: (_, planned) => documentOf(planned),
  replaces: { ...decidedIn(projectMembers), admin_privileges: decidedIn(privilegeAttributes) },
  read(object, answer, before) {
    const read = readDocument(projectMembers, answer.body);
    return read.ok ? succeed(projectOf(read.value, before)) : fail(unreadable(object, answer, read.fault));
  },
};

export const project = resourceOf<Connected>()({
  name: "project",
  description:
    "A project, which may own OIDC configurations and identity mappings. Members, groups and repositories, which the type `project` of JFrog's provider has too, do not exist here: identity mappings say who has which role in a project. A project that still owns something is not deleted.",
  version: 0,
  attributes: projectAttributes,
  // What belongs to it, or grants roles in it, is judged by it.
  async examine({ planning }, { planned: { key } }) {
    if (typeof key === "string") planning.rememberProject(key);
    return { diagnostics: [] };
  },
  ...faceResource(translation),
  import: {
    form: "key",
    parse(id) {
      const [key] = partsOfId(id, 1, 1) ?? [];
      if (key !== undefined) return { ok: true, value: { key } };
      return { ok: false, detail: `${JSON.stringify(id)} is not the key of a project, such as "payments".` };
    },
  },
  movedFrom: ["project"],
});

function objectOf({ key }: Pick<Project, "key">): FaceObject {
  return {
    noun: "project",
    type: "platform_project",
    importId: key,
    namedBy: ["key"],
    attributes: projectAttributes,
    collection: projectsPath,
    path: projectPath(key),
  };
}

function documentOf(planned: Project): Sent {
  const quota = planned.max_storage_in_gibibytes;
  return {
    project_key: planned.key,
    display_name: planned.display_name,
    ...(planned.description !== null && planned.description !== "" && { description: planned.description }),
    ...(planned.admin_privileges !== null && { admin_privileges: planned.admin_privileges }),
    storage_quota_bytes: quota === unlimited ? unlimited : quota * bytesPerGibibyte,
    soft_limit: !planned.block_deployments_on_limit,
    storage_quota_email_notification: planned.email_notification,
  };
}

/** What is not told has its default: a project that was made in the console says nothing of quotas. */
export function projectOf(document: ProjectDocument, before: Partial<Project>): Project {
  const { admin_privileges: privileges, storage_quota_bytes: quota } = document;
  return {
    key: document.project_key,
    display_name: document.display_name,
    description: textAfter(before.description, document.description),
    admin_privileges: privileges && {
      manage_members: privileges.manage_members ?? false,
      manage_resources: privileges.manage_resources ?? false,
      manage_remote_repository: privileges.manage_remote_repository ?? false,
      index_resources: privileges.index_resources ?? false,
    },
    max_storage_in_gibibytes: quota === null || quota < 0 ? unlimited : Math.floor(quota / bytesPerGibibyte),
    block_deployments_on_limit: document.soft_limit === false,
    email_notification: document.storage_quota_email_notification ?? false,
  };
}
