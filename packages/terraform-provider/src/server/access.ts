/**
 * The JFrog face as the provider uses it: where its objects are, and which members of their documents are read. What a
 * document means to a resource is the resource's to say.
 *
 * Sources: "Create OIDC Configuration", "Create an Identity Mapping", "Create a New Project", "Add a New Role",
 * "Create a Group" (JFrog REST APIs).
 */

import type { Path } from "../engine/values.ts";
import { type Answer, pathOf } from "./connection.ts";
import type { Document } from "./document.ts";
import type { Face } from "./face.ts";
import { credentialAdvice, sentenceOf } from "./refusal.ts";

const oidc = ["access", "api", "v1", "oidc"];
const projects = ["access", "api", "v1", "projects"];
const groups = ["access", "api", "v2", "groups"];

export const configurationsPath = pathOf(...oidc);
export const configurationPath = (name: string) => pathOf(...oidc, name);
export const mappingsPath = (provider: string) => pathOf(...oidc, provider, "identity_mappings");
export const mappingPath = (provider: string, name: string) =>
  pathOf(...oidc, provider, "identity_mappings", name);
export const projectsPath = pathOf(...projects);
export const projectPath = (key: string) => pathOf(...projects, key);
export const rolesPath = (project: string) => pathOf(...projects, project, "roles");
export const rolePath = (project: string, name: string) => pathOf(...projects, project, "roles", name);

export const groupsPath = pathOf(...groups);
export const groupPath = (name: string) => pathOf(...groups, name);

/** The query that says whose an object is. */
export function ofProject(key: string | null): { readonly project_key?: string } {
  return key === null ? {} : { project_key: key };
}

export const configurationMembers = {
  name: "text",
  description: "text?",
  issuer_url: "text",
  provider_type: "text?",
  audience: "text?",
  organization: "text?",
  enable_permissive_configuration: "flag?",
  token_issuer: "text?",
  azure_app_id: "text?",
  use_default_proxy: "flag?",
  project_key: "text?",
} as const;
export type ConfigurationDocument = Document<typeof configurationMembers>;

export const mappingMembers = {
  name: "text",
  description: "text?",
  priority: "number",
  /** Null: what it demands was written through another interface, and claims cannot say it. */
  claims: "object?",
  token_spec: {
    members: {
      username: "text?",
      username_pattern: "text?",
      groups_pattern: "text?",
      scope: "text?",
      audience: "text?",
      expires_in: "number",
    },
  },
  project_key: "text?",
} as const;
export type MappingDocument = Document<typeof mappingMembers>;

export const projectMembers = {
  project_key: "text",
  display_name: "text",
  description: "text?",
  storage_quota_bytes: "number?",
  soft_limit: "flag?",
  storage_quota_email_notification: "flag?",
  admin_privileges: {
    members: {
      manage_members: "flag?",
      manage_resources: "flag?",
      manage_remote_repository: "flag?",
      index_resources: "flag?",
    },
    optional: true,
  },
} as const;
export type ProjectDocument = Document<typeof projectMembers>;

export const roleMembers = {
  name: "text",
  description: "text?",
  type: "text?",
  environments: "texts?",
  actions: "texts?",
} as const;
export type RoleDocument = Document<typeof roleMembers>;

export const groupMembers = {
  name: "text",
  description: "text?",
  external_id: "text?",
  auto_join: "flag?",
  admin_privileges: "flag?",
  reports_manager: "flag?",
  watch_manager: "flag?",
  policy_manager: "flag?",
  policy_viewer: "flag?",
  manage_resources: "flag?",
  manage_webhook: "flag?",
  realm: "text?",
  realm_attributes: "text?",
} as const;
export type GroupDocument = Document<typeof groupMembers>;

/** The attributes behind the names in the server's sentences, where they are not the same; the first that there is. */
const attributesOf: Readonly<Record<string, readonly Path[]>> = {
  "oidc_setting Organization": [["organization"]],
  project_key: [["project_key"], ["key"]],
  claims: [["claims_json"]],
  // Nothing else in a body is JSON that a person wrote.
  "The request body": [["claims_json"]],
  "Name the user": [["username"]],
  "token_spec Invalid scope": [["token_spec", "scope"]],
  "token_spec Invalid expiry": [["token_spec", "expires_in"]],
  storage_quota_bytes: [["max_storage_in_gibibytes"]],
  soft_limit: [["block_deployments_on_limit"]],
  storage_quota_email_notification: [["email_notification"]],
};

/**
 * The attribute that a sentence of this face is about: those about one member begin with its name.
 * @param has whether the resource has such an attribute
 */
function attributeIn(sentence: string, has: (path: Path) => boolean): Path | undefined {
  const name =
    /^(The request body|Name the user|oidc_setting \w+|token_spec Invalid \w+|[a-z_]+(\.[a-z_]+)*)\b/.exec(
      sentence,
    )?.[0] ?? "";
  return (attributesOf[name] ?? [name.split(".")]).find(has);
}

export const accessFace: Face = {
  credential: "authorization",
  createsWith: "POST",
  // "doesn't exist" stands in every sentence of this face that says so, but for that to whoever deletes an object at the
  // same moment as somebody else, or as the server with the configuration it belongs to; a path where nothing is has another.
  isGone: (answer) =>
    answer.kind === "answer" &&
    answer.status === 404 &&
    /doesn't exist|somebody deleted it meanwhile/.test(sentenceOf(answer)),
  isTaken: (answer) => answer.kind === "answer" && answer.status === 409,
  attributeIn,
  advice: (answer) => credentialAdvice(answer) ?? (isOwner(answer) ? ownerAdvice : null),
};

/** Whether it refuses to delete a project since that has something. */
function isOwner(answer: Answer): boolean {
  return answer.kind === "answer" && /\bstill owns\b/.test(sentenceOf(answer));
}
const ownerAdvice =
  "What Terraform deletes besides goes first where it names the project by project_key = platform_project.NAME.key, with the name of the project's block. Where it does not, apply again.";
