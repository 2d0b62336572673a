/** Live tokens, and how they are ended. */

import type { RevocationDraft } from "@countersign/client";
import { useInfiniteQuery, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { client } from "./client.ts";

/** Absent members: any. */
export interface TokenFilter {
  readonly user?: string;
  readonly provider?: string;
  readonly mapping_id?: string;
}

const tokensKey = ["tokens"];
const revocationsKey = ["revocations"];

/** Pages of live tokens, the ones that live longest first. */
export function useTokens(filter: TokenFilter) {
  return useInfiniteQuery({
    queryKey: [...tokensKey, "list", filter],
    queryFn: ({ pageParam }) =>
      client.request("GET", "/api/v1/tokens", {
        query: { ...filter, limit: 50, ...(pageParam !== null && { cursor: pageParam }) },
      }),
    initialPageParam: null as string | null,
    getNextPageParam: ({ next }) => next,
  });
}

/** How many there are; asked anew each time, since a revocation is weighed by it. */
export function useTokenCount(filter: TokenFilter, enabled = true) {
  return useQuery({
    queryKey: [...tokensKey, "count", filter],
    queryFn: () => client.request("GET", "/api/v1/tokens/count", { query: filter }),
    staleTime: 0,
    enabled,
  });
}

/** What was revoked, the latest first. */
export function useRevocations() {
  return useInfiniteQuery({
    queryKey: revocationsKey,
    queryFn: ({ pageParam }) =>
      client.request("GET", "/api/v1/revocations", {
        query: { limit: 50, ...(pageParam !== null && { cursor: pageParam }) },
      }),
    initialPageParam: null as string | null,
    getNextPageParam: ({ next }) => next,
  });
}

export function useRevoke() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (body: RevocationDraft) => client.request("POST", "/api/v1/revocations", { body }),
    onSettled: () =>
      Promise.all([
        queries.invalidateQueries({ queryKey: tokensKey }),
        queries.invalidateQueries({ queryKey: revocationsKey }),
      ]),
  });
}
