/**
 * What the server says of drafts before they are saved: what is risky or wrong in them, how a token would fare, who
 * would gain or lose access. The console judges nothing itself. Answers are kept for the page that asks, and a token
 * that is tried goes into the body of this one request and nowhere else.
 */

import type { Judgement, Question } from "@countersign/client";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { client } from "./client.ts";
import { mappingDraft, providerDraft, type TypedDocument } from "./typed-documents.ts";

/** Documents as they stand on the page; at least one. */
export interface TypedDrafts {
  readonly provider?: TypedDocument;
  readonly mapping?: TypedDocument;
}

/** So long nothing more must be typed before the server is asked; shorter than one notices. */
const quietMilliseconds = 250;

/** The value once it has not changed for a moment. */
function useSettled<T>(value: T): T {
  const [settled, setSettled] = useState(value);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(value), quietMilliseconds);
    return () => clearTimeout(timer);
  }, [value]);
  return settled;
}

/** Whatever is found in the drafts; of several questions on their way the latest answer counts. */
export function useJudgement(drafts: TypedDrafts) {
  const settled = useSettled(drafts);
  return useQuery({
    queryKey: ["configuration", "judgement", settled],
    queryFn: ({ signal }): Promise<Judgement> =>
      client.request("POST", "/api/v1/lint", { body: draftsOf(settled), signal }),
    placeholderData: keepPreviousData,
    gcTime: 0,
  });
}

/** What is tried: one of a pasted token, claims, and a recorded exchange. */
export type Trial =
  | { readonly token: string }
  | { readonly claims: TypedDocument; readonly provider?: string }
  | { readonly request_id: string };

/** How it fares with the drafts in place. @param trial null: nothing to try yet */
export function useTrial(trial: Trial | null, drafts: TypedDrafts) {
  const settled = useSettled(drafts);
  const tried = useSettled(trial);
  return useQuery({
    queryKey: ["configuration", "trial", tried, settled],
    queryFn: ({ signal }) => {
      const body = { ...tried, drafts: draftsOf(settled) } as Question;
      return client.request("POST", "/api/v1/explain", { body, signal });
    },
    enabled: tried !== null,
    placeholderData: keepPreviousData,
    // A token is part of the question: nothing of it outlives the page.
    gcTime: 0,
    retry: false,
  });
}

function draftsOf({ provider, mapping }: TypedDrafts) {
  return {
    ...(provider !== undefined && { provider: providerDraft(provider) }),
    ...(mapping !== undefined && { mapping: mappingDraft(mapping) }),
  };
}
