/** Routes of signing keys: which there are, and how to get others. For operators; nothing secret is shown. */

import type { FastifyInstance } from "fastify";
import type { ZodTypeProvider } from "fastify-type-provider-zod";
import { z } from "zod";
import { principalOf } from "../credentials.ts";
import { HttpFailure } from "../http-failure.ts";
import type { PublishedKey } from "../services/keeping.ts";
import type { FaceServices } from "../services.ts";
import { bodyProblems, problems } from "./openapi.ts";
import { requireOperator } from "./reach.ts";
import { timestamp, toTimestamp } from "./wire.ts";

const keyDocument = z
  .object({
    kid: z.string().meta({ description: "RFC 7638 thumbprint." }),
    algorithm: z.string(),
    state: z.enum(["next", "active", "standby", "retired"]).meta({
      description:
        "`next`: published, does not sign yet. `active`: signs. `standby`: of an algorithm that is published and does not sign. `retired`: published for the tokens it signed.",
    }),
    created_at: timestamp,
    active_from: timestamp.meta({ description: "From when on it signs, unless it is `standby`." }),
    signs_until: timestamp.nullable().meta({
      description:
        "When another key takes over, as far as known; null: none does by itself, or it is `standby`.",
    }),
    published_until: timestamp.nullable().meta({
      description: "The earliest time at which it is removed; null: not known yet.",
    }),
  })
  .meta({ id: "SigningKey" });
const keyPage = z.object({ items: z.array(keyDocument), next: z.null() }).meta({ id: "SigningKeyPage" });

const rotation = z
  .strictObject({
    emergency: z.boolean().default(false).meta({
      description:
        "False: a next key is published now, and takes over when every verifier can have it. True: new keys sign at once; all others are withdrawn, and the tokens signed with them are refused here.",
    }),
  })
  .meta({ id: "KeyRotation" });

export function addKeyRoutes(plain: FastifyInstance, services: FaceServices): void {
  const instance = plain.withTypeProvider<ZodTypeProvider>();
  instance.get(
    "/keys",
    {
      schema: {
        operationId: "listKeys",
        summary: "List the signing keys that are published, the oldest first",
        tags: ["keys"],
        response: { 200: keyPage, ...problems() },
      },
    },
    async (request) => {
      requireOperator(principalOf(request), "Signing keys are an operator's.");
      return pageOf(services.keys.list());
    },
  );
  instance.post(
    "/keys/rotate",
    {
      config: { operatorAct: () => true },
      schema: {
        operationId: "rotateKeys",
        summary: "Have other keys sign",
        tags: ["keys"],
        body: rotation,
        response: { 200: keyPage, ...problems(409, ...bodyProblems) },
      },
    },
    async (request) => {
      const by = requireOperator(principalOf(request), "Signing keys are an operator's.");
      const rotated = await services.keys.rotate(by, request.body);
      if (!rotated.ok) throw new HttpFailure(409, "master_key_replaced", rotated.detail);
      return pageOf(services.keys.list());
    },
  );
}

function pageOf(keys: readonly PublishedKey[]): z.output<typeof keyPage> {
  return { items: keys.map(toKeyDocument), next: null };
}

function toKeyDocument(key: PublishedKey): z.output<typeof keyDocument> {
  const { kid, algorithm, state, createdAt, activeFrom, signsUntil, publishedUntil } = key;
  return {
    kid,
    algorithm,
    state,
    created_at: toTimestamp(createdAt),
    active_from: toTimestamp(activeFrom),
    signs_until: signsUntil === null ? null : toTimestamp(signsUntil),
    published_until: publishedUntil === null ? null : toTimestamp(publishedUntil),
  };
}
