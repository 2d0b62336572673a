/** The question who would gain, lose or change access by the drafts on the page, over a time back from now. */

import type { Answer, RequestOptions } from "@countersign/client";
import type { TypedDrafts } from "../../api/judging.ts";
import { mappingDraft, providerDraft } from "../../api/typed-documents.ts";

export type WhatIf = Answer<"/api/v1/what-if", "POST">;
type Question =
  RequestOptions<"/api/v1/what-if", "POST"> extends { readonly body: infer Body } ? Body : never;

/** How far back, in days; null: as far as records go. */
export const periods = [
  { id: "day", label: "the last day", days: 1 },
  { id: "week", label: "the last 7 days", days: 7 },
  { id: "month", label: "the last 30 days", days: 30 },
  { id: "all", label: "all the time there is", days: null },
] as const;
export type Period = (typeof periods)[number]["id"];

/** As many as the server looks at in one go. */
const mostExchanges = 10_000;
const dayMilliseconds = 86_400_000;

export function whatIfQuestion(
  { provider, mapping }: TypedDrafts,
  period: Period,
  now = Date.now(),
): Question {
  const days = periods.find(({ id }) => id === period)?.days ?? null;
  return {
    ...(provider !== undefined && { provider: providerDraft(provider) }),
    ...(mapping !== undefined && { mappings: [mappingDraft(mapping)] }),
    ...(days !== null && { since: wholeSeconds(now - days * dayMilliseconds) }),
    limit: mostExchanges,
  };
}

function wholeSeconds(milliseconds: number): string {
  return new Date(milliseconds).toISOString().replace(/\.\d+Z$/, "Z");
}
