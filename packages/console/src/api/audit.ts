/** The audit chain: verifying it, its checkpoints, and where an export of it is to be had. For operators. */

import { useInfiniteQuery, useMutation, useQueryClient } from "@tanstack/react-query";
import { client } from "./client.ts";

const checkpointsKey = ["checkpoints"];

export function useCheckpoints() {
  return useInfiniteQuery({
    queryKey: checkpointsKey,
    queryFn: ({ pageParam }) =>
      client.request("GET", "/api/v1/audit/checkpoints", {
        query: { limit: 20, ...(pageParam !== null && { cursor: pageParam }) },
      }),
    initialPageParam: null as string | null,
    getNextPageParam: ({ next }) => next,
  });
}

export function useMakeCheckpoint() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: () => client.request("POST", "/api/v1/audit/checkpoints"),
    onSettled: () => queries.invalidateQueries({ queryKey: checkpointsKey }),
  });
}

/** @param checkpoints any text that holds some that were kept elsewhere; empty: none */
export async function verifyAudit(checkpoints: string, signal: AbortSignal) {
  const body = checkpoints.trim() === "" ? {} : { checkpoints };
  return client.request("POST", "/api/v1/audit/verification", { body, signal });
}

export interface ExportWish {
  /** As the browser's field for date and time has it, in the reader's zone; empty: from the beginning. */
  readonly since: string;
  readonly until: string;
  readonly details: boolean;
}

/** Where the browser saves the export from: written as it is read, it never lies in memory as a whole. */
export function exportAddress({ since, until, details }: ExportWish): string {
  const query = new URLSearchParams();
  if (since !== "") query.set("since", inUtc(since));
  if (until !== "") query.set("until", inUtc(until));
  if (details) query.set("details", "true");
  return query.size === 0 ? "/api/v1/audit/export" : `/api/v1/audit/export?${query}`;
}

function inUtc(local: string): string {
  return new Date(local).toISOString().replace(/\.\d+Z$/, "Z");
}
