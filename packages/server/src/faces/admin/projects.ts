/** Routes of projects. Who may write what, and what a sound project is, the configuration service says. */

import type { FastifyInstance } from "fastify";
import type { ZodTypeProvider } from "fastify-type-provider-zod";
import { expectedRevision, isCurrentCopy, revisionTag } from "../conditional.ts";
import { principalOf } from "../credentials.ts";
import type { FaceServices } from "../services.ts";
import { bodyProblems, problems } from "./openapi.ts";
import { pageOf } from "./paging.ts";
import { changeFailure } from "./problems.ts";
import { toProjectDocument, toProjectDraft } from "./project-translate.ts";
import { projectDocument, projectInput, projectPage, projectPath, projectQuery } from "./project-wire.ts";
import { reachProject, requireManager } from "./reach.ts";
import { conditionalRead, conditionalWrite, deleted, notModified, snakeCase } from "./wire.ts";

const tags = ["projects"];

export function addProjectRoutes(plain: FastifyInstance, services: FaceServices): void {
  const instance = plain.withTypeProvider<ZodTypeProvider>();
  const { configuration } = services;

  instance.get(
    "/projects",
    {
      schema: {
        operationId: "listProjects",
        summary: "List projects by key",
        tags,
        headers: conditionalRead,
        querystring: projectQuery,
        response: { 200: projectPage, 304: notModified, ...problems() },
      },
    },
    async (request, reply) => {
      const by = requireManager(principalOf(request));
      if (isCurrentCopy(request, reply, revisionTag(services.registry().revision)))
        return reply.send(undefined);
      const projects = configuration.visibleProjects(by).toSorted((a, b) => (a.key < b.key ? -1 : 1));
      const { items, next } = pageOf(projects, ({ key }) => key, request.query);
      return { items: items.map(toProjectDocument), next };
    },
  );

  instance.post(
    "/projects",
    {
      schema: {
        operationId: "createProject",
        summary: "Create a project",
        tags,
        body: projectInput,
        response: { 201: projectDocument, ...problems(409, ...bodyProblems) },
      },
    },
    async (request, reply) => {
      const draft = toProjectDraft(request.body, null);
      const change = await configuration.createProject(principalOf(request), draft);
      if (!change.ok) throw changeFailure(change.refusal, snakeCase);
      reply.code(201).header("location", `/api/v1/projects/${encodeURIComponent(change.value.key)}`);
      reply.header("etag", revisionTag(change.value.revision));
      return toProjectDocument(change.value);
    },
  );

  instance.get(
    "/projects/:key",
    {
      schema: {
        operationId: "getProject",
        summary: "Read a project",
        tags,
        headers: conditionalRead,
        params: projectPath,
        response: { 200: projectDocument, 304: notModified, ...problems(404) },
      },
    },
    async (request, reply) => {
      const project = reachProject(services, principalOf(request), request.params.key);
      if (isCurrentCopy(request, reply, revisionTag(project.revision))) return reply.send(undefined);
      return toProjectDocument(project);
    },
  );

  instance.put(
    "/projects/:key",
    {
      schema: {
        operationId: "replaceProject",
        summary: "Replace a project, its roles included; its key stays",
        tags,
        headers: conditionalWrite,
        params: projectPath,
        body: projectInput,
        response: { 200: projectDocument, ...problems(404, 412, ...bodyProblems) },
      },
    },
    async (request, reply) => {
      const by = principalOf(request);
      const standing = reachProject(services, by, request.params.key);
      const expected = expectedRevision(request, standing.revision);
      const edit = { kind: "replaced", draft: toProjectDraft(request.body, standing) } as const;
      const change = await configuration.changeProject(by, standing.key, edit, expected);
      if (!change.ok) throw changeFailure(change.refusal, snakeCase);
      reply.header("etag", revisionTag(change.value.revision));
      return toProjectDocument(change.value);
    },
  );

  instance.delete(
    "/projects/:key",
    {
      schema: {
        operationId: "deleteProject",
        summary: "Delete a project that owns no provider and no mapping",
        tags,
        headers: conditionalWrite,
        params: projectPath,
        response: { 204: deleted, ...problems(404, 409, 412) },
      },
    },
    async (request, reply) => {
      const by = principalOf(request);
      const { key, revision } = reachProject(services, by, request.params.key);
      const change = await configuration.deleteProject(by, key, expectedRevision(request, revision));
      if (!change.ok) throw changeFailure(change.refusal, snakeCase);
      return reply.code(204).send();
    },
  );
}
