/** Routes that verify and export the audit chain: for operators, one at a time, ended when the caller goes away. */

import { Readable } from "node:stream";
import type { FastifyInstance, FastifyReply } from "fastify";
import type { ZodTypeProvider } from "fastify-type-provider-zod";
import { principalOf } from "../credentials.ts";
import { HttpFailure } from "../http-failure.ts";
import type { AuditTrouble } from "../services/keeping.ts";
import type { FaceServices } from "../services.ts";
import {
  exportQuery,
  exportText,
  mostWitnessBytes,
  verificationDocument,
  witnessInput,
} from "./audit-wire.ts";
import { bodyProblems, problems } from "./openapi.ts";
import { requireOperator } from "./reach.ts";
import { theDatabase, toVerificationDocument } from "./verification-translate.ts";
import { fromTimestamp, toTimestamp } from "./wire.ts";

const tags = ["audit"];

export function addAuditRoutes(plain: FastifyInstance, { audit, now }: FaceServices): void {
  const instance = plain.withTypeProvider<ZodTypeProvider>();

  instance.post(
    "/audit/verification",
    {
      bodyLimit: mostWitnessBytes,
      schema: {
        operationId: "verifyAudit",
        summary: "Recompute the audit chain of the database, and hold it against checkpoints",
        tags,
        body: witnessInput.nullish(),
        response: { 200: verificationDocument, ...problems(409, ...bodyProblems) },
      },
    },
    async (request, reply) => {
      requireOperator(principalOf(request));
      const { checkpoints = null, keys = null } = request.body ?? {};
      const verified = await audit.verify({ kept: checkpoints, keys }, goneSignal(reply));
      if (!verified.ok) throw failureOf(verified);
      return toVerificationDocument(verified.findings, theDatabase);
    },
  );

  instance.get(
    "/audit/export",
    {
      schema: {
        operationId: "exportAudit",
        summary: "Copy the audit chain, as of one moment",
        tags,
        querystring: exportQuery,
        response: {
          200: { description: "The chain.", content: { "application/x-ndjson": { schema: exportText } } },
          ...problems(409),
        },
      },
    },
    async (request, reply) => {
      requireOperator(principalOf(request));
      const { since, until, details } = request.query;
      const options = {
        since: since === undefined ? null : fromTimestamp(since),
        until: until === undefined ? null : fromTimestamp(until),
        details: details === "true",
      };
      const begun = await audit.export(options, goneSignal(reply));
      if (!begun.ok) throw failureOf(begun);
      reply.header("content-type", "application/x-ndjson");
      reply.header("content-disposition", `attachment; filename="${fileName(now())}"`);
      reply.header("cache-control", "no-store");
      return reply.send(Readable.from(begun.text, { objectMode: false }));
    },
  );
}

/** As no file system refuses it. */
function fileName(now: number): string {
  return `countersign-audit-${toTimestamp(now).replaceAll(":", "")}.jsonl`;
}

/** Aborted once nobody waits for the answer any more. */
function goneSignal(reply: FastifyReply): AbortSignal {
  const gone = new AbortController();
  reply.raw.once("close", () => gone.abort());
  return gone.signal;
}

function failureOf(trouble: AuditTrouble): HttpFailure {
  switch (trouble.kind) {
    case "busy":
      return new HttpFailure(
        409,
        "audit_under_way",
        "An audit is under way here already: one verification or export at a time. Ask again when it has ended.",
      );
    case "useless": {
      const pointer = trouble.field === "kept" ? "/checkpoints" : "/keys";
      return new HttpFailure(400, "invalid", trouble.detail, {
        details: { faults: [{ pointer, detail: trouble.detail }] },
      });
    }
    case "unavailable":
      return new HttpFailure(
        503,
        "unavailable",
        `The audit could not be done: ${trouble.detail}. Ask again; \`countersign audit\` does the same on the server's machine.`,
        { headers: { "retry-after": "5" } },
      );
  }
}
