/** `platform_project`, `platform_projects` and `platform_project_role` as data sources. */

import { computed } from "../engine/computed.ts";
import { succeed } from "../engine/diagnostics.ts";
import { dataSourceOf } from "../engine/kinds.ts";
import { projectKey } from "../resources/names.ts";
import { projectAttributes, projectOf } from "../resources/project.ts";
import { roleAttributes, roleOf } from "../resources/project-role.ts";
import { projectMembers, projectPath, projectsPath, roleMembers, rolePath } from "../server/access.ts";
import type { Server } from "../server/connection.ts";
import { readAll, readOne, type Source } from "./documents.ts";

export const projectSource = dataSourceOf<Server>()({
  name: "project",
  description: "A project that exists, by its key.",
  attributes: {
    ...computed(projectAttributes),
    key: {
      type: "string",
      presence: "required",
      description: "Key of the project.",
      validators: projectKey,
    },
  },
  async read(server, { key }, call) {
    const source: Source = { noun: "project", path: projectPath(key), namedBy: [[/^/, ["key"]]] };
    const read = await readOne(server, source, projectMembers, call);
    return read.ok ? succeed(projectOf(read.value, {})) : read;
  },
});

export const projectsSource = dataSourceOf<Server>()({
  name: "projects",
  description: "All projects that the credential may see, by key.",
  attributes: {
    projects: {
      type: { listOf: computed(projectAttributes) },
      presence: "computed",
      description: "The projects.",
    },
  },
  async read(server, _, call) {
    const source: Source = { noun: "list of projects", path: projectsPath, namedBy: [] };
    const read = await readAll(server, source, projectMembers, call);
    return read.ok ? succeed({ projects: read.value.map((document) => projectOf(document, {})) }) : read;
  },
});

export const projectRoleSource = dataSourceOf<Server>()({
  name: "project_role",
  description:
    "A role of a project, by its name: one that was made for it, or one that every project has, such as `Developer`.",
  attributes: {
    ...computed(roleAttributes),
    name: { type: "string", presence: "required", description: "Name of the role." },
    project_key: {
      type: "string",
      presence: "required",
      description: "Key of the project.",
      validators: projectKey,
    },
  },
  async read(server, { project_key, name }, call) {
    const source: Source = {
      noun: "role",
      path: rolePath(project_key, name),
      namedBy: [
        [/^project doesn't exist/, ["project_key"]],
        [/^/, ["name"]],
      ],
    };
    const read = await readOne(server, source, roleMembers, call);
    return read.ok ? succeed(roleOf(read.value, { project_key })) : read;
  },
});
