/** Explains a recorded exchange: by the rules of its moment, or by those of now. */

import type { ExchangeDetails, ExchangeRecord } from "../exchange-record.ts";
import type { ReadJson } from "../granting/template.ts";
import type { MappingChoice, Registry } from "../matching/registry.ts";
import { wishOf } from "../recorded-wish.ts";
import type { DisclosureLevel } from "../refusal.ts";
import type { Steps } from "../steps.ts";
import type { Mapping, Provider } from "../terms.ts";
import { type ExplainPorts, type ExplainQuestion, tryingOf } from "./explain-question.ts";
import { recordRemarks } from "./explain-remarks.ts";
import type { Explanation } from "./explanation.ts";
import { explanationOf, nothingSettled } from "./explanation-of.ts";
import { judgeUnverified } from "./judge-unverified.ts";
import { quote } from "./quote.ts";

/** A recorded exchange, as far as an explanation reads it. Null details: erased. */
export type ExplainableRecord = Pick<
  ExchangeRecord,
  "at" | "issuedBy" | "refusal" | "progress" | "providerId" | "providerName" | "mappingName" | "revision"
> & { readonly details: ExchangeDetails | null };

/**
 * Judges what came with a recorded exchange by the rules of now, or by drafts beside them, with what it asked for. Its
 * signature held then, and its times are not held against it.
 */
export async function explainAnew(
  ports: ExplainPorts,
  record: ExplainableRecord,
  draft: Mapping | undefined,
): Promise<Explanation> {
  const registry = ports.registry();
  const { details } = record;
  const provider = providerOf(registry, record);
  const claims = details?.claims ?? null;
  const question: ExplainQuestion = {
    provider: provider?.name ?? null,
    subject: { kind: "claims", claims: claims ?? {} },
    ...wantedOf(details),
    ...(draft !== undefined && { draft }),
    ...(details !== null && { wish: wishOf(details) }),
  };
  const common = {
    registry,
    revision: registry.revision,
    at: ports.now(),
    disclosure: ports.disclosure,
    readJson: ports.grantLimits.readJson,
    wanted: question,
    about: "record",
    wouldBeReplayed: null,
  } as const;
  if (provider === null || claims === null) {
    const { refusal, progress, providerName } = record;
    const gone = provider === null && record.providerId !== null;
    return ports.carryOut(
      explanationOf({
        ...common,
        refusal,
        progress,
        provider,
        providerName,
        claims,
        mapping: null,
        grant: null,
        settled: nothingSettled,
        trying: tryingOf(ports, registry, question, null),
        remarks: [
          ...recordRemarks(record, provider),
          ...(gone ? [`Its provider ${quote(record.providerName ?? "")} does not exist any more.`] : []),
        ],
      }),
    );
  }
  const judged = judgeUnverified(ports, registry, question, claims, common.at);
  return ports.carryOut(
    explanationOf({
      ...common,
      ...judged,
      mapping: judged.mapping?.name ?? null,
      trying: tryingOf(ports, registry, question, judged.mapping),
      remarks: ["The exchange was judged anew, by the rules of now.", ...judged.remarks],
    }),
  );
}

/**
 * Explains a recorded exchange.
 * @param registry the configuration as it stood when the exchange was decided
 */
export function explainRecord(
  registry: Registry,
  record: ExplainableRecord,
  disclosure: DisclosureLevel,
  readJson: ReadJson,
): Steps<Explanation> {
  const { details, refusal, progress } = record;
  const provider = providerOf(registry, record);
  return explanationOf({
    registry,
    revision: record.revision,
    at: record.at,
    disclosure,
    readJson,
    wanted: wantedOf(details),
    about: "record",
    refusal,
    progress,
    provider,
    providerName: record.providerName,
    claims: details?.claims ?? null,
    mapping: record.mappingName,
    grant: details?.grant ?? null,
    trying: null,
    settled: { leftOut: details?.leftOut ?? [], missing: [] },
    wouldBeReplayed: null,
    remarks: recordRemarks(record, provider),
  });
}

/** Null: nobody was asked, or this configuration does not know it. */
function providerOf(registry: Registry, { providerId }: ExplainableRecord): Provider | null {
  return providerId === null ? null : (registry.providerById(providerId) ?? null);
}

/** Erased, it could have been anything of the common kind. */
function wantedOf(details: ExchangeDetails | null): MappingChoice {
  return {
    entry: details?.entry ?? { kind: "exchange" },
    project: details?.project ?? null,
    mapping: details?.mapping ?? null,
  };
}
