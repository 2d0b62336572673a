/**
 * Projects: the server's own, which other interfaces show under their key. Here a project's id is that key, and its
 * name may change. There is no hierarchy: a project's parent is its domain.
 * @see https://docs.openstack.org/api-ref/identity/v3/ "Projects"
 */

import { z } from "zod";
import { projectDefaults } from "../../../core/configuring/project-defaults.ts";
import { plainId } from "../../../core/directory/identity-providers.ts";
import {
  planProjectCreation,
  planProjectRemoval,
  planProjectReplacement,
} from "../../../core/directory/projects.ts";
import { isJsonArray, ownMember } from "../../../core/json.ts";
import type { JsonObject, Project, ProjectDraft } from "../../../core/terms.ts";
import type { HttpFailure } from "../../http-failure.ts";
import {
  flag,
  invalidInput,
  keepUnknown,
  keptIn,
  nullableText,
  readMembers,
  shownText,
  text,
  textAfter,
} from "./documents.ts";
import type { Resource } from "./resource.ts";

const known = ["name", "description", "domain_id", "enabled", "parent_id", "is_domain"] as const;
/** Most tags of a project, and the longest; both as Keystone has them. */
const mostTags = 80;
const longestTag = 255;
const input = z.object({
  name: text.optional(),
  description: nullableText.optional(),
  domain_id: nullableText.optional(),
  enabled: flag.optional(),
  parent_id: nullableText.optional(),
  is_domain: flag.optional(),
  tags: z
    .array(
      z
        .string()
        .regex(/^[^,/]*$/, { error: "must hold no comma or slash" })
        .min(1)
        .max(longestTag),
    )
    .max(mostTags)
    .optional(),
});
const newInput = input.extend({ name: text });

export const projects: Resource<ProjectDraft> = {
  member: "project",
  collection: "projects",
  missingKind: "project",
  filters: ["id", "name", "domain_id", "enabled", "parent_id", "is_domain"],
  list: (registry) => [...registry.projects()],
  find: (registry, id) => registry.projectByKey(id),
  idOf: ({ key }) => key,
  // Keys begin with a letter; the first digit of such an id is that of the century.
  newId: (tools) => `p${plainId(tools).slice(1)}`,
  read(document, standing, id) {
    const members = readMembers(standing === null ? newInput : input, document, "project");
    const domainId =
      members.domain_id ??
      (standing === null ? (members.parent_id ?? projectDefaults.domainId) : standing.domainId);
    refuseHierarchy(members, domainId);
    return {
      roles: [],
      ...(standing === null ? {} : draftOf(standing)),
      key: id,
      domainId,
      displayName: members.name ?? standing?.displayName ?? "",
      description: textAfter(members.description, standing?.description),
      enabled: members.enabled ?? standing?.enabled ?? true,
      annotations: keepUnknown(document, known, standing?.annotations),
    };
  },
  show: ({ key, displayName, domainId, description, enabled, annotations }) => ({
    tags: [],
    options: {},
    ...keptIn(annotations),
    id: key,
    name: displayName,
    domain_id: domainId,
    parent_id: domainId,
    description: shownText(description, "description", annotations, ""),
    enabled,
    is_domain: false,
  }),
  isListed: (document, query) =>
    tagFilters.every(({ parameter, fits }) => {
      const wanted = query.get(parameter);
      return wanted === undefined || fits(tagsOf(document), wanted.split(","));
    }),
  planCreation(registry, draft, document) {
    // A parent that is no domain would be missed as one, and clients show that sentence only.
    const { domainId } = draft;
    const hasDomain = registry.directory.get("domain", domainId) !== undefined;
    if (!hasDomain && ownMember(document, "parent_id") === domainId && registry.projectByKey(domainId))
      throw hierarchyRefused();
    return planProjectCreation(registry, draft);
  },
  planReplacement: planProjectReplacement,
  planRemoval: planProjectRemoval,
};

/** A stored project has more than its draft. */
function draftOf(project: ProjectDraft & Partial<Project>): ProjectDraft {
  const { revision: _revision, createdAt: _createdAt, updatedAt: _updatedAt, ...draft } = project;
  return draft;
}

/** @throws HttpFailure 400 */
function refuseHierarchy(
  { parent_id, is_domain }: Pick<z.infer<typeof input>, "parent_id" | "is_domain">,
  domainId: string,
): void {
  if (is_domain === true) {
    throw invalidInput("is_domain", "A domain is made as such, with `POST /v3/domains`.");
  }
  if (parent_id !== undefined && parent_id !== null && parent_id !== domainId) {
    throw hierarchyRefused();
  }
}

function hierarchyRefused(): HttpFailure {
  return invalidInput(
    "parent_id",
    "Projects have no projects within them: the parent of each is its domain.",
  );
}

function tagsOf(document: JsonObject): readonly string[] {
  const tags = ownMember(document, "tags");
  return isJsonArray(tags) ? tags.filter((tag) => typeof tag === "string") : [];
}

/** @see https://docs.openstack.org/api-ref/identity/v3/ "Project tags" */
const tagFilters: readonly {
  readonly parameter: string;
  fits(tags: readonly string[], wanted: readonly string[]): boolean;
}[] = [
  { parameter: "tags", fits: (tags, wanted) => wanted.every((one) => tags.includes(one)) },
  { parameter: "tags-any", fits: (tags, wanted) => wanted.some((one) => tags.includes(one)) },
  { parameter: "not-tags", fits: (tags, wanted) => !wanted.every((one) => tags.includes(one)) },
  { parameter: "not-tags-any", fits: (tags, wanted) => !wanted.some((one) => tags.includes(one)) },
];
