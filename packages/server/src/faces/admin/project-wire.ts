/** The project document: a tenant that may own providers and mappings, and the roles made for it. */

import { z } from "zod";
import { predefinedRoles } from "../../core/project-roles.ts";
import { ignoredServerMembers, name, pageOf, pageQuery, serverMembers } from "./wire.ts";

const role = z
  .strictObject({ name, description: z.string().default("") })
  .meta({ description: `Beside those every project has: ${predefinedRoles.join(", ")}.` });

const key = name.meta({ description: "What everything else calls it; it cannot change." });
const displayName = name.meta({ description: "For people; the key when absent." });
const described = {
  description: z.string().default(""),
  roles: z.array(role).default([]),
};

const { revision, created_at, updated_at } = serverMembers;
const ignored = {
  revision: ignoredServerMembers.revision,
  created_at: ignoredServerMembers.created_at,
  updated_at: ignoredServerMembers.updated_at,
};

/** As it is written: only `key` is required. */
export const projectInput = z
  .strictObject({ key, display_name: displayName.optional(), ...described, ...ignored })
  .meta({ id: "ProjectDraft" });
export type ProjectInput = z.output<typeof projectInput>;

/** As it is read. */
export const projectDocument = z
  .object({ key, display_name: displayName, ...described, revision, created_at, updated_at })
  .meta({ id: "Project" });
export type ProjectDocument = z.output<typeof projectDocument>;

export const projectPage = pageOf(projectDocument, "ProjectPage");
export const projectQuery = z.strictObject(pageQuery);
export const projectPath = z.object({ key: name });
