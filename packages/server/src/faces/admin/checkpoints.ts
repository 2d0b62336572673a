/** Routes of checkpoints: for whoever collects them from elsewhere. */

import type { FastifyInstance, FastifyRequest } from "fastify";
import type { ZodTypeProvider } from "fastify-type-provider-zod";
import { mayAdminister } from "../../core/access.ts";
import type { StoredCheckpoint } from "../../store/store.ts";
import { principalOf } from "../credentials.ts";
import { HttpFailure } from "../http-failure.ts";
import type { FaceServices } from "../services.ts";
import { checkpointDocument, checkpointPage, checkpointQuery } from "./checkpoint-wire.ts";
import { problems } from "./openapi.ts";
import { badCursor } from "./paging.ts";
import { toTimestamp } from "./wire.ts";

const tags = ["audit"];
const checkpointId = /^[0-9a-f-]{36}$/;

export function addCheckpointRoutes(plain: FastifyInstance, { audit, keys }: FaceServices): void {
  const instance = plain.withTypeProvider<ZodTypeProvider>();

  instance.get(
    "/audit/checkpoints",
    {
      schema: {
        operationId: "listCheckpoints",
        summary: "List checkpoints of the audit chain, the latest first",
        tags,
        querystring: checkpointQuery,
        response: { 200: checkpointPage, ...problems() },
      },
    },
    async (request) => {
      requireAdministrator(request);
      const { limit, cursor = null } = request.query;
      if (cursor !== null && !checkpointId.test(cursor)) throw badCursor();
      // One more than shown tells whether there is a next page.
      const found = await audit.list({ limit: limit + 1, before: cursor });
      const shown = found.slice(0, limit);
      return {
        items: shown.map(toDocument),
        next: found.length > limit ? (shown.at(-1)?.id ?? null) : null,
      };
    },
  );

  instance.post(
    "/audit/checkpoints",
    {
      schema: {
        operationId: "makeCheckpoint",
        summary: "Make a checkpoint of the audit chain now",
        tags,
        response: { 201: checkpointDocument, ...problems() },
      },
    },
    async (request, reply) => {
      requireAdministrator(request);
      requireSigningKey(keys);
      return reply.code(201).send(toDocument(await audit.makeCheckpoint()));
    },
  );
}

function toDocument({ id, madeAt, text }: StoredCheckpoint) {
  return { id, made_at: toTimestamp(madeAt), checkpoint: text };
}

function requireAdministrator(request: FastifyRequest): void {
  if (mayAdminister(principalOf(request))) return;
  throw new HttpFailure(403, "forbidden", "Checkpoints are read and made by administrators only.");
}

/** @throws HttpFailure 503, as after `countersign key reset` under a running server */
function requireSigningKey({ list }: FaceServices["keys"]): void {
  if (list().some(({ state }) => state === "active")) return;
  throw new HttpFailure(
    503,
    "no_signing_key",
    "No signing key signs now, so no checkpoint was made. Restart the server: it then makes a key, or says what is missing.",
    { headers: { "retry-after": "5" } },
  );
}
