/**
 * Routes of revocations. A revocation is in force on every node when it is answered; it is never taken back,
 * and revoking again only moves the moment on.
 */

import type { FastifyInstance } from "fastify";
import type { ZodTypeProvider } from "fastify-type-provider-zod";
import { mayRevoke, type Owned, type Principal } from "../../core/access.ts";
import { findMapping, findProvider } from "../../core/configuring/configuration-reach.ts";
import { quote } from "../../core/explaining/quote.ts";
import type { EpochTarget } from "../../core/revocation.ts";
import type { RevokedToken, StoredEpoch } from "../../store/store.ts";
import { principalOf } from "../credentials.ts";
import { HttpFailure } from "../http-failure.ts";
import type { FaceServices } from "../services.ts";
import { bodyProblems, problems } from "./openapi.ts";
import { pageOf } from "./paging.ts";
import { changeFailure } from "./problems.ts";
import { reachProvider, requireManager } from "./reach.ts";
import {
  type RevocationDocument,
  type RevocationInput,
  revocationDocument,
  revocationInput,
  revocationPage,
  revocationQuery,
} from "./revocation-wire.ts";
import { toTimestamp } from "./wire.ts";

const tags = ["revocations"];

export function addRevocationRoutes(plain: FastifyInstance, services: FaceServices): void {
  const instance = plain.withTypeProvider<ZodTypeProvider>();
  const { tokens } = services;

  instance.get(
    "/revocations",
    {
      schema: {
        operationId: "listRevocations",
        summary: "List revocations, the latest first",
        tags,
        querystring: revocationQuery,
        response: { 200: revocationPage, ...problems() },
      },
    },
    async (request) => {
      const by = requireManager(principalOf(request));
      const { epochs, tokens: revoked } = await tokens.revocations();
      const documents = [
        ...epochs.filter(({ target }) => maySee(services, by, target)).map((one) => ofEpoch(services, one)),
        ...(mayRevoke(by, "token", null) ? revoked.map(ofToken) : []),
      ].toSorted((a, b) => (a.revoked_at > b.revoked_at ? -1 : 1));
      const { items, next } = pageOf(documents, keyOf, request.query);
      return { items: [...items], next };
    },
  );

  instance.post(
    "/revocations",
    {
      config: { operatorAct: ({ body }) => revocationInput.parse(body).kind === "everything" },
      schema: {
        operationId: "revoke",
        summary: "Revoke a token, or everything issued so far",
        tags,
        body: revocationInput,
        response: { 201: revocationDocument, ...problems(404, ...bodyProblems) },
      },
    },
    async (request, reply) => {
      const by = principalOf(request);
      reply.code(201);
      const { body } = request;
      return body.kind === "token"
        ? revokeToken(services, by, body.id ?? "")
        : ofEpoch(services, await tokens.revokeIssued(by, await targetOf(services, by, body)));
    },
  );
}

async function revokeToken(
  services: FaceServices,
  by: Principal,
  tokenId: string,
): Promise<RevocationDocument> {
  demand(mayRevoke(by, "token", null));
  await services.tokens.revoke(by, tokenId);
  // Revoked by somebody else before is revoked: what stands is told.
  const standing = await services.tokens.findRevoked(tokenId);
  if (standing !== null) return ofToken(standing);
  throw new HttpFailure(
    404,
    "not_found",
    `No token of the id ${quote(tokenId)} is known: it was never issued here, or it expired more than a day ago. The id is the token's jti.`,
  );
}

/** @throws HttpFailure 403, or 404 for what is not there or not to be seen */
async function targetOf(services: FaceServices, by: Principal, input: RevocationInput): Promise<EpochTarget> {
  const { kind, id } = input;
  switch (kind) {
    case "everything":
      demand(mayRevoke(by, kind, null), "Only an operator may revoke everything.");
      return { kind };
    case "user":
      demand(mayRevoke(by, kind, null));
      return { kind, id: input.user ?? "" };
    case "provider":
    case "mapping": {
      if (id !== undefined) {
        await demandId(services, by, kind, id);
        return { kind, id };
      }
      const owned = kind === "provider" ? providerOf(services, by, input) : mappingOf(services, by, input);
      demand(mayRevoke(by, kind, owned));
      return { kind, id: owned.id };
    }
    case "token":
      throw new Error("a single token is no epoch");
  }
}

