/** Routes of exchange records: who exchanged what, and why something was refused. */

import type { FastifyInstance } from "fastify";
import type { ZodTypeProvider } from "fastify-type-provider-zod";
import { mayAdminister, mayReadExchanges, maySeeMapping, type Principal } from "../../core/access.ts";
import { quote } from "../../core/explaining/quote.ts";
import { kindOf } from "../../core/refusal.ts";
import type { ExchangeFilter, StoredExchange } from "../../store/store.ts";
import { principalOf } from "../credentials.ts";
import { HttpFailure } from "../http-failure.ts";
import type { FaceServices } from "../services.ts";
import { toExchangeDocument } from "./exchange-translate.ts";
import {
  type ExchangeQuery,
  exchangeDocument,
  exchangePage,
  exchangePath,
  exchangeQuery,
} from "./exchange-wire.ts";
import { problems } from "./openapi.ts";
import { badCursor } from "./paging.ts";
import { reachProvider } from "./reach.ts";
import { fromTimestamp } from "./wire.ts";

const tags = ["exchanges"];
const recordId = /^[0-9a-f-]{36}$/;
const referenceId = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

export function addExchangeRoutes(plain: FastifyInstance, services: FaceServices): void {
  const instance = plain.withTypeProvider<ZodTypeProvider>();

  instance.get(
    "/exchanges",
    {
      schema: {
        operationId: "listExchanges",
        summary: "List exchanges, the latest first",
        tags,
        querystring: exchangeQuery,
        response: { 200: exchangePage, ...problems(404) },
      },
    },
    async (request) => {
      const by = principalOf(request);
      const { limit, cursor = null } = request.query;
      if (cursor !== null && !recordId.test(cursor)) throw badCursor();
      const filter = filterOf(services, by, request.query);
      const { records, next } = await services.exchanges.list(filter, { limit, before: cursor });
      const items = records.map((record) => toExchangeDocument(record, showsMapping(services, by, record)));
      return { items, next };
    },
  );

  instance.get(
    "/exchanges/:request_id",
    {
      schema: {
        operationId: "getExchange",
        summary: "Read one exchange by its reference id",
        tags,
        params: exchangePath,
        response: { 200: exchangeDocument, ...problems(404) },
      },
    },
    async (request) => {
      const by = principalOf(request);
      const record = await reachExchange(services, by, request.params.request_id);
      return toExchangeDocument(record, showsMapping(services, by, record));
    },
  );
}

/** @throws HttpFailure 400 for a text that is no reference id; 404 also for what is not the caller's to read */
export async function reachExchange(
  services: FaceServices,
  by: Principal,
  asQuoted: string,
): Promise<StoredExchange> {
  // As OpenStack's clients print it.
  const requestId = asQuoted.replace(/^req-/i, "");
  if (!referenceId.test(requestId)) {
    throw new HttpFailure(
      400,
      "invalid_reference_id",
      `${quote(requestId)} is no reference id: one looks like 01a201aa-85fa-7132-a0a9-ca7d78a054d5. It ends every error an exchange is answered with, and stands in X-Request-Id.`,
    );
  }
  const record = await services.exchanges.find(requestId.toLowerCase());
  if (record === null || !mayReadExchanges(by, ownerOf(services, record.providerId))) {
    throw new HttpFailure(
      404,
      "not_found",
      `No exchange is recorded under the reference id ${requestId} (request_id is the id of this answer). Only exchanges and logins with a known provider leave a record: of any other request its own answer is all there is. One whose signature did not hold takes a moment to be recorded, of a flood of those some are only counted, and records are deleted after their retention time; or another server gave out the id.`,
    );
  }
  return record;
}

/** Everybody's records are an administrator's; others must name a provider they manage. */
function filterOf(services: FaceServices, by: Principal, query: ExchangeQuery): ExchangeFilter {
  const provider = query.provider === undefined ? null : reachProvider(services, by, query.provider);
  if (provider === null ? !mayAdminister(by) : !mayReadExchanges(by, provider)) {
    throw new HttpFailure(403, "forbidden", "Name a provider that you manage with the parameter provider.");
  }
  return {
    ...(provider !== null && { providerId: provider.id }),
    ...(query.outcome !== undefined && { outcome: query.outcome }),
    ...(query.reason !== undefined && { reason: query.reason }),
    ...(query.since !== undefined && { since: fromTimestamp(query.since) }),
    ...(query.until !== undefined && { until: fromTimestamp(query.until) }),
    ...(query.after !== undefined && { after: query.after }),
    ...(query.face !== undefined && { face: query.face }),
    ...(query.text !== undefined && { text: query.text }),
    ...(query.mapping !== undefined && { mapping: query.mapping }),
    accepts: (record) =>
      // Whoever may not see the mapping finds the record by no property of it.
      (query.mapping === undefined || showsMapping(services, by, record)) &&
      (query.project === undefined || concernsProject(services, by, record, query.project)),
    judgesDetails: query.project !== undefined,
  };
}

/** Its provider or its mapping is the project's, or the project was asked for. */
function concernsProject(
  services: FaceServices,
  by: Principal,
  record: StoredExchange,
  project: string,
): boolean {
  const mapping = record.mappingId === null ? undefined : services.registry().mappingById(record.mappingId);
  return (
    ownerOf(services, record.providerId).project === project ||
    record.details?.project === project ||
    (mapping?.project === project && maySeeMapping(by, mapping))
  );
}

/** What a deleted provider left, and what came through none, is nobody's but the administrators'. */
function ownerOf(services: FaceServices, providerId: string | null) {
  const provider = providerId === null ? undefined : services.registry().providerById(providerId);
  return { project: provider?.project ?? null };
}

/** Why no mapping accepted a token is told in view of all of them, so it is an administrator's to read. */
function showsMapping(services: FaceServices, by: Principal, record: StoredExchange): boolean {
  if (mayAdminister(by)) return true;
  if (record.mappingId === null) return record.refusal === null || kindOf(record.refusal) !== "no_mapping";
  const mapping = services.registry().mappingById(record.mappingId);
  return mapping !== undefined && maySeeMapping(by, mapping);
}
