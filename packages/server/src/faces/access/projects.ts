/** Projects, and the roles that are made for each. */

import type { FastifyInstance, FastifyRequest } from "fastify";
import { maySeeProject } from "../../core/access.ts";
import { projectDefaults } from "../../core/configuring/project-defaults.ts";
import { quote } from "../../core/explaining/quote.ts";
import type { JsonObject, Project } from "../../core/terms.ts";
import { principalOf } from "../credentials.ts";
import { HttpFailure } from "../http-failure.ts";
import { readJsonObject } from "../request-body.ts";
import type { FaceServices } from "../services.ts";
import { created, guard, must, settled } from "./answering.ts";
import {
  roleDocumentOf,
  toProjectDocument,
  toProjectDraft,
  toRole,
  toRoleDocument,
  toRoleDocuments,
} from "./translate-project.ts";
import { pathNames } from "./wire.ts";
import { readProject, readRole } from "./wire-project.ts";

export function projectRoutes(instance: FastifyInstance, services: FaceServices): void {
  const guarded = guard(services);
  const { configuration } = services;

  instance.get("/api/v1/projects", guarded, async (request) =>
    configuration
      .visibleProjects(principalOf(request))
      .toSorted((one, other) => (one.key < other.key ? -1 : 1))
      .map(toProjectDocument),
  );

  instance.post("/api/v1/projects", guarded, async (request, reply) => {
    const draft = toProjectDraft(must(readProject(readJsonObject(request), null)));
    const change = await configuration.createProject(principalOf(request), {
      ...projectDefaults,
      ...draft,
      roles: [],
    });
    return created(reply, toProjectDocument(settled(change, "project")));
  });

  instance.get("/api/v1/projects/:project", guarded, async (request) =>
    toProjectDocument(findProject(services, request)),
  );

  instance.put("/api/v1/projects/:project", guarded, async (request) => {
    const { key } = findProject(services, request);
    const draft = toProjectDraft(must(readProject(readJsonObject(request), key)));
    const edit = { kind: "described", draft } as const;
    return toProjectDocument(
      settled(await configuration.changeProject(principalOf(request), key, edit, null), "project"),
    );
  });

  instance.delete("/api/v1/projects/:project", guarded, async (request, reply) => {
    const { key } = findProject(services, request);
    settled(await configuration.deleteProject(principalOf(request), key, null), "project");
    return reply.code(204).send();
  });
}

export function projectRoleRoutes(instance: FastifyInstance, services: FaceServices): void {
  const guarded = guard(services);
  const { changeProject } = services.configuration;
  const collection = "/api/v1/projects/:project/roles";

  instance.get(collection, guarded, async (request) => toRoleDocuments(findProject(services, request)));

  instance.post(collection, guarded, async (request, reply) => {
    const { key } = findProject(services, request);
    const role = toRole(must(readRole(readJsonObject(request), null)));
    settled(await changeProject(principalOf(request), key, { kind: "role_added", role }, null), "project");
    return created(reply, toRoleDocument(role));
  });

  instance.get(`${collection}/:role`, guarded, async (request) => findRole(services, request).document);

  instance.put(`${collection}/:role`, guarded, async (request) => {
    const { key, name } = findRole(services, request);
    const role = toRole(must(readRole(readJsonObject(request), name)));
    settled(await changeProject(principalOf(request), key, { kind: "role_replaced", role }, null), "project");
    return toRoleDocument(role);
  });

  instance.delete(`${collection}/:role`, guarded, async (request, reply) => {
    const { key, name } = findRole(services, request);
    settled(await changeProject(principalOf(request), key, { kind: "role_removed", name }, null), "project");
    return reply.code(204).send();
  });
}

/** @throws HttpFailure 404 also for a project this principal may not see */
function findProject(services: FaceServices, request: FastifyRequest): Project {
  const key = pathNames(request.params).project;
  const project = services.registry().projectByKey(key);
  if (project === undefined || !maySeeProject(principalOf(request), project)) {
    throw new HttpFailure(404, "not_found", `project doesn't exist: ${quote(key)}.`);
  }
  return project;
}

/** The role of the path. @throws HttpFailure 404 */
function findRole(
  services: FaceServices,
  request: FastifyRequest,
): { readonly key: string; readonly name: string; readonly document: JsonObject } {
  const project = findProject(services, request);
  const name = pathNames(request.params).role;
  const document = roleDocumentOf(project, name);
  if (document !== undefined) return { key: project.key, name, document };
  throw new HttpFailure(
    404,
    "not_found",
    `role ${quote(name)} doesn't exist in project ${quote(project.key)}.`,
  );
}