/** What to do with an id that nobody knows. */
const instead = {
  provider: "A name is given as provider; GET /api/v1/providers lists names and ids.",
  mapping: "A name is given as mapping, with provider beside it; GET /api/v1/mappings lists names and ids.",
} as const;

/** @throws HttpFailure 403, or 404 for an id that there never was, or that is not to be seen */
async function demandId(
  services: FaceServices,
  by: Principal,
  kind: keyof typeof instead,
  id: string,
): Promise<void> {
  const registry = services.registry();
  const found = kind === "provider" ? findProvider(registry, by, id) : findMapping(registry, by, id);
  if (found.ok) return demand(mayRevoke(by, kind, found.value));
  if (found.refusal.kind !== "not_found") throw changeFailure(found.refusal, (field) => field);
  // What was deleted is nobody's but the administrators'.
  if (mayRevoke(by, kind, null) && (await services.configuration.everExisted(kind, id))) return;
  const thing = kind === "provider" ? kind : "identity mapping";
  const detail = `No ${thing} of the id ${quote(id)} is known here. ${instead[kind]}`;
  throw new HttpFailure(404, "not_found", detail, { details: { faults: [{ pointer: "/id", detail }] } });
}

function providerOf(services: FaceServices, by: Principal, { provider = "" }: RevocationInput) {
  return reachProvider(services, by, provider, "provider");
}

function mappingOf(services: FaceServices, by: Principal, input: RevocationInput) {
  const { mapping = "", project = null } = input;
  const provider = providerOf(services, by, input);
  const namesakes = services.configuration.visibleNamesakes(by, provider.id, mapping);
  const found = namesakes.find((one) => one.project === project);
  if (found !== undefined) return found;
  const where =
    project === null ? "no global identity mapping" : `no identity mapping of project ${quote(project)}`;
  throw new HttpFailure(
    404,
    "not_found",
    `Provider ${quote(provider.name)} has ${where} called ${quote(mapping)}. ${whereElse(namesakes.map((one) => one.project))}`,
  );
}

/** @param owners of the mappings of that name which the caller may see: keys of projects, null for a global one */
function whereElse(owners: readonly (string | null)[]): string {
  if (owners.length === 0) return "One that was deleted is revoked by its id, at POST /api/v1/revocations.";
  const projects = owners.filter((owner) => owner !== null);
  return projects.length === 0
    ? "There is a global one: leave project out."
    : `One is owned by project ${projects.join(", ")}: give it as project.`;
}

function demand(allowed: boolean, sentence = "This credential may not revoke that."): void {
  if (!allowed) throw new HttpFailure(403, "forbidden", sentence);
}

function maySee(services: FaceServices, by: Principal, target: EpochTarget): boolean {
  // Whoever manages anything may know that everything was revoked: its tokens were among it.
  return target.kind === "everything" || mayRevoke(by, target.kind, ownedBy(services, target));
}

function ownedBy(services: FaceServices, target: EpochTarget): (Owned & { readonly name: string }) | null {
  switch (target.kind) {
    case "provider":
      return services.registry().providerById(target.id) ?? null;
    case "mapping":
      return services.registry().mappingById(target.id) ?? null;
    case "user":
    case "everything":
      return null;
  }
}

function ofEpoch(
  services: FaceServices,
  { target, notBefore, setAt, setBy }: StoredEpoch,
): RevocationDocument {
  const userName = target.kind === "user" ? target.id : null;
  return {
    kind: target.kind,
    id: "id" in target && target.kind !== "user" ? target.id : null,
    name: ownedBy(services, target)?.name ?? userName,
    not_before: toTimestamp(notBefore),
    revoked_at: toTimestamp(setAt),
    revoked_by: setBy,
  };
}

function ofToken({ tokenId, revokedAt, revokedBy }: RevokedToken): RevocationDocument {
  return {
    kind: "token",
    id: tokenId,
    name: null,
    not_before: null,
    revoked_at: toTimestamp(revokedAt),
    revoked_by: revokedBy,
  };
}

function keyOf({ kind, id, name }: RevocationDocument): string {
  return `${kind}:${id ?? name ?? ""}`;
}
