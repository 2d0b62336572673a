/**
 * The documents of projects and their roles. Both are stored and answered as they were sent, members that nobody here
 * reads included; what clients read back is checked for its type only, because a wrong one would break them later.
 *
 * Sources: "Create a New Project", "Add a New Role" (JFrog REST APIs);
 * jfrog/terraform-provider-project pkg/project/resource/resource_project.go, resource_project_role.go, role.go.
 */

import { z } from "zod";
import { quote } from "../../core/explaining/quote.ts";
import type { JsonObject } from "../../core/terms.ts";
import { flag, longestName, type Read, readDocument, text, textUpTo, withoutNulls } from "./wire.ts";

const privileges = z.preprocess(
  withoutNulls,
  z.object(
    {
      manage_members: flag.optional(),
      manage_resources: flag.optional(),
      manage_remote_repository: flag.optional(),
      index_resources: flag.optional(),
    },
    { error: "must be a JSON object" },
  ),
);

/** `project_key` may be absent where the path has it. */
const projectInput = z.preprocess(
  withoutNulls,
  z.object({
    project_key: textUpTo(longestName).optional(),
    display_name: textUpTo(longestName),
    description: text.optional(),
    admin_privileges: privileges.optional(),
    storage_quota_bytes: z.int({ error: "must be a whole number" }).optional(),
    soft_limit: flag.optional(),
    storage_quota_email_notification: flag.optional(),
  }),
);

/** The one type of a role that can be made. */
const customRole = "CUSTOM";
const texts = z.array(text, { error: "must be a list of strings" });

/** `name` may be absent where the path has it. */
const roleInput = z.preprocess(
  withoutNulls,
  z.object({
    name: textUpTo(longestName).optional(),
    description: text.optional(),
    type: z.literal(customRole, { error: `must be ${customRole}` }).optional(),
    environments: texts.optional(),
    actions: texts.optional(),
  }),
);

/** What of a project's document the core knows, and the document. */
export interface SentProject {
  readonly key: string;
  readonly displayName: string;
  readonly description: string;
  readonly sent: JsonObject;
}

/** @param standing the key of the project that is replaced; null for a new one */
export function readProject(sent: JsonObject, standing: string | null): Read<SentProject> {
  const document = readDocument(projectInput, sent);
  if (!document.ok) return document;
  const { project_key, display_name, description = "" } = document.value;
  const key = onceChosen("project_key", project_key, standing);
  return key.ok ? { ok: true, value: { key: key.value, displayName: display_name, description, sent } } : key;
}

/** What of a role's document the core knows, and the document. */
export interface SentRole {
  readonly name: string;
  readonly description: string;
  readonly sent: JsonObject;
}

/** @param standing the name of the role that is replaced; null for a new one */
export function readRole(sent: JsonObject, standing: string | null): Read<SentRole> {
  const document = readDocument(roleInput, sent);
  if (!document.ok) return document;
  const name = onceChosen("name", document.value.name, standing);
  if (!name.ok) return name;
  return { ok: true, value: { name: name.value, description: document.value.description ?? "", sent } };
}

/** A name that a new document must have, and that a later one may only repeat. */
function onceChosen(member: string, given: string | undefined, standing: string | null): Read<string> {
  if (standing === null) {
    return given === undefined
      ? { ok: false, message: `${member} must not be blank` }
      : { ok: true, value: given };
  }
  return given === undefined || given === standing
    ? { ok: true, value: standing }
    : { ok: false, message: `${member} cannot be changed; it is ${quote(standing)}` };
}
